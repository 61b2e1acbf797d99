"""Addresses on the web: fetched whole or refused with a sentence, and no secret is ever shown."""

from __future__ import annotations

import base64
import gzip
import io
import shutil
import socket
import ssl
import threading
from collections import namedtuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from coterie.errors import CoterieError, InputError, SurroundingsError
from coterie.plan import Plan
from coterie.read import web
from coterie.read._door import open_table
from serving import Request, served

CSV = b"id,n\na,1\nb,2,3\n"
SECRET = "hush%20hush"
KEY = f"Basic {base64.b64encode(b'me:hush hush').decode()}"
released = threading.Event()


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"id": ["a", "b"], "n": ["1", "2"]}), out)
    return out.getvalue()


def chunked(request: Request, *pieces: bytes, end: bytes = b"0\r\n\r\n") -> None:
    request.reply(Content_Length="", Transfer_Encoding="chunked")
    for piece in pieces:
        request.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    request.wfile.write(end)
    request.close_connection = True


def hang(request: Request) -> None:
    request.reply(b"id,n\n", Content_Length="1000")
    released.wait(10)


def locked(request: Request) -> None:
    allowed = request.headers.get("Authorization") == KEY
    request.reply(CSV if allowed else b"no", 200 if allowed else 401)


def elsewhere(request: Request) -> None:
    """Lead to the same server under another name, which must not be told the password."""
    request.reply(status=302, Location=f"http://localhost:{request.server.server_address[1]}/locked.csv")


ANSWERS = {
    "/orders.csv": lambda r: r.reply(CSV),
    "/orders": lambda r: r.reply(parquet()),
    "/a%20b/%C3%A9.csv": lambda r: r.reply(CSV),
    "/export?id=1&format=csv": lambda r: r.reply(CSV),
    "/packed.csv": lambda r: r.reply(gzip.compress(CSV), Content_Encoding="gzip"),
    "/orders.csv.gz": lambda r: r.reply(gzip.compress(CSV)),
    "/chunked.csv": lambda r: chunked(r, CSV[:7], CSV[7:]),
    "/until-close.csv": lambda r: (r.reply(CSV, Content_Length="", Connection="close"), setattr(r, "close_connection", True)),
    "/moved.csv": lambda r: r.reply(b"moved", 301, Location="/found.csv"),
    "/found.csv": lambda r: r.reply(b"found", 302, Location="orders.csv#top"),
    "/locked.csv": locked,
    "/to-locked.csv": lambda r: r.reply(status=307, Location="/locked.csv"),
    "/elsewhere.csv": elsewhere,
    "/loop.csv": lambda r: r.reply(status=302, Location="/loop.csv"),
    "/file.csv": lambda r: r.reply(status=302, Location="file:///etc/passwd"),
    "/ftp.csv": lambda r: r.reply(status=302, Location="ftp://example.org/orders.csv"),
    "/nowhere.csv": lambda r: r.reply(status=302),
    "/bad-place.csv": lambda r: r.reply(status=302, Location="http://[::1/"),
    "/page.csv": lambda r: r.reply(b"\n<!DOCTYPE html><title>Sign in</title>"),
    "/xml.csv": lambda r: r.reply(b"<orders/>"),
    "/empty.csv": lambda r: r.reply(b""),
    "/none.csv": lambda r: r.reply(status=204),
    "/gone.csv": lambda r: r.reply(b"gone", 410),
    "/teapot.csv": lambda r: r.reply(b"no", 418),
    "/odd.csv": lambda r: r.reply(b"no", 499),
    "/forbidden.csv": lambda r: r.reply(b"no", 403),
    "/broken.csv": lambda r: r.reply(b"oops", 500),
    "/busy.csv": lambda r: r.reply(b"wait", 503),
    "/cut.csv": lambda r: (r.reply(CSV, Content_Length="1000"), setattr(r, "close_connection", True)),
    "/cut-chunk.csv": lambda r: chunked(r, CSV, end=b"ff\r\nhalf"),
    "/cut.csv.gz": lambda r: r.reply(gzip.compress(CSV)[:-9]),
    "/brotli.csv": lambda r: r.reply(CSV, Content_Encoding="br"),
    "/no-http.csv": lambda r: (r.wfile.write(b"220 ftp ready\r\n"), setattr(r, "close_connection", True)),
    "/nothing.csv": lambda r: setattr(r, "close_connection", True),
    "/hang.csv": hang,
    "/huge.csv": lambda r: (r.reply(b"id,n\n", Content_Length=str(1 << 60)), setattr(r, "close_connection", True)),
}


