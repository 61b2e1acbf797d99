"""The statements that match cancellations and returns with the purchases that they take back.

Units are matched first in, first out: a cancellation takes back the earliest units that the same customer bought at or
before it, of the same product at the same price. Nothing is decided line by line. With all purchases of such a key laid
end to end on one axis of units, and all its cancellations too, what the first j cancellations match is their sum without
the most by which the sum of any first i of them exceeded what had been bought by then. So every cancellation matches one
stretch of the axis, and stretches are cut where a purchase ends.

There are two rounds. The first only looks into the order that the cancellation names (C1001 names 1001; a return may
stand in the order itself), the second, with what is left over, at all orders of the customer. Where no product is known,
the second round goes by equal amounts, and a third takes what is left off the earliest that the customer paid. Where there
is no quantity, money is matched instead of units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coterie.clean._rule import Row, Rule
from coterie.clean._typed import NUMBER, judged_lines, money
from coterie.sql import quote

BACK, BOUGHT, MATCHED = "clean_back", "clean_bought", "clean_matched"
EVENTS = """SELECT *, sum(CASE WHEN kind = 0 THEN weight ELSE 0 END) {sofar} AS bought,
    sum(CASE WHEN kind = 1 THEN weight ELSE 0 END) {sofar} AS back FROM ({events}) AS events"""
SHORT = "SELECT *, greatest(max(back - bought) {sofar}, 0) AS short FROM ({sums}) AS sums"
ENDS = "SELECT {keys}, kind, number, CASE WHEN kind = 0 THEN bought ELSE back - short END AS upto FROM ({short}) AS short"
PIECES = """SELECT upto - lag(upto, 1, 0) OVER (PARTITION BY {keys} ORDER BY upto, kind, number) AS weight,
    min(CASE WHEN kind = 0 THEN number END) {onward} AS bought, min(CASE WHEN kind = 1 THEN number END) {onward} AS back
    FROM ({ends}) AS ends"""


@dataclass(frozen=True)
class Round:
    """One round: the columns that must be the same, and what the lines must fulfil beside."""

    keys: tuple[str, ...]
    condition: str = "true"


def rounds(row: Row) -> tuple[Round, ...]:
    """The rounds that a table allows."""
    own = row.own
    thing = (own("item"), own("each"))
    found = [Round((own("customer"), own("ref"), *thing))] if row.has("order") else []
    if row.has("product"):
        found.append(Round((own("customer"), *thing), f"{own('item')} <> ''"))
    elif money(row):  # equal amounts, of lines that no round before has touched; then whatever the customer paid
        found.append(Round((own("customer"), own("each"), own("sum"), "weight"), f"weight = {own('weight')}"))
        found.append(Round((own("customer"),)))
    return tuple(found)


def back_lines(row: Row, rules: tuple[Rule, ...], gathered: str) -> str:
    """The cancellations and returns, each different line with a number in order of time; few rows are looked at closely."""
    cancels = ", ".join(str(place) for place, rule in enumerate(rules, 1) if rule.cancels) or "-1"
    role = "order" if row.has("order") else "customer"
    found = f"SELECT {'order_id' if role == 'order' else 'customer'} FROM {gathered} WHERE fate IN ({cancels}) UNION ALL SELECT ''"
    likely = f"(SELECT * FROM {row.source.relation} WHERE coalesce({_id(row, role)}, '') IN ({found})) AS likely"
    return _numbered(row, rules, BACK, likely, cancels)


def bought_lines(row: Row, rules: tuple[Rule, ...]) -> str:
    """The purchases that could be meant: of a customer who gave something back, and where it is known, of the same product."""
    own, product = row.own, row.source.column("product")
    pairs = [(_id(row, "customer"), own("customer")), *([(f"coalesce({product.value}, '')", own("item"))] if product else [])]
    known = ", ".join(f"{name} AS {own(f'known_{place}')}" for place, (_, name) in enumerate(pairs))
    same = " AND ".join(f"{value} = known.{own(f'known_{place}')}" for place, (value, _) in enumerate(pairs))
    likely = f"(SELECT given.* FROM {row.source.relation} AS given JOIN (SELECT DISTINCT {known} FROM {BACK}) AS known ON {same}) AS likely"
    return _numbered(row, rules, BOUGHT, likely, "0")


def _id(row: Row, role: str) -> str:
    """SQL for an id over the relation of the source."""
    column = row.source.column(role)
    assert column is not None
    return column.text if row.as_it_stands else column.value


def _numbered(row: Row, rules: tuple[Rule, ...], table: str, relation: str, fates: str) -> str:
    """Lines with some fates: what they are matched by, their cells, and a number in order of time."""
    distinct = "DISTINCT " if row.plan.duplicates == "merge" else ""
    cells = ", ".join([*(quote.name(c.name) for c in row.source.columns), *row.source.made])
    lines = f"SELECT {distinct}{', '.join(_columns(row, rules))}, {cells} FROM ({judged_lines(row, rules, relation)}) AS judged"
    lines += f" WHERE {row.own('fate')} IN ({fates})"
    order = ", ".join([row.own("time"), row.own("customer"), row.own("order_id"), cells])
    return f"CREATE OR REPLACE TABLE {table} AS SELECT *, row_number() OVER (ORDER BY {order}) AS number FROM ({lines}) AS lines"


def _columns(row: Row, rules: tuple[Rule, ...]) -> list[str]:
    """What a line is matched by: customer, moment, order, the order it names, product, price, weight and money."""
    own, value = row.own, row.value
    key = f"CAST({own('key')} AS VARCHAR)"
    marked = [place for place, rule in enumerate(rules, 1) if rule.code == "cancelled-order"]
    ref = f"CASE WHEN {own('fate')} = {marked[0]} THEN substr({key}, 2) ELSE {key} END" if marked else key
    size = value("quantity") if row.has("quantity") else value("money") if money(row) else f"CAST(1 AS {NUMBER})"
    made = {
        "customer": value("customer"),
        "time": value("time"),
        "order_id": key,
        "ref": ref,
        "item": f"coalesce({value('product')}, '')" if row.has("product") else "''",
        "each": f"coalesce(abs({value('price')}), 0)" if row.has("price") else "0",
        "weight": f"coalesce(abs({size}), 0)",
        "sum": f"CAST(coalesce(abs({value('money')}), 0) AS {NUMBER})",
        "fate": own("fate"),
    }
    return [f"{sql} AS {own(name)}" for name, sql in made.items()]


def match(row: Row, step: int, how: Round) -> str:
    """One round: pairs of a purchase and a cancellation, with the units that they share."""
    keys = ", ".join(f"k{place}" for place in range(len(how.keys)))
    before = range(1, step)
    events = " UNION ALL ".join(
        f"SELECT {kind} AS kind, number, moment, weight, {_named(how.keys)} FROM ({_left(row, table, side, before)}) AS remaining"
        f" WHERE weight > 0 AND {how.condition}"
        for kind, (table, side) in enumerate(((BOUGHT, "bought"), (BACK, "back")))
    )
    window = f"OVER (PARTITION BY {keys} ORDER BY {{}} ROWS BETWEEN {{}})"
    sofar = window.format("moment, kind, number", "UNBOUNDED PRECEDING AND CURRENT ROW")
    onward = window.format("upto, kind, number", "CURRENT ROW AND UNBOUNDED FOLLOWING")
    short = SHORT.format(sofar=sofar, sums=EVENTS.format(sofar=sofar, events=events))
    pieces = PIECES.format(keys=keys, onward=onward, ends=ENDS.format(keys=keys, short=short))
    pairs = f"SELECT {step} AS step, bought, back, weight FROM ({pieces}) AS pieces WHERE weight > 0"
    return f"CREATE OR REPLACE TABLE {MATCHED}_{step} AS {pairs} AND bought IS NOT NULL AND back IS NOT NULL"


def _named(keys: Sequence[str]) -> str:
    """The columns of a key under short names."""
    return ", ".join(f"{key} AS k{place}" for place, key in enumerate(keys))


def _left(row: Row, table: str, side: str, before: Sequence[int]) -> str:
    """The lines of one side with the weight that the rounds before have left over."""
    moment, own = f"{row.own('time')} AS moment", row.own("weight")
    if not before:
        return f"SELECT lines.*, {moment}, {own} AS weight FROM {table} AS lines"
    pairs = " UNION ALL ".join(f"SELECT {side} AS matched, weight FROM {MATCHED}_{step}" for step in before)
    taken = f"SELECT matched, sum(weight) AS taken FROM ({pairs}) AS pairs GROUP BY matched"
    left = f"{own} - coalesce(taken, 0) AS weight"
    return f"SELECT lines.*, {moment}, {left} FROM {table} AS lines LEFT JOIN ({taken}) AS taken ON taken.matched = lines.number"


def pairs_with_money(row: Row, steps: int) -> str:
    """All pairs, each with the share of the cancellation's money that it takes back; the shares add up to the whole."""
    pairs = " UNION ALL ".join(f"SELECT step, bought, back, weight FROM {MATCHED}_{step}" for step in range(1, steps + 1))
    sofar = "sum(weight) OVER (PARTITION BY back ORDER BY step, bought ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    own = row.own
    shares = [f"share_of({own('sum')}, {part}, {own('weight')})" for part in ("upto", "upto - pairs.weight")]
    return (
        f"CREATE OR REPLACE TABLE {MATCHED} AS SELECT bought, back, pairs.weight, {shares[0]} - {shares[1]} AS money"
        f" FROM (SELECT bought, back, weight, {sofar} AS upto FROM ({pairs}) AS pairs) AS pairs JOIN {BACK} AS back_lines ON number = back"
    )
