"""Every destination, checked by its documented rules, on a few people with all that is difficult about people."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import coterie
from coterie.activate import _csv, _workbook, webhook
from coterie.activate._contacts import email_sql, phone_sql
from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, SurroundingsError
from coterie.sql import quote
from coterie.sql.harmless import STARTS

FORMULAS = ("=1+1", "+1+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1")
IDS = ["00123", "=cmd", "Müller", "4", "5", "6", "7", "8", "9", "10"]


@pytest.fixture(scope="module")
def people() -> pa.Table:
    ages = [20, 21, 22, 20, 21, 70, 71, 72, 70, 71]
    return pa.table({"customer_id": IDS, "age": ages, "income": [a * 10 for a in ages]})


@pytest.fixture(scope="module")
def contacts() -> pa.Table:
    return pa.table(
        {
            "customer_id": [*IDS[:8], "nobody", "10"],
            "E-Mail": ["Anna@Example.org ", "b@x.de", "m@x.de", "not one", None, "f@x.de", "f@x.de", "h@x.de", "z@x.de", "=e@x.de"],
            "Phone": ["+49 (0)151 123-45678", "0151 1234567", None, "0044 20 7946 0958", None, None, None, None, None, "+1"],
            "First Name": ["Änne", "Bo", "Mia", "Di", "E", "F", "G", "=H", "Z", "J"],
            "Last Name": ["O'Neil-SS", "B", "M", "D", "E", "F", "G", "H", "Z", "J"],
            "Country": ["DE", "de", "Germany", "GB", None, "US", "US", "US", "US", "US"],
            "Zip": ["01067", "10115", None, "SW1A 1AA", None, "94016", "94016", "94016", "1", "2"],
        }
    )


@pytest.fixture(scope="module")
def result(people: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Any:
    found = coterie.segment(people, k=2, method="kmeans").rename({1: "=Young, and loud", 2: "Älter"})
    found.save(tmp_path_factory.mktemp("results"))
    return found


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# What stands first in the file of each list, as its documentation names it, and whether a person without an e-mail may be in it.
LISTS = {
    "klaviyo": (["Email", "Phone Number", "First Name", "Last Name"], True),
    "mailchimp": (["Email Address", "First Name", "Last Name", "Phone Number", "Tags"], False),
    "hubspot": (["Email", "First Name", "Last Name", "Phone Number"], False),
    "salesforce": (["Coterie_Customer__c", "Coterie_Segment__c", "Coterie_Segment_ID__c"], True),
    "meta": (["email", "phone", "fn", "ln", "zip", "country"], True),
    "google": (["Email", "Phone", "First Name", "Last Name", "Country", "Zip"], True),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_the_documented_columns_and_each_person_once(name: str, result: Any, contacts: pa.Table, tmp_path: Path) -> None:
    headers, without_mail = LISTS[name]
    segments = [result.segments["id"].to_pylist()[0]] if name in ("meta", "google") else []
    done = result.export(name, tmp_path / "list.csv", contacts=contacts, segments=segments)
    raw = (tmp_path / "list.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")  # importers do not expect one
    found = rows(tmp_path / "list.csv")
    assert list(found[0])[: len(headers)] == headers
    assert done.rows == len(found) == sum(done.segments.values())
    mails = [row[headers[0]] for row in found if row[headers[0]]]
    assert len(mails) == len(set(mails))
    if not without_mail:
        assert len(mails) == len(found)
    assert not any(cell.startswith(FORMULAS) and not re.fullmatch(_csv.PHONE, cell) for row in found for cell in row.values())


def test_klaviyo_takes_who_has_a_mail_or_a_phone_in_its_forms(result: Any, contacts: pa.Table, tmp_path: Path) -> None:
    done = result.export("klaviyo", tmp_path / "k.csv", contacts=contacts)
    found = {row["Coterie Customer"]: row for row in rows(tmp_path / "k.csv")}
    assert found["00123"]["Email"] == "anna@example.org" and found["00123"]["Phone Number"] == "+4915112345678"
    assert found["Müller"]["Email"] == "m@x.de"
    assert found["4"]["Email"] == "" and found["4"]["Phone Number"] == "+442079460958"
    assert found["'=cmd"]["Phone Number"] == ""  # no country in it
    assert set(found) == {"00123", "'=cmd", "Müller", "4", "6", "8"}
    assert done.left_out == {"without a usable e-mail or telephone number": 3, "with the same contact as another customer": 1}


def test_mailchimp_gets_one_tag_each(result: Any, contacts: pa.Table, tmp_path: Path) -> None:
    result.export("mailchimp", tmp_path / "m.csv", contacts=contacts)
    assert {row["Tags"] for row in rows(tmp_path / "m.csv")} == {"'=Young  and loud", "Älter"}


def segment_of(result: Any, customer: str) -> int:
    customers, segments = (result.customers[column].to_pylist() for column in ("customer", "segment"))
    return int(segments[customers.index(customer)])


def test_meta_and_google_get_hashes_of_normalised_contacts(result: Any, contacts: pa.Table, tmp_path: Path) -> None:
    for name in ("meta", "google"):
        result.export(name, tmp_path / f"{name}.csv", contacts=contacts, segments=[segment_of(result, "00123")])
    anna = next(row for row in rows(tmp_path / "meta.csv") if row["email"] == sha("anna@example.org"))
    assert anna == {
        "email": sha("anna@example.org"),
        "phone": sha("4915112345678"),
        "fn": sha("änne"),
        "ln": sha("oneilss"),
        "zip": sha("01067"),
        "country": sha("de"),
    }
    anna = next(row for row in rows(tmp_path / "google.csv") if row["Email"] == sha("anna@example.org"))
    assert anna["Phone"] == sha("+4915112345678") and anna["First Name"] == sha("änne")
    assert (anna["Country"], anna["Zip"]) == ("DE", "01067")


@pytest.mark.parametrize("name", ["meta", "google"])
def test_an_audience_is_one_segment(name: str, result: Any, contacts: pa.Table, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="one audience, and 2 segments"):
        result.export(name, tmp_path / "a.csv", contacts=contacts)


def test_csv_and_excel_keep_ids_umlauts_and_numbers_and_run_nothing(result: Any, tmp_path: Path) -> None:
    result.export("csv", tmp_path / "c.csv")
    result.export("excel", tmp_path / "c.xlsx")
    assert (tmp_path / "c.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    from_csv = {row["customer"]: row for row in rows(tmp_path / "c.csv")}
    header, *lines = openpyxl.load_workbook(tmp_path / "c.xlsx").active.iter_rows()
    names = [cell.value for cell in header]
    from_excel = {row[0].value: dict(zip(names, row, strict=True)) for row in lines}
    assert set(from_csv) == set(from_excel) == {"'=cmd" if i == "=cmd" else i for i in IDS}
    assert from_excel["00123"]["customer"].data_type == "s" and from_excel["00123"]["age"].data_type == "n"
    assert {cell.data_type for row in from_excel.values() for cell in row.values()} <= {"s", "n"}
    assert {row["name"] for row in from_csv.values()} == {"'=Young, and loud", "Älter"}


def test_parquet_and_databases_hold_everything_as_it_is(result: Any, tmp_path: Path) -> None:
    for name in ("parquet", "duckdb", "sqlite"):
        for _ in range(2):  # a table is replaced
            result.export(name, tmp_path / f"x.{name}", table="my segments")
    ids = sorted(IDS)
    assert pq.read_table(tmp_path / "x.parquet")["customer"].to_pylist() == ids
    with duckdb.connect(str(tmp_path / "x.duckdb")) as database:
        assert [row[0] for row in database.sql('SELECT customer FROM "my segments" ORDER BY 1').fetchall()] == ids
    with sqlite3.connect(tmp_path / "x.sqlite") as database:
        assert [row[0] for row in database.execute('SELECT customer FROM "my segments" ORDER BY 1')] == ids


def test_a_database_that_is_none_stays_as_it_is(result: Any, tmp_path: Path) -> None:
    for name in ("duckdb", "sqlite"):
        path = tmp_path / f"text.{name}"
        path.write_text("this is no database, and long enough to be seen to be none " * 20)
        before = path.read_bytes()
        with pytest.raises(SurroundingsError, match="could not be written"):
            result.export(name, path)
        assert path.read_bytes() == before


def test_postgres_needs_an_address(result: Any) -> None:
    with pytest.raises(InputError, match="postgres needs an address"):
        result.export("postgres")


@contextmanager
def service(answers: list[int]) -> Iterator[tuple[str, list[Any]]]:
    """A service on this machine that gives these answers in turn, the last one from then on; and what it got."""
    got: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            got.append((dict(self.headers), body))
            self.send_response(answers[min(len(got), len(answers)) - 1])
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook?secret=s3cret", got
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "PAUSE", 0.0)
    monkeypatch.setattr(webhook, "BATCH", 4)


def test_a_webhook_gets_batches_and_a_busy_service_is_asked_again(result: Any, impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(webhook.TOKEN, "t0ken")
    with service([503, 200]) as (address, got):
        done = result.export("webhook", address)
    assert done.place == "127.0.0.1" and done.rows == len(IDS)
    assert got[0][0]["Idempotency-Key"] == got[1][0]["Idempotency-Key"] and got[0][1] == got[1][1]
    assert {headers["Authorization"] for headers, _ in got} == {"Bearer t0ken"}
    with service([200]) as (address, anew):
        result.export("webhook", address)
    keys = [headers["Idempotency-Key"] for headers, _ in anew]
    assert keys == [headers["Idempotency-Key"] for headers, _ in got[1:]] and len(set(keys)) == 3
    assert [len(body["customers"]) for _, body in got[1:]] == [4, 4, 2]
    assert sorted(c["customer"] for _, body in got[1:] for c in body["customers"]) == sorted(IDS)


@pytest.mark.parametrize(("answers", "tries"), [([400], 1), ([500], webhook.TRIES), ([302], 1)])
def test_a_service_that_refuses_ends_it_and_no_secret_is_told(result: Any, impatient: None, answers: list[int], tries: int) -> None:
    with service(answers) as (address, got), pytest.raises(SurroundingsError) as failure:
        result.export("webhook", address)
    assert len(got) == tries
    assert "s3cret" not in str(failure.value) and str(answers[0]) in str(failure.value)


def test_a_webhook_elsewhere_must_be_encrypted(result: Any) -> None:
    with pytest.raises(InputError, match="https://"):
        result.export("webhook", "http://example.org/hook")


def test_an_unknown_destination_is_refused_with_the_nearest(result: Any) -> None:
    with pytest.raises(InputError, match="Did you mean 'klaviyo'"):
        result.export("klavyo")


TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"])) | st.sampled_from(FORMULAS), min_size=1, max_size=5)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_no_cell_begins_like_a_formula_and_all_else_comes_back(engine: DuckDBEngine, tmp_path: Path, texts: list[str]) -> None:
    engine.load("cells", pa.table({"a": texts, "n": [-1] * len(texts)}))
    _csv.write_csv(engine, "SELECT * FROM cells", tmp_path / "c.csv", bom=True)
    _workbook.write_workbook(engine, "SELECT * FROM cells", str(tmp_path / "c.xlsx"))
    with (tmp_path / "c.csv").open(encoding="utf-8-sig", newline="") as file:
        from_csv = [(row["a"], int(row["n"])) for row in csv.DictReader(file)]
    _, *lines = openpyxl.load_workbook(tmp_path / "c.xlsx").active.iter_rows(values_only=True)
    for found in (from_csv, [(a or "", n) for a, n in lines]):
        assert [n for _, n in found] == [-1] * len(texts)
        for (cell, _), text in zip(found, texts, strict=True):
            assert cell.replace("\r", "\n") == (f"'{text}" if text.startswith(STARTS) else text).replace("\r", "\n")


MAILS: list[tuple[str, str | None]] = [
    (" A@B.de", "a@b.de"),
    ("a@b", None),
    ("a b@c.de", None),
    ("=a@b.de", None),
    ("a@b.de,c@d.de", None),
    ("ä@b.de", None),
    ("a.b+c@d.co.uk", "a.b+c@d.co.uk"),
]
PHONES: list[tuple[str, str | None]] = [
    ("+49 151 1234567", "+491511234567"),
    ("0049-151-1234567", "+491511234567"),
    ("+44 (0)20 7946 0958", "+442079460958"),
    ("0151 1234567", None),
    ("+0151", None),
    ("x", None),
]


@pytest.mark.parametrize(("made", "cases"), [(email_sql, MAILS), (phone_sql, PHONES)], ids=["mail", "phone"])
def test_contacts_are_normalised(engine: DuckDBEngine, made: Callable[[str], str], cases: list[tuple[str, str | None]]) -> None:
    assert [engine.rows(f"SELECT {made(quote.text(text))}")[0][0] for text, _ in cases] == [wanted for _, wanted in cases]