def answer(request: Request) -> None:
    found = ANSWERS.get(request.path) or ANSWERS.get(request.path.partition("?")[0])
    (found or (lambda r: r.reply(b"<html>no</html>", 404)))(request)


@pytest.fixture(scope="module")
def site():
    with served(answer) as address:
        yield address
        released.set()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")


@pytest.mark.parametrize(
    "path, shown",
    [
        ("/orders.csv", "/orders.csv"),
        ("/orders.csv#part", "/orders.csv"),
        ("/a b/é.csv", "/a b/é.csv"),
        ("/a%20b/%C3%A9.csv", "/a%20b/%C3%A9.csv"),
        ("/export?id=1&format=csv", "/export?…"),
        ("/packed.csv", "/packed.csv"),
        ("/orders.csv.gz", "/orders.csv.gz"),
        ("/chunked.csv", "/chunked.csv"),
        ("/until-close.csv", "/until-close.csv"),
        ("/moved.csv", "/moved.csv"),
    ],
)
def test_a_file_is_read_under_its_address(engine, site, path, shown):
    table = open_table(engine, site + path, "t", Plan())
    assert engine.rows(f"SELECT * FROM {table.relation}") == [("a", "1", None), ("b", "2", "too many fields")]
    assert engine.rows(f"SELECT _line, _file FROM {table.numbered} ORDER BY _line") == [(2, site + shown), (3, site + shown)]
    assert table.name == site + shown


def test_any_format(engine, site):
    table = open_table(engine, site.replace("http", "HTTP") + "/orders", "t", Plan())
    assert engine.rows(f"SELECT id, n FROM {table.relation}") == [("a", "1"), ("b", "2")]


@pytest.mark.parametrize("path", ["/locked.csv", "/to-locked.csv"])
def test_a_password_is_used_and_not_shown(engine, site, path):
    table = open_table(engine, site.replace("//", f"//me:{SECRET}@") + path, "t", Plan())
    assert engine.rows(f"SELECT DISTINCT _file FROM {table.numbered}") == [(site + path,)]
    assert table.name == site + path


@pytest.mark.parametrize(
    "path, kind, code, said",
    [
        ("/missing.csv", InputError, "not-found", "404 Not Found"),
        ("/gone.csv", InputError, "not-found", "410 Gone"),
        ("/locked.csv", InputError, "not-allowed", "401 Unauthorized.*may stand in the address"),
        ("/forbidden.csv", InputError, "not-allowed", "403 Forbidden"),
        ("/teapot.csv", InputError, "bad-answer", "418"),
        ("/odd.csv", InputError, "bad-answer", "says: 499:"),
        ("/none.csv", InputError, "bad-answer", "204 No Content"),
        ("/broken.csv", SurroundingsError, "server-failed", "500 Internal Server Error.*Try again"),
        ("/busy.csv", SurroundingsError, "server-failed", "503"),
        ("/loop.csv", InputError, "too-many-redirects", "more than 5 times"),
        ("/file.csv", InputError, "bad-redirect", "file://"),
        ("/ftp.csv", InputError, "bad-redirect", "ftp://"),
        ("/nowhere.csv", InputError, "bad-answer", "302"),
        ("/bad-place.csv", InputError, "bad-address", "not valid"),
        ("/page.csv", InputError, "web-page", "a web page.*sign in"),
        ("/xml.csv", InputError, "unknown-format", "a web page or XML"),
        ("/empty.csv", InputError, "empty-file", "The file is empty"),
        ("/cut.csv", SurroundingsError, "cut-short", "after 15 of 1,000 bytes"),
        ("/cut-chunk.csv", SurroundingsError, "cut-short", "ended early"),
        ("/cut.csv.gz", InputError, "broken-gzip", "broken"),
        ("/brotli.csv", InputError, "packed-otherwise", "packs"),
        ("/no-http.csv", SurroundingsError, "bad-answer", "cannot be understood"),
        ("/nothing.csv", SurroundingsError, "no-connection", "cannot be reached"),
        ("/huge.csv", SurroundingsError, "disk-full", "no room"),
    ],
)
def test_what_cannot_be_fetched(engine, site, path, kind, code, said):
    with pytest.raises(kind, match=said) as refusal:
        open_table(engine, site + path, "t", Plan())
    assert refusal.value.code == code
    assert path in str(refusal.value)


