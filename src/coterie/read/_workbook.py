"""A program of its own that reads one workbook, so that a hostile or huge one takes nothing else down.

It runs without the site's packages and without the current folder, knows the standard library and calamine, and is bounded
in memory, time and what it writes. It is asked with one JSON object on its command line, and answers with one on its output:
the sheets there are; for each that may be meant its first rows; and, when it is clear which sheet is wanted, how many rows
it wrote to the target, as CSV: the number of the row in the sheet, then its cells as texts.
"""

from __future__ import annotations

import csv
import datetime as dt
import errno
import json
import re
import signal
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from xml.etree import ElementTree

TOP_ROWS = 60
TOP_CELLS = 300
TOP_TEXT = 200
LONGEST_ROW = 1 << 24
EXACT = 1 << 53
DIGITS = 15
CHUNK = 1 << 20
NOTHING = dt.timedelta()
# The library says most of what is wrong with the content in errors of the system, without a number.
KINDS = dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "disk") | dict.fromkeys((errno.EACCES, errno.EPERM, errno.EIO), "access")


def main() -> None:
    """Answer the question on the command line."""
    asked = json.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _bound(asked["memory"], asked["seconds"])
    sys.path.append(asked["packages"])
    try:
        answer = _answered(asked)
    except MemoryError:
        answer = {"failed": "memory"}
    except OSError as error:
        answer = {"failed": KINDS.get(error.errno or 0, "broken"), "says": error.strerror or str(error)}
    except BaseException as error:  # a panic of the library is no Exception
        answer = {"failed": "password" if type(error).__name__ == "PasswordError" else "broken", "says": str(error)}
    sys.stdout.write(json.dumps(answer))


def _bound(memory: int, seconds: int) -> None:
    """Bound what this process may take; where the system knows no bounds, it runs without."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        resource.setrlimit(resource.RLIMIT_FSIZE, (2 * memory, 2 * memory))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _answered(asked: dict[str, Any]) -> dict[str, Any]:
    """The answer: which sheets there are, and the rows of the one that is wanted."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with CalamineWorkbook.from_path(asked["path"]) as book:
        tables = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        hidden = [sheet.name for sheet in tables if sheet.visible != SheetVisibleEnum.Visible]
        visible = [sheet.name for sheet in tables if sheet.name not in hidden]
        answer: dict[str, Any] = {"visible": visible, "hidden": hidden, "macros": _has_macros(asked["path"])}
        likely = visible or hidden
        wanted = asked["sheet"] if asked["sheet"] is not None else likely[0] if len(likely) == 1 else None
        if wanted in visible + hidden:
            answer["written"] = _written(book.get_sheet_by_name(wanted), asked["target"])
            answer["written"] |= {"sheet": wanted, **_unseen(asked["path"], wanted)}
        elif asked["sheet"] is None:
            answer["looks"] = {name: _look(book.get_sheet_by_name(name)) for name in likely}
    return answer


def _rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """The rows of a sheet that are not blank, each with its number in it."""
    if sheet.start is not None:
        above = sheet.end[0] + 1 - sum(1 for _ in sheet.iter_rows())  # rows that the library leaves out, if it does
        for number, row in enumerate(sheet.iter_rows(), above + 1):
            if any(not isinstance(cell, str) or cell.strip() for cell in row):
                yield number, row


def _look(sheet: Any) -> dict[str, Any]:
    """The first rows of a sheet, and how many cells of it are filled."""
    top, filled = list[list[str]](), 0
    for _, row in _rows(sheet):
        if len(top) < TOP_ROWS:
            top.append([_text(cell)[:TOP_TEXT] for cell in row[:TOP_CELLS]])
        filled += len(row) - row.count("")
    return {"top": top, "filled": filled}


