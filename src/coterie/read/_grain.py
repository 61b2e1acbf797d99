"""Cells that are of a whole order, though they stand on one of its lines or on each of them.

Shops write an order with three articles as three lines, and leave blank on the second and third what they said on the
first; or they repeat the total of the order on every line. Blank cells are filled within their order, and the money of an
order is counted once and shared among its lines by quantity × price, exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from coterie.engines.duckdb import DuckDBEngine
from coterie.plan import Plan
from coterie.read._facts import SAMPLE_ROWS, step_of
from coterie.read._names import as_key, vocabulary
from coterie.records import Column, Source
from coterie.records.read import ALONE
from coterie.sql import quote
from coterie.words import listed

FILLED = ("customer", "time", "status", "cancelled", "kind", "country", "currency", "channel")
NUMBER = "DECIMAL(18, 4)"
# So many orders of several lines must agree before a total that stands on each line is taken for that of the order.
ENOUGH = 3
AGREE = 0.95


@dataclass(frozen=True)
class Grain:
    """What is of the whole order: the roles whose blank cells are filled, and whether the amount is."""

    fill: tuple[str, ...] = ()
    whole: bool = False


def grain_of(engine: DuckDBEngine, relation: str, columns: Sequence[Column], blanks: Mapping[str, bool], *, whole: bool) -> Grain:
    """What is of the whole order, as a sample of orders shows; an amount must be so in all rows, unless it is known to be."""
    roles = {c.role: c for c in columns if c.role}
    if "order" not in roles:
        return Grain()
    fill = tuple(role for role in FILLED if role in roles and blanks.get(roles[role].name))
    amount = roles.get("amount")
    asked = amount is not None and (whole or blanks.get(amount.name, False) or as_key(amount.name) in vocabulary("orders")["amount"].whole)
    if not (fill or asked):
        return Grain()
    found = engine.row(_survey(roles, fill, _some_orders(engine, relation, roles["order"].value), columns))
    fill = tuple(role for role in fill if found[f"fills_{role}"] and not found[f"clash_{role}"] > (1 - AGREE) * found["orders"])
    if asked and not whole:
        whole = _is_whole(found) and _is_whole(engine.row(_survey(roles, (), relation, columns)))
    return Grain(fill, whole and amount is not None)


def _some_orders(engine: DuckDBEngine, relation: str, order: str) -> str:
    """All rows of orders that their ids choose, as many as make a sample; of very many rows the first ones."""
    step = step_of(engine, relation, 1, SAMPLE_ROWS)
    chosen = f"AND row_key(({order})) % {step} = 0" if step else f"LIMIT {SAMPLE_ROWS}"
    return f"(SELECT * FROM {relation} WHERE _fault IS NULL {chosen})"


def _survey(roles: Mapping[str, Column], fill: Sequence[str], relation: str, columns: Sequence[Column]) -> str:
    """Per role, how many orders have it on some lines only, and how many contradict themselves; and how amounts stand in orders."""
    amount = roles["amount"].value if "amount" in roles else f"CAST(NULL AS {NUMBER})"
    own = f"{_weight(roles)} = {amount}" if "price" in roles else "false"
    cells = ", ".join(quote.name(c.name) for c in columns)
    per = [f"count(DISTINCT row_key(({cells}))) AS n", "count(*) AS lines", f"bool_and({own}) AS own"]
    per += [f"count({amount}) AS given", f"min({amount}) AS lo", f"max({amount}) AS hi"]
    for role in fill:
        value = roles[role].value
        per.append(f"count(*) FILTER (WHERE NOT blank({roles[role].text})) AS has_{role}, min({value}) <> max({value}) AS two_{role}")
    order = roles["order"].value
    orders = f"SELECT {', '.join(per)} FROM {relation} WHERE _fault IS NULL AND {order} IS NOT NULL GROUP BY {order}"
    counts = {f"fills_{role}": f"has_{role} BETWEEN 1 AND lines - 1" for role in fill} | {f"clash_{role}": f"two_{role}" for role in fill}
    several = "n > 1 AND given > 0"
    counts |= {
        "several": several,
        "once": f"{several} AND lo = hi AND (given = lines OR given = 1)",
        "first": f"{several} AND given = 1",
        "own": f"{several} AND own",
    }
    counted = ", ".join(f"count(*) FILTER (WHERE {condition}) AS {name}" for name, condition in counts.items())
    return f"SELECT count(*) AS orders, {counted} FROM ({orders}) AS orders"


def _is_whole(found: Mapping[str, int]) -> bool:
    """Whether the amounts are of orders: on one line only, or the same on all; and not simply those of the lines."""
    several, agreed = found["several"], found["once"] >= AGREE * found["several"]
    return agreed and found["own"] < AGREE * several and (found["first"] > 0 or several >= ENOUGH)


def _weight(roles: Mapping[str, Column]) -> str:
    """What a line counts in its order: quantity × price."""
    if "price" not in roles:
        return f"CAST(1 AS {NUMBER})"
    quantity = f"{roles['quantity'].value} * " if "quantity" in roles else ""
    return f"TRY_CAST({quantity}{roles['price'].value} AS {NUMBER})"


def arranged(source: Source, grain: Grain, plan: Plan, back: str = "") -> tuple[tuple[Column, ...], dict[str, str]]:
    """The columns with what is of the whole order, less what was refunded, and with the customer that money went back to.

    What takes several rows to say is made in columns of ours: their names, each with its SQL over the relation.
    """
    columns = source.columns
    roles = {c.role: c for c in columns if c.role}
    simple, made = dict[str, str](), dict[str, str]()
    if back and {"amount", "customer"} <= roles.keys():
        other = next(c for c in columns if c.name == back)
        simple["customer"] = f"CASE WHEN {roles['amount'].value} < 0 THEN lower(text_of({other.text})) ELSE {roles['customer'].value} END"
    if roles.keys() >= {"amount", "refund"} and plan.returns == "net" and not grain.whole:
        simple["amount"] = _less(roles["amount"].value, roles["refund"].value)
    if grain.fill or grain.whole:
        key = f"CASE WHEN {_counts(source)} THEN {roles['order'].value} END"
        prefix = next(p for n in range(1, 100) if not any(c.name.startswith(p := "_" * n + "of_order_") for c in columns))
        made = {prefix + role: _filled(roles[role], key) for role in grain.fill}
        if grain.whole:
            made[f"{prefix}amount"] = _shared(roles, key, plan, ", ".join(quote.name(c.name) for c in columns))
        simple |= {name.removeprefix(prefix): quote.name(name) for name in made}
    return tuple(replace(c, value=simple.get(c.role, c.value)) if c.role else c for c in columns), made


def with_made(engine: DuckDBEngine, source: Source, made: Mapping[str, str]) -> Source:
    """The source with columns of ours beside the user's."""
    if not made:
        return source
    own = ", ".join(f"{sql} AS {quote.name(name)}" for name, sql in made.items())
    for view in (source.relation, source.numbered):
        engine.run(f"CREATE OR REPLACE VIEW {view}_arranged AS SELECT *, {own} FROM {view}")
    return replace(source, relation=f"{source.relation}_arranged", numbered=f"{source.numbered}_arranged", made=(*source.made, *made))


