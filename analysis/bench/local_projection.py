"""How long a local projection with all three errors takes, against one lean pyfixest fit of the same coefficient.

Run `python analysis/bench/local_projection.py`. All are called in turn in one process, on a made-up panel of the size
of the trade panel and on two real cells of the claim `ring-fencing-trade`; ratios are ours / pyfixest, so below 1 is
faster. pyfixest gets its doubled frame ready-made; ours gets the undirected rows. There are two yardsticks:

same columns    pyfixest starts where ours does, from the year and the two states, and makes the state-by-year effects
                by its own formula, `sender^year + receiver^year`
codes ready     the state-by-year codes were made ahead, by integer arithmetic outside the timing

The whole fit prepares a design and fits one outcome; the assay prepares one and fits six (losses of 0 to 30%), and its
time is per outcome; one more outcome is a fit on a design that is there.
"""

import csv
import os
import platform
import time
import warnings
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from itertools import product
from pathlib import Path

# Blocks of about a hundred states gain nothing from two threads, and lose much where a second run shares the machine.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd
import pyfixest
from numpy.typing import NDArray

from entente.claims.data import load_data
from entente.claims.fit import codes, log_rows, outcome, weights
from entente.claims.sample import build_sample, cell
from entente.claims.spec_file import read_spec
from entente.models.local_projection import ProjectionDesign
from entente.models.simulate import Panel

REPETITIONS = 15
PERIODS, FIRST_STATES, LAST_STATES = 50, 80, 170
TREATED, DECISIONS, DECIDERS = 400, 200, 20
MOST_ROWS = 8000
ASSAY = 6
YARDSTICKS = {"same columns": "sender^year + receiver^year", "codes ready": "sender_year + receiver_year"}


def made_up_panel(rng: np.random.Generator) -> Panel:
    """Draw a core of states that trade with all and a rim that trades with the core, more states every year."""
    rows = [_period(rng, t, int(n)) for t, n in enumerate(np.linspace(FIRST_STATES, LAST_STATES, PERIODS))]
    period, a, b = np.concatenate(rows, axis=1)
    decision = np.full(len(a), -1)
    chosen = rng.choice(len(a), TREATED, replace=False)
    decision[chosen] = rng.integers(0, DECISIONS, TREATED)
    treated = decision >= 0
    weights = np.where(treated, 1 / np.maximum(np.bincount(decision[treated]), 1)[decision], 1.0)
    decider = np.where(treated, decision % DECIDERS, -1)
    return Panel(rng.normal(size=len(a)), treated, weights, period, a, b, decision, decider)


def _period(rng: np.random.Generator, t: int, states: int) -> NDArray[np.intp]:
    a, b = np.triu_indices(states, 1)
    size = np.linspace(1, 0.15, states)
    rows = np.flatnonzero(rng.random(len(a)) < np.clip(1.6 * size[a] * size[b] + 0.12, 0, 1))
    rows = np.sort(rng.choice(rows, min(len(rows), MOST_ROWS), replace=False))
    return np.stack([np.full(len(rows), t), a[rows], b[rows]])


def real_panels(*groups: str) -> dict[str, Panel]:
    """Lay out cells of the claim's first source: the rows of holding up, weighted by decision."""
    claim = read_spec("ring-fencing-trade")
    source = claim.sources[0]
    sample = build_sample(claim, load_data(local=False), source)
    found = {}
    for group in groups:
        rows = log_rows(cell(sample, claim.group(group)), "holding_up")
        found[f"{source.id}, {group}"] = Panel(
            outcome(rows, "holding_up"),
            rows["treated"].to_numpy(bool),
            weights(rows, claim.weights),
            *(rows[name].to_numpy(np.int64) for name in ("year", "a", "b")),
            codes(rows, "decision_id"),
            codes(rows, "decider"),
        )
    return found


