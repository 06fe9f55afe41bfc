import pandas as pd

from entente.report.stacked import stacked_chart

DRAWN = pd.DataFrame(
    {
        "loss": [0.0, 0.0, 0.1, 0.1],
        "share": [0.75, 0.25, 1.0, 0.0],
        "role": ["supported", "cannot_tell", "contradicted", "mixed"],
        "words": ["supported", "cannot tell", "contradicted", "mixed"],
        "mark": ["●", "?", "✕", "◇"],
    }
)


def drawn(margin: float) -> list[list[dict[str, object]]]:
    spec = stacked_chart(DRAWN, margin=margin).to_dict()
    return [spec["datasets"][layer["data"]["name"]] for layer in spec["layer"]]


def test_shares_stand_on_each_other_and_an_empty_one_is_not_drawn() -> None:
    bars, _, _ = drawn(-0.1)
    assert [(bar["words"], bar["bottom"], bar["middle"], bar["top"]) for bar in bars] == [
        ("supported", 0.0, 0.375, 0.75),
        ("cannot tell", 0.75, 0.875, 1.0),
        ("contradicted", 0.0, 0.5, 1.0),
    ]


def test_the_margin_is_named_above_its_own_bar_only() -> None:
    assert drawn(-0.1)[2] == [{"loss": 0.1, "text": "the margin"}]
    assert drawn(-0.2)[2] == []
