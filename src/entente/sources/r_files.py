"""Read an R file that holds one data frame."""

from pathlib import Path

import pandas as pd
import pyreadr


def read_r_frame(file: Path) -> pd.DataFrame:
    """Return the one frame of an `.rda` or `.rds` file."""
    frame: pd.DataFrame
    (frame,) = pyreadr.read_r(str(file)).values()
    return frame
