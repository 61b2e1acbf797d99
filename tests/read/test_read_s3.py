"""S3, spoken by a small server of our own: objects, folders and patterns, and every refusal in a sentence without a secret."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import signal
import sys
import threading
import time
from collections import namedtuple
from html import escape
from urllib.parse import parse_qs, unquote, urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from awaiting import awaited
from coterie.errors import InputError, SurroundingsError
from coterie.plan import Plan
from coterie.read import _files, s3
from coterie.read._door import open_table
from serving import Request, served

PAGE = 3  # keys in one answer to a listing
SECRET = "HUSH"


def parquet(*values: int) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"v": values}), out)
    return out.getvalue()


OBJECTS = {
    "orders/": b"",
    "orders/jan.csv": b"id,n\na,1\n",
    "orders/feb.csv": b"id,n\nb,2\n",
    "orders/mar.csv.gz": gzip.compress(b"n,id\n3,c\n"),
    "orders/_SUCCESS": b"",
    "orders-old/dec.csv": b"id,n\nz,0\n",
    "odd/a b é+[1].csv": b"id,n\no,1\n",
    "odd/a b é+1.csv": b"id,n\nwrong,1\n",
    "mixed/customers.csv": b"id,name,age\na,Ann,40\n",
    "mixed/orders.csv": b"id,day,amount\na,2024-01-01,1\n",
    "bad/1.csv": b"id,n\na,1\n",
    "bad/2.csv": b"%PDF-1.7",
    "delta/_delta_log/0.json": b"{}",
    "delta/0.parquet": parquet(1),
    "hidden/.x": b"x",
    "huge/1.csv": b"id,n\na,1\n",
    "cut/1.csv": b"id,n\na,1\n",
    "gone/1.csv": b"id,n\na,1\n",
    "long/1.csv": b"id,n\na,1\n",
    "long/2.csv": b"id,n\n" + b"b,2\n" * (s3.PIECE // 4 * 40),
    "stalls/1.csv": b"id,n\n" + b"b,2\n" * (s3.PIECE // 2),
    "busy/1.csv": b"",
    "secret/1.csv": b"",
    **{f"lake/year=202{y}/part-{n}.parquet": parquet(y, n) for y in range(3) for n in range(2)},
}


def refuse(request: Request, status: int, code: str) -> None:
    told = f"<Error><Code>{code}</Code><AWSAccessKeyId>{SECRET}</AWSAccessKeyId><StringToSign>{SECRET}</StringToSign></Error>"
    request.reply(told.encode(), status)


def listing(request: Request, asked: dict[str, str]) -> None:
    """A page of keys, or of keys and folders."""
    prefix, after = asked.get("prefix", ""), asked.get("continuation-token", "")
    keys = sorted(key for key in OBJECTS if key.startswith(prefix) and not ("/" in key[len(prefix) :] and "delimiter" in asked))
    page = [key for key in keys if key > after][:PAGE]
    more = page and page[-1] != keys[-1]
    items = "".join(
        f"<Contents><Key>{escape(key)}</Key><LastModified>2024-01-01T00:00:00.000Z</LastModified><ETag>e</ETag>"
        f"<Size>{1 << 60 if key.startswith('huge') else len(OBJECTS[key])}</Size></Contents>"
        for key in page
    )
    token = f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>" if more else ""
    request.reply(f"<ListBucketResult><IsTruncated>{str(bool(more)).lower()}</IsTruncated>{token}{items}</ListBucketResult>".encode())


pieces: list[int] = []


def in_pieces(request: Request, body: bytes) -> None:
    """Send a body slowly, and take down what was sent."""
    request.reply(Content_Length=str(len(body)), Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT", ETag="e")
    for at in range(0, len(body), s3.PIECE):
        request.wfile.write(body[at : at + s3.PIECE])
        pieces.append(at)
        time.sleep(0.05)


released, waited = threading.Event(), list[bool]()


def stall(request: Request, body: bytes) -> None:
    """Send half of a body and then nothing, until the test is over or has taken too long."""
    request.reply(Content_Length=str(len(body)), Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT", ETag="e")
    request.wfile.write(body[: len(body) // 2 + 1000])
    request.wfile.flush()
    waited.append(not released.wait(20))


def answer(request: Request) -> None:
    url = urlsplit(request.path)
    bucket, _, key = url.path.lstrip("/").partition("/")
    key = unquote(key)
    asked = {name: values[0] for name, values in parse_qs(url.query).items()}
    signed = request.headers.get("Authorization", "")
    if "Credential=GOOD/" not in signed:
        return refuse(request, 403, "InvalidAccessKeyId" if signed else "AccessDenied")
    if bucket == "elsewhere":
        return refuse(request, 301, "PermanentRedirect")
    if bucket != "shop":
        return refuse(request, 404, "NoSuchBucket")
    if not key:
        return listing(request, asked)
    if key == "long/2.csv" and request.command == "GET":
        return in_pieces(request, OBJECTS[key])
    if key.startswith("stalls") and request.command == "GET":
        return stall(request, OBJECTS[key])
    if key not in OBJECTS or (key.startswith(("gone", "long")) and request.command == "GET"):
        return refuse(request, 404, "NoSuchKey")
    if key.startswith("busy"):
        return refuse(request, 503, "SlowDown")
    if key.startswith("secret"):
        return refuse(request, 403, "AccessDenied")
    cut = key.startswith("cut") and request.command == "GET"
    request.reply(OBJECTS[key][: -4 if cut else None], Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT", ETag="e")
    return None


@pytest.fixture(scope="module")
def server():
    with served(answer) as address:
        yield address


@pytest.fixture(autouse=True)
def environment(server, monkeypatch):
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "GOOD")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setattr(s3, "RETRIES", 0)
    return monkeypatch


ORDERS = [
    ("a", "1", 2, "s3://shop/orders/jan.csv"),
    ("b", "2", 2, "s3://shop/orders/feb.csv"),
    ("c", "3", 2, "s3://shop/orders/mar.csv.gz"),
]
LEFT_OUT = ("Left out as hidden, as no data, as a link to a folder, or as a saved run: orders/_SUCCESS.",)


@pytest.mark.parametrize(
    "address, found, notes",
    [
        ("s3://shop/orders/jan.csv", ORDERS[:1], ()),
        ("S3://shop/orders/jan.csv", [(*ORDERS[0][:3], "S3://shop/orders/jan.csv")], ()),
        ("s3://shop/orders/mar.csv.gz", ORDERS[2:], ()),
        ("s3://shop/orders/", ORDERS, LEFT_OUT),
        ("s3://shop/orders", ORDERS, LEFT_OUT),
        ("s3://shop/orders/*.csv", ORDERS[:2], ()),
        ("s3://shop/orders/???.csv*", ORDERS, ()),
        ("s3://shop/**/[jf]*.csv", ORDERS[:2], ()),
        ("s3://shop/o*/[!j]*.gz", ORDERS[2:], ()),
        ("s3://shop/odd/a b é+[1].csv", [("o", "1", 2, "s3://shop/odd/a b é+[1].csv")], ()),
    ],
)
def test_an_object_a_folder_or_a_pattern(engine, address, found, notes):
    table = open_table(engine, address, "t", Plan())
    assert engine.rows(f"SELECT id, n, _line, _file FROM {table.numbered} ORDER BY id") == found
    assert engine.rows(f"SELECT id, n FROM {table.relation} ORDER BY id") == [row[:2] for row in found]
    assert (table.name, table.notes) == (address, notes)


@pytest.mark.parametrize("address", ["s3://shop/lake/", "s3://shop/lake/year=*/*", "s3://shop/lake/**"])
def test_a_lake(engine, address):
    table = open_table(engine, address, "t", Plan())
    assert engine.rows(f"SELECT year, count(*), sum(v) FROM {table.relation} GROUP BY year ORDER BY year") == [
        ("2020", 4, 1),
        ("2021", 4, 3),
        ("2022", 4, 5),
    ]
    assert engine.rows(f"SELECT v, _line, _file FROM {table.numbered} ORDER BY _file, _line LIMIT 2") == [
        (0, 1, "s3://shop/lake/year=2020/part-0.parquet"),
        (0, 2, "s3://shop/lake/year=2020/part-0.parquet"),
    ]


@pytest.mark.parametrize(
    "address, kind, code, said",
    [
        ("s3://shop/missing.csv", InputError, "not-found", "nothing at this address"),
        ("s3://shop/missing/", InputError, "not-found", "nothing at this address"),
        ("s3://shop/orders/*.parquet", InputError, "not-found", "nothing at this address"),
        ("s3://shop/hidden/", InputError, "not-found", "hold no data"),
        ("s3://nowhere/orders/", InputError, "not-found", "no such bucket"),
        ("s3://nowhere/orders/jan.csv", InputError, "not-found", "no such bucket"),
        ("s3://elsewhere/orders/", InputError, "wrong-region", "AWS_REGION"),
        ("s3://secret/", InputError, "not-found", "no such bucket"),
        ("s3://shop/secret/1.csv", InputError, "not-allowed", "AWS_ACCESS_KEY_ID"),
        ("s3://shop/gone/1.csv", InputError, "not-found", "any more"),
        ("s3://shop/busy/1.csv", SurroundingsError, "no-connection", r"S3 failed \(503\)"),
        ("s3://shop/cut/1.csv", SurroundingsError, "cut-short", "after 5 of 9 bytes"),
        ("s3://shop/huge/", SurroundingsError, "disk-full", "no room"),
        ("s3://shop/bad/", InputError, "unknown-format", "a PDF.*s3://shop/bad/2.csv"),
        ("s3://shop/mixed/", InputError, "different-tables", "s3://shop/mixed/customers.csv and s3://shop/mixed/orders.csv"),
        ("s3://shop/delta/", InputError, "lake-table", "a Delta table"),
        ("s3://shop/orders//jan.csv", InputError, "bad-address", "does not take"),
        ("s3://shop/orders/[z-a].csv", InputError, "bad-pattern", "not valid"),
        ("s3://", InputError, "bad-address", "no bucket"),
        ("s3:///orders.csv", InputError, "bad-address", "no bucket"),
        ("s3://sh op/orders.csv", InputError, "bad-address", "no bucket"),
        ("s3://me:HUSH@shop/orders.csv", InputError, "bad-address", "s3://shop/orders.csv.*environment"),
    ],
)
def test_what_cannot_be_fetched(engine, address, kind, code, said):
    with pytest.raises(kind, match=said) as refusal:
        open_table(engine, address, "t", Plan())
    assert refusal.value.code == code
    told: BaseException | None = refusal.value
    while told:
        assert SECRET not in str(told)
        told = told.__cause__


@pytest.mark.parametrize("address", ["s3://shop/orders/jan.csv", "s3://shop/orders/"])
@pytest.mark.parametrize(
    "settings, kind, code",
    [
        ({"AWS_ACCESS_KEY_ID": "BAD"}, InputError, "not-allowed"),
        ({"AWS_SKIP_SIGNATURE": "true"}, InputError, "not-allowed"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, SurroundingsError, "no-connection"),
    ],
)
def test_the_environment_is_wrong(engine, environment, address, settings, kind, code):
    for name, value in settings.items():
        environment.setenv(name, value)
    with pytest.raises(kind) as refusal:
        open_table(engine, address, "t", Plan())
    assert refusal.value.code == code
    assert address in str(refusal.value)
    assert SECRET not in str(refusal.value)


def test_no_credentials():
    failure = s3._failure(ValueError("Error performing PUT http://169.254.169.254/latest/api/token"), "s3://shop/x")
    assert str(failure) == f"There are no credentials for S3: s3://shop/x. {s3.KEYS} [no-credentials]"


def test_an_endpoint_without_tls_is_used_only_where_it_is_named(environment):
    assert s3._store("shop").client_options["allow_http"] == "true"
    environment.setenv("AWS_ENDPOINT_URL", "https://example.org")
    assert s3._store("shop").client_options["allow_http"] == "false"


def test_too_many_objects(engine, monkeypatch):
    monkeypatch.setattr(_files, "MOST_FILES", 4)
    with pytest.raises(InputError, match=r"more than 4 files: s3://shop/lake/.*\[too-many-files\]"):
        open_table(engine, "s3://shop/lake/", "t", Plan())


def test_how_far_downloads_are(engine):
    news = []
    engine.meter = lambda *told: news.append(told)
    open_table(engine, "s3://shop/orders/*.csv", "t", Plan())
    assert sorted(news) == [("s3://shop/", 9, 18), ("s3://shop/", 18, 18)]
    open_table(engine, "s3://shop/orders/jan.csv", "t", Plan())
    assert news[-1] == ("s3://shop/orders/jan.csv", 9, 9)


def test_when_one_download_fails_the_others_end(engine):
    with pytest.raises(InputError, match=r"\[not-found\]"):
        open_table(engine, "s3://shop/long/", "t", Plan())
    assert len(pieces) < 40


def test_ctrl_c_ends_a_download_that_stands_still(engine):
    engine.meter = lambda *_: signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    try:
        with pytest.raises(KeyboardInterrupt):
            open_table(engine, "s3://shop/stalls/1.csv", "t", Plan())
        assert waited == []
    finally:
        released.set()
        signal.signal(signal.SIGINT, before)


def test_in_a_notebook_where_a_loop_runs(engine):
    async def cell() -> int:
        return len(engine.rows(f"SELECT * FROM {open_table(engine, 's3://shop/orders/', 't', Plan()).relation}"))

    assert awaited(cell()) == 3


def test_a_disk_that_fills_up(engine, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(100, 90, 10))
    with pytest.raises(SurroundingsError, match=r"no room for s3://shop/.*\[disk-full\]"):
        open_table(engine, "s3://shop/orders/", "t", Plan())


def test_without_the_package(engine, monkeypatch):
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    with pytest.raises(SurroundingsError, match=r'pip install "coterie\[s3\]".*\[missing-package\]'):
        open_table(engine, "s3://shop/orders/", "t", Plan())


def test_with_a_file_of_this_machine(engine, tmp_path):
    path = tmp_path / "more.csv"
    path.write_text("id,n\nd,4\n")
    table = open_table(engine, ["s3://shop/orders/", path], "t", Plan())
    assert engine.rows(f"SELECT id FROM {table.relation} ORDER BY id") == [("a",), ("b",), ("c",), ("d",)]
