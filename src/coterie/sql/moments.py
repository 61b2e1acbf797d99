"""A strptime format as engines without `try_strptime` read it: one regular expression, then the parts.

The expression is anchored and holds every field to its range, so that a text that does not fit gives NULL, never an error.
A moment with a zone becomes one in UTC.
It is written without backslashes, so that it is the same text in every engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from coterie.sql import quote

LONG_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTHS = tuple(month[:3] for month in LONG_MONTHS)

# Directive → the part that it gives, its pattern, and its pattern where the next directive follows without a gap.
FIELDS = {
    "Y": ("year", "[0-9]{1,4}", "[0-9]{4}"),
    "y": ("year", "[0-9]{1,2}", "[0-9]{2}"),
    "m": ("month", "0?[1-9]|1[0-2]", "0[1-9]|1[0-2]"),
    "b": ("name", "|".join(MONTHS), "|".join(MONTHS)),
    "B": ("name", "|".join(LONG_MONTHS), "|".join(LONG_MONTHS)),
    "d": ("day", "0?[1-9]|[12][0-9]|3[01]", "0[1-9]|[12][0-9]|3[01]"),
    "H": ("hour", "[01]?[0-9]|2[0-3]", "[01][0-9]|2[0-3]"),
    "I": ("hour", "0?[1-9]|1[0-2]", "0[1-9]|1[0-2]"),
    "M": ("minute", "[0-5]?[0-9]", "[0-5][0-9]"),
    "S": ("second", "[0-5]?[0-9]", "[0-5][0-9]"),
    "f": ("fraction", "[0-9]{1,6}", "[0-9]{6}"),
    "p": ("half", "am|pm", "am|pm"),
    "z": ("zone", "[+-][0-9]{2}(?::?[0-9]{2})?", "[+-][0-9]{2}(?::?[0-9]{2})?"),
}
LOOSE = {"b": "[a-z]+", "B": "[a-z]+", "p": "[a-z]+", "z": "[+-][0-9:]+"}
WIDTHS = {"Y": "{4}", "f": "{6}"}


@dataclass(frozen=True)
class Piece:
    """A directive of a format, or the text between two; `tight` when another directive follows without a gap."""

    directive: str
    between: str
    tight: bool = False

    @property
    def strict(self) -> str:
        """The pattern that holds it to its range."""
        if not self.directive:
            return "".join(" +" if c == " " else c if c.isalnum() else f"[{c}]" for c in re.sub(" +", " ", self.between))
        return f"(?:{FIELDS[self.directive][2 if self.tight else 1]})"

    @property
    def loose(self) -> str:
        """A pattern that finds it again in a text that is known to fit."""
        if not self.directive:
            return self.strict
        return LOOSE.get(self.directive) or "[0-9]" + (WIDTHS.get(self.directive, "{2}") if self.tight else "+")


def pieces(format: str) -> list[Piece]:
    """The directives and the texts between them.

    >>> [piece.directive or piece.between for piece in pieces("%d.%m")]
    ['d', '.', 'm']
    """
    found = re.findall(r"%(.)|([^%]+)", format)
    for directive, _ in found:
        if directive and directive not in FIELDS:
            raise ValueError(f"%{directive} has no translation for other engines")
    return [Piece(d, between, bool(after)) for (d, between), (after, _) in zip(found, [*found[1:], ("", "")], strict=True)]


def pattern(format: str) -> str:
    """The regular expression that a text of this format fits.

    >>> pattern("%d.%m.%Y")
    '(?i)^ *(?:0?[1-9]|[12][0-9]|3[01])[.](?:0?[1-9]|1[0-2])[.](?:[0-9]{1,4}) *$'
    """
    return f"(?i)^ *{''.join(piece.strict for piece in pieces(format))} *$"


def places(format: str) -> dict[str, str]:
    """Directive → the regular expression whose only group is its text. One group, because PostgreSQL takes ages for several.

    >>> places("%d.%m.%Y")["m"]
    '(?i)^ *[0-9]+[.]([0-9]+)'
    """
    found, before = {}, "(?i)^ *"
    for piece in pieces(format):
        if piece.directive:
            found[piece.directive] = f"{before}({piece.loose})"
        before += piece.loose
    return found


def _parts(format: str, group: Callable[[str], str], find: str) -> dict[str, str]:
    """The SQL of every part: `group` gives the text of an expression's group, `find` names the function (text, part) → place."""
    directives = places(format)
    texts = {FIELDS[d][0]: group(quote.text(expression)) for d, expression in directives.items()}
    whole = {part: f"CAST({sql} AS INT)" for part, sql in texts.items() if part not in ("name", "half", "fraction", "zone")}
    if "y" in directives:
        whole["year"] = f"({whole['year']} + CASE WHEN {whole['year']} < 69 THEN 2000 ELSE 1900 END)"
    if "name" in texts:
        place = f"{find}('{''.join(MONTHS)}', substr(lower({texts['name']}), 1, 3))"
        whole["month"] = f"CAST(({place} + 2) / 3 AS INT)"
    if "half" in texts:
        whole["hour"] = f"({whole['hour']} % 12 + CASE WHEN lower({texts['half']}) = 'pm' THEN 12 ELSE 0 END)"
    if "zone" in texts:
        zone = f"rpad(replace({texts['zone']}, ':', ''), 5, '0')"
        ahead = f"CAST(substr({zone}, 2, 2) AS INT) * 60 + CAST(substr({zone}, 4, 2) AS INT)"
        whole["ahead"] = f"(CASE WHEN {zone} LIKE '-%' THEN -1 ELSE 1 END * ({ahead}))"
    seconds = whole.get("second", "0")
    whole["second"] = f"{seconds} + CAST(rpad({texts['fraction']}, 6, '0') AS INT) / 1000000.0" if "fraction" in texts else seconds
    return whole


