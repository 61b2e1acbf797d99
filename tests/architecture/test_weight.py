"""Nothing heavy is imported before it is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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


# What a table of customers needs none of; each takes a tenth of a second to import, scikit-learn a whole one.
UNUSED = {"sklearn", "scipy", "altair", "pandas", "polars", "pyarrow", "narwhals", "sqlglot"}


def test_a_small_run_imports_only_what_it_uses(tmp_path: Path) -> None:
    rows = "\n".join(f"c{i},{i % 7 * 10 + i % 3},{i % 5 * 100 + i % 11}" for i in range(60))
    (tmp_path / "customers.csv").write_text(f"customer_id,age,income\n{rows}\n")
    program = (
        "import sys\nfrom coterie.cli.app import status\n"
        "assert status(['run', 'customers.csv', '--quiet']) == 0\nprint('MODULES', *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    modules = {name.partition(".")[0] for name in done.stdout.rpartition("MODULES")[2].split()}
    assert "duckdb" in modules
    assert modules & UNUSED == set()
