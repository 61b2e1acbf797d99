"""One sentence on a segment, and one or two on all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coterie.explain.concepts import facets
from coterie.explain.measured import Everyone, Measured
from coterie.explain.phrases import bare, clauses
from coterie.records import Segment, Trait
from coterie.words import counted, listed, lowered, percent, rough_value

LATE = 0.3  # a segment so many deviations behind the others in its last order is a risk
STANDING_OUT = 0.3
PEOPLE = re.compile(r"(er|or|ist|ion|ular)s\b")  # a name that says who they are
OVERDUE = 0.5  # if so many of them have waited more than twice their usual gap


def summary(segment: Measured, everyone: Everyone, traits: Sequence[Trait]) -> str:
    """Who they are, what they bring, and the two traits that say most."""
    who = f"{counted(segment.customers, 'customer')} ({percent(segment.share)})"
    if everyone.money_title and segment.money_share > 0:
        who += f" {_brings(segment, everyone)}"
    telling = [trait for trait in traits[:2] if abs(trait.difference) >= 0.2]
    return f"{who}: {clauses(telling, everyone)}." if telling else f"{who}, close to everyone in all that is known."


def _brings(segment: Measured, everyone: Everyone) -> str:
    """The share of the money: orders bring revenue, an attribute is only there."""
    share, money = percent(segment.money_share), bare(everyone.money_title).lower()
    if everyone.by_orders:
        return f"who {'brings' if segment.customers == 1 else 'bring'} {share} of {money}"
    return f"with {share} of all {money}"


def headline(segments: Sequence[Segment], measured: Sequence[Measured], everyone: Everyone, outside: int = 0, groups: bool = True) -> str:
    """How many segments there are, how many customers are in none, and who matters most; without groups, what divides them."""
    count = len(segments)
    begin = "All customers are one segment" if count == 1 and not outside else counted(count, "segment" if groups else "division")
    if count > 1 and not groups:
        begin += f" of customers who differ by degrees, above all in {listed(_dividing(measured, everyone))}"
    begin += f", and {counted(outside, 'customer')} ({percent(outside / everyone.customers)}) in none" if outside else ""
    pairs = list(zip(segments, measured, strict=True))
    if not pairs or count == 1:
        return f"{begin}."
    if not everyone.money_title:
        first = max(pairs, key=lambda pair: (pair[1].customers, -pair[1].id))[0]
        return f"{begin}. The largest is “{first.name}”: {percent(first.share)} of customers.{_keenest(pairs, everyone)}"
    # What customers brought counts in all; an attribute such as income says something per customer only.
    first = max(pairs, key=lambda pair: (pair[1].money / (1 if everyone.by_orders else pair[1].customers), -pair[1].id))[0]
    verb = "matter most" if everyone.by_orders else "stand out"
    what = bare(everyone.money_title).lower()
    most = f"{_called(first.name)} {verb}: {percent(first.share)} of customers, {percent(first.money_share)} of {what}."
    return f"{begin}. {most}"


def _dividing(measured: Sequence[Measured], everyone: Everyone) -> list[str]:
    """The two features whose means differ most from one segment to the next."""
    apart = {name: sum(m.share * m.fair.get(name, 0.0) ** 2 for m in measured) for name in everyone.typical if name not in everyone.scores}
    most = sorted(apart, key=lambda name: (-round(apart[name], 9), name))[:2]
    return [lowered(bare(everyone.features[name].title)) for name in most]


def _called(name: str) -> str:
    """A name as the subject of a sentence.

    >>> _called("Champions"), _called("Loyal")
    ('“Champions”', '“Loyal” customers')
    """
    return f"“{name}”" if PEOPLE.search(name) else f"“{name}” customers"


def _keenest(pairs: Sequence[tuple[Segment, Measured]], everyone: Everyone) -> str:
    """Where spending, which a table may know by a score only, is highest."""
    feature = facets(list(everyone.features.values())).get("spending", "")
    segment, m = max(pairs, key=lambda pair: (pair[1].fair.get(feature, 0.0), -pair[1].id))
    if m.fair.get(feature, 0.0) < STANDING_OUT:
        return ""
    here, overall = (rough_value(everyone.features[feature], t[feature]) for t in (m.typical, everyone.typical))
    return f" {bare(everyone.features[feature].title)} is highest in “{segment.name}”: {here}, against {overall} for everyone."


def risk(segments: Sequence[Segment], measured: Sequence[Measured], everyone: Everyone) -> str:
    """Where the risk lies: the segment with most money among those that have not ordered for long, if there is one."""
    pairs = list(zip(segments, measured, strict=True))
    richest = max((m.money for m in measured), default=0.0)
    late = [(s, m) for s, m in pairs if m.fair.get("recency", 0.0) >= LATE and _overdue(m) and 0 < m.money < richest]
    if not late or not everyone.by_orders:
        return ""
    segment, m = max(late, key=lambda pair: (pair[1].money, -pair[1].id))
    ago = rough_value(everyone.features["recency"], m.typical["recency"])
    worth = f"{percent(m.money_share)} of {everyone.money_title.lower()}"
    return f"The risk lies in “{segment.name}”: {counted(m.customers, 'customer')} with {worth}, last seen {ago} ago."


def _overdue(segment: Measured) -> bool:
    """Whether most have waited longer than is usual for them, or nothing is known of that."""
    return segment.quiet_share is None or segment.quiet_share >= OVERDUE
