"""How a delimited text is written: its encoding, delimiter, quote and header, told from how it begins."""

from __future__ import annotations

import dataclasses
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from coterie.errors import InputError, shown
from coterie.read._encoding import check_letters, decoded, encoding_of, known, note_of, nul_byte
from coterie.read._header import LOOKED_AT, Header, header_of, proven
from coterie.read._layout import Layout, layout_of
from coterie.read._marks import Marks, cells_of
from coterie.read._walk import ATTEMPTS, Record, records

DELIMITERS = (",", ";", "\t", "|")
# Taken only where nearly every line has as many of them.
RARE = ("\x1f", "^", "~", ":")
NEARLY_ALL = 0.9
# So many words between two delimiters are sentences; fewer are where no delimiter parts the lines alike.
WORDY, WORDY_UNEVEN = 5, 2.5
IN_APOSTROPHES = r"\s*'([^'\\]|''|\\.)*'\s*"


@dataclass(frozen=True)
class Dialect:
    """How the text is written. `skip` counts the lines before the header, `header_lines` those of the header itself (0: there is none).

    `layout` tells what rows look like; `notes` tell what the user should know of the way it was read.
    """

    encoding: str
    marks: Marks
    header: tuple[str, ...]
    skip: int
    header_lines: int
    layout: Layout
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Reading:
    """What the beginning is with these marks: the records that are not blank, how wide most are, and how many of all are so."""

    marks: Marks
    sample: tuple[Record, ...]
    width: int = 1
    share: float = 0.0

    @property
    def score(self) -> float:
        """How well the marks explain the records; a first one that is as wide as the others counts much."""
        return self.share + 0.25 * (self.sample[0].fields == self.width)

    def rows(self) -> list[tuple[str, ...]]:
        """The cells of the records that are as wide as most, but for the first."""
        good = [record for record in self.sample[1:LOOKED_AT] if record.fields == self.width and not record.fault]
        return [cells_of(record.text, self.marks).texts for record in good]


def dialect_of(head: bytes, whole: bool, place: str, declared: Sequence[str] = (), letters: str = "auto") -> Dialect:
    """The dialect of a text that begins like this; `whole` when this is all of it.

    `declared` are column names that the user uses, and `letters` is the encoding that the user says it has.
    """
    encoding = encoding_of(head, whole) if letters == "auto" else known(letters)
    text = decoded(head, encoding, whole)
    if not text.strip():
        raise InputError("empty-file", "The file is empty", place=place, remedy="Export it again.")
    if letters == "auto":
        check_letters(text, encoding, place)
    lines = list(io.StringIO(text, newline=""))
    lines = lines if whole else lines[:-1]
    if "\0" in text:
        raise nul_byte(next(line for line, content in enumerate(lines, 1) if "\0" in content), place)
    told = re.fullmatch(r'"?sep=(.)"?\s*', lines[0], re.IGNORECASE) if lines else None
    lines = ["\n", *lines[1:]] if told else lines
    reading = _reading(lines, told[1] if told else "", place)
    if not reading.sample:
        raise InputError("no-header", "The file does not begin with lines of text", place=place, remedy="Export it again as CSV.")
    header = header_of(reading.sample, reading.marks, reading.width, declared, place)
    layout = layout_of(reading.rows(), reading.width)
    if reading.width == 1 or len(reading.sample) == 1:
        _check_prose(reading.sample, place)
    if reading.width == 1 and not layout.measures and any(record.unclear for record in records(lines, reading.marks, 1, layout)):
        raise _running_text(reading.sample, place)
    if reading.marks.delimiter not in (told[1] if told else "", *DELIMITERS):
        _check_rare(reading, header, layout, place)
    notes = (*note_of(encoding, letters != "auto"), *header.notes)
    return Dialect(encoding, reading.marks, header.names, header.skip, header.lines, layout, notes)


