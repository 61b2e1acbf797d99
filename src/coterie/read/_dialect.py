"""How a delimited text is written: its encoding, delimiter, quote and header, told from how it begins."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from coterie.errors import InputError, shown
from coterie.read._walk import Record, records

DELIMITERS = (",", ";", "\t", "|")
BAD = "\udcff"
DATE_OR_MAIL = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b.*|\S+@\S+\.\w+")
FRACTION = re.compile(r"[-+]?\d*[.,]\d+")
WHOLE = re.compile(r"[-+]?\d+")
YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True)
class Dialect:
    """How the text is written. `skip` counts the lines before the header, `header_lines` those of the header itself."""

    encoding: str
    delimiter: str
    quote: str
    header: tuple[str, ...]
    skip: int
    header_lines: int


def _mark_bad(error: UnicodeError) -> tuple[str, int]:
    """What stands in a text for bytes that could not be read: a letter that no readable text has."""
    assert isinstance(error, UnicodeDecodeError)
    return BAD, error.end


codecs.register_error("coterie-bad", _mark_bad)


def decoded(head: bytes, encoding: str, whole: bool) -> str:
    """The beginning of a text; a letter that is cut in two at its end is left out."""
    return codecs.getincrementaldecoder(encoding)(errors="coterie-bad").decode(head, whole)


def encoding_of(head: bytes, whole: bool = True) -> str:
    r"""A byte order mark decides, then UTF-8 where it reads more letters than it fails to, then cp1252.

    >>> encoding_of("café".encode()), encoding_of("café".encode("cp1252")), encoding_of("é".encode("utf-16"))
    ('utf-8-sig', 'cp1252', 'utf-16')
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    text = decoded(head, "utf-8-sig", whole)
    bad = text.count(BAD)
    return "cp1252" if bad > sum(not letter.isascii() for letter in text) - bad else "utf-8-sig"


def dialect_of(head: bytes, whole: bool, place: str) -> Dialect:
    """The dialect of a text that begins like this; `whole` when this is all of it."""
    encoding = encoding_of(head, whole)
    text = decoded(head, encoding, whole)
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
    lines = lines if whole else lines[:-1]
    if not text.strip():
        raise InputError("empty-file", "The file is empty", place=place, remedy="Export it again.")
    declared = re.fullmatch(r'"?sep=(.)"?\s*', lines[0], re.IGNORECASE) if lines else None
    skip = 1 if declared else 0
    while skip < len(lines) and not lines[skip].strip():
        skip += 1
    quote = _quote(lines[skip] if skip < len(lines) else "")
    choices = (declared.group(1),) if declared else DELIMITERS
    walks = {d: list(records(lines[skip:], d, quote, skip + 1)) for d in choices}
    samples = {d: [r for r in walk if not r.blank and not r.open_quote] for d, walk in walks.items()}
    delimiter = max(samples, key=lambda d: _agreement(samples[d]))
    if not _agreement(samples[delimiter])[0] and any(walk and walk[0].open_quote for walk in walks.values()):
        raise open_quote(skip + 1, place)
    if not samples[delimiter]:
        raise InputError("no-header", "The file does not begin with lines of text", place=place, remedy="Export it again as CSV.")
    _check_spaces(samples[delimiter], place)
    first = samples[delimiter][0]
    header = tuple(_cells(first.text, delimiter, quote))
    _check_header(header, samples[delimiter], place)
    return Dialect(encoding, delimiter, quote, header, skip, first.lines)


def open_quote(line: int, place: str) -> InputError:
    """The refusal of a quote that swallows the rest of the file."""
    remedy = "Close that quote, or write it twice if it is part of the text."
    return InputError("open-quote", f"A quote opens on line {line} and never closes", place=place, remedy=remedy)


def _quote(header: str) -> str:
    """The quote: a single one only where it stands around every name of the header."""
    return "'" if re.fullmatch(r"\s*'[^']*'([,;\t|]'[^']*')*\s*", header) else '"'


def _agreement(sample: Sequence[Record]) -> tuple[float, int]:
    """How well a delimiter explains the records: the share of one common width above 1, then that width."""
    if not sample:
        return (0.0, 0)
    width = _width(sample)
    return (sum(r.fields == width for r in sample) / len(sample) if width > 1 else 0.0, width)


def _width(sample: Sequence[Record]) -> int:
    """The most common number of fields; that of the header where several are as common."""
    counts = Counter(r.fields for r in sample)
    return max(counts, key=lambda width: (counts[width], width == sample[0].fields, width))


def _cells(text: str, delimiter: str, quote: str) -> list[str]:
    """The cells of one record, without the white space around them.

    >>> _cells("id,'last, first' ,'it''s'", ",", "'")
    ['id', 'last, first', "it's"]
    """
    q, d = re.escape(quote), re.escape(delimiter)
    found = re.findall(rf"(?:^|{d})(?: ?{q}((?:[^{q}]|{q}{q})*){q}[^{d}]*|([^{d}]*))", text)
    return [(quoted.replace(quote * 2, quote) or bare).strip() for quoted, bare in found]


def _check_spaces(sample: Sequence[Record], place: str) -> None:
    """Refuse one column whose every line has as many words as the first, of which it has several: spaces part the columns."""
    words = {len(record.text.split()) for record in sample}
    if len(sample) > 1 and _width(sample) == 1 and len(words) == 1 and words != {1}:
        fact = f"The columns seem to be parted by spaces: every line has {words.pop()} words"
        raise InputError("space-delimited", fact, place=place, remedy="Part them by commas, semicolons or tabs.")


def _check_header(header: Sequence[str], sample: Sequence[Record], place: str) -> None:
    """Refuse a first line that does not name the columns."""
    line, width = sample[0].line, _width(sample)
    if len(header) != width:
        fact = f"Line {line} should name the columns: it has {len(header)} fields, but most lines have {width}"
        raise InputError(
            "header-width", fact, place=place, remedy="Let the first line hold one name per column, and nothing stand above it."
        )
    cells = [cell.strip() for cell in header]
    if 2 * sum(not cell for cell in cells) > len(cells):
        fact = f"Line {line} should name the columns, but most of its fields are blank"
        raise InputError("no-header", fact, place=place, remedy="Let nothing stand above the line with the names of the columns.")
    telling = [c for c in cells if DATE_OR_MAIL.fullmatch(c) or FRACTION.fullmatch(c)]
    whole = [c for c in cells if WHOLE.fullmatch(c) and not YEAR.fullmatch(c)]
    if telling or 2 * len(whole) >= len(cells):
        fact = f"Line {line} should name the columns, but looks like data: {shown((telling or whole)[0])}"
        raise InputError("no-header", fact, place=place, remedy="Put a first line with the names of the columns.")
