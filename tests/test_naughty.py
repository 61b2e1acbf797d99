"""Texts that break things, as ids, products, categories and names of columns: through every way in and out they stay what they are."""

from __future__ import annotations

import csv
import json
import re

import pyarrow.parquet as pq
import pytest

import coterie
from coterie.clean import clean
from coterie.cli.app import status
from coterie.plan import make_plan
from coterie.read import read
from coterie.records import Given
from tables import WRITERS, rows_of, strings_workbook

TEXTS = {
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈",
    "right to left": "שלום \u202emirror\u202c مرحبا",
    "an accent on its own": "e\u0301 ạ̈́",
    "the same accent as one letter": "é ạ̈́",
    "nothing between": "a\u200bb\u2060c\ufeffd",
    "a soft hyphen": "co\u00adop",
    "wide letters": "ＡＢＣ　１２３",
    "small capitals": "İıſﬁ",
    "outside of the basic plane": "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠜎",
    "double quotes": 'say "hi"',
    "a quote alone": '"',
    "apostrophes": "O'Brien ''x''",
    "backslashes": r"C:\new\table\0 \" \\",
    "commas and semicolons": "a,b;c|d\te",
    "several lines": "first\nsecond\r\nthird",
    "SQL": "x'; DROP TABLE orders; --",
    "SQL that is quoted": 'x"; DROP TABLE "orders"; --',
    "a placeholder of SQL": "$1 ? :name {x} %s",
    "HTML": "<script>alert('x')</script>",
    "an image": '"><img src=x onerror=alert(1)>',
    "the end of a script": "</script></style><!--",
    "an entity": "&lt;b&gt; &amp;",
    "a template": "{{ 7 * 7 }} {% raw %} ${7*7}",
    "a path": "../../etc/passwd",
    "an address": "https://example.org/?a=1&b=2#c",
    "a formula": "=1+1",
    "a formula that runs a program": "=cmd|' /C calc'!A0",
    "a plus": "+49 30 1234",
    "a minus": "-5",
    "minus nothing": "-0",
    "an at sign": "@SUM(1)",
    "a wide equals sign": "＝1+1",
    "a control character": "bell\x07 unit\x1f escape\x1b[31m",
    "a delete": "del\x7f next\x85line \u2028 end",
    "no number": "NaN",
    "not there": "undefined",
    "nothing": "null",
    "no answer": "NA",
    "true": "true",
    "zeros before": "00123",
    "a power": "1E5",
    "a number that is too long": "123456789012345678901234567890",
    "a date": "2024-02-30",
    "a comment": "#1001",
    "our own words": "(other)",
    "our own column": "_line",
    "very long": "long " * 3_000 + "end",
}
# XML cannot hold these, in whatever way it is written.
NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Each is a customer with orders on three days, a product and a category: an order a row.
HEADER = ("customer_id", "order_id", "order_date", "amount", "product", "category")


def orders(texts: list[str]) -> dict[str, list[str]]:
    rows = [
        (text, f"{place}-{day}", f"20{10 + place // 2 % 13}-0{day}-{place // 2 % 28 + 1:02}", f"{place % 7 + day}.50", text, texts[-place])
        for day in (1, 2, 3)
        for place, text in enumerate(texts)
    ]
    return dict(zip(HEADER, map(list, zip(*rows, strict=True)), strict=True))


def given_as(kind: str, texts: list[str]) -> tuple[list[str], object]:
    if kind == "xlsx":
        texts = [text for text in texts if not NO_XML.search(text) and "\r" not in text]
    return texts, strings_workbook if kind == "xlsx" else WRITERS[kind]


@pytest.mark.parametrize("kind", WRITERS)
def test_they_come_in_as_they_are(engine, tmp_path, kind) -> None:
    texts, write = given_as(kind, list(TEXTS.values()))
    plan = make_plan(rules={"mended-id": "off"})
    cleaned = clean(engine, plan, read(engine, plan, Given(write(tmp_path / "orders", orders(texts)))), None)
    assert {line.rule: line.rows for line in cleaned.ledger.lines} == {"used": 3 * len(texts)}
    assert {who for (who,) in engine.rows(f"SELECT DISTINCT customer FROM {cleaned.orders}")} == set(texts)
    assert set(engine.rows(f"SELECT DISTINCT customer, product FROM {cleaned.lines}")) == {(text, text) for text in texts}


