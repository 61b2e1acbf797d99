"""The ledger, and the two cases in which cleaning stops."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from coterie.clean._rule import Rule
from coterie.errors import InputError, shown
from coterie.records import FATES, LedgerLine, Source
from coterie.words import counted


class Count(NamedTuple):
    """What was counted for one fate: rows and their money, and the identical lines merged into them."""

    fate: int
    rows: int
    money: Decimal = Decimal(0)
    copies: int = 0
    copied: Decimal = Decimal(0)
    bounded: bool = True


def ledger_lines(source: Source, rules: tuple[Rule, ...], totals: Iterable[Count]) -> tuple[LedgerLine, ...]:
    """One line per rule that met a row, first what is used."""
    found, copies, copied = [], 0, Decimal(0)
    for count in totals:
        rows, money = int(count.rows), float(count.money)
        if count.fate:
            found.append(ledger_line(source, rules[count.fate - 1], rows, money))
        elif rows:
            found.append(LedgerLine(source.table, "used", "Good row", "used", rows, money, "The rows that count"))
        copies += int(count.copies)
        copied += Decimal(count.copied)
    if copies:
        merges = next(rule for rule in rules if rule.code == "identical-line")
        found.append(ledger_line(source, merges, copies, float(copied)))
    return tuple(sorted(found, key=lambda line: FATES.index(line.fate)))


def ledger_line(source: Source, rule: Rule, rows: int, money: float) -> LedgerLine:
    """What a rule did to so many rows."""
    column = source.column(rule.role)
    return LedgerLine(source.table, rule.code, rule.title, rule.fate, rows, money, rule.reason, rule.remedy, column.name if column else "")


def unreadable_rows(lines: tuple[LedgerLine, ...], rules: tuple[Rule, ...]) -> int:
    """How many rows could not be read."""
    codes = {rule.code for rule in rules if rule.unreadable}
    return sum(line.rows for line in lines if line.rule in codes)


def too_many_unreadable(source: Source, unreadable: int, rows: int, limit: float, first: Mapping[str, Any]) -> InputError:
    """The refusal of a table of which too large a share cannot be read, with the first example."""
    fact = f"{unreadable:,} of {counted(rows, 'row')} cannot be read, more than {limit:.0%}; the first has {shown(first['value'])}"
    column = f", column '{first['place']}'" if first["place"] else ""
    remedy = "Mend the file, name the right column with roles, or allow more with max_unreadable."
    return InputError("too-many-unreadable", fact, place=f"{first['file']}, line {first['line']}{column}", remedy=remedy)


def nothing_left(source: Source, lines: tuple[LedgerLine, ...]) -> InputError:
    """The refusal of a table of which no row is used, with the main reason."""
    if not lines:
        return InputError("nothing-left", "There are no rows", place=source.name, remedy="Check the file.")
    main = max(lines, key=lambda line: line.rows)
    which = f"{main.rows:,} {'is' if main.rows == 1 else 'are'}: {main.title} ({main.reason})"
    fact = f"No row is left to use; of {counted(sum(line.rows for line in lines), 'row')}, {which}"
    return InputError("nothing-left", fact, place=source.name, remedy=main.remedy)
