"""The examples run as they stand, and their notebooks hold the same cells with what these print and draw."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import nbformat
import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
SCRIPTS = sorted(EXAMPLES.glob("[0-9]_*.py"))


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("examples_make", EXAMPLES / "_make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_is_a_script_for_each_notebook() -> None:
    assert SCRIPTS
    assert [script.stem for script in SCRIPTS] == sorted(book.stem for book in EXAMPLES.glob("*.ipynb"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_an_example_runs_and_its_notebook_shows_what_it_says(script: Path, make: ModuleType) -> None:
    kept = nbformat.read(script.with_suffix(".ipynb"), as_version=4)
    nbformat.validate(kept)
    ran = make.executed(make.notebook(script))
    assert [cell.source for cell in kept.cells] == [cell.source for cell in ran.cells], "write it anew: make examples"
    for old, new in zip(kept.cells, ran.cells, strict=True):
        assert [output.output_type for output in old.get("outputs", ())] == [output.output_type for output in new.get("outputs", ())]
        assert not any(output.get("name") == "stderr" for output in new.get("outputs", ())), "no cell warns"
    drawn = [output for cell in kept.cells for output in cell.get("outputs", ()) if "image/svg+xml" in output.get("data", {})]
    assert drawn
