"""The values of a text of JSON lines, of a JSON array or object, as they are written: a number stays the text that it is.

Readers that go through floating numbers make 1234567890123457000 of a long id and 19.9 of 19.90.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from json.encoder import encode_basestring
from typing import IO, Any, NamedTuple

from coterie.errors import InputError

BOM = b"\xef\xbb\xbf"
LONGEST_LINE = 1 << 24
RAW_KEPT = 10_000
NO_OBJECT = "not a JSON object"
WHITE = " \t\r\n"
HALF = re.compile(r"\\u[dD]")
BETWEEN = re.compile(r"[ \t\r\n]*(,?)[ \t\r\n]*")
BLANKS = re.compile(r"[ \t\r\n]*")
COLON = re.compile(r"[ \t\r\n]*:[ \t\r\n]*")


class Value(NamedTuple):
    """A value: the line where it begins, its raw text, and what is wrong with it ("" for nothing)."""

    line: int
    value: Any
    raw: str
    fault: str = ""


class Member(NamedTuple):
    """A member of an object: its key, its value, and where that begins and ends in the text."""

    key: str
    value: Any
    begin: int
    end: int


class _BrokenError(ValueError):
    """JSON that breaks off at a place in the text."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class Number(str):
    """A number as it is written, to tell it from a text."""

    __slots__ = ()


