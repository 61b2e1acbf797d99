"""Folders, patterns and lists: one table of many files, nothing lost, nothing read twice, nothing foreign read."""

from __future__ import annotations

import gzip
import os
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read import _files, _union
from coterie.read._door import open_table

JAN, FEB = "id,day,amount\na,2024-01-01,1\nb,2024-01-02,2\n", "id,day,amount\nc,2024-02-01,3\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Write files into the current folder: text, bytes, or columns for a Parquet file."""
    monkeypatch.chdir(tmp_path)

    def write(files):
        for name, content in files.items():
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, dict):
                pq.write_table(pa.table(content), path)
            else:
                path.write_bytes(content.encode() if isinstance(content, str) else content)

    return write


def rows(engine, thing, columns="*"):
    """The rows of a thing, each with its line and its file."""
    table = open_table(engine, thing, "t", Plan())
    listed = engine.rows(f"SELECT {columns}, _line, _file FROM (SELECT * EXCLUDE (_fault) FROM {table.numbered}) ORDER BY _file, _line")
    plain = engine.rows(f"SELECT {columns} FROM (SELECT * EXCLUDE (_fault) FROM {table.relation})")
    assert sorted(map(repr, plain)) == sorted(repr(row[: len(plain[0])]) for row in listed)
    return listed


WAYS = {
    "folder": ("orders", "orders/", Path("orders")),
    "pattern": ("orders/*.csv", "orders/*", "ord*/*.csv", "orders/[jf]*.csv", "**/*.csv", "orders/**", "o*", "*/", Path("orders/*.csv")),
    "several": (
        ["orders/feb.csv", "orders/jan.csv"],
        ("orders/jan.csv", Path("orders/feb.csv")),
        ["orders"],
        ["orders/*"],
        ["orders/f*", "orders/jan.csv"],
    ),
}


@pytest.mark.parametrize("thing", [thing for things in WAYS.values() for thing in things], ids=str)
def test_the_rows_of_all_files(engine, here, thing):
    here({"orders/jan.csv": JAN, "orders/feb.csv": FEB})
    assert rows(engine, thing, "id") == [("c", 2, "orders/feb.csv"), ("a", 2, "orders/jan.csv"), ("b", 3, "orders/jan.csv")]


@pytest.mark.parametrize(
    "thing, name",
    [("orders/", "orders/"), ("orders/*.csv", "orders/*.csv"), (["orders/jan.csv", "orders/feb.csv"], "orders/jan.csv and orders/feb.csv")],
)
def test_the_name_is_what_the_user_gave(engine, here, thing, name):
    here({"orders/jan.csv": JAN, "orders/feb.csv": FEB})
    table = open_table(engine, thing, "t", Plan())
    assert (table.name, table.notes) == (name, ())


