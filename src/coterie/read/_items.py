"""Two tables of orders as one: the lines of orders, each with what the table of orders says of its order.

Every row of both tables stays one row. An item gets the customer, the time and so on of its order. An order whose items are
there counts through them and brings no money of its own; one without items is a line of its own, with its own amount.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, shown
from coterie.plan import Plan
from coterie.read._grain import Grain, arranged, less_refunds, with_made
from coterie.read._roles import Read, how_to_say
from coterie.read._table import Table
from coterie.records import Column, Guess, Source
from coterie.records.read import ALONE, CONFLICTING, LED, NO_ORDER, REPEATED
from coterie.sql import quote
from coterie.words import counted, listed

# What an order says of these holds for none of its items.
OF_ITEMS_ONLY = ("product", "quantity", "price")
MONEY = ("amount", "price")
TRIED, LOOKED_FOR, MANY = 8, 1000, 0.5


def check_roles(roles: Mapping[str, str], place: str) -> None:
    """Refuse roles of the orders that are those of their items."""
    for role, column in roles.items():
        if role in OF_ITEMS_ONLY:
            fact = f"The {role} is to be {shown(column)} of the orders, but there is a table of their items"
            raise InputError("role-of-items", fact, place=place, remedy=f"Name a column of the items: --item-roles {role}=COLUMN.")


def as_headers(orders: Source) -> Source:
    """The orders without the roles that only their items have."""
    if "order" not in orders.roles:
        fact = "No column of the orders holds the order ids of the items"
        raise InputError("missing-role", fact, place=orders.name, remedy=how_to_say("order", "COLUMN"))
    columns = tuple(replace(c, role="") if c.role in OF_ITEMS_ONLY else c for c in orders.columns)
    by_content = Guess(orders.roles["order"], "order", 1.0, "it holds the order ids of the items")
    return replace(orders, columns=columns, guesses=(by_content, *(g for g in orders.guesses if g.role not in ("order", *OF_ITEMS_ONLY))))


def key_of(engine: DuckDBEngine, relation: str, columns: Sequence[Read], likely: str | None, wanted: Read) -> str | None:
    """The column of the orders that holds the order ids of the items, told by what it holds; `likely` is told by its name.

    Databases know an order by one number and its customer by another: both look like order ids.
    """
    same = [c for c in columns if c.facts.distinct > MANY and not c.is_time and c.facts.name != likely]
    names = [*([likely] if likely else []), *(c.facts.name for c in same)][:TRIED]
    if not names or not wanted.facts.values:
        return likely
    ids = ", ".join(quote.text(value) for value in wanted.facts.values[:LOOKED_FOR])
    cells = [f"text_of(CAST({quote.name(name)} AS VARCHAR))" for name in names]
    found = engine.rows(
        f"SELECT {', '.join(f'count(DISTINCT CASE WHEN {cell} IN ({ids}) THEN {cell} END)' for cell in cells)}"
        f" FROM {relation} WHERE _fault IS NULL"
    )[0]
    best = max(range(len(names)), key=lambda place: (found[place], -place))
    return names[best] if found[best] else likely


def named_apart(
    engine: DuckDBEngine, items: Table, key: str, columns: Sequence[Read], taken: Sequence[Read]
) -> tuple[Table, dict[str, str]]:
    """The items with columns that can stand beside those of the orders, and the name of each; of the key, one column stays."""
    used = {key.casefold(), *(c.facts.name.casefold() for c in taken)}
    names = {key: key}
    for own in (c.facts.name for c in columns if c.facts.name != key):
        free, count = own, 1
        while free.casefold() in used:
            free, count = f"{own} (items{f' {count}' if count > 1 else ''})", count + 1
        used.add(free.casefold())
        names[own] = free
    cells = ", ".join(f"{quote.name(own)} AS {quote.name(name)}" for own, name in names.items())
    engine.run(f"CREATE OR REPLACE VIEW {items.relation}_apart AS SELECT {cells}, _fault FROM {items.relation}")
    engine.run(f"CREATE OR REPLACE VIEW {items.relation}_apart_numbered AS SELECT {cells}, _fault, _line, _file FROM {items.numbered}")
    return replace(items, relation=f"{items.relation}_apart", numbered=f"{items.relation}_apart_numbered"), names


@dataclass(frozen=True)
class Join:
    """The orders and their items, typed, and whether an order id stands on several rows of the orders."""

    orders: Source
    items: Source
    twice: bool = False

    def key(self, source: Source) -> str:
        """SQL for the order id of a row; NULL where it has none, or cannot be read."""
        return f"CASE WHEN _fault IS NULL THEN {_column(source, 'order').value} END"

    def keyed(self, source: Source, view: str) -> str:
        """The rows of a view of this source with their order id as `_key`, and as `_said` what stands there in any case."""
        said = f"coalesce({self.key(source)}, {_column(source, 'order').text}) AS _said"
        return f"SELECT *, {self.key(source)} AS _key, {said} FROM {view}"

    def keys(self) -> str:
        """The order ids that items have."""
        return f"SELECT {self.key(self.items)} AS _key FROM {self.items.relation} WHERE {self.key(self.items)} IS NOT NULL"

    def headers(self, view: str) -> str:
        """Every row of the orders: its id as `_key`, and as `_joined` what it counts for. Of several rows of one id the newest counts."""
        keyed = self.keyed(self.orders, view)
        led = f"WHEN _key IN ({self.keys()}) THEN {quote.text(LED)}"
        if not self.twice:
            return f"SELECT *, CASE {led} ELSE {quote.text(ALONE)} END AS _joined FROM ({keyed}) AS keyed"
        cells = ", ".join(quote.name(c.name) for c in self.orders.columns)
        filled = " + ".join(f"CASE WHEN blank({c.text}) THEN 0 ELSE 1 END" for c in self.orders.columns)
        newest = f"{_column(self.orders, 'time').value} DESC NULLS LAST, {filled} DESC, {cells}"
        ranked = (
            f"SELECT *, row_number() OVER (PARTITION BY _key, {cells}, _fault ORDER BY _key) AS _copy,"
            f" rank() OVER (PARTITION BY _key ORDER BY {newest}) AS _rank FROM ({keyed}) AS keyed"
        )
        again = f"WHEN _key IS NOT NULL AND _copy > 1 THEN {quote.text(REPEATED)}"
        several = f"{again} WHEN _key IS NOT NULL AND _rank > 1 THEN {quote.text(CONFLICTING)}"
        return f"SELECT *, CASE {several} {led} ELSE {quote.text(ALONE)} END AS _joined FROM ({ranked}) AS ranked"

    def rows(self, orders: str, items: str, also: Sequence[str] = ()) -> str:
        """Every row of both tables, over these views of them; `also` are further columns that both have."""
        key = _column(self.orders, "order").name
        of_orders = [quote.name(c.name) for c in self.orders.columns if c.name != key]
        of_items = [quote.name(c.name) for c in self.items.columns if c.role != "order"]
        lines = ", ".join(
            [f"i._said AS {quote.name(key)}", *(f"o.{name}" for name in of_orders), *(f"i.{name}" for name in of_items)]
            + [f"i.{name}" for name in ("_fault", *also)]
        )
        alone = ", ".join([f"_said AS {quote.name(key)}", *of_orders, *(f"NULL AS {name}" for name in of_items), "_fault", *also])
        led = f"SELECT * FROM ({self.headers(self.orders.relation)}) AS h WHERE _joined = {quote.text(LED)}"
        return (
            f"SELECT {lines}, CASE WHEN i._fault IS NULL AND o._key IS NULL THEN {quote.text(NO_ORDER)} END AS _joined"
            f" FROM ({self.keyed(self.items, items)}) AS i"
            f" LEFT JOIN ({led}) AS o ON i._key = o._key"
            f" UNION ALL SELECT {alone}, _joined FROM ({self.headers(orders)}) AS headers"
        )


def joined(engine: DuckDBEngine, orders: Source, items: Source, plan: Plan) -> Source:
    """The lines of orders: the items with what is known of their orders, and the orders without items."""
    counts = _counted(engine, Join(orders, items))
    join = Join(orders, items, counts["orders"] > counts["ids"])
    if not counts["known"]:
        raise _strangers(orders, items)
    columns = _columns(orders, items)
    name = f"{orders.name} with {items.name}"
    source = Source("orders", name, "read_joined", "read_joined_numbered", columns, made=("_joined",))
    rows = {source.relation: join.rows(orders.relation, items.relation)}
    rows[source.numbered] = join.rows(orders.numbered, items.numbered, ("_line", "_file"))
    cells = ", ".join(quote.name(c.name) for c in columns)
    for view, query in rows.items():
        copy = f"row_number() OVER (PARTITION BY {cells}, _fault, _joined ORDER BY _joined) AS _copy"
        numbered = f"SELECT *, {copy} FROM ({query}) AS rows" if "refund" in source.roles else query
        engine.run(f"CREATE OR REPLACE VIEW {view} AS {numbered}")
    roles = source.roles
    whole = not any(role in items.roles for role in MONEY)
    if whole:
        columns, made = arranged(source, Grain(whole="amount" in roles), plan)
    else:
        columns, made = less_refunds(source, plan)
    notes = (*orders.notes, *items.notes, *_notes(counts, orders, items, whole))
    return with_made(engine, replace(source, columns=columns, notes=notes), made)


def _column(source: Source, role: str) -> Column:
    """The column in a role that the source surely has."""
    return next(c for c in source.columns if c.role == role)


def _columns(orders: Source, items: Source) -> tuple[Column, ...]:
    """The columns of both: those of the items decide what a line is, those of the orders everything else."""
    own = tuple(_of_orders(column, items.roles) for column in orders.columns)
    amount, found = orders.column("amount"), []
    for column in items.columns:
        if column.role == "amount" and amount:
            text, value = (_alone(sql, other) for sql, other in ((amount.text, column.text), (amount.value, column.value)))
            found.append(replace(column, text=text, value=value))
        elif column.role != "order":
            found.append(column)
    return (*own, *found)


def _of_orders(column: Column, theirs: Mapping[str, str]) -> Column:
    """A column of the orders beside items that have these roles: its amount is that of orders without items only, if they have money."""
    if column.role == "order":
        own = quote.name(column.name)
        return replace(column, kind="text", text=own, value=f"text_of({own})")
    if column.role in theirs:
        return replace(column, role="")
    if column.role == "amount" and "price" in theirs:
        return replace(column, text=_alone(column.text), value=_alone(column.value))
    if column.role == "amount":
        return replace(column, value=f"CASE WHEN _joined IS NULL OR _joined = {quote.text(ALONE)} THEN {column.value} END")
    return column


def _alone(sql: str, other: str = "NULL") -> str:
    """SQL that holds for orders without items; for orders with items nothing does."""
    items = f" WHEN _joined IS NULL OR _joined = {quote.text(NO_ORDER)} THEN {other}" if other != "NULL" else ""
    return f"CASE WHEN _joined = {quote.text(ALONE)} THEN {sql}{items} END"


def _counted(engine: DuckDBEngine, join: Join) -> dict[str, Any]:
    """Rows of orders with an id and their ids, items of known orders, and orders without items."""
    ids = f"SELECT {join.key(join.orders)} AS _key FROM {join.orders.relation} WHERE {join.key(join.orders)} IS NOT NULL"
    found = (
        f"SELECT (SELECT count(*) FROM ({ids}) AS ids) AS orders, (SELECT count(DISTINCT _key) FROM ({ids}) AS ids) AS ids,"
        f" (SELECT count(*) FROM ({join.keys()}) AS i WHERE _key IN ({ids})) AS known,"
        f" (SELECT count(DISTINCT _key) FROM ({ids}) AS o WHERE _key NOT IN ({join.keys()})) AS alone"
    )
    return engine.row(found)


def _strangers(orders: Source, items: Source) -> InputError:
    """The refusal of items that belong to none of the orders."""
    fact = (
        f"No item belongs to an order: no cell of {shown(_column(items, 'order').name)} in {items.name}"
        f" stands in {shown(_column(orders, 'order').name)} of {orders.name}"
    )
    remedy = "Name the columns of the order ids: --roles order=COLUMN and --item-roles order=COLUMN."
    return InputError("no-item-known", fact, place=items.name, remedy=remedy)


def _notes(counts: Mapping[str, int], orders: Source, items: Source, whole: bool) -> list[str]:
    """What was joined, and what the money is."""
    keys = listed([f"'{name}'" for name in dict.fromkeys((_column(items, "order").name, _column(orders, "order").name))])
    notes = [f"{counted(counts['known'], 'item')} and {counted(counts['ids'] - counts['alone'], 'order')} were joined by {keys}."]
    amount = orders.column("amount")
    if whole and amount:
        notes.append(f"The items have no money: that of their order ('{amount.name}') is shared among them.")
    if alone := counts["alone"]:
        one = alone == 1
        own = f" and {'counts with its' if one else 'count with their'} own '{amount.name}'" if amount else ""
        notes.append(f"{counted(alone, 'order')} {'has' if one else 'have'} no items{own}.")
    return notes
