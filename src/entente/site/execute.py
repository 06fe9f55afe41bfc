"""Executing a notebook: the outputs of a fresh kernel, without anything that differs from run to run."""

import re
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from entente.errors import BrokenPage

NOTEBOOKS: Any = nbformat  # its functions carry no types
COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # a kernel's traceback is made for a terminal
TIMEOUT = 3600  # seconds a cell may take: the slowest fits of a claim stay well below


def execute_notebook(source: Path, target: Path, *, root: Path) -> Path:
    """Execute a notebook from the repository's root and write it with its outputs.

    Parameters
    ----------
    source, target : Path
        The notebook, and where to write the executed one.
    root : Path
        The folder in which the kernel runs: the repository.

    Raises
    ------
    BrokenPage
        If a cell fails; the message shows the cell's error.
    """
    notebook = NOTEBOOKS.read(source, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name="python3",
        # The kernel warns at each start that it listens on the loopback address; errors still come through.
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(root)}},
    )
    try:
        client.execute()
    except CellExecutionError as error:
        said = COLOURS.sub("", str(error)).strip()
        raise BrokenPage(source, [said], "Run the notebook in Jupyter, or mend what the failing cell calls.") from error
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(NOTEBOOKS.writes(settle(notebook)), encoding="utf-8", newline="\n")
    return target


def settle(notebook: Any) -> Any:
    """Remove what differs from run to run: times, kernels, counts; give cells ids by their place."""
    notebook.metadata = NOTEBOOKS.from_dict(
        {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    )
    for place, cell in enumerate(notebook.cells):
        cell.id = f"cell-{place}"
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.execution_count = None
            cell.outputs = [_settle_output(output) for output in cell.outputs]
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def _settle_output(output: Any) -> Any:
    if output.output_type == "execute_result":
        return NOTEBOOKS.from_dict({"output_type": "display_data", "data": output.data, "metadata": {}})
    return output
