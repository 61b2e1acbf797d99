"""What a segment buys more often than everyone, what its customers began with, and what they bought next and when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coterie.kernels.lift import LEAST, lift_bound, stands_out
from coterie.records import NO_SEGMENT, Favourite, Step, Tastes
from coterie.sql import quote
from coterie.sql.history import until
from coterie.words import counted, listed, part, quoted, times

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coterie.engines.duckdb import DuckDBEngine
    from coterie.records import Cleaned

LOOKED_AT = 300  # so many products, those with most buyers
SHOWN = 5
TELLING = 0.05  # a step that fewer take is none to speak of
KINDS = ("category", "product")


def tastes(engine: DuckDBEngine, cleaned: Cleaned, joined: str, sizes: Mapping[int, int]) -> dict[int, Tastes]:
    """By segment; {} where nobody knows what was bought. `joined` are the features with their segments, of which `sizes` are customers."""
    kinds = [kind for kind in KINDS if kind in cleaned.roles] if cleaned.orders else []
    if not kinds:
        return {}
    found: dict[int, list[Favourite]] = {segment: [] for segment in sizes}
    for kind in kinds:
        for segment, favourite in _favourites(kind, engine.rows(bought_sql(kind, cleaned, joined)), sizes):
            found[segment].append(favourite)
    steps = {(segment, place): (name, n) for segment, place, name, n in engine.rows(steps_sql(kinds[0], cleaned, joined))}
    again = {segment: (n, float(days)) for segment, n, days in engine.rows(again_sql(cleaned, joined))}
    codes = {f.name for own in found.values() for f in own if f.kind == "product"}
    codes |= {name for name, _ in steps.values()} if kinds[0] == "product" else set()
    labels = dict(engine.rows(labels_sql(cleaned, sorted(codes)))) if codes and "product_name" in cleaned.roles else {}
    return {
        segment: _told(
            tuple(_labelled(f, labels) if f.kind == "product" else f for f in found[segment]),
            _step(steps.get((segment, 1)), size, labels),
            steps.get((segment, 2)),
            again.get(segment),
            labels,
        )
        for segment, size in sizes.items()
    }


def _favourites(kind: str, rows: Sequence[tuple[int, str, int]], sizes: Mapping[int, int]) -> Iterator[tuple[int, Favourite]]:
    """What stands out, each segment's strongest first; of those in no segment nothing is said."""
    everyone, totals = sum(sizes.values()), dict[str, int]()
    for _, name, buyers in rows:
        totals[name] = totals.get(name, 0) + buyers
    groups = [segment for segment in sizes if segment != NO_SEGMENT]
    looks = max(1, len(totals) * len(groups))
    for segment in groups if len(groups) > 1 else ():
        own = []
        for number, name, buyers in rows:
            seen = (buyers, sizes[segment], totals[name], everyone, looks)
            if number == segment and stands_out(*seen):
                own.append(Favourite(kind, name, buyers, buyers / sizes[segment], totals[name] / everyone, *lift_bound(*seen)))
        yield from ((segment, f) for f in sorted(own, key=lambda f: (-round(f.lift_low, 9), f.name))[:SHOWN])


def _labelled(favourite: Favourite, labels: Mapping[str, str]) -> Favourite:
    """A favourite with what its code is called."""
    return replace(favourite, label=labels.get(favourite.name, ""))


def _step(found: tuple[str, int] | None, of: int, labels: Mapping[str, str]) -> Step | None:
    """What most began or went on with, if it is worth a word."""
    if not found or found[1] < max(LEAST, TELLING * of):
        return None
    return Step(found[0], found[1], found[1] / of, labels.get(found[0], ""))


def _told(
    favourites: tuple[Favourite, ...],
    first: Step | None,
    second: tuple[str, int] | None,
    again: tuple[int, float] | None,
    labels: Mapping[str, str],
) -> Tastes:
    """The record of a segment, with its sentences."""
    came, days = again if again and again[0] >= LEAST else (0, None)
    later = _step(second, came, labels) if came else None
    said = []
    for kind in KINDS:
        own = [f for f in favourites if f.kind == kind]
        if own:
            said.append(f"{part(own[0].share)} bought {quoted(own[0].called)}, {times(own[0].lift)} the usual {part(own[0].overall)}")
            said[-1] += f"; also {listed([quoted(f.called) for f in own[1:3]])}." if own[1:] else "."
    if first:
        said.append(f"Most often they begin with {quoted(first.called)} ({part(first.share)}).")
    if days is not None:
        what = f", most often for {quoted(later.called)} ({part(later.share)})" if later else ""
        said.append(f"Those who come again do so after {counted(round(days), 'day')}, as the median{what}.")
    return Tastes(favourites, first, later, came, days, tuple(said))


