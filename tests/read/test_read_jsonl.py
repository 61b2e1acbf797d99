"""JSON lines and arrays: values stay as they are written, and what cannot be read is set aside with its line."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read import _json, jsonl
from coterie.read._door import open_table


@pytest.fixture
def opened(engine, tmp_path):
    def open_json(content):
        path = tmp_path / "data.jsonl"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return open_table(engine, path, "t", Plan())

    return open_json


@pytest.mark.parametrize(
    "value, text",
    [
        ('"00123"', "00123"),
        ("12345678901234567890123456789", "12345678901234567890123456789"),
        ("1E5", "1E5"),
        ("19.90", "19.90"),
        ("12345678901234567.8901", "12345678901234567.8901"),
        ("-0", "-0"),
        ("1e400", "1e400"),
        ("NaN", "NaN"),
        ("true", "true"),
        ("null", None),
        ('""', ""),
        ('" x "', " x "),
        ('"NA"', "NA"),
        ('"a\\nb\\u0000\\ud83d\\ude00"', "a\nb\0😀"),
        ('[1, {"a": 2.50}, "é"]', '[1, {"a": 2.50}, "é"]'),
        ("[]", "[]"),
    ],
)
def test_a_value_stays_as_it_is_written(cells, value, text):
    assert cells(f'{{"id": "x", "v": {value}}}\n') == [("x", text, None, 1)]


def test_an_object_inside_an_object_makes_columns_and_what_lies_deeper_stays_json(engine, opened):
    table = opened('{"id": 1, "buyer": {"id": 7, "geo": {"lat": 1.0}}}\n{"id": 2, "buyer": null}\n{"id": 3, "buyer": {}}\n')
    assert engine.columns(f"SELECT * FROM {table.relation}") == ["id", "buyer.id", "buyer.geo", "_fault"]
    assert engine.rows(f"FROM {table.relation} ORDER BY id") == [
        ("1", "7", '{"lat": 1.0}', None),
        ("2", None, None, None),
        ("3", None, None, None),
    ]


def test_keys_come_and_go(engine, opened):
    table = opened('{"a": 1}\n{"b": 2, "A": 3, "never": null}\n{}\n')
    assert engine.columns(f"SELECT * FROM {table.relation}") == ["a", "b", "A (2)", "never", "_fault"]
    wanted = [("1", None, None, None, None, 1), (None, "2", "3", None, None, 2), (None, None, None, None, None, 3)]
    assert engine.rows(f"SELECT * EXCLUDE (_file) FROM {table.numbered} ORDER BY _line") == wanted


@pytest.mark.parametrize(
    "line, fault",
    [
        ('{"a": 1', "broken JSON"),
        ('{"a": 00123}', "broken JSON"),
        ('{"a": 1}{"a": 2}', "broken JSON"),
        ("nonsense", "broken JSON"),
        ('{"a": 1, "a": 2}', "a key comes twice"),
        ('{"a": 0, "b": {"c": 1, "c": 2}}', "a key comes twice"),
        ('{"b.c": 1, "b": {"c": 2}}', "a key comes twice"),
        ("[1, 2]", "not a JSON object"),
        ("5", "not a JSON object"),
        ('{"a": "\\ud800"}', "unreadable characters"),
        (b'{"a": "\xff"}', "unreadable characters"),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deep"),
    ],
)
def test_a_bad_line_is_set_aside_with_its_line(cells, line, fault):
    content = b'\xef\xbb\xbf{"a": "1"}\n\n' + (line if isinstance(line, bytes) else line.encode()) + b'\r\n \n{"a": "2"}'
    good, bad, last = cells(content)
    assert (good[0], good[-2:], last[0], last[-2:]) == ("1", (None, 1), "2", (None, 5))
    assert bad[-2:] == (fault, 3)
    assert bad[0] == (line if isinstance(line, str) else line.decode(errors="replace"))[: _json.RAW_KEPT]


def test_a_line_that_is_too_long_is_one_row_set_aside(cells, monkeypatch):
    monkeypatch.setattr(_json, "LONGEST_LINE", 50)
    rows = cells('{"a": 1}\n{"a": "' + "x" * 200 + '"}\n{"a": 2}\n')
    assert [(row[-2], row[-1]) for row in rows] == [(None, 1), ("line too long", 2), (None, 3)]


@pytest.mark.parametrize(
    "content, lines",
    [
        ('[{"a": 1}, {"a": 2}]', [1, 1]),
        ('\ufeff\n[\n  {"a":\n 1},\n\n  {"a": 2}\n]\n', [3, 6]),
        ('[{"a": 1.10}]', [1]),
    ],
)
def test_an_array_of_objects(cells, content, lines):
    rows = cells(content, "data.json")
    assert [row[-1] for row in rows] == lines
    assert [row[0] for row in rows] == (["1", "2"] if len(lines) == 2 else ["1.10"])


PRETTY = '{\n  "object": "list",\n  "data": [\n    {\n      "a": 1E5\n    },\n    {"a": 2}\n  ],\n  "has_more": true\n}\n'


@pytest.mark.parametrize(
    "content, lines, said",
    [
        ('{"orders": [{"a": 1E5}, {"a": 2}]}', [1, 1], ["rows are those of the list 'orders' in it."]),
        (PRETTY, [4, 7], ["list 'data' in it; left out beside it: 'object' and 'has_more'.", "one page of several"]),
        ('{"orders": [\n{"a": 1E5},\n{"a": 2}\n], "next": null, "links": [{}]}', [2, 3], ["'next' and 'links'"]),
        (
            '{"data": {"orders": {"edges": [\n{"node": {"a": 1E5}},\n{"node": {"a": 2}}], "pageInfo": {"hasNextPage": true}}}}',
            [2, 3],
            ["list 'data.orders.edges'", "By 'hasNextPage'"],
        ),
        ('{"payload": {"Orders": [{"a": 1E5}, {"a": 2}], "NextToken": "x"}}', [1, 1], ["list 'payload.Orders'", "By 'NextToken'"]),
    ],
)
def test_a_list_inside_one_object(opened, engine, content, lines, said):
    table = opened(content)
    assert engine.rows(f"SELECT a, _line FROM {table.numbered} ORDER BY _line") == list(zip(["1E5", "2"], lines, strict=True))
    assert len(table.notes) == len(said) and all(part in note for part, note in zip(said, table.notes, strict=True))


@pytest.mark.parametrize(
    "content, lines",
    [
        ('{\n  "a": 1E5\n}\n{\n  "a": 2\n}\n', [1, 4]),
        ('\ufeff\r\n{"a":\r\n 1E5}\r\n\r\n{"a": 2}', [2, 5]),
        ('{"a": 1E5,\n "b": "}\\n{"}{\n"a": 2, "b": "}\\n{"}', [1, 2]),
    ],
)
def test_objects_over_several_lines(cells, content, lines):
    assert [(row[0], row[-1]) for row in cells(content)] == list(zip(["1E5", "2"], lines, strict=True))


def test_an_object_over_several_lines_that_is_bad_is_set_aside(cells):
    rows = cells(b'{\n"a": "1"}\n{"a": 1,\n"a": 2}\n{"a": "\xff"}\n5\n{"a":\n"2"}')
    assert [(row[-2], row[-1]) for row in rows] == [
        (None, 1),
        ("a key comes twice", 3),
        ("unreadable characters", 5),
        ("not a JSON object", 6),
        (None, 7),
    ]


def test_items_of_an_order_are_no_rows(cells):
    assert [row[:2] for row in cells('{"id": 1, "line_items": [{"sku": "a"}, {"sku": "b"}]}')] == [("1", '[{"sku": "a"}, {"sku": "b"}]')]


def test_a_line_that_is_broken_is_no_object_over_several_lines(cells):
    assert [row[-2] for row in cells('{"a": [{"b": 1}\n{"a": 1}\n{"a": 2}\n')] == ["broken JSON", None, None]


def test_a_bad_element_of_an_array_is_set_aside(cells):
    rows = cells(b'[{"a": "1"},\n{"a": 1, "a": 2},\n{"a": "\xff"},\n5]')
    assert [row[-2] for row in rows] == [None, "a key comes twice", "unreadable characters", "not a JSON object"]


@pytest.mark.parametrize(
    "content", ['[{"a": 1}', '[{"a": 1} {"a": 2}]', '[{"a": 1},]', '[,{"a": 1}]', '[{"a": 1}] x', '[{"a": 1}\n, {"a" 2}]']
)
def test_a_broken_array_is_refused(opened, content):
    with pytest.raises(InputError, match=r"breaks off on line [12].*data\.jsonl.*\[broken-json\]"):
        opened(content)


@pytest.mark.parametrize(
    "content, said",
    [
        ("{}\n", "holds no objects with values"),
        ("[]", "holds no objects"),
        ("[[1, 2], [3, 4]]", "or other lists, but no objects"),
        ('["", "undefined"]', "lists texts.*but no objects.*no-json-rows"),
        ('{"orders": []}', "holds no objects with values"),
        (
            '{"orders": [{"id": 1}], "refunds": [{"id": 1}]}',
            r"lists of objects: 'orders' and 'refunds'.*jq -c '\.orders\[\]'.*several-lists",
        ),
        ('{\n  "id": 1,\n  "line_items": [{"sku": "a"}]\n}\n', "one JSON object over several lines, and no list.*json-over-lines"),
        ('{\n  "orders": [\n    {"id": 1},\n', "object that begins on line 1 is broken"),
        ('{\n  "a": 1\n}\n\n{\n  "a" 2\n}\n{\n  "a": 3\n}\n', "object that begins on line 5 is broken.*broken-json"),
        ("[section]\nkey = value\n", "breaks off on line 1"),
        ("{" * 5000, "line 1: broken JSON"),
    ],
)
def test_what_holds_no_rows_is_refused(opened, content, said):
    with pytest.raises(InputError, match=said):
        opened(content)


def test_a_file_that_never_becomes_good_is_given_up(opened, monkeypatch):
    monkeypatch.setattr(jsonl, "ENOUGH_BROKEN", 3)
    with pytest.raises(InputError, match=r"\[no-json-rows\]"):
        opened("{]\n" * 3 + '{"a": 1}\n')


def test_ids_as_keys_are_refused(opened, monkeypatch):
    monkeypatch.setattr(jsonl, "MOST_COLUMNS", 10)
    with pytest.raises(InputError, match="more than 10 different keys"):
        opened("".join(f'{{"{i}": 1}}\n' for i in range(11)))


def test_an_array_that_is_too_large_is_refused(opened, monkeypatch):
    monkeypatch.setattr(jsonl, "LARGEST_ARRAY", 10)
    with pytest.raises(InputError, match=r"\[array-too-large\]"):
        opened('[{"a": 1}, {"a": 2}]')


def test_many_batches_make_one_table(engine, opened, monkeypatch):
    monkeypatch.setattr(jsonl, "BATCH_ROWS", 7)
    table = opened("".join(f'{{"k{i // 10}": {i}}}\n' for i in range(50)))
    assert engine.rows(f"SELECT count(*), count(k0), count(k4), max(_line), count(DISTINCT _line) FROM {table.numbered}") == [
        (50, 10, 10, 50, 50)
    ]


keys = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5).filter(lambda k: k == k.strip() and "." not in k)
values = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.integers() | st.booleans()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.dictionaries(keys, values, min_size=1, max_size=4), min_size=1, max_size=8))
def test_any_table_comes_back(tmp_path, rows):
    path = tmp_path / "any.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    filled = {key for row in rows for key, value in row.items()}
    with DuckDBEngine(threads=1) as engine:
        found = engine.rows(f"SELECT * EXCLUDE (_file) FROM {open_table(engine, path, 't', Plan()).numbered} ORDER BY _line")
    assert [row[-2:] for row in found] == [(None, line) for line in range(1, len(rows) + 1)]
    assert len(found[0]) == len(filled) + 2
    as_text = [{json.dumps(v) if isinstance(v, bool) else str(v) for v in row.values() if v is not None} for row in rows]
    assert [{cell for cell in row[:-2] if cell is not None} for row in found] == as_text