@pytest.mark.parametrize("kind", WRITERS)
def test_columns_may_be_called_so(engine, tmp_path, kind) -> None:
    # A date that stands where a name should is refused as such; how long a name may be is tried elsewhere.
    names, write = given_as(kind, [text for text in TEXTS.values() if text not in ("2024-02-30", "_line") and len(text) < 100])
    table = orders([f"C{n:02}" for n in range(30)]) | {name: [f"v{n % 5}" for n in range(90)] for name in names}
    source = read(engine, make_plan(), Given(write(tmp_path / "orders", table))).orders
    assert [c.name for c in source.columns] == [*HEADER, *names]
    assert source.roles["customer"] == "customer_id"
    every = ", ".join(f"count({c.value})" for c in source.columns)
    assert engine.rows(f"SELECT {every} FROM {source.relation}") == [(90,) * len(table)]


@pytest.fixture(scope="module")
def result():
    people = {"customer_id": list(TEXTS.values()), "=1+1": [*TEXTS.values()][::-1], "age": [20 + n % 40 for n in range(len(TEXTS))]}
    plan = {"k": "3", "starts": 2, "attributes": ["=1+1", "age"], "rules": {"mended-id": "off", "mended-category": "off"}}
    return coterie.segment(WRITERS["pandas"](None, orders(list(TEXTS.values()))), WRITERS["pandas"](None, people), **plan)


def harmless(text: str) -> str:
    """What a spreadsheet would run gets an apostrophe, in CSV only."""
    return f"'{text}" if text[0] in "=+-@\t\r＝" else text


def test_they_go_out_as_they_are(result, tmp_path) -> None:
    with result.write_customers(tmp_path / "customers.csv").open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert {row[0] for row in rows} == {harmless(text) for text in TEXTS.values()}
    assert "'=1+1" in header and "=1+1" not in header
    written = pq.read_table(result.write_customers(tmp_path / "customers.parquet"))
    assert set(written["customer"].to_pylist()) == set(TEXTS.values()) == set(result.customers["customer"])
    assert set(written["=1+1"].to_pylist()) == set(TEXTS.values())


def test_a_saved_run_and_scores_hold_them(result, tmp_path) -> None:
    loaded = coterie.load(result.save(tmp_path / "results"))
    assert dict(loaded.customers[["customer", "segment"]].values) == dict(result.customers[["customer", "segment"]].values)
    assert set(loaded.customers["=1+1"]) == set(TEXTS.values())
    people = {"customer_id": list(TEXTS.values()), "=1+1": [*TEXTS.values()][::-1], "age": [20 + n % 40 for n in range(len(TEXTS))]}
    given = (WRITERS["pandas"](None, orders(list(TEXTS.values()))), WRITERS["pandas"](None, people))
    scores = loaded.score(*given)
    assert dict(scores[["customer", "segment"]].values) == dict(result.customers[["customer", "segment"]].values)
    with loaded.write_scores(given[0], tmp_path / "scores.csv", given[1]).open(newline="", encoding="utf-8") as file:
        assert {row["customer"] for row in csv.DictReader(file)} == {harmless(text) for text in TEXTS.values()}


def test_the_report_shows_them_and_runs_none(result, tmp_path) -> None:
    page = result.report(tmp_path / "report.html").read_text(encoding="utf-8")
    for text in ("<script>alert('x')", "<img src=x", "</script></style>"):
        assert text not in page
    assert "49 %}" not in page and "\x1b" not in page


def test_what_is_set_aside_and_told_as_json_holds_them(tmp_path, capsys) -> None:
    table = orders([*TEXTS.values(), *(f"C{n:03}" for n in range(300))])
    table["order_date"][: len(TEXTS)] = list(TEXTS.values())
    path = WRITERS["csv"](tmp_path / "orders.csv", table)
    settings = {"max_unreadable": 1, "k": "3", "starts": 2, "rules": {"mended-id": "off"}}
    aside = coterie.segment(path, **settings).set_aside
    assert set(aside["value"]) == set(TEXTS.values())
    assert status(["look", str(path), "--json", "--max-unreadable", "1"]) == 0
    said = capsys.readouterr().out
    told = json.loads(said)["ledger"]
    assert sum(line["rows"] for line in told["lines"]) == told["rows_in"]["orders"] == len(rows_of(table))
    assert "\x1b" not in said
