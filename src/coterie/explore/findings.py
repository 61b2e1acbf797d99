"""What is worth knowing before anything is clustered, in short sentences; nothing is said where there is nothing to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.records import is_open
from coterie.words import counted, listed, lowered, percent, shown, shown_value, times, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coterie.explore.trade import Trade
    from coterie.records import Cleaned, Distribution, Feature, Features, Month

LISTED = 3
NEAR = 0.8  # a correlation from which two features are said to go together
MISSING = 0.02
UNEVEN = 1.8  # a mean so many times the median is worth a word
LEADING = 0.8  # a level that so many share
FAR_OUT = 0.01
FEW = 10  # of fewer customers, a mean or a correlation says nothing


def findings(
    cleaned: Cleaned, features: Features, trade: Trade | None, shapes: Sequence[Distribution], related: Sequence[tuple[str, str, float]]
) -> tuple[str, ...]:
    """All findings, those on the trade first."""
    about_trade = (*_customers(trade), *_months(trade.months, cleaned)) if trade else ()
    return (*about_trade, *_features(features, shapes), *_relations(features, related))


def _customers(trade: Trade) -> Iterator[str]:
    """Whose money it is. Who bought once, and what came back, are key figures."""
    if trade.revenue > 0 and trade.customers >= FEW:
        yield f"The top 10% of customers bring {percent(trade.top(0.1))} of the revenue."


def _months(months: Sequence[Month], cleaned: Cleaned) -> Iterator[str]:
    """Gaps, the strongest month, an unfinished last one, and this year against the year before."""
    empty = [f"{m.month:%B %Y}" for m in months if not m.orders]
    if empty:
        rest = len(empty) - LISTED
        shown = [*empty[:LISTED], f"{rest} more"] if rest > 0 else empty
        yield f"{listed(shown)} {'has' if len(empty) == 1 else 'have'} no orders."
    best = max(months, key=lambda m: m.money)
    mean = sum(m.money for m in months) / len(months)
    if len(months) >= 6 and mean > 0 and best.money / mean >= 1.3:
        money = whole(best.money, cleaned.currency)
        yield f"{best.month:%B %Y} is the strongest month: {money}, {times(best.money / mean)} the mean month."
    full = list(months)
    if cleaned.last and is_open(months[-1].month, cleaned.last):
        yield f"{cleaned.last:%B %Y} is not complete: its last order is of day {cleaned.last.day}."
        full = full[:-1]
    now, before = (sum(m.money for m in part) for part in (full[-3:], full[-15:-12]))
    if len(full) >= 15 and before > 0:
        change = now / before - 1
        way = "more" if change >= 0 else "less"
        yield f"The last three full months brought {percent(abs(change))} {way} than the same months a year before."


def _features(features: Features, shapes: Sequence[Distribution]) -> Iterator[str]:
    """What is missing, never varies, is very uneven, or has values far outside."""
    for shape in shapes:
        feature = features.feature(shape.feature)
        title, customers = feature.title, max(1, features.customers)
        if feature.family == "attribute" and shape.missing / customers >= MISSING:
            yield f"{title} is missing for {percent(shape.missing / customers)} of customers."
        if shape.levels:
            level, count = shape.levels[0]
            if len(shape.levels) > 1 and count / customers >= LEADING:
                yield f"{title} is {level} for {percent(count / customers)} of customers."
        if shape.distinct and _constant(shape):
            if customers > 1:
                yield f"{title} is the same for every customer{' that has it' if shape.missing else ''}."
        elif customers >= FEW and (feature.name == "money" or feature.family == "attribute"):
            yield from _uneven(shape, title, *(shown_value(feature, v) for v in (shape.quantiles.get("median", 0.0), shape.mean)))
            yield from _far_out(feature, shape, customers)


def _constant(shape: Distribution) -> bool:
    """Whether all customers that have a value have the same one."""
    return len(shape.levels) == 1 if shape.levels else shape.quantiles["min"] == shape.quantiles["max"]


def _uneven(shape: Distribution, title: str, median: str, mean: str) -> Iterator[str]:
    """A mean that lies far above the median."""
    if shape.quantiles and shape.quantiles["median"] > 0 and shape.mean / shape.quantiles["median"] >= UNEVEN:
        yield f"{title} is very uneven: half of the customers have at most {median}, the mean is {mean}."


def _far_out(feature: Feature, shape: Distribution, customers: int) -> Iterator[str]:
    """How many lie far outside; those who all have the same value are not spread outside, but a pile beside the others."""
    if shape.outliers / customers < FAR_OUT:
        return
    bound, who = shape.outlier_rule.partition(":")[0], f"{feature.title}: {counted(shape.outliers, 'customer')}"
    if bound.startswith("at ") and " or " not in bound:
        yield f"{who} {'has' if shape.outliers == 1 else 'have'} {bound[3:]}, far below all others."
    else:
        yield f"{who} {'lies' if shape.outliers == 1 else 'lie'} far outside ({bound})."


def _relations(features: Features, related: Sequence[tuple[str, str, float]]) -> Iterator[str]:
    """The closest pairs; scores are left out, for they repeat what they are made of."""
    scores = {c.score for c in features.cuts}
    close = [r for r in related if abs(r[2]) >= NEAR and not {r[0], r[1]} & scores] if features.customers >= FEW else []
    for one, other, correlation in sorted(close, key=lambda r: (-abs(r[2]), r))[:LISTED]:
        first, second = features.feature(one).title, lowered(features.feature(other).title)
        words = "rise together" if correlation > 0 else "run against each other"
        yield f"{first} and {second} {words} (rank correlation {shown(correlation, '.2f')})."
