"""What others rely on: the names of the package and the commands. A change here is a change for them."""

import subprocess
import sys

import pytest

import entente
from entente.cli import build_parser


def test_public_names() -> None:
    assert dir(entente) == ["cite", "load", "releases"]
    assert all(callable(getattr(entente, name)) for name in dir(entente))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = entente.nonsense


def commands(text: str) -> set[str]:
    return {line.split()[0] for line in text.splitlines() if line.startswith("    ") and line[4] != " "}


def test_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands(build_parser().format_help()) == {
        *("build", "site", "check", "release", "diff", "cite", "codebook", "sources", "export", "forums", "why"),
    }
    for name, actions in {
        "release": {"build", "verify", "diff", "pack"},
        "sources": {"verify", "fetch"},
        "forums": {"merge", "compare", "outside"},
    }.items():
        with pytest.raises(SystemExit):
            build_parser().parse_args([name, "--help"])
        assert commands(capsys.readouterr().out) == actions


def test_what_the_package_of_claims_offers_are_functions() -> None:
    code = "from entente.claims import explain, read_spec, run; print(*map(callable, (explain, read_spec, run)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "True True True"
