"""The cleaning as SQL over a table whose columns have types already, such as one of a warehouse: each step a common table.

What only the data at hand can tell is not in it: ids in several spellings, orders that contradict one another, outliers;
nor what a reader does: unreadable cells, totals among the rows. The table's columns are known by their roles only, so lines
are identical where they are the same in all of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from coterie.clean import _match
from coterie.clean._matched import Matched, is_wanted, matching
from coterie.clean._names import NAMES, all_looks
from coterie.clean._orders import FIRST, GATHERED, LINES, ORDERS, SUMS, line_measures
from coterie.clean._rule import Row, Rule, rules_for
from coterie.clean._typed import NUMBER, judged_lines, money, places
from coterie.clean._views import lines_view, orders_view
from coterie.plan import Plan
from coterie.records import Cleaned, Column, Kind, Ledger, Source
from coterie.sql import quote

GIVEN, JUDGED = "given", "judged"
NUMBERS = ("amount", "quantity", "price")
# Of a reader, of the clock, or of all data together.
NOT_INSIDE = (
    *("no-row", "unreadable-row", "blank-row", "unreadable-date", "unreadable-amount", "unreadable-quantity", "unreadable-price"),
    *("future-date", "contradicted-order", "outlier", "mended-id", "mended-category"),
)


@dataclass(frozen=True)
class Written:
    """The steps of the cleaning, name → query, in order; the tables that they make, and the rules that are inside."""

    steps: Mapping[str, str]
    cleaned: Cleaned
    rules: tuple[Rule, ...]


def clean_sql(plan: Plan, roles: Mapping[str, str], table: str, beside: tuple[str, ...] = ()) -> Written:
    """The cleaning of a table of order lines, known by the column of each role; `beside` are columns that the plan's condition names."""
    row = _row(plan, roles, beside)
    rules = tuple(rule for rule in rules_for(row, *(["money"] if money(row) else [])) if rule.code not in NOT_INSIDE)
    steps = {GIVEN: _given(row, table), **dict(_names(row, rules)), JUDGED: judged_lines(row, rules, GIVEN)}
    wanted = is_wanted(rules) and any(rule.cancels and rule.fate == "netted" for rule in rules)
    matched = Matched(1, Decimal(0), ()) if wanted else None
    statements = [_gathered(row, rules)]
    statements += matching(row, _match.back_lines(row, rules, GATHERED), _match.bought_lines(row, rules)) if matched else []
    statements += [orders_view(row, rules, False, matched), lines_view(row, rules, matched)]
    for statement in statements:
        name, _, query = re.sub(r"^CREATE OR REPLACE (TABLE|VIEW) ", "", statement).partition(" AS ")
        steps[name] = query.replace(f"({steps[JUDGED]}) AS judged", f"{JUDGED} AS judged")
    made = (["amount"] if money(row) else []) + (["returns"] if plan.returns == "net" else [])
    return Written(steps, Cleaned(Ledger((), {}), "", orders=ORDERS, lines=LINES, roles=frozenset({*roles, *made})), rules)


def _row(plan: Plan, roles: Mapping[str, str], beside: tuple[str, ...]) -> Row:
    """The table as the rules see it."""
    columns = [_column(name, role) for role, name in roles.items()]
    columns += [_column(name, "") for name in beside if name not in roles.values()]
    return Row(Source("orders", "", GIVEN, "", tuple(columns)), plan, date.today())


def _column(name: str, role: str) -> Column:
    """A column of the first step, where values have the type that their role wants."""
    own = quote.name(name)
    kind: Kind = "number" if role in NUMBERS else "time" if role == "time" else "text"
    return Column(name, kind, own if kind == "text" else f"CAST({own} AS VARCHAR)", own, role)


def _given(row: Row, table: str) -> str:
    """The user's columns with the types of their roles, and that no row has a fault; the only place that knows how the table is made."""
    casts = {"number": f"CAST({{}} AS {NUMBER})", "time": "CAST({} AS TIMESTAMP)", "text": "text_of(CAST({} AS VARCHAR))"}
    cells = [(quote.name(c.name), casts[c.kind] if c.role else "{}") for c in row.source.columns]
    columns = ", ".join(f"{cast.format(own)} AS {own}" for own, cast in cells)
    return f"SELECT {columns}, CAST(NULL AS VARCHAR) AS _fault FROM {table}"


def _names(row: Row, rules: tuple[Rule, ...]) -> Iterator[tuple[str, str]]:
    """The texts that a rule goes by, for each column that it looks at."""
    codes = {rule.code for rule in rules}
    for look in all_looks(row):
        if look.rule in codes:
            texts = f"{NAMES}_{look.column.role}"
            yield texts, f"SELECT DISTINCT {look.column.value} AS name FROM {GIVEN}"
            yield look.table, f"SELECT name FROM {texts} WHERE {look.condition.replace(NAMES, texts)}"


def _gathered(row: Row, rules: tuple[Rule, ...]) -> str:
    """One row per customer, order and fate; identical lines count once where the plan merges them."""
    own, distinct = row.own, "DISTINCT " if row.plan.duplicates == "merge" else ""
    taken = f"SELECT {distinct}* FROM ({judged_lines(row, rules, GIVEN)}) AS judged WHERE {own('fate')} IN (0, {places(rules, 'netted')})"
    values = ", ".join(f"{value} AS {name}" for value, name in line_measures(row, rules))
    keys = f"{row.value('customer')} AS customer, CAST({own('key')} AS VARCHAR) AS order_id, {own('fate')} AS fate"
    lines = f"SELECT {keys}, {values} FROM ({taken}) AS taken"
    return (
        f"CREATE OR REPLACE TABLE {GATHERED} AS SELECT customer, order_id, fate, {FIRST}, {SUMS}, count(*) AS lines"
        f" FROM ({lines}) AS lines GROUP BY customer, order_id, fate"
    )
