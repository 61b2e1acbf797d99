"""The command as a process: light to start, and quiet when its reader goes away."""

import json
import os
import subprocess
import sys

import pytest

from coterie.cli.overview import COMMANDS, OPTIONS

HEAVY = (
    "cyclopts",
    "rich",
    "pydantic",
    "duckdb",
    "numpy",
    "scipy",
    "sklearn",
    "pyarrow",
    "pandas",
    "polars",
    "altair",
    "narwhals",
    "jinja2",
    "markdown_it",
)
COMMAND = [sys.executable, "-c", "from coterie.cli import main; main()"]


@pytest.mark.parametrize("tokens", [(), ("--help",), ("-h",)])
def test_help_is_there_at_once(tokens: tuple[str, ...]) -> None:
    code = (
        "import sys, json, contextlib, io\nfrom coterie.cli import main\n"
        "with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.suppress(SystemExit): main()\n"
        "print(json.dumps([out.getvalue(), sorted(sys.modules)]))"
    )
    text, modules = json.loads(subprocess.run([sys.executable, "-c", code, *tokens], capture_output=True, text=True, check=True).stdout)
    assert "coterie COMMAND" in text
    assert [name for name in HEAVY if name in modules] == []
    assert [name for name in modules if name.startswith("coterie.cli.")] == ["coterie.cli.overview"]
    said = " ".join(text.split())
    for name, sentence in {**COMMANDS, **OPTIONS}.items():
        assert f"{name} {sentence}" in said


def test_the_commands_that_are_told_are_those_that_there_are() -> None:
    from coterie.cli.app import app

    there = {name for name in app if not name.startswith("-")}
    assert there == {*COMMANDS}
    assert {*app} - there <= {*OPTIONS, "-h"}


@pytest.mark.parametrize("tokens", [("methods", "--json"), ("--help",)])
def test_a_reader_who_goes_away_is_no_error(tokens: tuple[str, ...]) -> None:
    process = subprocess.Popen([*COMMAND, *tokens], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout and process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0


def test_a_terminal_without_unicode_gets_question_marks() -> None:
    done = subprocess.run([*COMMAND, "methods"], capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"}, check=True)
    assert b"kmeans" in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_knows_the_commands_and_their_options(shell: str) -> None:
    from coterie.cli.app import app

    script = app.generate_completion(shell=shell)
    assert [word for word in (*COMMANDS, "max-unreadable", "robust", "quiet") if word not in script] == []
