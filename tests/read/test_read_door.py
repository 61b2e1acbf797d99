"""What is no table is refused at the door, without hanging, and says what it is."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from coterie.errors import Choice, InputError, UnclearError
from coterie.plan import Plan
from coterie.read import _door
from coterie.read._door import open_table


def _make(kind: str, folder: Path) -> Path:
    path = folder / "orders.csv"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to(folder / "nowhere.csv")
    elif kind == "socket":
        socket.socket(socket.AF_UNIX).bind(str(path))
    return path


@pytest.mark.parametrize(
    "kind, code, said",
    [
        ("missing", "file-missing", "There is no such file"),
        ("link", "file-missing", "The link leads nowhere"),
        ("pipe", "not-a-file", "This is a pipe"),
        ("socket", "not-a-file", "This is a socket"),
    ],
)
def test_what_is_no_file(engine, tmp_path, kind, code, said):
    with pytest.raises(InputError, match=said) as refusal:
        open_table(engine, _make(kind, tmp_path), "t", Plan())
    assert refusal.value.code == code


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device(engine, device):
    with pytest.raises(InputError, match="This is a device"):
        open_table(engine, device, "t", Plan())


@pytest.mark.parametrize("path", ["orders.csv\0", "x" * 5_000, "a/b/c.csv", "a/" + "x" * 300])
def test_paths_that_lead_nowhere(engine, path):
    with pytest.raises(InputError, match=r"\[file-missing\]"):
        open_table(engine, path, "t", Plan())


@pytest.mark.parametrize(
    ("given", "remedy"),
    [
        ("order.csv", "Did you mean '{}/orders.csv'?"),
        ("Orders.CSV", "Did you mean '{}/orders.csv'?"),
        ("orders.parquet", "Did you mean '{}/orders.csv'?"),
        ("costumers.csv", "Did you mean '{}/customers.xlsx'?"),
        ("items.csv", "Check the path."),
        ("zoo.csv", "Check the path."),
    ],
)
def test_the_nearest_file_is_offered_by_its_name_and_not_its_ending(engine, tmp_path, given, remedy):
    for name in ("orders.csv", "orders.md", "foo.csv", "customers.xlsx"):
        (tmp_path / name).write_text("a,b\n1,2\n")
    with pytest.raises(InputError) as caught:
        open_table(engine, tmp_path / given, "t", Plan())
    assert caught.value.remedy == remedy.format(tmp_path)


@pytest.mark.parametrize(
    "magic, said",
    [
        (b"\xfd7zXZ\0packed", "packed with xz"),
        (b"BZh91AY&SYpacked", "packed with bzip2"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (b"orders.csv".ljust(257, b"\0") + b"ustar\x0000", "a tar archive"),
        (b"\xef\xbb\xbf <html>", "web page"),
        (b"%PDF-1.4", "PDF"),
    ],
)
def test_another_format_is_named(engine, tmp_path, magic, said):
    path = tmp_path / "orders.csv"
    path.write_bytes(magic)
    with pytest.raises(InputError, match=rf"{said}.*Save it as"):
        open_table(engine, path, "t", Plan())


@pytest.mark.parametrize("path", ["", " ", "\n"])
def test_an_empty_path(engine, path):
    with pytest.raises(InputError, match=r"The path is empty.*\[no-path\]"):
        open_table(engine, path, "t", Plan())


@pytest.mark.parametrize("scheme", ["ftp", "file", "gs", "FTP"])
def test_an_address_that_nothing_is_read_from(engine, scheme):
    with pytest.raises(InputError, match=rf"begin with {scheme.lower()}://.*\[unknown-address\]") as refusal:
        open_table(engine, f"{scheme}://me:secret@example.org/orders.csv", "t", Plan())
    assert "secret" not in str(refusal.value)


def test_a_thing_that_is_no_table(engine):
    with pytest.raises(InputError, match="A list is no table"):
        open_table(engine, [1, 2], "t", Plan())


@pytest.mark.parametrize("name", ["orders[1].csv", "orders*.csv", "order?1.csv", "~orders1.csv", "it's, {a,b}.csv"])
def test_a_name_that_looks_like_a_pattern_is_that_file_alone(engine, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    Path("orders1.csv").write_text("a,b\nwrong,file\n")
    Path(name).write_text("a,b\nright,file\n")
    table = open_table(engine, name, "t", Plan())
    assert engine.rows(f"SELECT a, _file FROM {table.numbered}") == [("right", name)]


def test_an_error_about_a_scratch_file_names_what_the_user_gave(engine, tmp_path, monkeypatch):
    path = tmp_path / "scratch.part"
    asked = UnclearError("either", f"{path} has two", setting="table", choices=(Choice("a", "a"),), place=f"{path}, line 3")

    def refuse(*_):
        raise asked

    monkeypatch.setattr(_door, "open_table", refuse)
    with pytest.raises(UnclearError) as refusal:
        _door.open_as(engine, path, "orders.csv.gz", "t", Plan())
    assert str(refusal.value) == "orders.csv.gz has two: orders.csv.gz, line 3. [either]"
    assert refusal.value.as_record()["choices"] == asked.as_record()["choices"]
