"""Exit codes, and what is said when something is wrong."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from coterie.errors import InputError, SurroundingsError
from serving import Request, served

WRONG: list[tuple[list[str], str]] = [
    (["rum"], 'Did you mean "run"'),
    (["run"], "data"),
    (["run", "x.csv", "--scal", "robust"], "Did you mean --scale"),
    (["run", "x.csv", "--scale", "huge"], '"robust"'),
    (["run", "x.csv", "--k", "two"], "The setting k is 'two', but it must be a whole number or a range such as 2:10."),
    (["run", "x.csv", "--k", "2,10"], "The setting k is '2,10', but it must be a whole number or a range such as 2:10."),
    (["run", "x.csv", "--since", "soon"], "The setting since is 'soon', but it must be a day such as 2024-12-31."),
    (["run", "x.csv", "--clip", "2"], "it must be a number, at least 0, less than 0.5."),
    (["score", "nowhere", "x.csv", "--out", "x.txt"], "A table cannot be written as '.txt'"),
    (["run", "x.csv", "--roles", "customer"], "customer=CustomerID"),
    (["run", "x.csv", "--config", "nowhere.toml"], "no such file"),
    (["run", "x.csv", "--config", "."], "This is a folder, not a file"),
    (["run", "x.csv", "--report", "."], "This is a folder, not a file"),
    (["report", "nowhere", "--out", "."], "This is a folder, not a file"),
    (["demo", "moon"], "shop"),
    (["report", "nowhere"], "no such run"),
    (["score", "nowhere", "x.csv"], "no such run"),
]


@pytest.mark.parametrize(("tokens", "words"), WRONG, ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_what_a_user_gets_wrong_is_exit_2_in_one_line(
    coterie: Callable[..., Any], tokens: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = coterie(*tokens)
    assert said.code == 2
    assert said.out == ""
    assert words.casefold() in said.err.casefold()
    assert said.err.count("\n") == 1


def raising(error: BaseException) -> Callable[..., Any]:
    def instead(*_: object, **__: object) -> None:
        raise error

    return instead


CODES: list[tuple[BaseException, int, str]] = [
    (InputError("no-customer", "No column names the customer", remedy="Say --roles customer=…"), 2, "[no-customer]"),
    (SurroundingsError("disk-full", "The disk is full"), 3, "[disk-full]"),
    (PermissionError(13, "Permission denied", "somewhere"), 3, "Permission denied"),
    (MemoryError(), 3, "not enough memory"),
    (RuntimeError("can't start new thread"), 3, "fewer --threads"),
    (ZeroDivisionError("division by zero"), 1, "COTERIE_DEBUG=1"),
    (KeyboardInterrupt(), 130, "Stopped"),
]


@pytest.mark.parametrize(("error", "code", "words"), CODES, ids=lambda value: type(value).__name__)
def test_every_kind_of_failure_has_its_exit_code(
    coterie: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, words: str
) -> None:
    monkeypatch.setattr("coterie.look", raising(error), raising=False)
    said = coterie("look", "orders.csv")
    assert (said.code, said.out) == (code, "")
    assert words in said.err
    assert "Traceback" not in said.err


def test_a_bug_shows_its_traceback_when_asked(coterie: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COTERIE_DEBUG", "1")
    monkeypatch.setattr("coterie.look", raising(ZeroDivisionError("division by zero")), raising=False)
    assert "Traceback" in coterie("look", "orders.csv").err


def test_an_error_is_json_when_json_is_asked_for(coterie: Callable[..., Any]) -> None:
    said = coterie("report", "nowhere", "--json")
    assert said.out == ""
    assert json.loads(said.err)["error"]["code"] == "no-run"
    assert json.loads(said.err)["error"].keys() == {"code", "fact", "place", "remedy"}


def test_a_parquet_file_that_breaks_in_the_middle_is_told(coterie, tmp_path) -> None:
    path = tmp_path / "orders.parquet"
    rows = {"customer_id": [f"c{n % 900}" for n in range(20_000)], "order_date": [f"2024-01-{n % 28 + 1:02}" for n in range(20_000)]}
    pq.write_table(pa.table({**rows, "amount": [n / 7 for n in range(20_000)]}), path, use_dictionary=False, data_page_size=1 << 12)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 200] = b"\xff" * 200
    path.write_bytes(content)
    said = coterie("run", path, "--out", tmp_path / "results")
    assert said.code == 2, said.err
    assert "orders.parquet" in said.err and "[broken-parquet]" in said.err


def test_ctrl_c_during_a_download_leaves_nothing(tmp_path: Path) -> None:
    begun, ended = threading.Event(), threading.Event()

    def without_end(request: Request) -> None:
        request.reply(b"customer_id,order_date,revenue\n", Content_Length="1000000")
        begun.set()
        ended.wait(60)

    temporary = tmp_path / "temporary"
    temporary.mkdir()
    surroundings = {**os.environ, "TMPDIR": str(temporary), "no_proxy": "127.0.0.1"}
    command = [sys.executable, "-c", "from coterie.cli import main; main()", "run"]
    with (
        served(without_end) as site,
        subprocess.Popen(
            [*command, f"{site}/orders.csv", "--out", str(tmp_path / "results")], env=surroundings, stderr=subprocess.PIPE, text=True
        ) as running,
    ):
        assert begun.wait(60)
        running.send_signal(signal.SIGINT)
        told = running.communicate(timeout=60)[1]
        ended.set()
    assert (running.returncode, told) == (130, "Stopped; nothing was left half-written.\n")
    assert list(temporary.iterdir()) == [] and not (tmp_path / "results").exists()


@pytest.mark.parametrize("told", [["methods"], ["methods", "--json"], ["--help"]], ids=" ".join)
def test_a_reader_who_has_read_enough_is_no_failure(told) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-c", "from coterie.cli import main; main()", *told],
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, "")
