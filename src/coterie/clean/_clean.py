"""The stage: judge every row, gather orders and customers, keep the ledger."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from coterie import own_sql
from coterie.clean import _categories, _found, _matched, _orders, _people, _views, _would
from coterie.clean._attributes import attributes, may_be_codes
from coterie.clean._currency import find_currency
from coterie.clean._ids import Mended, mend
from coterie.clean._ledger import Count, ledger_line, ledger_lines, nothing_left, too_many_unreadable, unreadable_rows
from coterie.clean._matched import Matched
from coterie.clean._names import awoken, without_idle
from coterie.clean._rule import Row, Rule, rules_for
from coterie.clean._set_aside import SET_ASIDE, first_rows, first_unreadable, listing, listing_alone, set_aside
from coterie.clean._typed import can_stand, judged_lines, money, selection
from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import VALUE_SHOWN, InputError, did_you_mean, lacking_column, shown
from coterie.plan import Plan
from coterie.records import PERSONAL, Cleaned, Column, Example, Inputs, Ledger, LedgerLine, Model, Source
from coterie.words import counted

YEAR = 364  # days from the first order to the last after which every season was seen


@dataclass(frozen=True)
class _Table:
    """One input table after cleaning. `judged` gives SQL for its rows with their fate, over a relation."""

    row: Row
    rules: tuple[Rule, ...]
    lines: tuple[LedgerLine, ...]
    judged: Callable[[str], str]
    would: tuple[LedgerLine, ...] = ()
    notes: tuple[str, ...] = ()
    attributes: tuple[Column, ...] = ()
    currency: str = ""
    matched: Matched | None = None


def clean(engine: DuckDBEngine, plan: Plan, inputs: Inputs, model: Model | None) -> Cleaned:
    """Every row of the input used, merged, netted or set aside; orders per customer, and customers with their attributes."""
    if model is None:
        own_sql.check(engine, plan, inputs, may_be_codes(inputs.customers))
    mended = _mended(engine, plan, inputs)
    orders = customers = None
    for row in mended.tables:
        if row.source.table == "orders":
            orders = _clean_orders(engine, row)
        else:
            customers = _clean_customers(engine, row, model, _orders.ORDERS if orders else "")
    tables = [table for table in (orders, customers) if table]
    kept = model is None and "set_aside" in plan.keep
    for statement in set_aside([part for table in tables for part in _listings(table)], kept=kept):
        engine.run(statement)
    lines = tuple(line for table in tables for line in table.lines)
    rows_in: dict[str, int] = {t.row.source.table: sum(line.rows for line in t.lines) for t in tables}
    notes = (*mended.notes, *(note for t in tables for note in (*t.row.source.notes, *t.notes)))
    would = (*mended.would, *(line for table in tables for line in table.would))
    cleaned = Cleaned(Ledger(lines, rows_in, notes, _examples(engine, tables) if kept else (), would), SET_ASIDE)
    if customers:
        cleaned = dataclasses.replace(cleaned, customers=_people.CUSTOMERS, attributes=customers.attributes)
    return _with_orders(engine, cleaned, orders, model) if orders else cleaned


def _mended(engine: DuckDBEngine, plan: Plan, inputs: Inputs) -> Mended:
    """The input tables, orders first and gathered, with ids that are written in several ways brought together."""
    today, tables = date.today(), list[Row]()
    notes: tuple[str, ...] = ()
    would: tuple[LedgerLine, ...] = ()
    if inputs.orders:
        row = Row(inputs.orders, plan, today)
        _check_roles(row.source, "customer", "time")
        row, notes, would = _categories.of_orders(engine, row)
        _check_selection(engine, row)
        tables.append(_gather_tidy(engine, row))
    if inputs.customers:
        own_plan = plan.model_copy(update={"where": None}) if inputs.orders else plan
        tables.append(without_idle(engine, Row(inputs.customers, own_plan, today)))
    mended = mend(engine, tuple(tables))
    mended = dataclasses.replace(mended, notes=(*notes, *mended.notes), would=(*would, *mended.would))
    if inputs.orders and mended.tables[0] != tables[0]:
        engine.run(_orders.gather(mended.tables[0], _order_rules(mended.tables[0])))
    return mended


def _examples(engine: DuckDBEngine, tables: list[_Table]) -> tuple[Example, ...]:
    """The first rows that each rule set aside; what stands in a column of ids or addresses may be a person, and stays in the list."""
    people = {c.name for t in tables for c in t.row.source.columns if c.role in ("customer", *PERSONAL)}
    return tuple(
        Example(table, code, source, line, column, "" if column in people else (value or "")[:VALUE_SHOWN])
        for table, code, source, line, column, value in engine.rows(first_rows())
    )


def _clean_orders(engine: DuckDBEngine, row: Row) -> _Table:
    """One row per customer, order and kind, of lines that were gathered; identical lines merged where the plan says so."""
    gathered, rules, recounted = _counted(engine, row)
    row = dataclasses.replace(gathered, as_it_stands=False)
    totals = [Count(*found) for found in engine.rows(_orders.totals(recounted))]
    if not all(count.bounded for count in totals):
        fact = "The money of an order is too large to add up exactly"
        raise InputError("too-much-money", fact, place=row.source.name, remedy="Check the column of the money for ids or codes.")
    found, would = _match(engine, gathered, rules, totals)
    off = _order_rules(row, on=False)
    judged = judged_lines(row, rules, _found.likely(row, recounted) if _found.is_all(off) else row.source.relation)
    would = (*_would.would(engine, row, rules, off, judged), *would, *_would_merge(engine, gathered, rules))
    engine.run(_views.orders_view(row, rules, recounted, found))
    engine.run(_views.lines_view(row, rules, found))
    lines = ledger_lines(row.source, rules, _matched.moved(totals, found, rules) if found else totals)
    table = _checked(engine, _Table(row, rules, lines, lambda relation: judged_lines(row, rules, relation), would, matched=found))
    currency, notes = find_currency(engine, row, rules)
    if not row.has("order"):
        notes = (*notes, "There is no order id: the lines of a customer at one moment are one order.")
    return dataclasses.replace(table, notes=notes, currency=currency)


def _order_rules(row: Row, *, on: bool = True) -> tuple[Rule, ...]:
    """The rules on orders that are on, or those that are off."""
    return rules_for(row, *(["money"] if money(row) else []), on=on)


def _gather_tidy(engine: DuckDBEngine, row: Row) -> Row:
    """Gather the orders; the row as it was taken for it.

    Ids are taken as they stand first: to take white space off each of many millions costs more than all that is done with them.
    Nor is it asked of every line whether it is a guest's, before somebody who ordered is seen to be one.
    """
    row = dataclasses.replace(without_idle(engine, row), as_it_stands=can_stand(row))
    engine.run(_orders.gather(row, _order_rules(row)))
    untidy = row.as_it_stands and engine.rows(_orders.untidy())
    seen = dataclasses.replace(awoken(engine, row, _orders.GATHERED), as_it_stands=row.as_it_stands and not untidy)
    if seen != row:
        engine.run(_orders.gather(seen, _order_rules(seen)))
    return seen


def _counted(engine: DuckDBEngine, row: Row) -> tuple[Row, tuple[Rule, ...], bool]:
    """Count what was gathered: the row as it was taken, by which rules, and whether some orders were counted again.

    A rule that only all orders together can tell of is tried only where there is something for it to do.
    """
    rules = _order_rules(row)
    recounted = _recount(engine, row, rules)
    seen = dataclasses.replace(row, bounds=_found.bounds(engine, row, recounted))
    seen = dataclasses.replace(seen, contradicted=_found.contradicted(engine, seen, _order_rules(seen), recounted))
    if (seen_rules := _order_rules(seen)) != rules:
        engine.run(_orders.gather(seen, seen_rules))
        recounted = _recount(engine, seen, seen_rules)
    return seen, seen_rules, recounted


def _recount(engine: DuckDBEngine, row: Row, rules: tuple[Rule, ...]) -> bool:
    """Count the orders again that may hold identical lines, if there are such and they are merged."""
    again = row.plan.duplicates == "merge" and bool(engine.rows(_orders.doubtful()))
    if again:
        engine.run(_orders.recount(row, rules))
    return again


def _would_merge(engine: DuckDBEngine, row: Row, rules: tuple[Rule, ...]) -> tuple[LedgerLine, ...]:
    """What merging identical lines would have done, where they are kept."""
    if row.plan.duplicates == "merge" or not engine.rows(_orders.doubtful()):
        return ()
    engine.run(_orders.recount(row, rules))
    copies, copied = engine.rows(_orders.copies())[0]
    merges = next(rule for rule in rules if rule.code == "identical-line")
    return (ledger_line(row.source, merges, int(copies), float(copied)),) if copies else ()


def _match(engine: DuckDBEngine, row: Row, rules: tuple[Rule, ...], totals: list[Count]) -> tuple[Matched | None, tuple[LedgerLine, ...]]:
    """What was taken back, matched where the plan wants it, and what the rules that are off would have done."""
    if not _matched.can_be(rules, totals):
        return None, ()
    found = _matched.match(engine, row, rules)
    would = tuple(_matched.would(row.source, found, rules, _order_rules(row, on=False)))
    return found if _matched.is_wanted(rules) else None, would


def _clean_customers(engine: DuckDBEngine, row: Row, model: Model | None, orders: str) -> _Table:
    """One row per customer with its attributes."""
    if orders:
        _check_roles(row.source, "customer")
    _check_selection(engine, row)
    rules = rules_for(row, *(["orders"] if orders else []))
    known = attributes(engine, row, model)
    notes = known.notes
    engine.run(_people.people(row, rules, known.columns, orders))
    engine.run(_people.customers_view(row, known.columns))
    lines = ledger_lines(row.source, rules, [Count(*found) for found in engine.rows(_people.fates(row))])
    if not row.has("customer"):
        notes = (*notes, "There is no customer id: customers are numbered in the order of what their rows hold.")
    if orders and (strangers := engine.rows(_people.unmatched(orders))[0][0]):
        notes = (*notes, f"Of those with orders, {counted(strangers, 'customer')} cannot be found in the customers table: no attributes.")

    def judged(relation: str) -> str:
        return _people.judged_people(row, rules, relation, orders)

    would = (*known.would, *_would.would(engine, row, rules, rules_for(row, on=False), judged(row.source.relation)))
    return _checked(engine, _Table(row, rules, lines, judged, would, notes, known.columns))


def _with_orders(engine: DuckDBEngine, cleaned: Cleaned, table: _Table, model: Model | None) -> Cleaned:
    """What the orders add: their roles, their period and currency, and the day that customers are looked at from."""
    row = table.row
    first, last, hours = engine.rows(_orders.period())[0]
    given = {"amount": money(row), "returns": row.plan.returns == "net", "hours": hours, "year": (last - first).days >= YEAR}
    made = [role for role, there in given.items() if there]
    days = [last + timedelta(days=1), *([model.as_of] if model and model.as_of else [])]
    return dataclasses.replace(
        cleaned,
        orders=_orders.ORDERS,
        lines=_orders.LINES,
        roles=frozenset({*row.source.roles, *made}),
        first=first,
        last=last,
        as_of=row.plan.as_of or max(days),
        currency=table.currency,
    )


def _checked(engine: DuckDBEngine, table: _Table) -> _Table:
    """The table, unless too much of it cannot be read or nothing of it is left."""
    source, limit = table.row.source, table.row.plan.max_unreadable
    unreadable, rows = unreadable_rows(table.lines, table.rules), sum(line.rows for line in table.lines)
    if unreadable > limit * rows:
        first = engine.row(first_unreadable(table.row, table.rules, table.judged(source.numbered)))
        raise too_many_unreadable(source, unreadable, rows, limit, first)
    if not any(line.fate == "used" for line in table.lines):
        raise nothing_left(source, table.lines)
    return table


def _check_roles(source: Source, *roles: str) -> None:
    """Refuse a table without a column that it cannot do without."""
    for role in roles:
        if role not in source.roles:
            names = ", ".join(c.name for c in source.columns[:10])
            setting = "roles" if source.table == "orders" else "customer_roles"
            remedy = f'Name it with {setting}, such as {role} = "…". The columns are: {names}.'
            raise InputError("missing-role", f"No column of the {source.table} is known to be the {role}", place=source.name, remedy=remedy)


def _check_selection(engine: DuckDBEngine, row: Row) -> None:
    """Refuse a condition that the engine cannot work out, before the large pass."""
    if row.plan.where and (complaint := engine.complaint(selection(row))):
        names = [c.name for c in row.source.columns]
        lacking, about = lacking_column(complaint), f"It is SQL over the columns: {', '.join(names[:10])}."
        fact = f"The condition {shown(row.plan.where)} cannot be worked out: "
        fact += f"there is no column {shown(lacking)}" if lacking else complaint
        near = f"{guess} " if lacking and (guess := did_you_mean(lacking, names)).startswith("Did") else ""
        text = " A text stands in single quotes." if lacking else ""
        raise InputError("bad-where", fact, place=row.source.name, remedy=f"{near}{about}{text}")


def _listings(table: _Table) -> Iterator[str]:
    """The rows that were set aside and that the user should see."""
    row, rules = table.row, table.rules
    listed = {rule.code for rule in rules if rule.fate == "set aside" and rule.listed}
    if any(line.rule in listed for line in table.lines):
        yield listing(row, rules, table.judged(row.source.numbered))
    if table.matched and any(rows for _, rows, _ in table.matched.alone) and "unmatched-cancellation" in listed:
        yield listing_alone(row, rules, _matched.numbered_alone(row, table.judged(row.source.numbered)))
