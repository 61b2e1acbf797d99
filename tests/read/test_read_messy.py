"""Damaged and unusual files that others collected: each gets an answer, and what has one right answer gets that."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import CoterieError, InputError
from coterie.plan import Plan
from coterie.read import read
from coterie.read._door import open_table
from coterie.records import Given

FOO = [("Biff", "Baff", "Boff"), ("Qux", "Teaspoon", "Doge")]
NUMBERS = [("1", "2", "3"), ("3", "2", "1")]
CSVLINT = {
    "cr-line-endings.csv": FOO,
    "crlf-line-endings.csv": FOO,
    "lf-line-endings.csv": FOO,
    "inconsistent-line-endings.csv": FOO,
    "inconsistent-line-endings-unquoted.csv": FOO,
    "windows-line-endings.csv": [("d", "e", "f")],
    "valid.csv": NUMBERS,
    "valid_many_rows.csv": NUMBERS * 3,
    "white space in filename.csv": NUMBERS,
}


@pytest.fixture
def messy(shared: Path) -> Path:
    return shared.parent / "messy"


@pytest.fixture
def cells_of(engine: DuckDBEngine):
    """The good rows of a file in order, and line → fault of the others."""

    def read_cells(path: Path) -> tuple[list[tuple[str, ...]], dict[int, str]]:
        rows = engine.rows(f"SELECT * EXCLUDE (_file) FROM {open_table(engine, path, 't', Plan()).numbered} ORDER BY _line")
        return [row[:-2] for row in rows if row[-2] is None], {row[-1]: row[-2] for row in rows if row[-2]}

    return read_cells


def test_csv_spectrum_gives_its_own_answers(engine, messy):
    files = sorted((messy / "csv-spectrum" / "csvs").glob("*.csv"))
    assert len(files) == 12
    for file in files:
        wanted = json.loads((messy / "csv-spectrum" / "json" / f"{file.stem}.json").read_text(encoding="utf-8"))
        wanted = wanted if isinstance(wanted, list) else [wanted]
        table = open_table(engine, file, "t", Plan())
        names = engine.columns(f"SELECT * EXCLUDE (_fault) FROM {table.relation}")
        rows = engine.rows(f"SELECT * EXCLUDE (_file, _line) FROM {table.numbered} ORDER BY _line")
        found = [dict(zip(names, row[:-1], strict=True)) for row in rows if row[-1] is None]
        if file.stem == "location_coordinates":  # its two halves disagree on the phone number
            for row in (*wanted, *found):
                row.pop("Contact Phone Number", None)
        assert [list(row.values()) for row in found] == [list(row.values()) for row in wanted], file.name
        assert len(rows) == len(found), file.name


@pytest.mark.parametrize("name", CSVLINT)
def test_csvlint_line_ends(cells_of, messy, name):
    assert cells_of(messy / "csvlint-fixtures" / name) == (CSVLINT[name], {})


def test_csvlint_rows_at_fault(cells_of, messy):
    rows, faults = cells_of(messy / "csvlint-fixtures" / "invalid_many_rows.csv")
    assert faults == {4: "stray quote"}
    assert len(rows) == 9


def test_csvlint_a_title_over_texts_is_refused(messy, engine):
    with pytest.raises(InputError, match=r"Line 1 .*\[no-header\]"):
        open_table(engine, messy / "csvlint-fixtures" / "title-row.csv", "t", Plan())


def test_csvlint_windows_letters(engine, messy):
    table = open_table(engine, messy / "csvlint-fixtures" / "invalid-byte-sequence.csv", "t", Plan())
    assert {"Histórico", "Número do documento"} < set(engine.columns(f"SELECT * FROM {table.relation}"))
    assert engine.rows(f"SELECT count(*), count(_fault) FROM {table.relation}") == [(23, 0)]
    assert table.notes == (
        "The text is not UTF-8; it was read as Windows-1252. If letters look wrong, name another one with encoding (--encoding).",
    )


def test_a_list_of_odd_texts_is_refused_as_text(messy, engine):
    with pytest.raises(InputError, match=r"running text, not a table.*Reserved Strings.*\[no-table\]"):
        open_table(engine, messy / "naughty-strings" / "blns.txt", "t", Plan())


def test_every_file_gets_an_answer(messy):
    files = sorted(path for path in messy.rglob("*") if path.is_file())
    assert len(files) > 40
    for path in files:
        with DuckDBEngine(threads=1) as engine:
            try:
                read(engine, Plan(), Given(path))
            except CoterieError as refusal:
                assert refusal.exit_code == 2, path.name


def _naughty(messy: Path) -> list[str]:
    return json.loads((messy / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_naughty_strings_as_cells(cells_of, messy, tmp_path, delimiter, encoding):
    rows = [(f"n{place}", text) for place, text in enumerate(_naughty(messy))]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([("number", "text"), *rows])
    path = tmp_path / "naughty.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    assert cells_of(path) == (rows, {})


def test_naughty_strings_as_names(engine, messy, tmp_path):
    names = [f"c {text.strip()}" for text in _naughty(messy)]
    path = tmp_path / "naughty.csv"
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([names, [f"r{place}" for place in range(len(names))]])
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    table = open_table(engine, path, "t", Plan())
    found = engine.columns(f"SELECT * EXCLUDE (_fault) FROM {table.relation}")
    assert len(found) == len(names)
    assert all(own.startswith(name.strip()) for own, name in zip(found, names, strict=True))
    assert engine.rows(f"SELECT * FROM {table.relation}") == [(*(f"r{place}" for place in range(len(names))), None)]