def bought_sql(kind: str, cleaned: Cleaned, joined: str) -> str:
    """Per segment, how many of its customers bought each of the products (or categories) with most buyers."""
    wanted = f"fate = 0 AND {kind} IS NOT NULL AND {until(cleaned.as_of)}"
    bought = f"SELECT DISTINCT customer, {kind} AS name FROM {cleaned.lines} WHERE {wanted}"
    each = f"SELECT a.segment, b.name, count(*) AS buyers FROM {joined} JOIN bought AS b ON b.customer = f.customer GROUP BY 1, 2"
    most = f"SELECT name FROM each_segment GROUP BY name ORDER BY sum(buyers) DESC, name LIMIT {LOOKED_AT}"
    tables = f"bought AS ({bought}), each_segment AS ({each}), most AS ({most})"
    counts = "SELECT CAST(segment AS INTEGER) AS segment, e.name, buyers FROM each_segment AS e JOIN most ON most.name = e.name"
    return f"WITH {tables} {counts} ORDER BY 1, 2"


def labels_sql(cleaned: Cleaned, codes: Sequence[str]) -> str:
    """What each of some products is called most often; of equals, the first by name."""
    listed_codes = ", ".join(map(quote.text, codes))
    wanted = f"fate = 0 AND product_name IS NOT NULL AND product IN ({listed_codes})"
    each = f"SELECT product, product_name, count(*) AS n FROM {cleaned.lines} WHERE {wanted} GROUP BY product, product_name"
    ranked = f"SELECT *, row_number() OVER (PARTITION BY product ORDER BY n DESC, product_name) AS place FROM ({each}) AS each_name"
    return f"SELECT product, product_name FROM ({ranked}) AS ranked WHERE place = 1 ORDER BY product"


def _early(cleaned: Cleaned) -> str:
    """The first two purchases of everyone."""
    place = 'row_number() OVER (PARTITION BY customer ORDER BY "at", order_id) AS place'
    placed = f'SELECT customer, order_id, "at", {place} FROM {cleaned.orders} WHERE purchase AND {until(cleaned.as_of)}'
    return f"early AS (SELECT * FROM ({placed}) AS placed WHERE place <= 2)"


def steps_sql(kind: str, cleaned: Cleaned, joined: str) -> str:
    """Per segment, what most customers have in their first order and in their second; of equals, the first by name."""
    same = "early.customer = l.customer AND early.order_id = l.order_id"
    wanted = f"fate = 0 AND {kind} IS NOT NULL"
    taken = f"SELECT DISTINCT l.customer, place, {kind} AS name FROM {cleaned.lines} AS l JOIN early ON {same} WHERE {wanted}"
    each = f"SELECT a.segment, place, name, count(*) AS n FROM {joined} JOIN taken AS t ON t.customer = f.customer GROUP BY 1, 2, 3"
    ranked = f"SELECT *, row_number() OVER (PARTITION BY segment, place ORDER BY n DESC, name) AS nth FROM ({each}) AS each_step"
    first = f"WITH {_early(cleaned)}, taken AS ({taken}), ranked AS ({ranked})"
    columns = "CAST(segment AS INTEGER) AS segment, CAST(place AS INTEGER) AS place, name, n"
    return f"{first} SELECT {columns} FROM ranked WHERE nth = 1 ORDER BY 1, 2"


def again_sql(cleaned: Cleaned, joined: str) -> str:
    """Per segment, how many bought again, and the median days from the first order to the second."""
    gaps = 'SELECT customer, days_between(min("at"), max("at")) AS days FROM early GROUP BY customer HAVING count(*) = 2'
    found = f"SELECT CAST(a.segment AS INTEGER) AS segment, count(*) AS n, exact_quantile(days, 0.5) AS days FROM {joined}"
    return f"WITH {_early(cleaned)}, gaps AS ({gaps}) {found} JOIN gaps AS g ON g.customer = f.customer GROUP BY 1 ORDER BY 1"
