"""How formats begin: what a file is, whatever its name says."""

from __future__ import annotations

GZIP = b"\x1f\x8b"
# The second is a skippable frame, with which some writers begin.
ZSTD = (b"\x28\xb5\x2f\xfd", b"\x50\x2a\x4d\x18")
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
PARQUET = b"PAR1"
DUCKDB, DUCKDB_AT = b"DUCK", 8
HEAD = 512  # as much as tells a tar archive

FOREIGN = {
    **dict.fromkeys(ZIP, "an Excel workbook or a zip archive"),
    **dict.fromkeys(ZSTD, "packed with zstd"),
    GZIP: "packed with gzip",
    PARQUET: "a Parquet file",
    b"PARE": "an encrypted Parquet file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"BZh9": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"\x04\x22\x4d\x18": "packed with lz4",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!\x1a": "a RAR archive",
    b"%PDF-": "a PDF",
    b"SQLite format 3": "an SQLite database",
    b"ARROW1": "an Arrow file",
    b"Obj\x01": "an Avro file",
    b"<": "a web page or XML",
    b"{": "JSON",
    b"[": "JSON",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF89a": "a picture",
}


def foreign(head: bytes) -> str:
    r"""What a file that begins like this is, if it is known to be no delimited text; "" otherwise.

    >>> foreign(b"\xef\xbb\xbf  <html>"), foreign(b"%PDF-1.7"), foreign(b"id,name\n")
    ('a web page or XML', 'a PDF', '')
    """
    if head[257:262] == b"ustar":
        return "a tar archive"
    if head.startswith(DUCKDB, DUCKDB_AT):
        return "a DuckDB database"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((name for magic, name in FOREIGN.items() if text.startswith(magic)), "")