def _written(sheet: Any, target: str) -> dict[str, Any]:
    """Write the rows; tell how many there are, how the moments of each column are written, and how many numbers were rounded."""
    count, last, moments, long = 0, 0, Counter[tuple[int, str]](), 0
    with open(target, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123 (no more is imported than needed)
        writer = csv.writer(file, lineterminator="\n")
        for number, row in _rows(sheet):
            texts = [_text(cell) for cell in row]
            if sum(map(len, texts)) > LONGEST_ROW:
                raise ValueError(f"row {number} has more than {LONGEST_ROW:,} letters")
            for place, cell in enumerate(row):
                kind = type(cell)
                if kind is dt.datetime or kind is dt.date:
                    moments[place, _shape(cell)] += 1
                elif kind is float and not -EXACT < cell < EXACT:
                    long += 1
            writer.writerow((number, *texts))
            count, last = count + 1, number
    shapes = [[place, shape] for place, shape in moments]
    width = 0 if sheet.start is None else sheet.end[1] - sheet.start[1] + 1
    return {
        "rows": count,
        "last": last,
        "first_column": sheet.start[1] if sheet.start else 0,
        "width": width,
        "moments": shapes,
        "long": long,
        "merged": [[*start, *end] for start, end in sheet.merged_cell_ranges or ()][:1000],
    }


def _shape(moment: dt.date) -> str:
    """Whether a moment has a clock, and fractions of seconds."""
    return "day" if not isinstance(moment, dt.datetime) else "fraction" if moment.microsecond else "clock"


def _text(cell: Any) -> str:
    """A cell as a text: numbers without the tail that floats have, moments as ISO has them.

    >>> [_text(cell) for cell in (17850.0, 0.1 + 0.2, 1e-7, True, dt.timedelta(hours=30), "00123")]
    ['17850', '0.3', '0.0000001', 'TRUE', '30:00:00', '00123']
    """
    return str(TEXTS[type(cell)](cell))


def _number(cell: float) -> str:
    """A number with the digits that a spreadsheet keeps."""
    if -EXACT < cell < EXACT and cell == int(cell):
        return str(int(cell))
    short = f"{cell:.{DIGITS}g}"
    return short if "e" not in short and "n" not in short else _long(cell)


def _long(cell: float) -> str:
    """A very large or very small number, without an exponent where it is one."""
    from decimal import Decimal

    number = Decimal(f"{cell:.{DIGITS + 2}g}") if abs(cell) >= EXACT else Decimal(f"{cell:.{DIGITS}g}")
    return f"{number:f}" if number.is_finite() else str(cell)


def _span(cell: dt.timedelta) -> str:
    """A span of time as hours, minutes and seconds."""
    seconds = round(abs(cell).total_seconds())
    return f"{'-' if cell < NOTHING else ''}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _moment(cell: dt.datetime) -> str:
    """A moment, with fractions of seconds only if it has some."""
    return cell.isoformat(" ", "milliseconds" if cell.microsecond else "seconds")


TEXTS: dict[type, Any] = {
    str: lambda cell: cell.replace("\0", "\ufffd"),
    float: _number,
    int: str,
    bool: lambda cell: "TRUE" if cell else "FALSE",
    dt.datetime: _moment,
    dt.date: lambda cell: cell.isoformat(),
    dt.time: lambda cell: cell.isoformat("seconds"),
    dt.timedelta: _span,
}


def _has_macros(path: str) -> bool:
    """Whether there are macros in a zipped workbook."""
    return zipfile.is_zipfile(path) and any(name.endswith("vbaProject.bin") for name in zipfile.ZipFile(path).namelist())


def _unseen(path: str, sheet: str) -> dict[str, int]:
    """What the library gives as an empty cell: how many cells are errors, and how many formulas were never computed."""
    errors = uncomputed = 0
    for chunk in _xml(path, sheet):
        errors += chunk.count(b't="e"')
        if b"<f" in chunk:
            uncomputed += sum(b't="str"' not in found[1] for found in UNCOMPUTED.finditer(chunk))
    return {"errors": errors, "uncomputed": uncomputed}


UNCOMPUTED = re.compile(rb"<c ([^>]*)>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")


def _xml(path: str, sheet: str) -> Iterator[bytes]:
    """The XML of a sheet of an .xlsx workbook in pieces that end with a cell; nothing for other formats."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as book:
        part = _part(book, sheet)
        if part not in book.namelist():
            return
        with book.open(part) as file:
            rest = b""
            while piece := file.read(CHUNK):
                whole, end, rest = (rest + piece).rpartition(b"</c>")
                yield whole + end
                rest = rest[-CHUNK:]


def _part(book: zipfile.ZipFile, sheet: str) -> str:
    """The name of the part that holds a sheet; "" where there is none, as in an .xlsb or .ods file."""
    with suppress(KeyError, ElementTree.ParseError):
        root = ElementTree.fromstring(book.read("xl/workbook.xml"))
        links = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
        key = next(value for node in root.iter() if node.get("name") == sheet for name, value in node.items() if name.endswith("}id"))
        target = next(node.get("Target", "") for node in links.iter() if node.get("Id") == key)
        return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return ""


if __name__ == "__main__":
    main()