class _Parser:
    """Parses one value at a time, and knows whether a key came twice in an object of it, whose first value is lost."""

    def __init__(self) -> None:
        self.twice = False
        self.decoder = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=Number, object_pairs_hook=self._object)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object of its keys and values."""
        found = dict(pairs)
        self.twice = self.twice or len(found) != len(pairs)
        return found

    def judged(self, line: int, value: Any, raw: str) -> Value:
        """A value that was just parsed, with what is wrong with it."""
        twice, self.twice = self.twice, False
        if twice:
            return Value(line, value, _shortened(raw), "a key comes twice")
        if not isinstance(value, dict):
            return Value(line, value, _shortened(raw), NO_OBJECT)
        if not _sound(raw) or (HALF.search(raw) and not _sound(as_text(value))):
            return Value(line, value, _shortened(raw), "unreadable characters")
        return Value(line, value, raw)


def lines(file: IO[bytes]) -> Iterator[Value]:
    r"""The values of a text with one on each line; blank lines hold none.

    >>> import io
    >>> [(v.line, v.value, v.fault) for v in lines(io.BytesIO(b'{"a": 1E5}\n\n{"a":\n'))]
    [(1, {'a': '1E5'}, ''), (3, None, 'broken JSON')]
    """
    parser, number = _Parser(), 0
    scan = parser.decoder.scan_once  # type: ignore[attr-defined] # what raw_decode calls, without its cost for each line
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            _skip_line(file)
            yield Value(number, None, _shortened(line[:RAW_KEPT].decode(errors="replace")), "line too long")
            continue
        raw = (line if number > 1 else line.removeprefix(BOM)).decode(errors="surrogateescape").strip(WHITE)
        if not raw:
            continue
        try:
            value, end = scan(raw, 0)
        except (ValueError, StopIteration, RecursionError) as error:
            parser.twice = False
            yield Value(number, None, _shortened(raw), "nested too deep" if isinstance(error, RecursionError) else "broken JSON")
        else:
            yield parser.judged(number, value, raw) if end == len(raw) else Value(number, None, _shortened(raw), "broken JSON")


def elements(content: bytes, place: str) -> Iterator[Value]:
    r"""The elements of an array, each with the line on which it begins.

    >>> [(v.line, v.value) for v in elements(b'[{"a": "x"},\n {"a": 0.10}]', "a.json")]
    [(1, {'a': 'x'}), (2, {'a': '0.10'})]
    """
    text = content.removeprefix(BOM).decode(errors="surrogateescape")
    return elements_in(text, text.index("["), len(text), place)


def elements_in(text: str, begin: int, until: int, place: str) -> Iterator[Value]:
    """The elements of the array that stands there in a text, with nothing but white space after it."""
    parser, line, seen = _Parser(), 1, 0
    try:
        for value, start, end in _elements(parser, text, begin, until):
            line, seen = line + text.count("\n", seen, start), start
            yield parser.judged(line, value, text[start:end])
    except _BrokenError as error:
        line += text.count("\n", seen, error.at)
        raise _broken(f"The list of objects breaks off on line {line}", place) from error


def begins_over_lines(text: str) -> bool:
    """Whether a text begins with an object over several lines.

    >>> begins_over_lines('{"a": 1,\\n "b": 2}'), begins_over_lines('{"a": 1}\\n{"a": 2}'), begins_over_lines('{"a":\\n{"a": 2}')
    (True, False, False)
    """
    text = text.lstrip(WHITE)
    try:
        value, end = _Parser().decoder.raw_decode(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and "\n" in text[:end]


def objects(content: bytes, place: str) -> Iterator[Value]:
    r"""The objects of a text that stand one after the other, each over as many lines as it likes.

    >>> [(v.line, v.value) for v in objects(b'{\n "a": 1\n}\n{\n "a": 0.10\n}', "a.json")]
    [(1, {'a': '1'}), (4, {'a': '0.10'})]
    """
    text = content.removeprefix(BOM).decode(errors="surrogateescape").rstrip(WHITE)
    parser, line, seen, end = _Parser(), 1, 0, 0
    while end < len(text):
        start = BLANKS.match(text, end).end()  # type: ignore[union-attr] # it always matches
        line, seen = line + text.count("\n", seen, start), start
        try:
            value, end = parser.decoder.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            raise _broken(f"The JSON object that begins on line {line} is broken", place) from error
        yield parser.judged(line, value, text[start:end])


def _broken(fact: str, place: str) -> InputError:
    """The refusal of what is broken, so that nothing can be told of what stands behind."""
    remedy = "Write it again, or give one object per line: then only the broken ones are set aside."
    return InputError("broken-json", fact, place=place, remedy=remedy)


def members_of(text: str, at: int) -> tuple[list[Member], int]:
    """The members of the object that stands there in a text, and where it ends; ValueError where it is broken.

    Of a list of objects, which may be large, the value is how many there are; of other lists it is None.

    >>> [(m.key, m.value) for m in members_of('{"n": 2, "rows": [{"a": 1}, {}], "tags": ["x"]}', 0)[0]]
    [('n', '2'), ('rows', 2), ('tags', None)]
    """
    parser, found, at = _Parser(), list[Member](), at + 1
    while True:
        gap = BETWEEN.match(text, at)
        assert gap is not None
        at = gap.end()
        if text.startswith("}", at) and not gap[1]:
            return found, at + 1
        if bool(gap[1]) is not bool(found) or not text.startswith('"', at):
            raise _BrokenError(at)
        key, at = parser.decoder.raw_decode(text, at)
        colon = COLON.match(text, at)
        if colon is None:
            raise _BrokenError(at)
        start = colon.end()
        value, at = _counted(parser, text, start) if text.startswith("[", start) else parser.decoder.raw_decode(text, start)
        found.append(Member(key, value, start, at))


def _counted(parser: _Parser, text: str, at: int) -> tuple[int | None, int]:
    """How many objects the array that stands there holds, None if it holds anything else; and where it ends."""
    walk, count, only = _elements(parser, text, at), 0, True
    while True:
        try:
            value, _, _ = next(walk)
        except StopIteration as done:
            return (count if only else None), int(done.value)
        count, only = count + 1, only and isinstance(value, dict)


def _elements(parser: _Parser, text: str, at: int, until: int = 0) -> Generator[tuple[Any, int, int], None, int]:
    """The elements of the array that stands there, and where they begin and end; then where it ends, with nothing until there."""
    at, first = at + 1, True
    while True:
        gap = BETWEEN.match(text, at)
        assert gap is not None
        at = gap.end()
        if text.startswith("]", at) and not gap[1] and not text[at + 1 : until].strip(WHITE):
            return at + 1
        if bool(gap[1]) is first or text.startswith("]", at):
            raise _BrokenError(at)
        try:
            value, end = parser.decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            raise _BrokenError(at) from error
        yield value, at, end
        at, first = end, False


def as_text(value: Any) -> str:
    """A value as text: texts and numbers as they are, everything else as JSON.

    >>> as_text(True), as_text([Number("1.50"), "x", None])
    ('true', '[1.50, "x", null]')
    """
    return value if isinstance(value, str) else _json(value)


def _json(value: Any) -> str:
    """A value as JSON."""
    if isinstance(value, Number):
        return value
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        return "{" + ", ".join([f"{encode_basestring(k)}: {_json(v)}" for k, v in value.items()]) + "}"
    if isinstance(value, list):
        return "[" + ", ".join([_json(v) for v in value]) + "]"
    return "null" if value is None else str(value).lower()


def _skip_line(file: IO[bytes]) -> None:
    """Read on to the end of the line."""
    while (more := file.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
        pass


def _sound(text: str) -> bool:
    """Whether a text can be written down: halves of letters and bytes that are no UTF-8 cannot."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shortened(raw: str) -> str:
    """A raw text as the list of what was set aside may hold it."""
    return raw[:RAW_KEPT].encode(errors="surrogateescape").decode(errors="replace")