@pytest.mark.parametrize(
    "files, columns, found, notes",
    [
        ({"1.csv": "a,b\n1,2\n", "2.csv": "b,a\n4,3\n"}, ["a", "b"], [("1", "2"), ("3", "4")], []),
        ({"1.csv": "Order ID,b\n1,2\n", "2.csv": "order id ,B\n3,4\n"}, ["Order ID", "b"], [("1", "2"), ("3", "4")], []),
        ({"1.csv": "a,a\n1,2\n", "2.csv": "A,a\n3,4\n"}, ["a", "a (2)"], [("1", "2"), ("3", "4")], []),
        (
            {"1.csv": "a,b\n1,2\n", "2.csv": "a,c,b\n3,x,4\n"},
            ["a", "b", "c"],
            [("1", "2", None), ("3", "4", "x")],
            ["The column 'c' is missing in d/1.csv, and blank there."],
        ),
        (
            {"1.csv": "a,b,c\n1,2,3\n", "2.csv": "a\n4\n", "3.csv": "a\n5\n"},
            ["a", "b", "c"],
            [("1", "2", "3"), ("4", None, None), ("5", None, None)],
            ["The columns 'b' and 'c' are missing in d/2.csv and d/3.csv, and blank there."],
        ),
        ({"1.csv": "a,b\n1,2\n3,4,5\n"}, ["a", "b"], [("1", "2"), ("3", "4")], []),
        ({"1.csv": "a,b\n1,2\n", "2.csv": "a;b\n3;4\n", "3.tsv": "a\tb\n5\t6\n"}, ["a", "b"], [("1", "2"), ("3", "4"), ("5", "6")], []),
        (
            {"1.csv": "a,b\n1,2\n", "2.csv": "a,b\n", "3.csv": "", "4.csv": " \n"},
            ["a", "b"],
            [("1", "2")],
            ["There are no rows in d/2.csv, d/3.csv and d/4.csv."],
        ),
        ({"1.csv.gz": gzip.compress(b"a,b\n1,2\n"), "2.csv": "a,b\n3,4\n"}, ["a", "b"], [("1", "2"), ("3", "4")], []),
        ({"1.jsonl": '{"a": 1, "b": 2}\n', "2.csv": "a,b\n3,4\n"}, ["a", "b"], [("1", "2"), ("3", "4")], []),
        ({"1.parquet": {"a": [1], "b": ["2"]}, "2.csv": "a,b\n3,4\n"}, ["a", "b"], [("1", "2"), ("3", "4")], []),
        ({"1.csv": "a,b\n1,2\n", "sub/2.csv": "a,b\n3,4\n"}, ["a", "b"], [("1", "2"), ("3", "4")], []),
    ],
)
def test_columns_are_matched_by_name(engine, here, files, columns, found, notes):
    here({f"d/{name}": content for name, content in files.items()})
    table = open_table(engine, "d", "t", Plan())
    assert engine.columns(f"SELECT * FROM {table.relation}") == [*columns, "_fault"]
    assert sorted(engine.rows(f"SELECT * EXCLUDE (_fault) FROM {table.relation}")) == found
    assert list(table.notes) == notes


@pytest.mark.parametrize(
    "first, second, found",
    [
        ([1, 2], [3.0, 4.5], ["1", "2", "3", "4.5"]),
        ([1, 2], ["x", "2"], ["1", "2", "2", "x"]),
        ([17850.0, None], ["17850"], ["17850", "17850", None]),
        ([date(2024, 1, 31)], [datetime(2024, 2, 1, 12)], [datetime(2024, 1, 31), datetime(2024, 2, 1, 12)]),
        (pa.array([1], pa.int16()), pa.array([2], pa.int64()), [1, 2]),
        (pa.array([1], pa.uint64()), pa.array([2], pa.int64()), ["1", "2"]),
    ],
)
def test_types_are_unified(engine, here, first, second, found):
    here({"d/1.parquet": {"v": first}, "d/2.parquet": {"v": second}})
    relation = open_table(engine, "d", "t", Plan()).relation
    assert [row[0] for row in engine.rows(f"SELECT v FROM {relation} ORDER BY v NULLS LAST")] == found


@pytest.mark.parametrize(
    "bad, code",
    [
        (b"id,day,amount\n\xff\x00\xff", "nul-byte"),
        (b"PAR1 cut", "broken-parquet"),
        (b"%PDF-1.7", "unknown-format"),
        (b'"id,day,amount\na,1,2\nb,3,4\n', "open-quote"),
        (b"\x1f\x8bcut", "broken-gzip"),
        (b"PK\x03\x04cut", "broken-zip"),
    ],
)
@pytest.mark.parametrize("thing", ["orders", "orders/*", "list"])
def test_one_bad_file_of_twelve_is_refused_by_its_name(engine, here, thing, bad, code):
    here({f"orders/{n:02}.csv": JAN.replace("2024", str(2000 + n)) if n != 7 else bad for n in range(12)})
    with pytest.raises(InputError, match=r"orders/07\.csv") as refusal:
        open_table(engine, [f"orders/{n:02}.csv" for n in range(12)] if thing == "list" else thing, "t", Plan())
    assert refusal.value.code == code


