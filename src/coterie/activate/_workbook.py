"""A workbook of one sheet, written by hand: a zip archive of a few XML files. Texts are texts, so ids keep their zeros."""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from coterie.activate._csv import cells
from coterie.errors import InputError
from coterie.store.folder import write_whole

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine

MOST_ROWS = 1_048_575  # below the names
LONGEST = 32_767  # characters in a cell
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
FILES = {
    "[Content_Types].xml": (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
        '.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="customers" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    # 0 as it is, 1 text, 2 a day, 3 bold
    "xl/styles.xml": (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf xfId="0"/>'
        '<xf numFmtId="49" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" xfId="0" applyNumberFormat="1"/>'
        '<xf fontId="1" xfId="0" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}


def write_workbook(engine: DuckDBEngine, sql: str, place: str) -> None:
    """Write a query's result as the only sheet of a workbook, whole or not at all."""
    rows = int(engine.rows(f"SELECT count(*) FROM ({sql}) AS counted")[0][0])
    if rows > MOST_ROWS:
        fact = f"A sheet holds at most {MOST_ROWS:,} rows, and there are {rows:,}"
        raise InputError("too-many-rows", fact, place=place, remedy="Export some segments at a time with --segments, or as csv.")
    table = engine.arrow(cells(engine, sql))

    def fill(temporary: Path) -> None:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in FILES.items():
                archive.writestr(_entry(name), HEAD + text)
            with archive.open(_entry("xl/worksheets/sheet1.xml"), "w") as sheet:
                for part in _sheet(table):
                    sheet.write(part.encode())

    write_whole(Path(place), fill)


def _entry(name: str) -> zipfile.ZipInfo:
    """A file of the archive with a fixed time, so that the same customers give the same bytes."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _sheet(table: Any) -> Iterator[str]:
    """The sheet, its first row fixed."""
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    yield f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews><sheetData>'
    yield _row(table.column_names, 3)
    for batch in table.to_batches(max_chunksize=10_000):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield _row(row)
    yield "</sheetData></worksheet>"


def _row(values: Sequence[Any], style: int | None = None) -> str:
    """One row of cells."""
    return f"<row>{''.join(_cell(value, style) for value in values)}</row>"


def _cell(value: Any, style: int | None) -> str:
    """A cell: numbers as numbers, days as days, yes and no, all else as text.

    >>> _cell("007", None), _cell(1.5, None), _cell(None, None)
    ('<c s="1" t="inlineStr"><is><t xml:space="preserve">007</t></is></c>', '<c><v>1.5</v></c>', '<c/>')
    """
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float | Decimal):
        return f"<c><v>{value}</v></c>"
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return f'<c s="2"><v>{(day - date(1899, 12, 30)).days}</v></c>'
    text = escape(NO_XML.sub("", str(value))[:LONGEST])
    return f'<c s="{style or 1}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
