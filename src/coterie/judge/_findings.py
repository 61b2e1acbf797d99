"""What the yardsticks found of the chosen candidate that a reader should know, a sentence each."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from coterie.judge._base import Context, inside, parts
from coterie.judge._reference import log_spread
from coterie.words import counted, part, percent, times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coterie.records import Candidate

GIANT = 0.6


def findings(chosen: Candidate, context: Context, no_past: str) -> Iterator[str]:
    """The sentences, the weightiest first; `no_past` is why nobody knows what customers spent later, where that is so."""
    yield from _outside(chosen)
    yield from _usefulness(chosen, context, no_past)
    yield from _stability(chosen, context)
    yield from _gap(chosen, context)
    yield from _balance(chosen)


def _outside(chosen: Candidate) -> Iterator[str]:
    """How many customers are in no segment, where some are."""
    weight, real = chosen.points.weight, chosen.labels >= 0
    if not real.all():
        yield f"{percent(float(weight[~real].sum() / weight.sum()))} of the customers fit no segment; the figures are of all others."


def _usefulness(chosen: Candidate, context: Context, no_past: str) -> Iterator[str]:
    """What the segments would have told of later spending, beside RFM quintiles."""
    found = context.usefulness.get((chosen.method, chosen.k))
    if found:
        explain, rfm = (percent(max(0.0, share)) for share in (found.explained, found.rfm))
        then = f" Customers of the segment that promised most then spent {times(found.lift)} the average." if found.lift > 0 else ""
        yield (
            f"Usefulness: segments made {_ago(found.days)} explain {explain} of the differences in what customers have spent since;"
            f" RFM scores explain {rfm}.{then}"
        )
    elif no_past:
        yield f"Usefulness is not known: {no_past}."


def _ago(days: int) -> str:
    """How long ago that is, in words.

    >>> _ago(182), _ago(40)
    ('6 months ago', '40 days ago')
    """
    return f"{round(days / 30.4)} months ago" if days > 45 else f"{days} days ago"


def _stability(chosen: Candidate, context: Context) -> Iterator[str]:
    """How many customers keep their segment, and how many segments are found again."""
    found = context.stability.get((chosen.method, chosen.k))
    if found:
        stable = sum("stable" in each.grade for each in found.segments)
        whole = len(found.segments)
        are = "all are" if stable == whole else "none is" if not stable else f"{stable} of {whole} {'is' if stable == 1 else 'are'}"
        yield (
            f"Stability: when a random half of the customers is divided anew, {part(found.kept)} of them keep their segment"
            f" ({found.resamples} tries with {found.customers:,} customers each). Of the segments, {are} stable."
        )


def _gap(chosen: Candidate, context: Context) -> Iterator[str]:
    """How many segments the gap statistic would take of the chosen method: the fewest that no further one betters by its error."""
    curve = dict(context.curves.get(chosen.method, ()))
    customers = chosen.points.weight.sum()
    ks = [k for k in sorted(curve) if k in context.reference and k < customers and curve[k] > 0]
    if len(ks) < 3 or ks[0] != 1:
        return
    gaps = {k: context.reference[k][0] - log_spread(curve[k], customers, k) for k in ks}
    best = next((k for k, more in pairwise(ks) if gaps[k] >= gaps[more] - context.reference[more][1]), ks[-1])
    took = "one segment" if best == 1 else f"{best} segments"
    yield f"The gap statistic would take {took} ({gaps[best]:.2f} ± {context.reference[best][1]:.2f})."


def _balance(chosen: Candidate) -> Iterator[str]:
    """Said where one segment holds most customers, and the others are crumbs."""
    weight = parts(inside(chosen))[1].weight
    largest, others = float(weight.max() / weight.sum()), len(weight) - 1
    if largest >= GIANT and others > 1:
        yield f"The sizes are uneven: one segment holds {percent(largest)} of the customers, and {counted(others, 'other')} share the rest."
