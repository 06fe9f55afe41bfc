import numpy as np
import pandas as pd

from entente.panel.units import Units, lineages

SPELLS = [
    ("SUN", "1945-10-24", "1991-12-26"),
    ("RUS", "1991-12-26", None),
    ("CSK", "1945-10-24", "1993-01-01"),
    ("CZE", "1993-01-01", None),
    ("ARE", "1990-01-01", "1991-12-31"),
    ("SYR", "1989-01-01", "1990-02-22"),
    ("SYR", "1991-09-28", None),
]


def world(first: int = 1989, last: int = 1993) -> Units:
    states = pd.DataFrame(SPELLS, columns=["state_id", "valid_from", "valid_to"])
    for name in ("valid_from", "valid_to"):
        states[name] = pd.to_datetime(states[name]).astype("datetime64[s]")
    successions = pd.DataFrame(
        {"predecessor": ["SUN", "CSK"], "successor": ["RUS", "CZE"], "continues_dyads": [True, False]}
    )
    return lineages(states, successions, first, last)


def test_a_state_that_goes_on_is_one_unit_under_its_last_name() -> None:
    units = world()
    assert units.names == ("ARE", "CSK", "CZE", "RUS", "SYR")
    assert units.of_state == {"ARE": 0, "CSK": 1, "CZE": 2, "RUS": 3, "SUN": 3, "SYR": 4}


def test_a_unit_exists_in_a_year_on_whose_first_and_last_day_it_is_in_the_system() -> None:
    expected = pd.DataFrame(
        {
            1989: [0, 1, 0, 1, 1],
            1990: [1, 1, 0, 1, 0],  # Syria leaves in February
            1991: [0, 1, 0, 1, 0],  # ARE's last day is 30 December; Russia takes over on the 26th; Syria is back
            1992: [0, 1, 0, 1, 1],
            1993: [0, 0, 1, 1, 1],  # Czechoslovakia ends and the Czech Republic begins on 1 January
        }
    )
    np.testing.assert_array_equal(world().exists, expected.to_numpy(bool))


def test_pairs_are_unordered_and_in_the_order_of_names() -> None:
    units = world()
    first, second = units.pairs()
    assert [(units.names[a], units.names[b]) for a, b in zip(first, second, strict=True)] == [
        ("ARE", "CSK"), ("ARE", "CZE"), ("ARE", "RUS"), ("ARE", "SYR"), ("CSK", "CZE"),
        ("CSK", "RUS"), ("CSK", "SYR"), ("CZE", "RUS"), ("CZE", "SYR"), ("RUS", "SYR"),
    ]  # fmt: skip


def test_a_year_may_lie_outside() -> None:
    assert world(1990, 1992).year_index(pd.Series([1989, 1990, 1992, 1993])).tolist() == [-1, 0, 2, 3]
