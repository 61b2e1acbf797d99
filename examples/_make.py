"""Write each example as a notebook with its outputs: `make examples`.

The scripts are what is edited; a notebook holds the same cells and what they printed and drew. Charts are kept as
pictures, so that they are seen wherever notebooks are shown. No time and no number of a run is kept: the same
examples give the same files.
"""

from __future__ import annotations

import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

HERE = Path(__file__).parent
SCRIPTS = sorted(HERE.glob("[0-9]_*.py"))
LIVING = "application/vnd.vegalite.v6+json"


def notebook(script: Path) -> NotebookNode:
    """The script as a notebook without outputs."""
    book = jupytext.read(script)
    book.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(book.cells):
        cell["id"] = f"cell-{number}"
        cell.metadata = {}
    return book


def executed(book: NotebookNode) -> NotebookNode:
    """The notebook with what its cells print and draw."""
    NotebookClient(book, timeout=600, kernel_name="python3").execute()
    for cell in book.cells:
        cell.metadata = {}
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop(LIVING, None)
    return book


def main() -> None:
    """Write all of them."""
    for script in SCRIPTS:
        print(script.name, file=sys.stderr)
        nbformat.write(executed(notebook(script)), script.with_suffix(".ipynb"))


if __name__ == "__main__":
    main()
