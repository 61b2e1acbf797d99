"""What parts the cells of a record and what quotes them, and the cells of one record."""

from __future__ import annotations

import re
from dataclasses import dataclass

RUN = re.compile(r"[ \t]+")


@dataclass(frozen=True)
class Marks:
    """The letters that have a meaning. The delimiter " " stands for any run of spaces and tabs.

    Inside quotes a quote is written twice, or (`backslash`) after a backslash.
    """

    delimiter: str
    quote: str = '"'
    backslash: bool = False

    @property
    def plain(self) -> Marks:
        """The marks of the same cells as the engine takes them."""
        return Marks("\t" if self.delimiter == " " else self.delimiter, self.quote)


@dataclass(frozen=True)
class Cells:
    """The cells of one record. `stray`: text follows a closing quote; `bare`: a quote stands in a cell that is not quoted."""

    texts: tuple[str, ...]
    stray: bool = False
    bare: bool = False
    open_quote: bool = False


def cells_of(text: str, marks: Marks) -> Cells:
    r"""The cells of one record, as they are meant.

    >>> cells_of('1, "a ""b"" c" ,5" pipe', Marks(",")).texts
    ('1', 'a "b" c', '5" pipe')
    >>> cells_of(r'"say \"hi\" \\o/"', Marks(",", backslash=True)).texts
    ('say "hi" \\o/',)
    >>> cells_of(' 1  "a b"', Marks(" ")).texts
    ('1', 'a b')
    """
    if marks.delimiter == " ":
        return _of_runs(text, marks)
    if marks.quote not in text:
        return Cells(tuple(text.split(marks.delimiter)))
    found, at, stray, bare = list[str](), 0, False, False
    while True:
        start = opening(text, marks, at)
        if start:
            close = closing(text, marks, start)
            if close < 0:
                return Cells((*found, text[start:]), stray, bare, open_quote=True)
            end = past_spaces(text, close + 1)
            if end == len(text) or text[end] == marks.delimiter:
                found.append(_plain(text[start:close], marks))
            else:
                stray, start = True, 0
        if not start:
            end = text.find(marks.delimiter, at)
            end = len(text) if end < 0 else end
            found.append(text[at:end])
            bare = bare or marks.quote in found[-1]
        if end == len(text):
            return Cells(tuple(found), stray, bare)
        at = end + 1


def made_plain(text: str, marks: Marks) -> str:
    r"""A record as the engine takes it.

    >>> made_plain(r'1,"he \"said\" so"', Marks(",", backslash=True)), made_plain(" 1  2", Marks(" "))
    ('"1","he ""said"" so"', '"1"\t"2"')
    """
    if marks == marks.plain:
        return text
    quote = marks.quote
    return marks.plain.delimiter.join(f"{quote}{cell.replace(quote, quote * 2)}{quote}" for cell in cells_of(text, marks).texts)


def _of_runs(text: str, marks: Marks) -> Cells:
    """The cells of a record whose delimiter is any run of spaces; a quoted one may hold spaces."""
    stripped = text.strip(" \t")
    if marks.quote not in stripped:
        return Cells(tuple(RUN.split(stripped)))
    quote = re.escape(marks.quote)
    words = list(re.finditer(rf"{quote}((?:[^{quote}]|{quote}{quote})*){quote}(?![^ \t])|[^ \t]+", stripped))
    texts = tuple(word[0] if word[1] is None else _plain(word[1], marks) for word in words)
    return Cells(texts, stray=any(word[1] is None and marks.quote in word[0] for word in words))


def _plain(inside: str, marks: Marks) -> str:
    """What stands between two quotes, without what makes a quote a letter."""
    if marks.backslash:
        return re.sub(rf"\\([\\{marks.quote}])", r"\1", inside)
    return inside.replace(marks.quote * 2, marks.quote)


def opening(text: str, marks: Marks, at: int) -> int:
    """Where the inside of a quoted cell begins that begins here, or 0. The engine takes one space before a quote, and no more."""
    at += text.startswith(" ", at)
    return at + 1 if text.startswith(marks.quote, at) else 0


def closing(text: str, marks: Marks, at: int) -> int:
    """Where the quote closes, or -1; one that is written twice or after a backslash does not."""
    quote = marks.quote
    close = text.find(quote, at)
    if marks.backslash:
        while close >= 0 and (close - len(text[at:close].rstrip("\\")) - at) % 2:
            at, close = close + 1, text.find(quote, close + 1)
        return close
    while close >= 0 and text.startswith(quote, close + 1):
        close = text.find(quote, close + 2)
    return close


def quotes_in(text: str, marks: Marks) -> int:
    """How many quotes there are, but for those after a backslash."""
    return (re.sub(r"\\.", "", text) if marks.backslash else text).count(marks.quote)


def past_spaces(text: str, at: int) -> int:
    """The first place from here on that is no space."""
    while text.startswith(" ", at):
        at += 1
    return at
