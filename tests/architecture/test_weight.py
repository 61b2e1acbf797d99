"""Nothing heavy is imported before it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "numpy",
    "pandas",
    "polars",
    "duckdb",
    "sklearn",
    "scipy",
    "altair",
    "pyarrow",
    "pydantic",
    "sqlglot",
    "jinja2",
    "vl_convert",
}

ASK = "from coterie.cli import main\nimport sys\nsys.argv = ['coterie', '{}']\ntry:\n    main()\nexcept SystemExit:\n    pass"

CASES = {"import": "import coterie", "help": ASK.format("--help"), "version": ASK.format("--version")}


@pytest.mark.parametrize("case", CASES)
def test_nothing_heavy_is_imported(case: str) -> None:
    program = CASES[case] + "\nimport sys\nprint('\\nMODULES', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    modules = {name.partition(".")[0] for name in done.stdout.rpartition("MODULES")[2].split()}
    assert "coterie" in modules
    assert modules & HEAVY == set()
