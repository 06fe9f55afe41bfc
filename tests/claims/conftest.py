import pandas as pd
import pytest

from entente.claims.data import TradeData, lay_out
from entente.claims.spec import Claim
from entente.claims.spec_file import read_spec
from entente.read import load

TABLES = (
    "states", "successions", "trade_flows", "coverage", "divergences", "divergence_issues",
    "divergence_instruments", "body_members",
)  # fmt: skip


@pytest.fixture(scope="session")
def claim() -> Claim:
    """Return the claim of the skeleton."""
    return read_spec("ring-fencing-trade")


@pytest.fixture(scope="session")
def released() -> dict[str, pd.DataFrame]:
    """Return what the design reads of the newest release, without a user's rows."""
    return {name: load(name, local=False) for name in TABLES}


@pytest.fixture(scope="session")
def data(released: dict[str, pd.DataFrame]) -> TradeData:
    """Return the newest release, laid out."""
    return lay_out(dict(released))
