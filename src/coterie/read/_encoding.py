"""How the letters of a text are written down as bytes."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

from coterie.errors import InputError

# Stands in a text for bytes that could not be read: a letter that no readable text has.
BAD = "\udcff"
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # begins like UTF-16, so it comes first
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# In which places of every four bytes the letters of English, and delimiters, digits and line ends of any language, have a NUL.
NULS = {"utf-32-le": (1, 2, 3), "utf-32-be": (0, 1, 2), "utf-16-le": (1, 3), "utf-16-be": (0, 2)}
# As much of the end of a text as is looked at.
TAIL = 1 << 14
# No language that is written in Windows-1252 has so many letters with accents.
ACCENTED = 0.4
# Words in another script are made of more different letters than these; one letter with an accent may stand in many cells.
KINDS = 3


def _mark_bad(error: UnicodeError) -> tuple[str, int]:
    """Put the mark where bytes cannot be read."""
    assert isinstance(error, UnicodeDecodeError)
    return BAD, error.end


codecs.register_error("coterie-bad", _mark_bad)


def decoded(head: bytes, encoding: str, whole: bool) -> str:
    """The beginning of a text; a letter that is cut in two at its end is left out."""
    return codecs.getincrementaldecoder(encoding)(errors="coterie-bad").decode(head, whole)


def encoding_of(head: bytes, whole: bool = True) -> str:
    r"""A byte order mark decides, then NUL bytes that only UTF-16 has, then UTF-8 where it reads more letters than not, then cp1252.

    >>> encoding_of("café".encode()), encoding_of("café".encode("cp1252")), encoding_of("é".encode("utf-16"))
    ('utf-8-sig', 'cp1252', 'utf-16')
    >>> encoding_of("id;é".encode("utf-16-le")), encoding_of(b"id\0")
    ('utf-16-le', 'utf-8-sig')
    """
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return encoding
    for encoding, places in NULS.items():
        if b"\0" in head and _fits(head, encoding, places, whole):
            return encoding
    text = decoded(head, "utf-8-sig", whole)
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return "cp1252" if 2 * text.count(BAD) > beyond else "utf-8-sig"


def end_of(path: Path, encoding: str) -> tuple[str, bool]:
    """The end of a text, and whether that is all of it."""
    with path.open("rb") as file:
        mark, size = file.read(4), file.seek(0, os.SEEK_END)
        start = max(0, size - TAIL) // 4 * 4
        file.seek(start)
        data = file.read()
    if encoding in ("utf-16", "utf-32"):
        encoding += "-le" if mark.startswith(codecs.BOM_UTF16_LE) else "-be"
    return data.decode(encoding, "coterie-bad").removeprefix("\ufeff"), not start


def _fits(head: bytes, encoding: str, places: tuple[int, ...], whole: bool) -> bool:
    """Whether NUL bytes stand where this encoding has them, and only there, and all of it can be read."""
    nuls = {place: head[place::4].count(0) for place in range(4)}
    if 20 * sum(count for place, count in nuls.items() if place not in places) > sum(nuls.values()):
        return False
    text = decoded(head, encoding, whole)
    return BAD not in text and "\0" not in text and min(nuls[place] for place in places) * 4 * 10 >= len(head)


def check_letters(text: str, encoding: str, place: str) -> None:
    """Refuse to take a text for cp1252 that is more likely Cyrillic, Greek or Japanese."""
    if encoding != "cp1252":
        return
    letters = [letter.casefold() for letter in text if letter.isalpha() or letter == BAD]
    foreign = [letter for letter in letters if not letter.isascii()]
    if len(foreign) > max(8, ACCENTED * len(letters)) and len(set(foreign)) > KINDS:
        fact = "The text is not UTF-8, and has too many letters beyond a to z to be Western European"
        raise InputError("unknown-encoding", fact, place=place, remedy="Save it as UTF-8.")


def nul_byte(line: int, place: str) -> InputError:
    """The refusal of what is no text."""
    remedy = "It is no plain text, or damaged: export it again as CSV in UTF-8."
    return InputError("nul-byte", f"There is a NUL byte on line {line}", place=place, remedy=remedy)