def _counts(source: Source, also: str = f" OR _joined = {quote.text(ALONE)}") -> str:
    """SQL for a row that counts by itself; of orders that were joined with their items, not the rows that these stand for."""
    return f"_fault IS NULL AND (_joined IS NULL{also})" if "_joined" in source.made else "_fault IS NULL"


def _less(amount: str, refund: str) -> str:
    """What remains of an amount, never less than nothing; what was negative before stays."""
    return f"CASE WHEN {amount} > 0 THEN greatest({amount} - abs(coalesce({refund}, 0)), 0) ELSE {amount} END"


def less_refunds(source: Source, plan: Plan) -> tuple[tuple[Column, ...], dict[str, str]]:
    """The columns of orders and their items, with what was refunded of an order taken off its items, and the column made for it.

    It is taken off one item after the other, in the order of their content, until nothing is left of it. `_copy` numbers the
    items of an order that are the same: where these are merged, they count once here too.
    """
    roles = {c.role: c for c in source.columns if c.role}
    if not roles.keys() >= {"amount", "refund"} or plan.returns != "net":
        return source.columns, {}
    amount, refund = roles["amount"].value, f"abs(coalesce({roles['refund'].value}, 0))"
    merged = plan.duplicates == "merge"
    key = f"CASE WHEN {_counts(source, '')} THEN {roles['order'].value} END"
    cells = ", ".join(quote.name(c.name) for c in source.columns)
    line = f"coalesce({amount}, {_weight(roles)})" if "price" in roles else amount
    weight = f"greatest(coalesce({line}, 0), 0)"
    once = f"CASE WHEN _copy = 1 THEN {weight} ELSE 0 END" if merged else weight
    before = f"sum({once}) OVER (PARTITION BY {key} ORDER BY {cells}{'' if merged else ' ROWS UNBOUNDED PRECEDING'}) - {weight}"
    taken = f"least(greatest({refund} - ({before}), 0), {weight})"
    own = f"CASE WHEN _joined = {quote.text(ALONE)} THEN {_less(amount, roles['refund'].value)} ELSE {amount} END"
    net = f"CASE WHEN {key} IS NOT NULL AND {refund} > 0 THEN CAST({line} - {taken} AS {NUMBER}) ELSE {own} END"
    name = "of_order_amount"
    while any(c.name.casefold() == name for c in source.columns):
        name = f"_{name}"
    columns = tuple(replace(c, value=quote.name(name)) if c.role == "amount" else c for c in source.columns)
    return columns, {name: net}


