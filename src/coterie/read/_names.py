"""Column names as people write them, brought to one form; and how surely a name speaks for a role.

The words stand in the folder `words`, one file per language. They are read when the first name is asked for, as whole
texts: taking thousands of names apart one by one would take longer than reading a small file.
"""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Shape = Literal["orders", "items", "customers"]

# Letters that no decomposition takes apart; and how an umlaut is written where there is none.
LETTERS = str.maketrans({"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "đ": "d", "ı": "i"})
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
SIGNS = {"#": " no ", "№": " no ", "%": " percent ", "°": "o "}
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
WORD = re.compile(r"[^\W_]+")
ENDING = re.compile(r"(?:nummer|number|numero|num|nr)(?=,|$)")
NUMBER = re.compile(r"\b(?:n|nr|nro|num|numero|number|nummer|numer|numeru)\b")
CODE = re.compile(r"\b(?:cod|codigo|codice|kod)\b")
SMALL = re.compile(r"\b(?:of|the|del?|dell[ao]?|d|da|dos?|das|di|du|de[srmn]|l[ae]s?|l|el|los|las|il|lo|van|het|in|s)\b")
MONEY = re.compile(r"\b(?:euros?|eur|usd|gbp|chf|pln|zl|inr|brl|aud|cad|jpy|cny|sek|nok|dkk|czk|huf|ron|mxn)\b")
APART = re.compile(r"[^\w,]+")
INSIDE = re.compile(r"(?<=\w)[-'](?=\w)|[.()]")

TIERS = {"sure": 1.0, "usual": 0.94, "likely": 0.88, "weak": 0.82, "last": 0.75}
IN_THE_NAME = 0.6
NET = 0.13
LONGEST = 40  # a longer word is no name that people give; to look at all its beginnings and ends would never end
LANGUAGES = Path(__file__).parent / "words"


def as_words(name: str) -> str:
    """A column name as plain lower-case words: no accents or signs, one word for "number", none for "of the" and for currencies.

    >>> as_words("CustomerID"), as_words("Kunden-Nr."), as_words("N° de la commande"), as_words("Wartość (PLN)")
    ('customer id', 'kunden no', 'no commande', 'wartosc')
    """
    if not name.isascii():
        name = _plain("".join(c for c in name if unicodedata.category(c) != "Cf"))
    for sign, word in SIGNS.items():
        name = name.replace(sign, word)
    whole = " ".join(WORD.findall(name if name.islower() else CAMEL.sub(" ", name))).casefold()
    short = _short(whole)
    return " ".join(MONEY.sub(" ", short).split()) or " ".join(short.split()) or whole


def _plain(text: str) -> str:
    """The text without accents."""
    return re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).translate(LETTERS)))


def _short(words: str) -> str:
    """The words without small ones, and with one word for "number" and for "code"."""
    return SMALL.sub(" ", CODE.sub("code", NUMBER.sub("no", words)))


def _key(words: str) -> str:
    """What names that mean the same have in common: `kundennr`, `kunden no` and `kundennummer` are one."""
    return ENDING.sub("no", words.replace(" ", ""))


def as_key(name: str) -> str:
    """A column name as the lists of whole names hold it.

    >>> as_key("Order total"), as_key("Kundennummer") == as_key("Kunden-Nr.")
    ('ordertotal', True)
    """
    return _key(as_words(name))


def _keys(listed: str) -> list[str]:
    """The keys of listed names, all at once."""
    return [key for key in ENDING.sub("no", APART.sub("", listed)).split(",") if key]