def _reading(lines: Sequence[str], told: str, place: str) -> _Reading:
    """The reading that explains the lines best; `told` is the delimiter that the file names itself."""
    text = "".join(lines)
    found = [_best_quotes(lines, mark, text, place) for mark in (told or DELIMITERS) if mark in text]
    found = [reading for reading in found if reading.share]
    if not found and not told:
        rare = [_best_quotes(lines, mark, text, place) for mark in RARE if mark in text]
        found = [r for r in rare if r.share >= NEARLY_ALL and r.sample[0].fields > 1]
        found = found or [r for r in [_read(lines, Marks(" "))] if r.share >= NEARLY_ALL]
    if not found:
        return _one_column(lines, told, text, place)
    best, *others = sorted(found, key=_rank, reverse=True) if len(found) > 1 else found
    if others and _rank(others[0]) == _rank(best):
        fact = f"The cells can be parted by {_name(best.marks.delimiter)} or by {_name(others[0].marks.delimiter)}"
        remedy = f"Put a first line that says which: sep={best.marks.delimiter}"
        raise InputError("unclear-delimiter", fact, place=place, remedy=remedy)
    return best


def _one_column(lines: Sequence[str], told: str, text: str, place: str) -> _Reading:
    """The reading of a text in which nothing parts cells; where something seems to, that is refused."""
    for mark in told or (*DELIMITERS, *RARE):
        sample = _sample(lines, Marks(mark)) if mark in text else ()
        if sample and (2 if mark in RARE else 4) * sum(record.fields > 1 for record in sample) >= len(sample):
            _check_prose(sample, place, WORDY_UNEVEN)
            usual = Counter(record.fields for record in sample if record.fields > 1).most_common(1)[0][0]
            odd = next((r.line for r in sample if r.fields != usual or r.fault), 1)
            fact = f"Many lines seem to be parted by {_name(mark)}, but most not into the same number of cells, first on line {odd}"
            raise InputError("no-table", fact, place=place, remedy="Export it again, with the names of the columns in the first line.")
    found = dataclasses.replace(_read(lines, Marks(told or ",")), width=1)
    _check_lines_in_quotes(found.sample, place)
    return found


def _check_prose(sample: Sequence[Record], place: str, wordy: float = WORDY) -> None:
    """Refuse a text of sentences, such as a README."""
    words, parts = sum(len(record.text.split()) for record in sample), sum(record.fields for record in sample)
    if words >= wordy * parts:
        raise _running_text(sample, place)


def _running_text(sample: Sequence[Record], place: str) -> InputError:
    """The refusal of lines that nothing parts into columns."""
    fact = f"This is running text, not a table: it begins with {shown(sample[0].text)}"
    return InputError("no-table", fact, place=place, remedy="Give the file that the shop exported.")


def _check_lines_in_quotes(sample: Sequence[Record], place: str) -> None:
    """Refuse a text of which each line stands in quotes as a whole: a table was exported as the only column of another."""
    inside = [cells_of(record.text, Marks(",")).texts[0] for record in sample if record.text.startswith('"')]
    mark = next((mark for mark in DELIMITERS if inside and mark in inside[0]), "")
    if len(sample) > 1 and len(inside) == len(sample) and mark and len({text.count(mark) for text in inside}) == 1:
        fact = "Each line stands in quotes as a whole, so that it is one cell"
        remedy = "Export it again as CSV from where the columns are apart, or take the first and the last quote off each line."
        raise InputError("quoted-lines", fact, place=place, remedy=remedy)


def _rank(reading: _Reading) -> tuple[float, int, int]:
    """The better the larger: how many records it explains, in how many columns numbers stand alone, how wide it is."""
    return reading.score, len(layout_of(reading.rows(), reading.width).measures), reading.width


def _name(mark: str) -> str:
    """A delimiter as an error shows it."""
    return {" ": "spaces", "\t": "tabs", "\x1f": "unit separators"}.get(mark, f"'{mark}'")


