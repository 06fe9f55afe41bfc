"""Read an R file that holds one data frame."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyreadr


def read_r_frame(file: Path) -> pd.DataFrame:
    """Return the one frame of an `.rda` or `.rds` file.

    R's NA is a signalling NaN, for which `numpy.fmax` and its like give NaN instead of the other number: it becomes the
    ordinary NaN here.
    """
    frame: pd.DataFrame
    (frame,) = pyreadr.read_r(str(file)).values()
    for name in frame.columns[frame.dtypes == np.float64]:
        frame[name] = frame[name].where(frame[name].notna(), np.nan)
    return frame