@pytest.mark.parametrize(
    "path", ["/missing.csv?token=HUSH", "/page.csv?token=HUSH", "/loop.csv", "/nothing.csv", "/elsewhere.csv", "/locked.csv"]
)
def test_no_secret_is_shown(engine, site, path):
    with pytest.raises(CoterieError) as refusal:
        open_table(engine, f"{site.replace('//', '//me:HUSH@')}{path}", "t", Plan())
    told: BaseException | None = refusal.value
    while told:
        assert "HUSH" not in str(told)
        told = told.__cause__


def test_a_password_goes_to_no_other_server(engine, site):
    with pytest.raises(InputError, match="401"):
        open_table(engine, site.replace("//", f"//me:{SECRET}@") + "/elsewhere.csv", "t", Plan())


def test_nothing_goes_from_https_back_to_http():
    request = web._request("https://example.org/a.csv", "a.csv")
    with pytest.raises(InputError, match=r"leads on to http://.*\[bad-redirect\]"):
        web._redirected(request, "http://example.org/a.csv", "a.csv")


def test_a_server_that_stops_talking(engine, site, monkeypatch):
    monkeypatch.setattr(web, "TIMEOUT", 0.2)
    with pytest.raises(SurroundingsError, match=r"For 0\.2 seconds, no answer.*\[timeout\]"):
        open_table(engine, f"{site}/hang.csv", "t", Plan())


def test_a_server_that_is_too_slow(engine, site, monkeypatch):
    monkeypatch.setattr(web, "PATIENCE", 0.0)
    monkeypatch.setattr(web, "SLOWEST", 1e12)
    with pytest.raises(SurroundingsError, match=r"no more than 15 bytes have come.*\[too-slow\]"):
        open_table(engine, f"{site}/orders.csv", "t", Plan())


def test_a_disk_that_fills_up(engine, site, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(100, 90, 10))
    for path in ("/orders.csv", "/chunked.csv"):
        with pytest.raises(SurroundingsError, match=r"\[disk-full\]"):
            open_table(engine, site + path, "t", Plan())


@pytest.mark.parametrize(
    "address",
    [
        "http://",
        "http:///orders.csv",
        "http://[::1/x",
        "http://host:port/x",
        "http://host:99999/x",
        "http://a..b/x",
        "http://" + "x" * 70,
        "http://a b/x",
        "http://a\0b/x",
    ],
)
def test_an_address_that_is_none(engine, address):
    with pytest.raises(InputError, match=r"\[bad-address\]"):
        open_table(engine, address, "t", Plan())


def test_a_server_that_is_not_there(engine):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        with pytest.raises(SurroundingsError, match=r"cannot be reached \(Connection refused\).*\[no-connection\]"):
            open_table(engine, f"http://127.0.0.1:{held.getsockname()[1]}/orders.csv", "t", Plan())


def test_https_where_there_is_none(engine, site):
    with pytest.raises(SurroundingsError, match=r"\[bad-answer\]"):
        open_table(engine, site.replace("http", "https") + "/orders.csv", "t", Plan())


@pytest.mark.parametrize(
    "reason, code, said",
    [
        (socket.gaierror(-2, "Name or service not known"), "no-server", "no such server"),
        (ssl.SSLCertVerificationError(1, "self-signed certificate"), "untrusted", "cannot be trusted"),
        (OSError("Tunnel connection failed: 407"), "no-connection", "the connection broke"),
    ],
)
def test_what_the_network_does(reason, code, said):
    if isinstance(reason, ssl.SSLCertVerificationError):
        reason.verify_message = "self-signed certificate"
    failure = web._failure(reason, "https://example.org/a.csv")
    assert failure.code == code
    assert said in str(failure)


@pytest.mark.parametrize("path, size", [("/orders.csv", len(CSV)), ("/chunked.csv", 0)])
def test_how_far_a_download_is(engine, site, path, size):
    news = []
    engine.meter = lambda *told: news.append(told)
    open_table(engine, site + path + "?key=HUSH", "t", Plan())
    assert news[-1] == (f"{site}{path}?…", len(CSV), size)


def test_several_addresses_are_one_table(engine, site):
    table = open_table(engine, [f"{site}/orders.csv?part=1", f"{site}/orders"], "t", Plan())
    assert engine.rows(f"SELECT count(*) FROM {table.relation}") == [(4,)]
    assert table.name == f"{site}/orders.csv?… and {site}/orders"
