"""Uploads: written as they come into files whose names we make up, looked at by content, thrown away when they are old."""

from __future__ import annotations

import json
import re
import secrets
import time
import unicodedata
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool

from coterie.errors import InputError
from coterie.registry import load_all
from coterie.store.folder import named_failures, write_file
from coterie.web.problems import RefusedError
from coterie.web.settings import Settings, bytes_of

ID = r"[0-9a-f]{32}"
HEAD = 512  # bytes that tell what a file is
MOST_KEPT = 5  # times the largest upload: that much may lie there
MOST_FILES, MOST_PARTS, LONGEST_FIELD, LONGEST_NAME = 10, 20, 10_000, 100


@dataclass(frozen=True)
class Upload:
    """A file that was uploaded: its id, the name that the user knows it by (which is no path of ours), and its size."""

    id: str
    name: str
    bytes: int
    expires: float


class Uploads:
    """The uploads in a folder."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.seconds, self.largest = folder, settings.keep_hours * 3600, bytes_of(settings.max_upload)
        folder.mkdir(mode=0o700, exist_ok=True)

    def get(self, id: str) -> Upload:
        """An upload by its id."""
        about = self.folder / f"{id}.json" if re.fullmatch(ID, id) else None
        if about is None or not about.is_file():
            raise InputError("no-upload", "There is no such upload", remedy="Uploads are thrown away after some hours: upload it again.")
        return Upload(**json.loads(about.read_text(encoding="utf-8")))

    def path(self, id: str) -> Path:
        """Where its content lies."""
        return self.folder / self.get(id).id

    def all(self) -> list[Upload]:
        """The uploads there are, the oldest first."""
        found = [self.get(path.stem) for path in self.folder.glob("*.json") if re.fullmatch(ID, path.stem)]
        return sorted(found, key=lambda upload: (upload.expires, upload.id))

    def remove(self, id: str) -> None:
        """Throw an upload away."""
        path = self.path(id)
        path.with_suffix(".json").unlink(missing_ok=True)
        path.unlink(missing_ok=True)

    def expire(self, wanted: Collection[str] = ()) -> None:
        """Throw away what is too old, but for what a job still waits for; and what was never finished."""
        now = time.time()
        known = {upload.id: upload for upload in self.all()}
        for upload in known.values():
            if upload.expires < now and upload.id not in wanted:
                self.remove(upload.id)
        for path in self.folder.iterdir():
            if path.suffix != ".json" and path.name not in known and path.stat().st_mtime < now - self.seconds:
                path.unlink(missing_ok=True)

    async def receive(self, content_type: str, body: AsyncIterator[bytes]) -> tuple[list[Upload], dict[str, str]]:
        """The files and the fields of a form, written down as it comes; of a form that breaks off nothing stays."""
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if kind != b"multipart/form-data" or not boundary:
            raise RefusedError(
                415, "no-form", "Uploads come as multipart/form-data", remedy="Send each file as a part: curl -F file=@orders.csv"
            )
        if sum(upload.bytes for upload in self.all()) > MOST_KEPT * self.largest:
            raise RefusedError(
                507, "too-many-uploads", "Too many uploads are kept already", remedy="Throw some away, or wait until they expire."
            )
        form = _Form(self)
        try:
            parser = MultipartParser(boundary, form.callbacks())
            async for chunk in body:
                parser.write(chunk)
            parser.finalize()
            return await run_in_threadpool(form.done)
        except FormParserError as error:
            raise RefusedError(400, "broken-form", "The form is broken", remedy="Send it again.") from error
        finally:
            form.close()


class _Form:
    """What the parts of a form become while they come."""

    def __init__(self, uploads: Uploads) -> None:
        self.uploads, self.whole = uploads, False
        self.files: list[Upload] = []
        self.fields: dict[str, str] = {}
        self.made: list[Path] = []
        self.parts = 0
        self._start()

    def _start(self) -> None:
        self.header, self.value, self.disposition = b"", b"", b""
        self.name, self.field, self.size = "", bytearray(), 0
        self.file: BinaryIO | None = None
        self.path: Path | None = None

    def callbacks(self) -> Any:
        """What the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: setattr(self, "header", self.header + data[start:end]),
            "on_header_value": lambda data, start, end: setattr(self, "value", self.value + data[start:end]),
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": lambda: setattr(self, "whole", True),
        }

    def _begin(self) -> None:
        self._start()
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise RefusedError(413, "too-many-parts", f"The form has more than {MOST_PARTS} parts", remedy="Send fewer at a time.")

    def _header_end(self) -> None:
        if self.header.lower() == b"content-disposition":
            self.disposition = self.value
        self.header = self.value = b""

    def _headers_finished(self) -> None:
        """A part with a file name is a file, another one a field."""
        _, options = parse_options_header(self.disposition)
        self.name = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" in options:
            if len(self.files) == MOST_FILES:
                raise RefusedError(413, "too-many-files", f"The form has more than {MOST_FILES} files", remedy="Send fewer at a time.")
            self.path = self.uploads.folder / secrets.token_hex(16)
            self.shown = shown_name(options[b"filename"].decode("utf-8", "replace"))
            with named_failures(self.uploads.folder):
                self.file = self.path.open("xb", buffering=1 << 20)
            self.made.append(self.path)

    def _data(self, data: bytes, start: int, end: int) -> None:
        self.size += end - start
        if self.file:
            with named_failures(self.uploads.folder):
                self.file.write(data[start:end])
        else:
            if self.size > LONGEST_FIELD:
                raise RefusedError(413, "too-long", f"A field has more than {LONGEST_FIELD:,} bytes", remedy="Send files as files.")
            self.field += data[start:end]

    def _end(self) -> None:
        if self.file and self.path:
            with named_failures(self.uploads.folder):
                self.file.close()
            self.file = None
            self.files.append(Upload(self.path.name, self.shown, self.size, time.time() + self.uploads.seconds))
        else:
            self.fields[self.name] = self.field.decode("utf-8", "replace")

    def done(self) -> tuple[list[Upload], dict[str, str]]:
        """All of it, once each file is what it can be read as."""
        if not self.whole:
            raise RefusedError(400, "broken-form", "The form breaks off", remedy="Send it again.")
        if not self.files:
            raise RefusedError(422, "no-file", "The form holds no file", remedy="Send each file as a part: curl -F file=@orders.csv")
        for upload in self.files:
            check_content(self.uploads.folder / upload.id, upload.name)
        for upload in self.files:
            about = {"id": upload.id, "name": upload.name, "bytes": upload.bytes, "expires": upload.expires}
            write_file(self.uploads.folder / f"{upload.id}.json", json.dumps(about))
        self.made = []
        return self.files, self.fields

    def close(self) -> None:
        """Throw away what is not kept."""
        if self.file:
            self.file.close()
        for path in self.made:
            path.unlink(missing_ok=True)


def shown_name(given: str) -> str:
    r"""The name of a file as it may be shown: the last part of it, without what steers a terminal or turns letters around.

    >>> shown_name("../../etc/orders\r\n 2024.csv"), shown_name("C:\\a\\b.csv"), shown_name("")
    ('orders 2024.csv', 'b.csv', 'upload')
    """
    last = re.split(r"[/\\]", given)[-1]
    plain = "".join(" " if c.isspace() else c for c in last if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(plain.split())[:LONGEST_NAME] or "upload"


def check_content(path: Path, name: str) -> None:
    """Refuse what no reader takes, by how it begins, whatever it is called."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise InputError("empty-file", "The file is empty", place=name, remedy="Export it again.")
    if not any(reader.recognises(path, head) for reader in load_all("read").values()):
        remedy = "Save it as CSV, as an Excel workbook or as Parquet."
        raise InputError("unknown-format", "This is no table, whatever its name says", place=name, remedy=remedy)
