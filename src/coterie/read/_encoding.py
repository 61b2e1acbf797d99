"""How the letters of a text are written down as bytes."""

from __future__ import annotations

import codecs
import os
import re
from contextlib import suppress
from pathlib import Path

from coterie.errors import InputError, did_you_mean, shown

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
# What is tried in turn, and its name for the user.
ONE_BYTE = {"cp1252": "Windows-1252", "cp1250": "Windows-1250", "iso8859-2": "ISO 8859-2"}
# What stands where words have letters, when a text of Poland (£ukasz, ¯ó³æ, 12 z³, pro¶ba) or of DOS (K”ln) is misread.
A_LETTER = r"A-Za-zÀ-ÖØ-öø-žŒœŸ"
SIGNS = "¹³¿¯£±¶¼¡¦¬\x80-\x9fˇ˘˙˛˝„”‚ˆ‡†‰¢¥¾½¤¨©"
INSIDE = re.compile(rf"(?<=[{A_LETTER}])[{SIGNS}](?=[{A_LETTER}])|\bz³(?![{A_LETTER}])|(?<![{A_LETTER}])[£¯](?=[{A_LETTER}]{{2}})")
ENOUGH_ODD = 2
# So many, and such a share of all letters beyond a to z, are no slips of the pen.
MANY_ODD, SHARE_ODD = 10, 0.2
# Names that a user may have meant.
USUAL = (
    "utf-8",
    "utf-16",
    *ONE_BYTE,
    "latin-1",
    "cp1251",
    "cp1253",
    "cp1254",
    "shift-jis",
    "gb18030",
    "big5",
    "euc-kr",
    "cp437",
    "cp850",
    "mac-roman",
)
LETTERS = r"A-Za-zÀ-ÖØ-öø-žŒœŸ"
SIGNS = "\x80-\x9f\xa1-\xa9\xab-\xb4\xb6\xb8\xb9\xbb-\xbf\u02c7\u02d8-\u02dd"
INSIDE = re.compile(rf"(?<=[{LETTERS}])[{SIGNS}](?=[{LETTERS}])|\bz[³\x9b](?![{LETTERS}])|[£¯][{LETTERS}]{{2}}")
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
    r"""A byte order mark decides, then NUL bytes that only UTF-16 has, then UTF-8 where it reads more letters than not, then the letters.

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
    return _by_letters(head, whole) if 2 * text.count(BAD) > beyond else "utf-8-sig"


def known(encoding: str) -> str:
    """The name under which a text in the encoding that the user names is read.

    >>> known("UTF-8"), known("windows-1250"), known("latin2")
    ('utf-8-sig', 'cp1250', 'iso8859-2')
    """
    with suppress(LookupError, UnicodeError, ValueError):
        name = codecs.lookup(encoding).name
        if name.startswith(("utf-16", "utf-32")) or "a;1\n".encode(name) == b"a;1\n":
            return "utf-8-sig" if name in ("utf-8", "ascii") else name
    fact = f"There is no encoding {shown(encoding)} that texts are read in"
    raise InputError("bad-encoding", fact, remedy=did_you_mean(encoding.casefold(), USUAL))


def note_of(encoding: str, declared: bool) -> tuple[str, ...]:
    """What a user should know of the encoding, where neither a mark nor the user told it."""
    if declared or encoding not in ONE_BYTE:
        return ()
    return (
        f"The text is not UTF-8; it was read as {ONE_BYTE[encoding]}. If letters look wrong, name another one with encoding (--encoding).",
    )


def _by_letters(head: bytes, whole: bool) -> str:
    """Of the encodings with one byte a letter the one that puts the fewest signs where words have letters; mostly cp1252.

    >>> [_by_letters("Łukasz;12,50 zł;prośba;wątek".encode(name), True) for name in ("cp1250", "iso8859-2")]
    ['cp1250', 'iso8859-2']
    >>> _by_letters("40 m³;£5;¿Qué?;Nº 7;col·lecció".encode("cp1252"), True)
    'cp1252'
    """
    odd = {encoding: _odd(decoded(head, encoding, whole)) for encoding in ONE_BYTE}
    return "cp1252" if odd["cp1252"] < ENOUGH_ODD else min(odd, key=lambda encoding: odd[encoding])


def _odd(text: str) -> int:
    """How many signs stand where words have letters."""
    return len(INSIDE.findall(text)) + text.count(BAD)


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
    """Refuse to take a text for one of Western or Central Europe that is more likely Cyrillic, Greek or Japanese."""
    if encoding not in ONE_BYTE:
        return
    letters = [letter.casefold() for letter in text if letter.isalpha() or letter == BAD]
    foreign = [letter for letter in letters if not letter.isascii()]
    many = len(foreign) > max(8, ACCENTED * len(letters)) and len(set(foreign)) > KINDS
    odd = _odd(text)
    if many or odd >= max(MANY_ODD, SHARE_ODD * (len(foreign) + odd)):
        seems = "has too many letters beyond a to z to be" if many else "has signs where words have letters, so that it cannot be"
        fact = f"The text is not UTF-8, and {seems} Western European"
        remedy = "Save it as UTF-8, or say what it is, such as --encoding cp1251 (Cyrillic), cp850 (DOS) or shift-jis."
        raise InputError("unknown-encoding", fact, place=place, remedy=remedy)


def nul_byte(line: int, place: str) -> InputError:
    """The refusal of what is no text."""
    remedy = "It is no plain text, or damaged: export it again as CSV in UTF-8."
    return InputError("nul-byte", f"There is a NUL byte on line {line}", place=place, remedy=remedy)