@pytest.mark.parametrize("kind", ["end", "page", "link", "pipe"])
def test_one_bad_part_of_a_lake_is_refused_by_its_name(engine, here, kind):
    here({f"lake/{n}.parquet": {"v": [n]} for n in range(5)})
    bad = Path("lake/3.parquet")
    content = bad.read_bytes()
    bad.unlink()
    if kind == "end":
        bad.write_bytes(content[:-8])
    elif kind == "page":
        bad.write_bytes(content[:4] + bytes(30) + content[34:])
    elif kind == "link":
        bad.symlink_to("nowhere")
    else:
        os.mkfifo(bad)
    with pytest.raises(InputError, match=r"lake/3\.parquet"):
        engine.rows(f"SELECT sum(v) FROM {open_table(engine, 'lake', 't', Plan()).relation}")


@pytest.mark.parametrize(
    "files, left_out",
    [
        ({"_SUCCESS": "", ".DS_Store": "\0", "README.md": "# Orders"}, "orders/.DS_Store, orders/README.md and orders/_SUCCESS"),
        ({".hidden/more.csv": FEB, "_old/more.csv": FEB}, "orders/.hidden and orders/_old"),
        ({"~$orders.xlsx": "locked", "Thumbs.db": "\0", "logo.PNG": "x"}, "orders/Thumbs.db, orders/logo.PNG and orders/~$orders.xlsx"),
    ],
)
def test_what_is_no_data_is_left_out_with_a_note(engine, here, files, left_out):
    here({"orders/jan.csv": JAN, **{f"orders/{name}": content for name, content in files.items()}})
    table = open_table(engine, "orders", "t", Plan())
    assert table.notes == (f"Left out as hidden, as no data, as a link to a folder, or as a saved run: {left_out}.",)
    assert len(rows(engine, "orders")) == 2


def test_what_may_be_data_is_never_left_out(engine, here):
    here({"orders/jan.csv": JAN, "orders/feb.export": FEB, "orders/mar": FEB.replace("02", "03")})
    assert len(rows(engine, "orders")) == 4


def test_a_run_that_is_saved_among_the_data_is_left_out(engine, here):
    run = dict.fromkeys(("manifest.json", "story.json", "model.safetensors"), "")
    here({"orders/jan.csv": JAN, **{f"orders/results/one/{name}": text for name, text in (run | {"more.csv": FEB}).items()}})
    Path("orders/results/latest").symlink_to("one")
    assert len(rows(engine, "orders")) == 2
    (note,) = open_table(engine, "orders", "t", Plan()).notes
    assert "orders/results/one" in note
    assert len(rows(engine, "orders/results/one/more.csv")) == 1  # what is named is read


def test_a_link_to_a_folder_is_left_out(engine, here):
    here({"orders/jan.csv": JAN})
    Path("orders/loop").symlink_to(".")
    assert "orders/loop" in open_table(engine, "orders", "t", Plan()).notes[0]


@pytest.mark.parametrize(
    "thing, note",
    [
        ("orders", "orders/latest.csv is the same file as orders/jan.csv, and was read once."),
        ("orders/*", "orders/latest.csv is the same file as orders/jan.csv, and was read once."),
        (["orders/jan.csv", "orders/jan.csv"], "orders/jan.csv is given twice, and was read once."),
        (["orders/jan.csv", "orders/../orders/jan.csv"], "orders/../orders/jan.csv is the same file as orders/jan.csv, and was read once."),
        (["orders/jan.csv", "orders/latest.csv"], "orders/latest.csv is the same file as orders/jan.csv, and was read once."),
    ],
    ids=str,
)
@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_the_same_file_is_read_once(engine, here, thing, note, link):
    here({"orders/jan.csv": JAN})
    link(Path("orders/jan.csv").absolute(), "orders/latest.csv")
    assert open_table(engine, thing, "t", Plan()).notes == (note,)
    assert rows(engine, thing, "id") == [("a", 2, "orders/jan.csv"), ("b", 3, "orders/jan.csv")]


