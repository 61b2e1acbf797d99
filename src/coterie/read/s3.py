"""Files on S3: an object, a folder of objects or a pattern, with the credentials of the environment."""

from __future__ import annotations

import asyncio
import glob
import os
import re
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import CoterieError, InputError, SurroundingsError, shown
from coterie.plan import Plan
from coterie.read import _files
from coterie.read._address import named, scheme_of
from coterie.read._door import open_as
from coterie.read._parts import Part
from coterie.read._scratch import check_room, scratch_file
from coterie.read._table import Reader, Table
from coterie.read._union import open_all

if TYPE_CHECKING:
    from obstore.store import S3Store

T = TypeVar("T")
BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}")
ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
AT_ONCE = 8
PIECE = 1 << 20
RETRIES = 3
KEYS = "Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION in the environment."
MAGIC = re.compile(r"(\*\*/|\*\*|\*|\?|\[[^]]+\])")
SAID = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


@dataclass(frozen=True)
class _Object:
    """An object of a bucket."""

    key: str
    size: int


class S3Reader:
    """Fetches objects from S3, and from what speaks as S3 does."""

    takes = ("table", "query")

    def recognises(self, thing: Any, head: bytes) -> bool:
        """An address that begins with s3://."""
        return scheme_of(thing) == "s3"

    def open(self, engine: DuckDBEngine, thing: str, slot: str, plan: Plan) -> Table:
        """Fetch what the address stands for, and open it as its file or its files would be opened here."""
        bucket, _, key = thing.partition("://")[2].partition("/")
        name = named(thing)
        if not BUCKET.fullmatch(bucket):
            remedy = "Write it as s3://bucket/folder/; keys belong in the environment."
            raise InputError("bad-address", "The address names no bucket", place=name, remedy=remedy)
        with _told(name):
            store = _store(bucket)
            one = _one(store, key)
            objects, notes = ([one], ()) if one else _many(store, key, name)
            paths = _fetched(engine, store, objects, f"s3://{bucket}/")
        if one:
            return open_as(engine, paths[0], name, slot, plan)
        found = zip(objects, paths, strict=True)
        parts = [Part(path, f"s3://{bucket}/{o.key}", _files.partitions(PurePosixPath(o.key))) for o, path in found]
        return open_all(engine, parts, slot, plan, name=name, notes=notes)


def _store(bucket: str) -> S3Store:
    """The bucket, as the environment says how to reach it."""
    try:
        from obstore.store import S3Store
    except ImportError as error:
        remedy = 'Install it: pip install "coterie[s3]"'
        raise SurroundingsError("missing-package", "Reading from S3 needs the package obstore", remedy=remedy) from error
    plain = any(os.environ.get(name, "").startswith("http://") for name in ENDPOINTS)
    times = {"connect_timeout": timedelta(seconds=5), "read_timeout": timedelta(seconds=30), "timeout": timedelta(hours=6)}
    retry: Any = {"max_retries": RETRIES, "retry_timeout": timedelta(minutes=1)}
    client: Any = {"allow_http": plain, **times}
    return S3Store(bucket, client_options=client, retry_config=retry)


def _one(store: S3Store, key: str) -> _Object | None:
    """The object with just this key, if there is one."""
    if not key or key.endswith("/"):
        return None
    try:
        return _Object(key, store.head(key)["size"])
    except FileNotFoundError:
        return None


def _many(store: S3Store, key: str, name: str) -> tuple[list[_Object], tuple[str, ...]]:
    """The objects of a folder or of a pattern that may be data, and a note of the others."""
    pattern = glob.has_magic(key)
    root = (MAGIC.split(key, maxsplit=1)[0].rpartition("/")[0] if pattern else key).strip("/")
    flat = pattern and "/" not in key[len(root) + 1 :] and "**" not in key
    pages = [store.list_with_delimiter(root)["objects"]] if flat else store.list(root)
    fits = _matcher(key, name) if pattern else None
    objects = _without_folders(_checked(pages, fits, name))
    for mark, kind in _files.LAKES.items():
        if any(f"/{mark}" in f"/{found.key}" for found in objects):
            raise _files.lake_table(kind, name)
    data = dict.fromkeys(found for found in objects if _files.is_data(found.key[len(root) :].strip("/")))
    if not data:
        fact = "There is nothing at this address" if not objects else "The files at this address hold no data"
        raise InputError("not-found", fact, place=name, remedy="Check the address.")
    return list(data), _files.left_out([found.key for found in objects if found not in data])


def _checked(pages: Iterable[Sequence[Any]], fits: re.Pattern[str] | None, name: str) -> list[_Object]:
    """The objects of a listing that fit, in order; a whole bucket is refused."""
    objects = []
    for found in (_Object(meta["path"], meta["size"]) for page in pages for meta in page):
        if fits is None or fits.fullmatch(found.key):
            objects.append(found)
        if len(objects) > _files.MOST_FILES:
            raise _files.too_many(name)
    return sorted(objects, key=lambda found: found.key)


