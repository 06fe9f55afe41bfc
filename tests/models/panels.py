"""Small panels that several tests use."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from entente.models.local_projection import ProjectionDesign
from entente.models.simulate import Panel

GOLDEN = Path(__file__).parents[1] / "golden"

# Five states, every pair once, one period. Pairs 12 and 34 are treated, by two decisions.
FIVE = {(1, 2): 3, (1, 3): 1, (1, 4): 0, (1, 5): 2, (2, 3): 0, (2, 4): 1, (2, 5): 1, (3, 4): 1, (3, 5): 0, (4, 5): 2}


def five_states() -> Panel:
    pairs = np.array(list(FIVE))
    treated = np.array([pair in {(1, 2), (3, 4)} for pair in FIVE])
    decision = np.where(treated, pairs[:, 0], -1)
    ones, zeros = np.ones(len(pairs)), np.zeros(len(pairs), int)
    return Panel(
        np.array(list(FIVE.values()), float), treated, ones, zeros, pairs[:, 0], pairs[:, 1], decision, decision
    )


def design(panel: Panel) -> ProjectionDesign:
    return ProjectionDesign.build(
        panel.treated, panel.weights, panel.period, panel.a, panel.b, panel.decision, panel.decider
    )


def take(panel: Panel, rows: NDArray[Any]) -> Panel:
    return replace(panel, **{field.name: getattr(panel, field.name)[rows] for field in fields(panel)})


def golden_panel() -> tuple[Panel, pd.DataFrame]:
    """Read the panel that the R scripts read."""
    frame = pd.read_csv(GOLDEN / "local_projection_panel.csv")
    columns = [frame[field.name].to_numpy() for field in fields(Panel)]
    columns[1] = columns[1].astype(bool)
    return Panel(*columns), frame


def golden(name: str) -> pd.Series:
    return pd.read_csv(GOLDEN / name).set_index("quantity")["value"]