@pytest.mark.parametrize("content", [JAN, {"id": ["a"]}])
def test_the_same_content_is_told(engine, here, content):
    here({"orders/1.x": content, "orders/2.x": content})
    assert open_table(engine, "orders", "t", Plan()).notes == ("The content of orders/1.x and orders/2.x is the same.",)
    assert len(rows(engine, "orders")) == (4 if content == JAN else 2)


def test_orders_and_customers_in_one_folder_are_refused(engine, here):
    here({"d/customers.csv": "id,name,age\na,Ann,40\n", "d/orders.csv": JAN, "d/z.csv": JAN})
    with pytest.raises(InputError, match=r"d/customers.csv and d/orders.csv are not .*: they share only 'id'\..*\[different-tables\]"):
        open_table(engine, "d", "t", Plan())


@pytest.mark.parametrize("mark", ["_delta_log/0.json", ".hoodie/x", "metadata/version-hint.text"])
@pytest.mark.parametrize("thing", ["lake", "lake/t", "lake/t/*.parquet", "lake/t/*/*.parquet", ["lake/t/0.parquet"]], ids=str)
def test_a_table_with_a_log_is_refused(engine, here, mark, thing):
    here({f"lake/t/{mark}": "x", "lake/t/0.parquet": {"v": [1]}, "lake/t/year=2024/0.parquet": {"v": [1]}})
    with pytest.raises(InputError, match=r"lake/t.*\[lake-table\]"):
        open_table(engine, thing, "t", Plan())


@pytest.mark.parametrize(
    "thing, code, said",
    [
        ("nothing", "no-files", "holds no data: nothing"),
        ("hidden", "no-files", r"There is only \.x and README\.md"),
        ("empty", "no-rows", "None of the files holds a row"),
        ("no*such.csv", "file-missing", r"No file matches the pattern: no\*such\.csv"),
        ("no[such", "file-missing", "No file matches the pattern"),
        ("hidden/*", "no-files", "No file that matches the pattern holds data"),
        (["missing.csv"], "file-missing", "missing.csv"),
        (["empty/a.csv", ""], "no-path", "The path is empty"),
        ([], "no-path", "The list of files is empty"),
        (["x\0y"], "file-missing", "no such file"),
        (["ftp://example.org/a.csv"], "unknown-address", "ftp"),
    ],
    ids=str,
)
def test_nothing_to_read(engine, here, thing, code, said):
    Path("nothing").mkdir()
    here({"hidden/.x": "x", "hidden/README.md": "x", "empty/a.csv": "", "empty/b.csv": "id,n\n"})
    with pytest.raises(InputError, match=said) as refusal:
        open_table(engine, thing, "t", Plan())
    assert refusal.value.code == code


def test_too_many_files(engine, here, monkeypatch):
    monkeypatch.setattr(_files, "MOST_FILES", 2)
    here({f"d/{n}.csv": JAN for n in range(3)})
    for thing in ("d", "d/*", "**"):
        with pytest.raises(InputError, match=r"more than 2 files.*\[too-many-files\]"):
            open_table(engine, thing, "t", Plan())


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_folders_of_a_lake_give_columns(engine, here, suffix, count):
    here(
        {
            f"lake/year=202{year}/region={region}/part-{n}.{suffix}": {"v": [f"{year}{n}"]} if suffix == "parquet" else f"v\n{year}{n}\n"
            for n in range(count)
            for year, region in ((4, "a%20b"), (5, "__HIVE_DEFAULT_PARTITION__"))
        }
    )
    for thing in ("lake", "lake/*/*/*", "lake/year=*/"):
        found = {row[1:3] for row in rows(engine, thing, "v, year, region") if row[0].startswith("4")}
        assert found == {("2024", "a b")}
        assert {row[1:3] for row in rows(engine, thing, "v, year, region") if row[0].startswith("5")} == {("2025", None)}
    line = 1 if suffix == "parquet" else 2
    assert rows(engine, "lake", "v")[0] == ("40", line, f"lake/year=2024/region=a%20b/part-0.{suffix}")
    assert open_table(engine, "lake", "t", Plan()).notes == ("The names of the folders give 'year' and 'region'.",)


