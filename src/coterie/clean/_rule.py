"""What a cleaning rule is, and the row that its condition sees."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from coterie.plan import Plan
from coterie.records import Column, Fate, Source
from coterie.registry import load_all
from coterie.sql import quote

TEXTS = ("customer", "order", "product")


@dataclass(frozen=True)
class Bound:
    """Above `limit` a value is absurd: so many times what three orders in four do not exceed."""

    limit: Decimal
    times: int


@dataclass(frozen=True)
class Row:
    """One row of an input table as a rule sees it: SQL for the typed value and for the raw text of every role.

    `today` is the day by the clock; only the rule on future dates may ask for it. `as_it_stands`: the ids of customers and
    orders are the texts of the cells, and what is missing may be a blank text. `bounds` are those of money and quantity,
    where some order exceeds them, `contradicted` is the table of rows that contradict another row of their order, and
    `idle` are rules about texts of which there are none.
    """

    source: Source
    plan: Plan
    today: date
    as_it_stands: bool = False
    bounds: Mapping[str, Bound] = field(default_factory=dict)
    contradicted: str = ""
    idle: frozenset[str] = frozenset()

    def has(self, role: str) -> bool:
        """Whether the table has a column in this role."""
        return self.source.column(role) is not None

    def own(self, name: str) -> str:
        """A column name of ours that no column of the user's can have."""
        return quote.name(self._prefix + name)

    @cached_property
    def _prefix(self) -> str:
        prefix = "_c_"
        while any(c.name.casefold().startswith(prefix) for c in self.source.columns):
            prefix = "_" + prefix
        return prefix

    def value(self, role: str) -> str:
        """The typed value: of a role, or `money` (the amount, or else quantity × price)."""
        return self.own(role)

    def joined(self, what: str) -> str:
        """True where joining orders and items says this of the row; "" where nothing was joined."""
        return f"_joined = {quote.text(what)}" if "_joined" in self.source.made else ""

    def of(self, column: Column) -> str:
        """The text of a column: under a name of ours where it is worked out for all rules."""
        return self.value(column.role) if column.role in TEXTS else column.value

    def content(self) -> str:
        """All cells of the row as one text that no other row has."""
        return " || ".join(f"coalesce(CAST(length({c.text}) AS VARCHAR) || ':' || {c.text}, '-')" for c in self.source.columns)

    def unreadable(self, role: str) -> str:
        """True where there is a text, but no value could be read from it."""
        column = self.source.column(role)
        return f"{self.value(role)} IS NULL AND NOT blank({column.text})" if column else "false"


@dataclass(frozen=True)
class Rule:
    """Which rows do not simply count, where they end, and what to tell about them.

    `condition` gives SQL that is true for the rows concerned, or "" when there is nothing for the rule to do; None stands
    for a rule that no single row can decide: another file does. A rule that looks at texts which many rows share says
    `among` which columns instead, each with a condition on `name` that is tried on the different texts (`_names.py`).
    Rules are tried by `order`; the first that fits decides. `role` is the column to blame, `needs` are roles without which
    there is no such rule, `unreadable` rows count towards the limit of the plan, and rows that are not `listed` are counted
    only. `default` says whether the rule is on where the plan does not switch it, `fixed` why it cannot be switched. A rule
    that `cancels` meets cancellations and returns, to be matched with purchases. `detail` is what the data adds to the
    reason. The code is the name of the file.
    """

    title: str
    order: int
    table: Literal["orders", "customers", "both"]
    fate: Fate
    condition: Callable[[Row], str] | None
    reason: str
    remedy: str
    among: Callable[[Row], Sequence[tuple[Column, str]]] | None = None
    role: str = ""
    needs: frozenset[str] = frozenset()
    unreadable: bool = False
    listed: bool = True
    default: bool = True
    fixed: str = ""
    cancels: bool = False
    detail: Callable[[Row], str] | None = None
    code: str = ""

    def fits(self, row: Row) -> str:
        """SQL that is true for the rows concerned."""
        if self.among:
            tables = (f"{row.of(column)} IN (SELECT name FROM {self.names(row, n)})" for n, (column, _) in enumerate(self.among(row)))
            return " OR ".join(f"coalesce({found}, false)" for found in tables)
        return self.condition(row) if self.condition else ""

    def names(self, row: Row, number: int) -> str:
        """The table of the texts for which the condition on a column holds."""
        return f"clean_{self.code.replace('-', '_')}_{row.source.table}_{number}"

    def is_on(self, plan: Plan) -> bool:
        """Whether the plan wants it."""
        return plan.rules.get(self.code, "on" if self.default else "off") == "on"


def rules_for(row: Row, *extra: str, on: bool = True) -> tuple[Rule, ...]:
    """The rules that concern a table under a plan, in order, those that are on or those that are off.

    `extra` are roles that are made, not read.
    """
    roles = {*row.source.roles, *extra}
    found = []
    for code, rule in load_all("clean").items():
        concerned = rule.table in (row.source.table, "both") and rule.needs <= roles and code not in row.idle
        if concerned and (not rule.condition or rule.condition(row)) and (not rule.among or rule.among(row)):
            dropped = rule.cancels and row.plan.returns == "drop"
            reason = f"{rule.reason}: {rule.detail(row)}" if rule.detail else rule.reason
            found.append(dataclasses.replace(rule, code=code, fate="set aside" if dropped else rule.fate, reason=reason))
    return tuple(sorted((rule for rule in found if rule.is_on(row.plan) == on), key=lambda rule: (rule.order, rule.code)))


def fate_of(row: Row, rules: tuple[Rule, ...]) -> str:
    """One CASE over all rules: 0 for a row that is used, otherwise the place of the first rule that fits, from 1.

    >>> fate_of(None, ())
    '0'
    """
    cases = " ".join(f"WHEN {fits} THEN {place}" for place, rule in enumerate(rules, 1) if (fits := rule.fits(row)))
    return f"CASE {cases} ELSE 0 END" if cases else "0"
