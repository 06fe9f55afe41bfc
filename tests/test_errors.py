"""How problems are put into lines."""

from entente.errors import MOST, BrokenPromise, told
from entente.tables.problem import Problem


def bad(row: int, column: str, cure: str = "wrong; mend it.", kind: str | None = None) -> Problem:
    return Problem("f.csv", row, column, str(row), cure, kind)


def test_the_first_of_a_kind_are_said_and_the_rest_are_counted() -> None:
    problems = [bad(row, column) for row in range(2, 1500) for column in ("a", "b")] + [bad(9, "a", "else; mend it.")]
    lines = told(problems)
    assert sum(each.of for each in lines) == len(problems) == 2997
    assert lines[:2] == [
        "f.csv, row 2, column a = '2': wrong; mend it.",
        "f.csv, row 2, column b = '2': wrong; mend it.",
    ]
    assert lines[2 * MOST - 1 :] == [
        "f.csv, column a: and 1,478 more of the same kind (wrong; mend it).",
        "f.csv, row 21, column b = '21': wrong; mend it.",
        "f.csv, column b: and 1,478 more of the same kind (wrong; mend it).",
        "f.csv, row 9, column a = '9': else; mend it.",
    ]


def test_what_differs_from_row_to_row_is_one_kind() -> None:
    lines = told([bad(row, "a", f"stands in row {row - 1}; keep one.", "stands above; keep one.") for row in range(22)])
    assert len(lines) == MOST + 1
    assert lines[-1] == "f.csv, column a: and 2 more of the same kind (stands above; keep one)."
    assert (lines[-1].of, lines[0].of) == (2, 1)


def test_as_many_as_are_shown_need_no_further_line() -> None:
    assert len(told([bad(row, "a") for row in range(MOST)])) == MOST
    assert told([]) == []


def test_what_has_no_kind_is_counted_too() -> None:
    assert told(["x"] * 30)[-1] == "... and 10 more"


def test_a_broken_promise_says_each_kind_and_the_exact_count() -> None:
    said = str(BrokenPromise("data/local", [bad(row, "a") for row in range(2, 1202)] + [bad(3, "b")]))
    assert said.startswith("data/local: 1,201 problem(s)\n  f.csv, row 2, column a")
    assert said.endswith(
        "and 1,180 more of the same kind (wrong; mend it).\n  f.csv, row 3, column b = '3': wrong; mend it."
    )
    assert len(said.splitlines()) == 1 + MOST + 1 + 1