def _without_folders(objects: Sequence[_Object]) -> list[_Object]:
    """The objects without the empty ones that only mark a folder."""
    folders = {str(folder) for found in objects for folder in PurePosixPath(found.key).parents}
    return [found for found in objects if found.size or found.key not in folders]


def _matcher(pattern: str, name: str) -> re.Pattern[str]:
    """A pattern as an expression: * and ? stay within a folder, ** goes through folders.

    >>> bool(_matcher("a/**/b-?.csv", "").fullmatch("a/x/y/b-1.csv")), bool(_matcher("a/*.csv", "").fullmatch("a/x/b.csv"))
    (True, False)
    """
    pieces = [SAID.get(p) or (_class(p) if MAGIC.fullmatch(p) else re.escape(p)) for p in MAGIC.split(pattern)]
    try:
        return re.compile("".join(pieces), re.DOTALL)
    except re.error as error:
        raise InputError("bad-pattern", f"The pattern {shown(pattern)} is not valid", place=name, remedy="Check its brackets.") from error


def _class(letters: str) -> str:
    """A class of letters as an expression writes it."""
    inside = re.sub(r"([\\[&~|])", r"\\\1", letters[1:-1])
    return f"[^{inside[1:]}]" if inside.startswith("!") else f"[{inside}]"


def _fetched(engine: DuckDBEngine, store: S3Store, objects: Sequence[_Object], root: str) -> list[Path]:
    """The objects as scratch files, several at once: small ones take longer to ask for than to send. Stopped, none goes on."""
    came, whole, turn = 0, sum(found.size for found in objects), asyncio.Semaphore(AT_ONCE)
    shown_as = root + objects[0].key if len(objects) == 1 else root
    check_room(engine.scratch(".part").parent, root, whole)

    async def fetch(found: _Object) -> Path:
        nonlocal came
        name, size = root + found.key, 0
        async with turn:
            with scratch_file(engine, name, found.size) as (path, write):
                async for chunk in (await store.get_async(found.key)).stream(min_chunk_size=PIECE):
                    size, came = size + len(chunk), came + len(chunk)
                    write(chunk)
                    engine.meter(shown_as, came, whole)
        if size != found.size:
            fact = f"The download ended early, after {size:,} of {found.size:,} bytes"
            raise SurroundingsError("cut-short", fact, place=name, remedy="Try again.")
        return path

    async def fetch_all() -> list[Path]:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(fetch(found)) for found in objects]
        return [task.result() for task in tasks]

    try:
        return _awaited(fetch_all())
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None


def _awaited(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine gives. It runs in a thread of its own, for in a notebook there is a loop in this one; Ctrl-C ends it at once."""
    with closing(asyncio.new_event_loop()) as loop, ThreadPoolExecutor(1) as pool:
        task = loop.create_task(work)
        try:
            return pool.submit(loop.run_until_complete, task).result()
        except BaseException:
            loop.call_soon_threadsafe(task.cancel)
            raise


@contextmanager
def _told(name: str) -> Iterator[None]:
    """What went wrong as an error that says so. The cause is left out: it quotes what the server says of keys."""
    try:
        yield
    except CoterieError:
        raise
    except Exception as error:
        raise _failure(error, name) from None


def _failure(error: Exception, name: str) -> CoterieError:
    """The error behind what the library raised; it tells the server's own code in its text only."""
    text = str(error)
    code = found[1] if (found := re.search(r"<Code>(\w{1,40})</Code>", text)) else ""
    status = int(found[1]) if (found := re.search(r"status code: (\d{3})", text)) else 0
    if "169.254." in text:
        return InputError("no-credentials", "There are no credentials for S3", place=name, remedy=KEYS)
    if code == "NoSuchBucket":
        return InputError("not-found", "There is no such bucket", place=name, remedy="Check its name, and AWS_REGION.")
    if isinstance(error, FileNotFoundError):
        return InputError("not-found", "There is no such object any more", place=name, remedy="Try again.")
    if status in (401, 403):
        return InputError("not-allowed", f"S3 refuses to hand it out ({status}{' ' + code if code else ''})", place=name, remedy=KEYS)
    if 300 <= status < 400 or "redirect" in text or code == "AuthorizationHeaderMalformed":
        return InputError(
            "wrong-region", "The bucket lies in another region", place=name, remedy="Set AWS_REGION to the region that it is in."
        )
    if isinstance(error, ValueError) or 400 <= status < 500:
        said = f" ({status}{' ' + code if code else ''})" if status else ""
        return InputError("bad-address", f"S3 does not take this address{said}", place=name, remedy="Check the address.")
    said = f"S3 failed ({status})" if status else "S3 cannot be reached"
    return SurroundingsError("no-connection", said, place=name, remedy="Check the connection and AWS_ENDPOINT_URL, or try again later.")


MEMBER: Reader = S3Reader()
