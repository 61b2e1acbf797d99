"""Lines among the rows that are none: totals and notes at the end, comments, blank lines, the names of the columns once more."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

from coterie.read._dialect import Dialect
from coterie.read._encoding import BAD, end_of
from coterie.read._layout import is_measure
from coterie.read._marks import cells_of
from coterie.records.read import BLANK, COMMENT, DRAWN, NAMES_AGAIN, NOTE, TOTAL
from coterie.sql import quote

LOOKED_AT = 40
# Wider rows are compared by their first cells.
WIDEST = 100
# What a last line calls the sum of the others.
SUMS = (
    r"(grand|sub|overall|report|sous|zwischen)?[- ]?(totals?|totale|totaal|totaux)( g[eé]n[eé]ral| geral)?|sum|summe|gesamt(summe)?"
    r"|insgesamt|zwischensumme|somme|somma|suma|soma|som|razem|og[oó][lł]em|[lł][aą]cznie|average|avg|mean|durchschnitt"
)
TOTALS = re.compile(rf"(?i)\W*({SUMS})\W*|\*+")  # stars are SAP's word for it
TOTAL_LINE = re.compile(rf"(?i)\W*({SUMS})\b.*|\W*\d[\d,. ]* (rows?|records?|lines?|zeilen|lignes|filas|righe|rijen|linhas|wierszy)\b.*")
CURRENCY = re.compile("[A-Z]{3}")
DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}.*")

Aside = tuple[tuple[str, ...], str]


def aside_at_end(path: Path, dialect: Dialect) -> tuple[Aside, ...]:
    """The cells of the last lines that are no rows, and what they are."""
    text, whole = end_of(path, dialect.encoding)
    lines = list(io.StringIO(text, newline=""))[dialect.skip + dialect.header_lines if whole else 1 :]
    return asides(lines, dialect) if dialect.layout.width > 1 else ()


def asides(lines: Sequence[str], dialect: Dialect) -> tuple[Aside, ...]:
    r"""Of the last lines, those that are no rows. A note stands under a blank line or a total; a row that was cut off does not.

    >>> from coterie.read._dialect import dialect_of
    >>> lines = ["1,2024-01-05,7\n", ",,\n", "Total,,7\n", "Made by Ada\n"]
    >>> asides(lines, dialect_of(b"id,day,amount\n1,2024-01-05,7\n", True, ""))
    ((('Made by Ada',), 'a note'), (('Total', '', '7'), 'a total'))
    """
    found, notes = list[Aside](), list[Aside]()
    for line in reversed(lines[-LOOKED_AT:]):
        cells = cells_of(line.rstrip("\r\n"), dialect.marks)
        fault = _fault(cells.texts, dialect.layout.width) if not (cells.stray or cells.open_quote or BAD in line) else ""
        if not fault:
            break
        notes.append((cells.texts, fault))
        if fault != NOTE:
            found, notes = [*found, *notes], []
    return tuple(aside for aside in found if aside[1] != BLANK)


def _fault(texts: Sequence[str], width: int) -> str:
    """What a line is when it is no row."""
    filled = [text for text in texts if text.strip()]
    if not filled:
        return BLANK
    if len(texts) == width:
        if TOTALS.fullmatch(filled[0].strip()) and all(map(_is_sum, filled[1:])):
            return TOTAL
        return NOTE if len(filled) == 1 and width > 2 and texts[0].strip() and not is_measure(texts[0]) else ""
    if len(texts) < width and TOTAL_LINE.fullmatch(filled[0]):
        return TOTAL
    return NOTE if 2 * len(texts) <= width else ""


def _is_sum(text: str) -> bool:
    """Whether a cell can stand behind the word for a total: a number, or its currency."""
    return bool((is_measure(text.strip()) and not DATE.fullmatch(text)) or CURRENCY.fullmatch(text.strip()))


def fault_sql(columns: Sequence[str], surplus: str, dialect: Dialect, asides: Sequence[Aside]) -> str:
    """SQL that says what is wrong with a row; the columns are SQL names."""
    first, last = columns[0], columns[-1]
    comment = f"WHEN starts_with({first}, '#') THEN {quote.text(COMMENT)}"
    cases = [f"{surplus} IS NOT NULL THEN CASE {comment} ELSE 'too many fields' END"]
    if len(columns) > 1:
        comment += f" WHEN {columns[1]} IS NULL AND blank({first}) THEN {quote.text(BLANK)}"
        comment += f" WHEN {columns[1]} IS NULL AND regexp_matches({first}, '^[-=+*_ ]{{3,}}$') THEN {quote.text(DRAWN)}"
        cases += [f"{_same(columns, cells)} THEN {quote.text(fault)}" for cells, fault in asides]
        if dialect.marks.delimiter == "|":
            cases.append(f"regexp_matches(concat({', '.join(columns[:WIDEST])}), '^[-: ]{{3,}}$') THEN {quote.text(DRAWN)}")
        if dialect.header_lines:
            names = " AND ".join(f"trim({c}) = {quote.text(name)}" for c, name in zip(columns, dialect.header[:WIDEST], strict=False))
            cases.append(f"{names} THEN {quote.text(NAMES_AGAIN)}")
    cases.append(f"{last} IS NULL THEN CASE {comment} ELSE 'too few fields' END")
    return f"CASE {' '.join(f'WHEN {case}' for case in cases)} END"


def _same(columns: Sequence[str], cells: Sequence[str]) -> str:
    """SQL for a row with just these cells."""
    same = [f"{column} = {quote.text(cell)}" for column, cell in zip(columns, cells, strict=False)]
    return " AND ".join([*same, *(f"{column} IS NULL" for column in columns[len(cells) :][:1])])