def _best_quotes(lines: Sequence[str], mark: str, text: str, place: str) -> _Reading:
    """The reading with this delimiter: double quotes, written twice inside, unless the lines are understood better in another way."""
    usual = _with_quote(lines, mark, '"', text)
    if "'" not in text:
        return usual
    single = _with_quote(lines, mark, "'", text)
    first = [record.text for record in single.sample if record.fields == single.width][:2]
    proven = any(re.fullmatch(rf"{IN_APOSTROPHES}({re.escape(mark)}{IN_APOSTROPHES})*", text) for text in first)
    doubles = bool(re.search(rf'(?m)(^|{re.escape(mark)}) ?"', text))
    if single.share != usual.share and (proven or not doubles):
        return max(single, usual, key=lambda reading: reading.share)
    if proven or doubles:
        return usual if doubles else single
    cells = (cell for row in usual.rows() for cell in row if re.fullmatch(IN_APOSTROPHES, cell))
    telling = next((cell for cell in cells if _needs_quotes(cell.strip()[1:-1])), "")
    if telling and not any(record.fault for record in single.sample):
        fact = f"It cannot be told whether ' is a quote or a letter in {shown(telling)}"
        raise InputError("unclear-quote", fact, place=place, remedy='Put " around the texts, or around none.')
    return usual


def _needs_quotes(inside: str) -> bool:
    """Whether apostrophes around this seem to be quotes: others are written as inside quotes, or there are spaces to keep."""
    return "''" in inside or "\\'" in inside or inside != inside.strip()


def _with_quote(lines: Sequence[str], mark: str, quote: str, text: str) -> _Reading:
    """The reading with this quote: inside it is written twice, unless backslashes before it explain the lines better."""
    doubled = _read(lines, Marks(mark, quote))
    if f"\\{quote}" not in text:
        return doubled
    escaped = _read(lines, Marks(mark, quote, backslash=True))
    return escaped if escaped.share > doubled.share else doubled


def _read(lines: Sequence[str], marks: Marks) -> _Reading:
    """The records under these marks; `share` stays 0 where they do not make a table."""
    sample = _sample(lines, marks)
    widths = Counter(record.fields for record in sample if record.fields > 1 and not record.fault)
    if not widths:
        return _Reading(marks, sample)
    width = max(widths, key=lambda width: (widths[width], width == sample[0].fields, width))
    begin = next(at for at, record in enumerate(sample) if record.fields == width)
    if 2 * widths[width] < len(sample) or begin == len(sample) - 1 > 0:
        return _Reading(marks, sample)
    return _Reading(marks, sample, width, widths[width] / len(sample))


def _sample(lines: Sequence[str], marks: Marks) -> tuple[Record, ...]:
    """The records that are not blank. A faulty one over several lines may have swallowed others: it counts for its first line."""
    found, first = list[Record](), 1
    for _ in range(ATTEMPTS):
        for record in records(lines[first - 1 :], marks, first):
            swallows = record.fault and record.lines > 1
            if not record.blank:
                found.append(record._replace(lines=1, text=lines[record.line - 1].rstrip("\r\n")) if swallows else record)
            if swallows:
                first = record.line + 1
                break
        else:
            break
    return tuple(found)


def _check_rare(reading: _Reading, header: Header, layout: Layout, place: str) -> None:
    """Refuse an unusual delimiter, which texts have as well, unless there are columns of numbers under words."""
    enough = len(layout.measures) > 1 or len(layout.measures) == reading.width
    if header.lines and not (enough and proven(header.names, layout)):
        _check_prose(reading.sample, place)
        code, by = "space-delimited" if reading.marks.delimiter == " " else "rare-delimiter", _name(reading.marks.delimiter)
        fact = f"The columns seem to be parted by {by}: most lines have {reading.width} parts"
        raise InputError(code, fact, place=place, remedy="Part them by commas, semicolons or tabs.")