def _arguments(parts: dict[str, str]) -> list[str]:
    """Year to second, as the functions that make a moment take them."""
    year = f"nullif({parts['year']}, 0)" if "year" in parts else "1900"
    return [year, parts.get("month", "1"), parts.get("day", "1"), parts.get("hour", "0"), parts.get("minute", "0"), parts["second"]]


def postgres(text: str, format: str) -> str:
    """`time_of` for PostgreSQL, which has no reading that forgives: the day is held to the length of its month.

    >>> postgres("x", "'%Y'").startswith("CASE WHEN x ~ '(?i)^ *(?:[0-9]{1,4}) *$' THEN")
    True
    """
    fits = quote.text(pattern(_literal(format)))
    parts = _parts(_literal(format), lambda place: f"substring({text} FROM {place})", "strpos")
    year, month, day, *_ = _arguments(parts)
    length = f"extract(day FROM make_date({year}, {month}, 1) + interval '1 month' - interval '1 day')"
    moment = f"make_timestamp({', '.join(_arguments(parts))})"
    if "ahead" in parts:
        moment += f" - make_interval(mins => {parts['ahead']})"
    made = f"CASE WHEN {day} <= {length} THEN {moment} END"
    return f"CASE WHEN {text} ~ {fits} THEN {made} END"


def spark(text: str, format: str) -> str:
    """`time_of` for Spark.

    >>> "try_make_timestamp_ntz" in spark("x", "'%Y-%m-%d'")
    True
    """
    fits = quote.text(pattern(_literal(format)))
    parts = _parts(_literal(format), lambda place: f"regexp_extract({text}, {place}, 1)", "instr")
    moment = f"try_make_timestamp_ntz({', '.join(_arguments(parts))})"
    if "ahead" in parts:
        moment += f" - make_dt_interval(0, 0, {parts['ahead']}, 0)"
    return f"CASE WHEN {text} RLIKE {fits} THEN {moment} END"


def _literal(format: str) -> str:
    """The format inside its quotes; one that is no constant cannot be translated."""
    if not (format.startswith("'") and format.endswith("'")):
        raise ValueError(f"time_of needs a constant format, not {format}")
    return format[1:-1].replace("''", "'")