def _filled(column: Column, key: str) -> str:
    """The value, or where the cell is blank the only one that the order has."""
    over = f"OVER (PARTITION BY {key})"
    only = f"CASE WHEN min({column.value}) {over} = max({column.value}) {over} THEN min({column.value}) {over} END"
    return f"CASE WHEN blank({column.text}) AND {key} IS NOT NULL THEN {only} ELSE {column.value} END"


def _shared(roles: Mapping[str, Column], key: str, plan: Plan, cells: str) -> str:
    """The line's share of its order's total.

    Shares are differences of rounded running sums, so that they add up to the total to the last digit. Lines run in the order
    of their content. Where identical lines are merged they have one share together, which the merging keeps.
    """
    over = f"OVER (PARTITION BY {key})"
    merged = plan.duplicates == "merge"
    running = f"OVER (PARTITION BY {key} ORDER BY {cells}{'' if merged else ' ROWS UNBOUNDED PRECEDING'})"
    copies = f" * count(*) OVER (PARTITION BY {key}, {cells})" if merged else ""
    total = f"max({roles['amount'].value}) {over}"
    if "refund" in roles and plan.returns == "net":
        total = _less(total, f"max(abs({roles['refund'].value})) {over}")
    weight = f"greatest(coalesce({_weight(roles)}, 0), 0)"
    evenly = f"CAST(1 AS {NUMBER})"

    def upto(w: str, less: str = "") -> str:
        return f"round({total} * (sum({w}) {running}{less}) / sum({w}) {over}, 4)"

    def share(w: str) -> str:
        return f"CAST({upto(w)} - {upto(w, f' - {w}{copies}')} AS {NUMBER})"

    shared = f"CASE WHEN sum({weight}) {over} > 0 THEN {share(weight)} ELSE {share(evenly)} END"
    return f"CASE WHEN {key} IS NULL THEN {roles['amount'].value} ELSE {shared} END"


def notes_of(columns: Sequence[Column], grain: Grain, plan: Plan) -> tuple[str, ...]:
    """What was done, for the user."""
    names = {c.role: c.name for c in columns if c.role}
    notes = []
    if grain.fill:
        filled = listed([f"'{names[role]}'" for role in grain.fill])
        notes.append(f"Where {filled} is blank on a line of an order, the cell of the order's other lines counts.")
    if grain.whole:
        money = f"The column '{names['amount']}' holds the money of a whole order"
        notes.append(f"{money}: it is counted once and shared among the order's lines.")
    if "refund" in names and "amount" in names and plan.returns == "net":
        notes.append(f"What was refunded ('{names['refund']}') is taken off the money.")
    return tuple(notes)
