"""Workbooks made by hand, for what no library would write: bombs, odd cells, and the formats of old."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"
SECTOR, SMALL = 512, 4096
FREE, END, FAT, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def _zipped(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _types(ending: str) -> str:
    return f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="{ending}" ContentType="application/{ending}"/></Types>'


def _relations(*links: tuple[str, str]) -> str:
    listed = (f'<Relationship Id="r{n}" Type="{DOCUMENT}/{kind}" Target="{target}"/>' for n, (kind, target) in enumerate(links, 1))
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(listed)}</Relationships>'


def xlsx(path: Path, rows: str, *, before: str = "", workbook: str = "", texts: str = "", extra: Mapping[str, bytes] | None = None) -> Path:
    """A workbook with one sheet, Orders, of which the rows are given as XML; `before` stands before the sheet's root."""
    sheets = '<sheets><sheet name="Orders" sheetId="1" r:id="r1"/></sheets>'
    parts = {
        "[Content_Types].xml": _types("xml"),
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": _relations(("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{DOCUMENT}">{workbook}{sheets}</workbook>',
        "xl/sharedStrings.xml": f'<sst xmlns="{SPREADSHEET}">{texts}</sst>',
        "xl/worksheets/sheet1.xml": f'{before}<worksheet xmlns="{SPREADSHEET}"><sheetData>{rows}</sheetData></worksheet>',
    }
    return _zipped(path, parts | dict(extra or {}))


def cell(at: str, value: object, kind: str = "n") -> str:
    """A cell as XML: `n` a number, `e` an error, `b` a truth, `text` a text in place, `f` a formula without a value."""
    if kind == "text":
        return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'
    if kind == "f":
        return f'<c r="{at}"><f>{value}</f></c>'
    return f'<c r="{at}" t="{kind}"><v>{value}</v></c>'


def ods(path: Path, rows: str) -> Path:
    """A workbook of OpenDocument with one sheet, of which the rows are given as XML."""
    names = "".join(f' xmlns:{name}="{OPEN}:{name}:1.0"' for name in ("office", "table", "text"))
    body = f'<office:body><office:spreadsheet><table:table table:name="Orders">{rows}</table:table></office:spreadsheet></office:body>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    listed = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    manifest = f'<manifest:manifest xmlns:manifest="{OPEN}:manifest:1.0">{listed}</manifest:manifest>'
    content = f"<office:document-content{names}>{body}</office:document-content>"
    return _zipped(path, {"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def old_office(path: Path, streams: Mapping[str, bytes]) -> Path:
    """The container of old Office with these streams."""
    chains, starts = [], []
    for content in streams.values():
        padded = content.ljust(max(SMALL, -(-len(content) // SECTOR) * SECTOR), b"\0")
        starts.append(sum(map(len, chains)) // SECTOR)
        chains.append(padded)
    data = b"".join(chains)
    sectors = len(data) // SECTOR
    names = ["Root Entry", *streams]
    directory = b"".join(
        _entry(
            name,
            5 if not place else 2,
            NONE if not place else place + 1 if place < len(streams) else NONE,
            END if not place else starts[place - 1],
            0 if not place else len(chains[place - 1]),
        )
        for place, name in enumerate(names)
    ).ljust(-(-len(names) // 4) * SECTOR, b"\0")
    table, at = list[int](), 0
    for chain in [*chains, directory]:
        count = len(chain) // SECTOR
        table += [*range(at + 1, at + count), END]
        at += count
    fats = -(-(len(table) + 1) // 127)
    table += [FAT] * fats
    fat = struct.pack(f"<{len(table)}I", *table).ljust(fats * SECTOR, b"\xff")
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        fats,
        sectors,
        0,
        SMALL,
        END,
        0,
        END,
        0,
        at,
    )
    path.write_bytes((header + struct.pack(f"<{fats - 1}I", *range(at + 1, at + fats))).ljust(SECTOR, b"\xff") + data + directory + fat)
    return path


def _entry(name: str, kind: int, right: int, start: int, size: int) -> bytes:
    """An entry of the container's directory; the streams hang on each other's right."""
    text = (name + "\0").encode("utf-16-le")
    child = 1 if kind == 5 else NONE
    return text.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", len(text), kind, 1, NONE, right, child, start, size)


def xls(path: Path, rows: Iterable[Iterable[object]], *, since_1904: bool = False) -> Path:
    """A workbook of Excel 97 with one sheet, Orders; a float is a date if it is an int in a tuple: `(45292,)`."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6)
    sheet = record(0x809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))
    for number, cells in enumerate(rows):
        for place, value in enumerate(cells):
            if isinstance(value, str):
                sheet += record(0x204, struct.pack("<HHHHB", number, place, 0, len(value), 1) + value.encode("utf-16-le"))
            elif isinstance(value, tuple):
                sheet += record(0x203, struct.pack("<HHHd", number, place, 1, value[0]))
            elif value is not None:
                sheet += record(0x203, struct.pack("<HHHd", number, place, 0, value))
    sheet += record(0x0A, b"")
    plain, dated = (struct.pack("<HHHBBBBIIH", 0, form, 0, 0, 0, 0, 0, 0, 0, 0) for form in (0, 14))
    name = struct.pack("<BB", len("Orders"), 0) + b"Orders"
    globals_ = record(0x809, begin) + record(0x22, struct.pack("<H", since_1904)) + record(0xE0, plain) + record(0xE0, dated)
    length = len(globals_) + 4 + 6 + len(name) + 4
    globals_ += record(0x85, struct.pack("<IBB", length, 0, 0) + name) + record(0x0A, b"")
    return old_office(path, {"Workbook": globals_ + sheet})


def xlsb(path: Path, rows: Iterable[Iterable[object]]) -> Path:
    """A binary workbook with one sheet, Orders, of texts and numbers."""

    def record(kind: int, content: bytes = b"") -> bytes:
        assert len(content) < 0x4000
        mark = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
        return mark + bytes([len(content) & 0x7F | 0x80, len(content) >> 7]) + content

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    listed = [list(cells) for cells in rows]
    area = struct.pack("<IIII", 0, len(listed) - 1, 0, len(listed[0]) - 1)
    sheet = record(129) + record(148, area) + record(145)
    for number, cells in enumerate(listed):
        sheet += record(0, struct.pack("<I", number) + bytes(21))
        for place, value in enumerate(cells):
            at = struct.pack("<II", place, 0)
            sheet += record(6, at + wide(value)) if isinstance(value, str) else record(5, at + struct.pack("<d", value))
    sheet += record(146) + record(130)
    bundle = record(143) + record(156, struct.pack("<II", 0, 1) + wide("r1") + wide("Orders")) + record(144)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _types("bin"),
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.bin")),
        "xl/_rels/workbook.bin.rels": _relations(("worksheet", "worksheets/sheet1.bin")),
        "xl/workbook.bin": record(131) + bundle + record(132),
        "xl/worksheets/sheet1.bin": sheet,
    }
    return _zipped(path, parts)
