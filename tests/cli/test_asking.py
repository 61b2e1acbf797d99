"""What is unclear is asked on a terminal, and refused with the choices elsewhere."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import threading
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from coterie.cli import main; main()"]
CLIENTS = "client_id,customer_id,order_date,amount\n" + "".join(f"c{n % 3},k{n % 5},2024-01-{n + 10},{n}.50\n" for n in range(15))
DAYS = "customer_id,order_date,amount\n" + "".join(f"c{n % 3},0{n % 3 + 1}/0{n % 5 + 4}/2024,{n}.50\n" for n in range(15))


def on_a_terminal(tokens: list[str], answers: str) -> tuple[int, str, str]:
    """The exit code, stdout, and what the terminal showed, of a command whose stdin and stderr are a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([*COMMAND, *tokens], stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, text=True)
    os.close(theirs)
    os.write(ours, answers.encode())
    assert process.stdout
    timer = threading.Timer(60, process.kill)
    timer.start()
    out = process.stdout.read()
    timer.cancel()
    shown = b""
    while select.select([ours], [], [], 1)[0]:
        try:
            shown += os.read(ours, 65_536)
        except OSError:  # so Linux tells that the other side is closed
            break
    os.close(ours)
    return process.wait(), out, shown.decode()


@pytest.fixture
def clients(tmp_path: Path) -> Path:
    path = tmp_path / "clients.csv"
    path.write_text(CLIENTS)
    return path


@pytest.mark.parametrize(
    "answer, chosen", [("\n", "client_id"), ("1\n", "client_id"), ("2\n", "customer_id"), ("7\nx\n2\n", "customer_id")]
)
def test_the_choice_on_a_terminal_is_taken(clients, answer, chosen) -> None:
    code, out, shown = on_a_terminal(["look", str(clients), "--json", "--quiet"], answer)
    assert code == 0, shown
    assert json.loads(out)["roles"]["orders"]["customer"] == chosen
    for text in ("Both 'client_id' and 'customer_id' could be the customer", "such as c0, c1, c2", "such as k0, k1, k2", "Enter for 1"):
        assert text in shown


def test_dates_are_asked_for_too_and_the_run_keeps_the_answer(tmp_path) -> None:
    path = tmp_path / "days.csv"
    path.write_text(DAYS)
    code, out, shown = on_a_terminal(["run", str(path), "--k", "2", "--method", "kmeans", "--out", str(tmp_path / "r"), "--json"], "2\n")
    assert code == 0, shown
    assert "1  day-first: 01/04/2024 is 1 April 2024" in shown
    from coterie import load

    assert load(json.loads(out)["folder"]).story.settings["dates"] == "month-first"


def test_without_an_answer_it_is_refused(clients) -> None:
    code, _, shown = on_a_terminal(["look", str(clients), "--quiet"], "\x04")
    assert code == 2
    assert "[ambiguous-role]" in shown


def test_elsewhere_it_is_refused_with_the_choices(coterie, clients) -> None:
    said = coterie("look", clients, "--quiet", "--json")
    error = json.loads(said.err)["error"]
    assert said.code == 2
    assert (error["code"], error["setting"], error["key"]) == ("ambiguous-role", "roles", "customer")
    assert [(choice["value"], choice["examples"]) for choice in error["choices"]] == [
        ("client_id", ["c0", "c1", "c2"]),
        ("customer_id", ["k0", "k1", "k2"]),
    ]