@pytest.mark.parametrize("columns", [{"year": ["own"]}, {"Year": ["own"]}])
def test_a_column_of_the_file_wins_over_that_of_its_folder(engine, here, columns):
    here({"lake/year=2024/1.parquet": {**columns, "v": [1]}, "lake/year=2024/2.parquet": {**columns, "v": [2]}})
    assert {row[0] for row in rows(engine, "lake", "year")} == {"own"}


def test_cells_are_those_of_one_file_alone(engine, here):
    odd = {"v": [[1, 2]], "V": [b"text"], "o": [{"a": 1}], "n": [1.5]}
    here({f"lake/{n}.parquet": odd for n in range(3)})
    assert rows(engine, "lake")[0][:4] == rows(engine, "lake/1.parquet")[0][:4] == ("[1,2]", "text", '{"a":1}', 1.5)


def test_many_parquet_files_are_one_scan(engine, here):
    here({f"lake/{n:03}.parquet": {"v": [f"{n}a", f"{n}b"]} for n in range(100)} | {"lake/none.parquet": {"v": pa.array([], pa.string())}})
    table = open_table(engine, "lake", "t", Plan())
    assert rows(engine, "lake", "v")[-1] == ("99b", 2, "lake/099.parquet")
    assert table.notes == ("There are no rows in lake/none.parquet.",)
    assert "t_0" not in {row[0] for row in engine.rows("SELECT view_name FROM duckdb_views()")}


@pytest.mark.parametrize("column", ["file_row_number", "filename", "_path", "_file", "_fault", "file_index", "FILE_ROW_NUMBER"])
def test_columns_with_names_of_the_engine(engine, here, column):
    here({f"lake/{n}.parquet": {column: [f"{n}"], "v": [n]} for n in range(3)})
    assert rows(engine, "lake", "v") == [(n, 1, f"lake/{n}.parquet") for n in range(3)]
    assert rows(engine, "lake/1.parquet", "v") == [(1, 1, "lake/1.parquet")]


def test_parquet_files_whose_names_look_like_patterns(engine, here):
    files = ["lake/a1.parquet", "lake/a[1].parquet", "lake/it's*.parquet"]
    here({name: {"v": [n]} for n, name in enumerate(files)})
    assert rows(engine, "lake", "v") == [(n, 1, name) for n, name in enumerate(files)]


def test_many_other_files_are_copied_once(engine, here, monkeypatch):
    here({f"d/{n:02}.csv": f"a,b\n{n},2\n3,4,5\n" for n in range(40)})
    assert len(rows(engine, "d")) == 80
    many = engine.rows("SELECT a, _fault, _line, _file FROM t_numbered ORDER BY ALL")
    assert "read_csv" not in engine.rows("SELECT sql FROM duckdb_views() WHERE view_name = 't'")[0][0]
    monkeypatch.setattr(_union, "MOST_VIEWS", 100)
    rows(engine, "d")
    assert engine.rows("SELECT a, _fault, _line, _file FROM t_numbered ORDER BY ALL") == many


def test_a_whole_run_over_files(engine, here, source):
    here(
        {
            "orders/1.csv": "customer_id,order_date,amount\na,2024-01-31,5\n",
            "orders/2.csv": "Order_Date,Customer_ID,amount\n2024-02-01,b,6\n",
        }
    )
    orders = source("orders")
    assert orders.roles == {"customer": "customer_id", "time": "order_date", "amount": "amount"}
