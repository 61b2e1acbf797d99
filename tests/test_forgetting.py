"""A customer who is forgotten is in no file of a run, and the run is a run as before; or nothing has happened."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import coterie
from coterie import forgetting
from coterie.cli.app import status
from coterie.errors import CoterieError, InputError
from coterie.store.manifest import CONTROL, verify

ID = "Zebra-4711"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of forty customers; one of them is looked for afterwards, and has a line that cannot be read."""
    folder = tmp_path_factory.mktemp("shop")
    ids = [ID if n == 7 else f"C{n:04}" for n in range(40)]
    lines = [f"{n}-{k},{own},2024-0{1 + (n + k) % 9}-1{k},{10 + n * (1 + n % 4)}.5" for n, own in enumerate(ids) for k in range(1 + n % 5)]
    lines += [f"900,{ID},no date,7.00", f"901,{ID.lower()},2024-05-05,"]
    (folder / "orders.csv").write_text("\n".join(["order_id,customer_id,order_date,amount", *lines]), encoding="utf-8")
    result = coterie.segment(folder / "orders.csv", k=3, method="ward", max_unreadable=0.5)
    result.save(folder / "results")
    result.export("csv", folder / "out.csv", control="20%")
    return Path(str(result.folder))


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "one")
    return tmp_path / "one"


def traces(folder: Path, engine: Any) -> list[str]:
    """The files that hold the id, in any table or as text."""
    found = []
    for file in sorted(folder.iterdir()):
        if file.suffix == ".parquet":
            text = str(engine.rows(f"FROM read_parquet('{file}')"))
        else:
            text = file.read_bytes().decode("utf-8", "ignore")
        found += [file.name] if ID.casefold() in text.casefold() else []
    return found


def test_nothing_of_a_forgotten_customer_is_left(run: Path, engine: Any) -> None:
    assert {"customers.parquet", "orders.parquet", "set_aside.parquet", CONTROL} <= set(traces(run, engine))
    before = len(coterie.load(run).customers)
    [done] = coterie.forget(ID, run)
    assert traces(run, engine) == []
    verify(run)
    after = coterie.load(run)
    assert len(after.customers) == before - 1
    assert done.rows["customers"] == 1 and done.rows["orders"] == 3 and done.rows["set_aside"] == 2 and done.rows["control"] == 1
    assert done.rows["points"] == done.rows["prototypes"] == done.rows["samples"] == 1
    assert len(after._points["cell"]) == len(after.customers) and after._points["cell"].max() == len(after._points["weight"]) - 1
    assert after._points["weight"].sum() == len(after.customers)
    assert sorted(p.name for p in run.parent.iterdir()) == ["one"]


def test_the_others_keep_what_they_have(run: Path, engine: Any) -> None:
    table = f"FROM read_parquet('{run}/customers.parquet')"
    before = {row[0]: row[1:] for row in engine.rows(table)}
    coterie.forget(ID, run)
    after = coterie.load(run)
    assert {row[0]: row[1:] for row in engine.rows(table)} == {c: row for c, row in before.items() if c != ID}
    assert after.report(run.parent / "report.html").stat().st_size > 1000


def test_in_all_runs_or_in_none(run: Path, engine: Any, tmp_path: Path) -> None:
    other = tmp_path / "two"
    shutil.copytree(run, other)
    (other / "story.json").write_text("{}")
    before = {file.name: file.read_bytes() for file in run.iterdir()}
    with pytest.raises(InputError, match="damaged"):
        coterie.forget(ID, run, other)
    assert {file.name: file.read_bytes() for file in run.iterdir()} == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one", "two"]


def test_what_fails_leaves_the_run(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {file.name: file.read_bytes() for file in run.iterdir()}
    monkeypatch.setattr(forgetting, "write_manifest", lambda folder: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(CoterieError, match="disk is full"):
        coterie.forget(ID, run)
    assert {file.name: file.read_bytes() for file in run.iterdir()} == before
    assert [p.name for p in run.parent.iterdir()] == ["one"]


def test_whom_nobody_knows_cannot_be_forgotten(run: Path) -> None:
    with pytest.raises(InputError, match="No customer with this id is in this run"):
        coterie.forget("C9999", run)


def test_the_command_says_what_went(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(["forget", str(run), ID]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "customers 1, orders 3, set aside 2" in said
    assert status(["forget", str(run)]) == 2


def test_a_link_to_a_run_stays_a_link(run: Path) -> None:
    (run.parent / "latest").symlink_to("one")
    coterie.forget(ID, run.parent / "latest", run)
    assert (run.parent / "latest").is_symlink() and len(coterie.load(run.parent / "latest").customers) == 39
