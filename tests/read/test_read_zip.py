"""Zip archives: the one table in them, and nothing that an archive can do to us."""

from __future__ import annotations

import io
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from coterie.errors import InputError
from coterie.plan import make_plan
from coterie.read import _archive, _scratch
from coterie.read._door import open_table

CSV = b"id,n\na,1\nb,2,3\n"


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_flag(content: bytes, flag: int) -> bytes:
    """The archive with a flag set in the header of its first member and in the list at its end."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[content.index(mark) + offset] |= flag
    return bytes(changed)


@pytest.fixture
def opened(engine, tmp_path):
    def open_zip(content: bytes, name: str = "export.zip", **settings: str):
        path = tmp_path / name
        path.write_bytes(content)
        return open_table(engine, path, "t", make_plan(**settings))

    return open_zip


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize(
    "others, told",
    [
        ({}, ()),
        ({"sub/": b""}, ()),
        ({"__MACOSX/._orders.csv": b"\0\5\x16\7", ".DS_Store": b"\0"}, ("__MACOSX/._orders.csv and .DS_Store",)),
        ({"README.md": b"read me"}, ("README.md",)),
    ],
    ids=["alone", "folder", "mac", "readme"],
)
def test_the_one_table(engine, opened, tmp_path, method, others, told):
    table = opened(packed({**others, "sub/orders.csv": CSV}, method))
    name = f"{tmp_path}/export.zip/sub/orders.csv"
    assert engine.rows(f"SELECT id, n, _fault FROM {table.relation}") == [("a", "1", None), ("b", "2", "too many fields")]
    assert engine.rows(f"SELECT DISTINCT _file FROM {table.numbered}") == [(name,)]
    assert (table.name, table.notes) == (
        name,
        tuple(f"Left out as hidden, as no data, as a link to a folder, or as a saved run: {t}." for t in told),
    )


def test_parquet_inside(engine, opened):
    out = io.BytesIO()
    pq.write_table(pa.table({"id": ["a"]}), out)
    assert engine.rows(f"SELECT id FROM {opened(packed({'orders.parquet': out.getvalue()}), 'orders.csv').relation}") == [("a",)]


@pytest.mark.parametrize("name", ["../../orders.csv", "/etc/passwd", "C:\\orders.csv", "a\nb\x1b[2J.csv", "x" * 300 + ".csv", "=cmd.csv"])
def test_the_name_of_a_member_is_only_a_text(engine, opened, tmp_path, name):
    table = opened(packed({name: CSV}))
    assert table.name.isprintable()
    assert len(table.name) < len(str(tmp_path)) + 60
    assert [p.name for p in tmp_path.iterdir()] == ["export.zip"]


MANY = packed({"2024/orders.csv": CSV, "items.csv": b"id,n\nz,9\n", "old/items.csv": b"id,n\ny,8\n"})


@pytest.mark.parametrize(
    "content, table, first",
    [
        (MANY, "2024/orders.csv", "a"),
        (MANY, "orders.csv", "a"),
        (MANY, "orders", "a"),
        (MANY, "items.csv", "z"),
        (MANY, "old/items.csv", "y"),
        (packed({"orders.csv": CSV}), "orders.csv", "a"),
    ],
)
def test_the_user_names_one_of_several(engine, opened, content, table, first):
    assert engine.rows(f"SELECT id FROM {opened(content, table=table).relation} LIMIT 1") == [(first,)]


@pytest.mark.parametrize(
    "settings, code, said",
    [
        ({"table": "order.csv"}, "no-such-table", "Did you mean '2024/orders.csv'?"),
        ({"table": "x"}, "no-such-table", "There are: 2024/orders.csv, items.csv, old/items.csv."),
        ({"table": "items"}, "no-such-table", "or more than one, is called 'items'"),
        ({}, "several-tables", "Name one of them with table (--table)"),
    ],
)
def test_who_names_none_of_several_is_told_how(opened, settings, code, said):
    with pytest.raises(InputError) as refusal:
        opened(MANY, **settings)
    assert refusal.value.code == code and said in str(refusal.value)


@pytest.mark.parametrize(
    "content, code, said",
    [
        (packed({}), "no-table", "holds no table"),
        (packed({"README.md": b"x", "__MACOSX/orders.csv": b"y"}), "no-table", "holds no table"),
        (packed({"word/document.xml": b"<w>", "[Content_Types].xml": b"<t>"}), "several-tables", "document.xml"),
        (packed({"a.csv": CSV, "b.csv": CSV}), "several-tables", "2 files: a.csv and b.csv"),
        (packed({f"{n}.csv": CSV for n in range(9)}), "several-tables", "9 files: 0.csv, 1.csv, 2.csv and 6 others"),
        (packed({"orders.csv": b""}), "empty-file", "export.zip/orders.csv"),
        (packed({"orders.csv": b"id,n\n"}), "no-rows", "export.zip/orders.csv"),
        (packed({"orders.zip": packed({"orders.csv": CSV})}), "packed-twice", "export.zip/orders.zip"),
        (packed({"orders.csv": CSV}, zipfile.ZIP_LZMA), "packed-otherwise", "method 14"),
        (with_flag(packed({"orders.csv": CSV}), 0x1), "locked", "locked with a password"),
        (packed({"orders.csv": CSV})[:-30], "broken-zip", "broken"),
        (packed({"orders.csv": CSV}, zipfile.ZIP_STORED).replace(b"a,1", b"a,2"), "broken-zip", "broken"),
        (b"PK\x03\x04rest", "broken-zip", "broken"),
    ],
    ids=map(str, range(13)),  # the bytes hold the time of day
)
def test_what_is_refused(opened, content, code, said):
    with pytest.raises(InputError, match=said) as refusal:
        opened(content)
    assert refusal.value.code == code
    assert "export.zip" in refusal.value.place


def test_a_bomb(opened, monkeypatch):
    monkeypatch.setattr(_scratch, "HARMLESS", 1 << 20)
    with pytest.raises(InputError, match=r"export\.zip/orders\.csv.*\[unpacks-too-large\]"):
        opened(packed({"orders.csv": b"id,n\n" + b"0,0\n" * 5_000_000}))


def test_an_endless_list_of_files(opened, monkeypatch):
    monkeypatch.setattr(_archive, "LONGEST_LIST", 4_000)
    with pytest.raises(InputError, match=r"\[broken-zip\]"):
        opened(packed({f"{n}.csv": b"" for n in range(100)}))


@pytest.mark.parametrize("byte", [0x00, 0x01, 0x80, 0xFF])
def test_any_changed_byte_is_refused_or_harmless(engine, opened, byte):
    content = packed({"orders.csv": CSV})
    for place in range(len(content)):
        try:
            table = opened(content[:place] + bytes([byte]) + content[place + 1 :])
        except InputError:
            continue
        assert engine.rows(f"SELECT id, n FROM {table.relation}") == [("a", "1"), ("b", "2")]


def test_a_workbook_is_left_to_its_own_reader(tmp_path):
    import openpyxl

    path = tmp_path / "orders.csv"
    openpyxl.Workbook().save(path)
    assert not _archive.is_archive(path, path.read_bytes())
    sheet = packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"})
    path.write_bytes(sheet)
    assert not _archive.is_archive(path, sheet)
    path.write_bytes(packed({"orders.csv": CSV}))
    assert _archive.is_archive(path, path.read_bytes())


def test_a_workbook_inside(engine, opened, tmp_path):
    import openpyxl

    out, book = io.BytesIO(), openpyxl.Workbook()
    for row in (["customer_id", "order_date"], ["a", "2024-01-31"]):
        book.worksheets[0].append(row)
    book.save(out)
    table = opened(packed({"orders.xlsx": out.getvalue()}))
    assert engine.rows(f"SELECT customer_id, _line, _file FROM {table.numbered}") == [("a", 2, f"{tmp_path}/export.zip/orders.xlsx")]
