"""What matching found: purchases that were taken back, in part or as a whole, and cancellations of nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from coterie.clean import _match
from coterie.clean._ledger import Count, ledger_line
from coterie.clean._match import BACK, BOUGHT, MATCHED
from coterie.clean._orders import GATHERED
from coterie.clean._rule import Row, Rule
from coterie.engines.duckdb import DuckDBEngine
from coterie.records import LedgerLine, Source
from coterie.sql import quote

# Every candidate purchase with what was taken back of it; every cancellation with what it could not take back; both per order.
CANCELLED, UNMATCHED, CHANGES = "clean_cancelled", "clean_unmatched", "clean_changes"


@dataclass(frozen=True)
class Matched:
    """How many purchases were taken back as a whole, and per fate the cancellations that matched nothing, with their money."""

    whole: int
    whole_money: Decimal
    alone: tuple[tuple[int, int, Decimal], ...]


def can_be(rules: tuple[Rule, ...], totals: Iterable[Count]) -> bool:
    """Whether something was taken back that can be matched."""
    return any(count.fate and rules[count.fate - 1].cancels and rules[count.fate - 1].fate == "netted" for count in totals)


def is_wanted(rules: tuple[Rule, ...]) -> bool:
    """Whether what matches is to count as matched."""
    return any(rule.code == "cancelled-purchase" for rule in rules)


def would(source: Source, found: Matched, rules: tuple[Rule, ...], off: Iterable[Rule]) -> Iterator[LedgerLine]:
    """What the rules on matching would have done, where they are off; without matched purchases the other has nothing to go by."""
    of_nothing = (sum(rows for _, rows, _ in found.alone), -sum((money for *_, money in found.alone), Decimal(0)))
    counts = {"unmatched-cancellation": of_nothing} if is_wanted(rules) else {"cancelled-purchase": (found.whole, found.whole_money)}
    for rule in off:
        rows, money = counts.get(rule.code, (0, Decimal(0)))
        if rows:
            yield ledger_line(source, rule, rows, float(money))


def match(engine: DuckDBEngine, row: Row, rules: tuple[Rule, ...]) -> Matched:
    """Match all cancellations with purchases; the tables of what came of it stay in the engine."""
    for statement in matching(row, _match.back_lines(row, rules, GATHERED), _match.bought_lines(row, rules)):
        engine.run(statement)
    for table in (BACK, BOUGHT, MATCHED, *(f"{MATCHED}_{step}" for step, _ in enumerate(_match.rounds(row), 1))):
        engine.run(f"DROP TABLE {table}")
    whole, money = engine.rows(f"SELECT count(*), sum({row.own('sum')}) FROM {CANCELLED} WHERE whole")[0]
    alone = engine.rows(_alone(row))
    return Matched(int(whole), money or Decimal(0), tuple((int(fate), int(rows), left) for fate, rows, left in alone))


def matching(row: Row, back: str, bought: str) -> list[str]:
    """The statements that match, in order; the first two make the tables of what was taken back and of what was bought."""
    rounds = _match.rounds(row)
    steps = [_match.match(row, step, how) for step, how in enumerate(rounds, 1)]
    found = [_bought_with_what_came_back(row), _back_with_what_is_left(row), _changes(row)]
    return [back, bought, *steps, _match.pairs_with_money(row, len(rounds)), *found]


def _bought_with_what_came_back(row: Row) -> str:
    """Every candidate purchase, the units and money that were taken back, and whether that is all of it."""
    taken = f"SELECT bought, sum(weight) AS taken, sum(money) AS refund FROM {MATCHED} GROUP BY bought"
    return (
        f"CREATE OR REPLACE TABLE {CANCELLED} AS SELECT lines.*, coalesce(taken, 0) AS taken, coalesce(refund, 0) AS refund,"
        f" coalesce(taken, 0) = {row.own('weight')} AND taken IS NOT NULL AS whole"
        f" FROM {BOUGHT} AS lines LEFT JOIN ({taken}) AS taken ON taken.bought = lines.number"
    )


def _back_with_what_is_left(row: Row) -> str:
    """Every cancellation that could not take all of its units or money back; `alone` when it matched nothing at all."""
    taken = f"SELECT back, sum(weight) AS taken, sum(money) AS refund FROM {MATCHED} GROUP BY back"
    left = f"{row.own('weight')} - coalesce(taken, 0)"
    money = f"{row.own('sum')} - coalesce(refund, 0)"
    return (
        f"CREATE OR REPLACE TABLE {UNMATCHED} AS SELECT lines.*, {left} AS units_left, {money} AS money_left, taken IS NULL AS alone"
        f" FROM {BACK} AS lines LEFT JOIN ({taken}) AS taken ON taken.back = lines.number"
        f" WHERE taken IS NULL OR {left} > 0"
    )


def _changes(row: Row) -> str:
    """What is taken off each order: money, units, and the lines that are no purchase any more."""
    customer, order = row.own("customer"), row.own("order_id")
    return (
        f"CREATE OR REPLACE TABLE {CHANGES} AS SELECT {customer} AS customer, {order} AS order_id, sum(refund) AS refund,"
        f" sum(taken) AS taken, sum(CASE WHEN whole THEN 1 ELSE 0 END) AS lines FROM {CANCELLED}"
        f" WHERE taken > 0 GROUP BY {customer}, {order}"
    )


def _alone(row: Row) -> str:
    """Per fate: cancellations that matched nothing, and the money of all that is left over."""
    rows = "sum(CASE WHEN alone THEN 1 ELSE 0 END)"
    fate = row.own("fate")
    return f"SELECT {fate}, {rows} AS rows, sum(money_left) AS money FROM {UNMATCHED} GROUP BY {fate} ORDER BY {fate}"


def moved(totals: Iterable[Count], found: Matched, rules: tuple[Rule, ...]) -> list[Count]:
    """The counts per fate, with the rows and the money that matching moved to other fates.

    A cancellation that takes back less than it says stays where it is, but the money of what is left over does not.
    """
    places = {rule.code: place for place, rule in enumerate(rules, 1)}
    purchase, nothing = places["cancelled-purchase"], places.get("unmatched-cancellation")
    moves: dict[int, tuple[int, Decimal]] = {0: (-found.whole, -found.whole_money), purchase: (found.whole, found.whole_money)}
    if nothing is not None:
        moves |= {fate: (-rows, money) for fate, rows, money in found.alone}
        moves[nothing] = (sum(rows for _, rows, _ in found.alone), -sum((money for *_, money in found.alone), Decimal(0)))
    known = {count.fate: count for count in totals}
    counts = []
    for fate in sorted({*known, *moves}):
        count, (rows, money) = known.get(fate, Count(fate, 0)), moves.get(fate, (0, Decimal(0)))
        count = count._replace(rows=int(count.rows) + rows, money=Decimal(count.money) + money)
        if count.rows or count.money or count.copies:
            counts.append(count)
    return counts


def fully_cancelled(row: Row) -> str:
    """The lines of purchases of which all that look the same were taken back: customer, order, moment, product, weight, money."""
    columns = ", ".join(row.own(name) for name in ("customer", "order_id", "time", "item", "weight", "sum"))
    return f"SELECT {columns} FROM {CANCELLED} GROUP BY {columns} HAVING bool_and(whole)"


def numbered_alone(row: Row, judged: str) -> str:
    """The numbered lines of cancellations that match nothing, each once, with all that a judged line has."""
    cells = [*(quote.name(c.name) for c in row.source.columns), *row.source.made]
    same = " AND ".join(f"judged.{cell} IS NOT DISTINCT FROM alone.{cell}" for cell in cells)
    alone = f"SELECT {', '.join(cells)}, count(*) AS found FROM {UNMATCHED} WHERE alone GROUP BY {', '.join(cells)}"
    place = f"row_number() OVER (PARTITION BY {', '.join(f'judged.{cell}' for cell in cells)} ORDER BY _file, _line)"
    places = f"SELECT judged.*, alone.found, {place} AS place FROM ({judged}) AS judged JOIN ({alone}) AS alone ON {same}"
    return f"SELECT * FROM ({places}) AS placed WHERE place <= found"
