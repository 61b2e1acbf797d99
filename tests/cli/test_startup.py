"""The command as a process: light to start, and quiet when its reader goes away."""

import json
import os
import subprocess
import sys

import pytest

HEAVY = ("pydantic", "duckdb", "numpy", "scipy", "sklearn", "pyarrow", "pandas", "polars", "altair", "narwhals", "jinja2", "markdown_it")
COMMAND = [sys.executable, "-c", "from coterie.cli import main; main()"]


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, json, contextlib, io\nfrom coterie.cli.app import status\n"
        "with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.suppress(SystemExit): status(['--help'])\n"
        "print(json.dumps([out.getvalue(), sorted(sys.modules)]))"
    )
    text, modules = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    assert "coterie COMMAND" in text
    assert "From a file to named segments" in text
    assert [name for name in HEAVY if name in modules] == []
    assert [name for name in modules if name.startswith("coterie.cli.") and name not in ("coterie.cli.app", "coterie.cli.answer")] == []


def test_a_reader_who_goes_away_is_no_error() -> None:
    process = subprocess.Popen([*COMMAND, "methods", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout and process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0


def test_a_terminal_without_unicode_gets_question_marks() -> None:
    done = subprocess.run([*COMMAND, "methods"], capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"}, check=True)
    assert b"kmeans" in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_knows_the_commands_and_their_options(shell: str) -> None:
    from coterie.cli.app import COMMANDS, app

    script = app.generate_completion(shell=shell)
    assert [word for word in (*COMMANDS, "max-unreadable", "robust", "quiet") if word not in script] == []