@dataclass
class Words:
    """What the languages together say of one role.

    `names` are the keys of whole names with their score, `words` and `never` single words (or two or three in a row) that
    speak for and against it, `ends` those that are only the beginning (`kunden-`) or the end (`-datum`) of a word.
    """

    names: dict[str, float] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    never: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    gross: set[str] = field(default_factory=set)
    net: set[str] = field(default_factory=set)

    def learn(self, section: Mapping[str, str], *, anew: bool = False) -> None:
        """Take up what one language says; `anew`: whatever was said of these names before."""
        for tier, listed in section.items():
            if tier in TIERS:
                for key in _keys(listed):
                    self.names[key] = TIERS[tier] if anew else max(TIERS[tier], self.names.get(key, 0.0))
            elif tier == "whole":
                self.whole.update(_keys(listed))
            else:
                getattr(self, tier).update(" ".join(word.split()) for word in INSIDE.sub(" ", listed).split(","))

    def score(self, words: str) -> tuple[float, str]:
        """How surely a name, given as plain words, speaks for the role, and why."""
        gross, net = _without(words, self.gross), _without(words, self.net)
        score, said = max((self._listed(words), words), (self._listed(gross), gross), (self._listed(net) - NET * (net != words), net))
        if score > 0:
            return round(score, 2), f"'{said}' is a usual name for it"
        parts = _parts(words)
        if any(_fits(part, self.never) for part in parts):
            return 0.0, "the name speaks against it"
        for part in parts:
            if _fits(part, self.words):
                return IN_THE_NAME, f"the name has '{part}' in it"
        return 0.0, "the name says nothing"

    def _listed(self, words: str) -> float:
        """The score of a whole name, 0 when it is not listed."""
        return max((self.names.get(key, 0.0) for key in _orders(words)), default=0.0)


def _orders(words: str) -> list[str]:
    """The key of a name, and those of the same few words in another order: `date of order` is `order date`."""
    apart = words.split()
    if len(apart) > 3:
        return [_key(words)]
    return [_key(" ".join(turned)) for turned in itertools.permutations(apart)]


def _parts(words: str) -> list[str]:
    """Each three, two and one of the words in a row."""
    apart = words.split()
    return [" ".join(apart[i : i + n]) for n in (3, 2, 1) for i in range(len(apart) - n + 1)]


def _fits(part: str, known: Collection[str]) -> bool:
    """Whether a word is known, as a whole or by how it begins or ends."""
    if part in known:
        return True
    if len(part) > LONGEST or " " in part:
        return False
    beginnings, ends = ((part[:n] + "-" for n in range(2, len(part))), ("-" + part[-n:] for n in range(2, len(part))))
    return any(end in known for end in itertools.chain(beginnings, ends))


def _without(words: str, phrases: Iterable[str]) -> str:
    """The name without the first of these phrases that stands in it."""
    found = next((part for part in _parts(words) if part in phrases and part != words), "")
    return " ".join(f" {words} ".replace(f" {found} ", " ").split()) if found else words


@functools.cache
def vocabulary(shape: Shape) -> dict[str, Words]:
    """Role → what all languages say of it. Customers and items know the orders' words for their roles too, and some of their own."""
    languages = _languages()
    found = {role: Words() for role in languages[0][shape]}
    for sections in languages:
        for role, words in found.items():
            if shape != "customers" or role != "time":
                words.learn(sections["orders"].get(role, {}))
        if shape != "customers":  # what is said of tax holds for prices as for amounts
            found["price"].learn({said: sections["orders"]["amount"][said] for said in ("gross", "net")})
    if shape == "items":  # money of a whole order is that of no item
        for name in found["amount"].whole:
            found["amount"].names.pop(name, None)
    for sections in languages:
        for role, words in found.items():
            words.learn(sections.get(shape, {}).get(role, {}) if shape != "orders" else {}, anew=shape == "items")
    return found


@functools.cache
def _languages() -> tuple[dict[str, dict[str, dict[str, str]]], ...]:
    """The files of words without accents; one with umlauts also as they are written without. English, which names the roles, is first."""
    texts = []
    for path in sorted(LANGUAGES.glob("*.toml"), key=lambda p: (p.stem != "en", p.stem)):
        text = path.read_text(encoding="utf-8").casefold()
        texts += [_plain(text), _plain(text.translate(UMLAUTS))] if "ä" in text else [_plain(text)]
    return tuple(tomllib.loads(_short(text.replace("°", "o"))) for text in texts)


def roles_of(shape: Shape) -> tuple[str, ...]:
    """The roles that a table of this shape has.

    >>> roles_of("customers")
    ('customer', 'time', 'email', 'name')
    """
    return tuple(vocabulary(shape))
