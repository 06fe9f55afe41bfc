import pandas as pd
import pytest

from entente.datasets import coverage as module


def test_it_comes_after_every_table_that_says_what_it_covers() -> None:
    assert {"states", "trade_flows"} <= set(module.AFTER)
    assert "coverage" not in module.AFTER


def test_what_modules_say_is_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    class Says:
        def __init__(self, table: str) -> None:
            self.table = table

        def coverage(self, built: dict[str, pd.DataFrame]) -> pd.DataFrame:
            seen.append(sorted(built))
            return pd.DataFrame({"table": [self.table], "scope": ["all"]})

    monkeypatch.setattr(module, "covering", lambda: iter([Says("states"), Says("votes")]))
    made = module.build({"states": pd.DataFrame()})
    assert made["coverage"]["table"].tolist() == ["states", "votes"]
    assert made["coverage"].index.tolist() == [0, 1]
    assert seen == [["states"], ["states"]]
