"""A file that changes while it is read, or before all that needs it is done, gives an error and never a mixed result."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from coterie.clean import clean
from coterie.errors import SurroundingsError
from coterie.pipeline import walk
from coterie.plan import Plan
from coterie.read import csv, jsonl, read
from coterie.read._door import open_table
from coterie.records import Given, Inputs

ROWS = [(f"c{i % 7}", f"2024-01-{i % 28 + 1:02}", str(i + 1)) for i in range(60)]
NAMES = ("customer_id", "order_date", "revenue")


def write_csv(path: Path, rows=ROWS) -> Path:
    path.write_text("\n".join(map(",".join, [NAMES, *rows])) + "\n")
    return path


def write_parquet(path: Path, rows=ROWS) -> Path:
    pq.write_table(pa.table(dict(zip(NAMES, zip(*rows, strict=True), strict=True))), path)
    return path


def write_lines(path: Path, rows=ROWS) -> Path:
    path.write_text("".join(f'{{"customer_id": "{c}", "order_date": "{d}", "revenue": {r}}}\n' for c, d, r in rows))
    return path


@pytest.mark.parametrize(
    "module, step, write", [(csv, "check_one_table", write_csv), (csv, "head_of", write_csv), (jsonl, "Spool", write_lines)]
)
def test_a_file_that_is_written_to_while_it_is_read(engine, tmp_path, monkeypatch, module, step, write):
    path, untouched = write(tmp_path / "orders"), getattr(module, step)

    def write_meanwhile(*given, **named):
        with path.open("a") as file:
            file.write("\n")
        return untouched(*given, **named)

    monkeypatch.setattr(module, step, write_meanwhile)
    with pytest.raises(SurroundingsError, match=r"was changed while it was read: .*orders\. Run it again\. \[source-changed\]"):
        open_table(engine, path, "t", Plan())


def test_a_file_that_is_written_anew_as_large_and_as_old_as_before(engine, tmp_path, monkeypatch):
    path, untouched, before = write_csv(tmp_path / "orders.csv"), csv.head_of, (tmp_path / "orders.csv").stat()

    def write_meanwhile(*given, **named):
        write_csv(path, [(c, d, r[::-1]) for c, d, r in ROWS])
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        return untouched(*given, **named)

    monkeypatch.setattr(csv, "head_of", write_meanwhile)
    with pytest.raises(SurroundingsError, match=r"\[source-changed\]"):
        open_table(engine, path, "t", Plan())
    assert path.stat()[6:9:2] == before[6:9:2]


@pytest.mark.parametrize("files", [1, 2], ids=["a file", "a folder"])
@pytest.mark.parametrize("rows", [ROWS[:30], ROWS], ids=["fewer rows", "the same rows, later"])
def test_a_file_that_stays_where_it_is_must_stand_still_until_all_is_done(engine, tmp_path, files, rows):
    path = write_parquet(tmp_path / "0.parquet")
    for number in range(1, files):
        write_parquet(tmp_path / f"{number}.parquet", [(c, d, f"{r}000") for c, d, r in ROWS])

    def write_again(inputs: Inputs) -> Inputs:
        write_parquet(path, rows)
        os.utime(path, ns=(1, 1))
        return inputs

    with pytest.raises(SurroundingsError, match=r"0\.parquet\. Run it again\. \[source-changed\]"):
        walk((read, write_again, clean), engine=engine, plan=Plan(), given=Given(path if files == 1 else tmp_path), model=None)


def test_a_file_that_is_gone_when_it_is_needed(engine, tmp_path):
    table = open_table(engine, write_parquet(tmp_path / "0.parquet"), "t", Plan())
    (tmp_path / "0.parquet").unlink()
    with pytest.raises(SurroundingsError, match=r"\[source-changed\]"):
        engine.rows(f"SELECT * FROM {table.relation}")


def test_what_was_read_may_change_afterwards(engine, tmp_path):
    path = write_csv(tmp_path / "orders.csv")

    def write_again(inputs: Inputs) -> Inputs:
        write_csv(path, ROWS[:3])
        return inputs

    known = walk((read, write_again, clean), engine=engine, plan=Plan(), given=Given(path), model=None)
    assert known["cleaned"].ledger.rows_in["orders"] == len(ROWS)
