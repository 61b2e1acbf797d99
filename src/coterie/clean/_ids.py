"""Ids that are written in two ways are one, where all ids together show that no other ids are confused by it.

A column of whole numbers with a gap becomes one of floats: 17850.0. That is 17850 again, unless some id has digits behind its
point that say something, such as 17850.2. C001 is c001, unless ids hold small and capital letters in a mixture, as random
ids do: then case tells them apart. Leading zeros always count, and so does everything from 16 digits on.

Of several ways to write an id the most frequent one is kept. What is looked through are the orders that were gathered, so
that ids that need no mending cost next to nothing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from coterie.clean._ledger import ledger_line
from coterie.clean._orders import GATHERED
from coterie.clean._rule import Row, rules_for
from coterie.engines.duckdb import DuckDBEngine
from coterie.records import LedgerLine
from coterie.sql import quote
from coterie.words import counted, listed

MENDED = "clean_mended"
NAMES = {"customer": "customer", "order": "order_id"}  # roles, and what the gathered orders call them
TAIL, FRACTION = "^(0|[1-9][0-9]{0,14})[.]0$", "^[0-9]+[.][0-9]*[1-9][0-9]*$"
MIXED = "[a-z][A-Za-z0-9]*[A-Z]"
FEW_MIXED = 20  # names such as McDonald are a mixture too: one id in twenty may be
WAYS = {"tail": "with and without .0 behind it", "case": "in small and in capital letters"}


@dataclass(frozen=True)
class Spelled:
    """How many ids of a role are written in more than one way, and in which; `ways` are those that are no difference."""

    role: str
    ways: frozenset[str]
    ids: int
    seen: tuple[str, ...]
    example: tuple[str, str]

    @property
    def table(self) -> str:
        """Each text that is to be another one."""
        return f"{MENDED}_{self.role}"

    def note(self) -> str:
        """What was done, for the user; an example of an order only, because the id of a customer may be a person."""
        such = f", such as {self.example[0]} and {self.example[1]}" if self.role == "order" else ""
        several = counted(self.ids, f"{self.role} id")
        how = listed([WAYS[way] for way in self.seen])
        return f"{several} {'is' if self.ids == 1 else 'are'} written in more than one way, {how}{such}: each is one {self.role}."


@dataclass(frozen=True)
class Mended:
    """The tables with their ids mended, what was done, and what would have been done were the rule on."""

    tables: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    would: tuple[LedgerLine, ...] = ()


def mend(engine: DuckDBEngine, tables: tuple[Row, ...]) -> Mended:
    """Look through the ids of customers and of orders, and mend what there is to mend."""
    found = Mended(tables)
    for role in NAMES:
        ids = ids_of(role, tables)
        spelled = look(engine, role, ids) if ids else None
        if spelled:
            engine.run(mended(spelled, ids))
            found = _applied(engine, spelled, found)
    return found


def _applied(engine: DuckDBEngine, spelled: Spelled, found: Mended) -> Mended:
    """The tables mended, with a note; or, where the rule is off, as they are, with what it would have done."""
    tables, would = list[Row](), list[LedgerLine]()
    for row in found.tables:
        rows, money = engine.rows(changed(spelled, row))[0] if row.has(spelled.role) else (0, 0)
        off = next((rule for rule in rules_for(row, on=False) if rule.code == "mended-id"), None)
        if off and rows:
            rule = dataclasses.replace(off, title=f"{off.title}: {spelled.role}")
            would.append(ledger_line(row.source, rule, int(rows), float(money)))
        tables.append(with_mended(engine, row, spelled) if rows and not off else row)
    notes = () if would else (spelled.note(),)
    return Mended(tuple(tables), (*found.notes, *notes), (*found.would, *would))


def look(engine: DuckDBEngine, role: str, ids: str) -> Spelled | None:
    """What there is to mend among `ids`, a query for them; None when there is nothing."""
    tail, case = engine.rows(differs(ids))[0]
    if not (tail or case):
        return None
    tails, fractions, lettered, mixed = engine.rows(proof(ids))[0]
    ways = frozenset([*(["tail"] if tails and not fractions else []), *(["case"] if case and mixed * FEW_MIXED <= lettered else [])])
    found = engine.rows(several(ids, ways)) if ways else []
    if not found:
        return None
    low, high, number, by_tail, by_case = found[0]
    return Spelled(role, ways, int(number), tuple(way for way, is_seen in (("tail", by_tail), ("case", by_case)) if is_seen), (low, high))


def ids_of(role: str, tables: Sequence[Row]) -> str:
    """A query for the ids of a role, in the orders that were gathered and in the customers table; "" when there are none."""
    parts = []
    for row in tables:
        column = row.source.column(role)
        if column and row.source.table == "orders":
            parts.append(f"SELECT {NAMES[role]} AS id FROM {GATHERED}")
        elif column and role == "customer":
            parts.append(f"SELECT {column.value} AS id FROM {row.source.relation} WHERE _fault IS NULL")
    return f"SELECT id FROM ({' UNION ALL '.join(parts)}) AS ids WHERE id IS NOT NULL" if parts else ""


def differs(ids: str) -> str:
    """Whether an id ends in .0, and whether there are small and capital letters."""
    return (
        "SELECT coalesce(bool_or(id LIKE '%.0'), false), coalesce(bool_or(id <> lower(id)) AND bool_or(id <> upper(id)), false)"
        f" FROM ({ids}) AS ids"
    )


def proof(ids: str) -> str:
    """Among the different ids: whole numbers with .0, other digits behind a point, ids with letters, and those of mixed case."""
    tail, fraction, mixed = (f"regexp_matches(id, {quote.text(pattern)})" for pattern in (TAIL, FRACTION, MIXED))
    conditions = (tail, fraction, "lower(id) <> upper(id)", f"{mixed} AND id NOT LIKE '%@%'")
    counts = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in conditions)
    return f"SELECT {counts} FROM (SELECT DISTINCT id FROM ({ids}) AS ids) AS ids"


def _keyed(ids: str, ways: frozenset[str]) -> str:
    """Each different id with how often it stands there, itself without .0, and the key that all spellings of it share."""
    bare = f"CASE WHEN regexp_matches(id, {quote.text(TAIL)}) THEN substr(id, 1, length(id) - 2) ELSE id END" if "tail" in ways else "id"
    key = "lower(bare)" if "case" in ways else "bare"
    different = f"SELECT id, count(*) AS n, {bare} AS bare FROM ({ids}) AS ids GROUP BY id"
    return f"SELECT id, n, bare, {key} AS spelling FROM ({different}) AS different"


def several(ids: str, ways: frozenset[str]) -> str:
    """The first id with more than one spelling, how many such there are, and which differences there are among all of them."""
    groups = (
        "SELECT spelling, min(id) AS low, max(id) AS high, bool_or(id <> bare) AS by_tail, min(bare) <> max(bare) AS by_case"
        f" FROM ({_keyed(ids, ways)}) AS keyed GROUP BY spelling HAVING count(*) > 1"
    )
    return (
        "SELECT low, high, count(*) OVER () AS ids, bool_or(by_tail) OVER () AS by_tail, bool_or(by_case) OVER () AS by_case"
        f" FROM ({groups}) AS spelled ORDER BY spelling LIMIT 1"
    )


def mended(spelled: Spelled, ids: str) -> str:
    """The table of the texts that are to be another one: the most frequent spelling, of several the first as a text."""
    keyed = _keyed(ids, spelled.ways)
    place = "row_number() OVER (PARTITION BY spelling ORDER BY sum(n) DESC, bare)"
    best = f"SELECT spelling, bare, {place} AS place FROM ({keyed}) AS keyed GROUP BY spelling, bare"
    return (
        f"CREATE OR REPLACE TABLE {spelled.table} AS SELECT keyed.id AS given, best.bare AS own FROM ({keyed}) AS keyed"
        f" JOIN ({best}) AS best ON best.spelling = keyed.spelling AND best.place = 1 WHERE keyed.id <> best.bare"
    )


def changed(spelled: Spelled, row: Row) -> str:
    """The rows of a table, with their money, that the mending concerns."""
    column, given = row.source.column(spelled.role), f"SELECT given FROM {spelled.table}"
    if row.source.table == "orders":
        return f"SELECT coalesce(sum(lines), 0), coalesce(sum(amount), 0) FROM {GATHERED} WHERE {NAMES[spelled.role]} IN ({given})"
    assert column is not None
    return f"SELECT count(*), 0 FROM {row.source.relation} WHERE _fault IS NULL AND {column.value} IN ({given})"


def with_mended(engine: DuckDBEngine, row: Row, spelled: Spelled) -> Row:
    """The table with the ids of a role mended, in a column of ours."""
    source, made = row.source, row.own(f"mended_{spelled.role}")
    column = source.column(spelled.role)
    assert column is not None
    given, own = row.own("given"), row.own("mended")
    texts = f"(SELECT given AS {given}, own AS {own} FROM {spelled.table}) AS texts"
    views = []
    for relation in (source.relation, source.numbered):
        views.append(f"{relation}_{spelled.role}")
        cells = f"rows_in.*, coalesce({own}, {column.value}) AS {made}"
        joined = f"{relation} AS rows_in LEFT JOIN {texts} ON {given} = {column.value}"
        engine.run(f"CREATE OR REPLACE VIEW {views[-1]} AS SELECT {cells} FROM {joined}")
    columns = tuple(dataclasses.replace(c, value=made) if c is column else c for c in source.columns)
    source = dataclasses.replace(source, relation=views[0], numbered=views[1], columns=columns, made=(*source.made, made))
    return dataclasses.replace(row, source=source, as_it_stands=False)