def doubled(panel: Panel) -> pd.DataFrame:
    """Each undirected row once in each order, with the codes of sender-years and receiver-years beside."""
    year = np.tile(panel.period, 2)
    sender, receiver = np.concatenate([panel.a, panel.b]), np.concatenate([panel.b, panel.a])
    at = (year - year.min()) * 1000
    return pd.DataFrame(
        {
            "y": np.tile(panel.y, 2),
            "treated": np.tile(panel.treated.astype(float), 2),
            "weight": np.tile(panel.weights, 2),
            "year": year,
            "sender": sender,
            "receiver": receiver,
            "sender_year": at + sender,
            "receiver_year": at + receiver,
            "dyad": np.tile(panel.a * 1000 + panel.b, 2),
        }
    )


def seconds(call: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main() -> None:
    """Time, print and write the ratios."""
    warnings.simplefilter("ignore")  # pyfixest 0.60 uses what pandas 3.1 deprecates
    panels = {"made up": made_up_panel(np.random.default_rng(1)), **real_panels("human_rights", "off_trade")}
    write([row for name, panel in panels.items() for row in report(name, panel, measure(panel))])


def measure(panel: Panel) -> dict[str, NDArray[np.float64]]:
    """Time each call in turn, many times; seconds by call."""
    frame = doubled(panel)
    identity = (panel.treated, panel.weights, panel.period, panel.a, panel.b, panel.decision, panel.decider)
    ready = ProjectionDesign.build(*identity)

    def theirs(effects: str) -> object:
        return pyfixest.feols(
            f"y ~ treated | {effects}",
            frame,
            weights="weight",
            vcov={"CRV1": "dyad"},
            lean=True,
            copy_data=False,
            store_data=False,
        )

    def assay() -> object:
        design = ProjectionDesign.build(*identity)
        return [design.fit(panel.y + loss * panel.treated) for loss in np.linspace(0, 0.3, ASSAY)]

    calls: dict[str, Callable[[], object]] = {
        **{name: partial(theirs, effects) for name, effects in YARDSTICKS.items()},
        "whole fit": lambda: ProjectionDesign.build(*identity).fit(panel.y),
        "assay": assay,
        "one more outcome": lambda: ready.fit(panel.y),
    }
    for call in calls.values():
        call()
    took: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(REPETITIONS):
        for name, call in calls.items():
            took[name].append(seconds(call) / (ASSAY if name == "assay" else 1))
    return {name: np.array(times) for name, times in took.items()}


def report(name: str, panel: Panel, took: dict[str, NDArray[np.float64]]) -> list[dict[str, object]]:
    """Print the ratios of one panel and return them as rows."""
    shared = {
        "panel": name,
        "rows": len(panel.y),
        "periods": len(np.unique(panel.period)),
        "periods_with_treated": len(np.unique(panel.period[panel.treated])),
        "states": len(np.unique([panel.a, panel.b])),
        "treated_rows": int(panel.treated.sum()),
        "repetitions": REPETITIONS,
        "threads": os.environ["OMP_NUM_THREADS"],
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        **{name: version(name) for name in ("numpy", "scipy", "pandas", "pyfixest")},
    }
    rows = []
    for call, yardstick in product(("whole fit", "assay", "one more outcome"), YARDSTICKS):
        ratio = took[call] / took[yardstick]
        figures = {"median": np.median(ratio), "least": ratio.min(), "most": ratio.max()}
        named = {"call": call, "yardstick": yardstick}
        rows.append({**named, **{k: f"{v:.4f}" for k, v in figures.items()}, **shared})
        print(
            f"{name}: {call}: {figures['median']:.3f} of pyfixest's time, {yardstick} "
            f"({ratio.min():.3f}-{ratio.max():.3f}), "
            f"median {np.median(took[call]) * 1000:.1f} ms against {np.median(took[yardstick]) * 1000:.1f} ms"
        )
    return rows


def write(rows: list[dict[str, object]]) -> None:
    """Write the ratios beside this file."""
    with Path(__file__).with_suffix(".csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
