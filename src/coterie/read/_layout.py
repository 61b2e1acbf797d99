"""What rows look like: how many cells they have, and in which columns numbers or dates stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coterie.read._marks import Marks, cells_of

# Digits with signs, money, percent, clocks and zones around them, but no word.
MEASURE = re.compile(r"([A-Za-z]{1,3}(\s|[$€£]\s?))?[^\w\"]{0,4}\d[^A-Za-z\"\n]*([A-Za-z]{1,3}(?![A-Za-z])[^A-Za-z\"\n]*){0,3}")
MONTHS = (
    "jan|gen|ene|sty|feb|f[eé]v|lut|m[aäá]r|mrz|apr|a[vb]r|kwi|ma[iyjg]|jun|jui|giu|cze|jul|lug|lip|aug|ago|ao[uû]|sie|sep|set|wrz|o[ck]t|out"
    "|ott|pa[zź]|nov|lis|de[czs]|d[ie]c|gru"
)
NAMED_MONTH = re.compile(rf"(?i)(\d{{1,2}}\.?[ -]+)?({MONTHS})[a-zé]*\.?[ -]+\d{{1,4}}(,? \d{{4}})?\b.{{0,16}}")
LETTER = re.compile(r"[^\W\d_]")
LONGEST_MEASURE = 50
# One word in so many numbers is odd; one alone is from so many on.
ODD, ODD_ONE = 10, 4
# So many delimiters in a line are no accident.
WIDE = 4


def is_measure(cell: str) -> bool:
    """Whether a cell can be a number or a date.

    >>> [is_measure(cell) for cell in ("1.234,50 €", "2024-01-05T10:33:00Z", "5 Jan 2024", "EUR 5", "12 Main Street", "C001", "")]
    [True, True, True, True, False, False, False]
    """
    return len(cell) <= LONGEST_MEASURE and bool(MEASURE.fullmatch(cell) or NAMED_MONTH.fullmatch(cell))


def is_word(cell: str) -> bool:
    """Whether a cell can be a name of a column that holds numbers or dates."""
    return bool(LETTER.search(cell)) and not is_measure(cell)


@dataclass(frozen=True)
class Layout:
    """How rows look: their width, and the columns (from 0) that hold nothing but numbers and dates."""

    width: int
    measures: tuple[int, ...] = ()

    def fits(self, line: str, marks: Marks) -> bool | None:
        """Whether a line is surely a row by itself, surely none, or (None) may be one.

        >>> layout = Layout(3, (1,))
        >>> [layout.fits(line, Marks(",")) for line in ("a,1,x", "a,b,c", "a,,c", 'a,1,"x')]
        [True, False, None, False]
        """
        found = cells_of(line, marks)
        if len(found.texts) != self.width or found.stray or found.bare or found.open_quote:
            return False
        told = [cell for place in self.measures if (cell := found.texts[place].strip())]
        if not all(map(is_measure, told)):
            return False
        return True if told or (not self.measures and self.width >= WIDE) else None


def layout_of(rows: Sequence[Sequence[str]], width: int) -> Layout:
    """The layout that rows of one width show; a few cells may be at fault.

    >>> layout_of([("a", "1"), ("b", "x"), ("c", "")], 2)
    Layout(width=2, measures=())
    """
    measures = []
    for place in range(width):
        cells = [cell for row in rows if (cell := row[place].strip())]
        words = len(cells) - sum(map(is_measure, cells))
        if cells and words <= max(len(cells) > ODD_ONE, len(cells) // ODD):
            measures.append(place)
    return Layout(width, tuple(measures))
