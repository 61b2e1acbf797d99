"""What the judges found, in sentences that an analyst understands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from coterie.judge._base import Context, customers
from coterie.kernels.agreement import agreement
from coterie.words import percent

if TYPE_CHECKING:
    from coterie.records import Candidate, Candidates, Standing, Structure, Yardstick

    Grade = Literal["strong", "clear", "weak", "none"]

# the usual reading of a mean silhouette: Kaufman and Rousseeuw, Finding Groups in Data, 1990
SCALE: tuple[tuple[float, Grade, str], ...] = (
    (0.70, "strong", "The segments are plainly apart: nearly every customer belongs to one and to no other"),
    (0.50, "clear", "The segments are distinct: most customers clearly belong to one, and few stand between two"),
    (0.25, "weak", "The segments overlap: they are a useful division, but customers near a border could as well be on its other side"),
    (-1.0, "none", "Customers form no distinct groups: they differ by degrees, and the segments are divisions of one cloud"),
)
HIDDEN = "There are groups among the customers, but these segments overlap so much that they show them only in part"
FEW = 2  # other methods, each of which gets words of its own


def verdict(
    k: int, silhouette: float, sample: int, customers: int, *, structure: Structure | None = None, outside: float = 0.0
) -> tuple[Grade, str]:
    """How real the segments are, in one word and in one sentence; where the test finds no groups, nothing makes them real.

    >>> verdict(3, 0.3, 2000, 9000)[1].rpartition(" (")[2]
    'silhouette 0.30, on a sample of 2,000 customers).'
    """
    if k < 2 or math.isnan(silhouette):
        who = f"All customers but the {percent(outside)} who fit nowhere" if outside else "All customers"
        return "none", f"{who} are in one segment, so there are no groups to tell apart."
    _, grade, sentence = next(step for step in SCALE if silhouette > step[0] or step[0] == -1.0)
    if structure and not structure.found:
        grade, sentence = "none", SCALE[-1][2]
    elif structure and grade == "none":
        grade, sentence = "weak", HIDDEN
    sampled = f", on a sample of {sample:,} customers" if sample < customers else ""
    return grade, f"{sentence} (silhouette {silhouette:.2f}{sampled})."


def reason(chosen: Candidate, ranked: Sequence[Standing], yardsticks: Sequence[Yardstick], candidates: Candidates, context: Context) -> str:
    """Why this candidate and no other."""
    if len(ranked) == 1:
        return f"{named(chosen)} is the only candidate."
    said = [_merits(ranked, yardsticks)]
    if context.knees:
        knee = min(context.knees.values(), key=lambda k: abs(k - chosen.k))
        said[0] += f", the elbow is at {knee}{' too' if knee == chosen.k else ''}"
    said += [_seconded(chosen, candidates), f"but {ranked[0].note}" if ranked[0].note else _passed_over(ranked, candidates)]
    return f"{named(chosen)}: {'; '.join(part for part in said if part)}."


def named(candidate: Candidate) -> str:
    """A candidate as a sentence calls it."""
    return f"{candidate.estimator.title} with {candidate.k} segment{'s' * (candidate.k != 1)}"


def _merits(ranked: Sequence[Standing], yardsticks: Sequence[Yardstick]) -> str:
    """What the candidate is best at, or that it is good all in all."""
    standing = ranked[0]
    best = [y for y in yardsticks if y.weight > 0 and y.name != "elbow" and standing.ranks[y.name] == 1]
    best.sort(key=lambda y: -y.weight)
    titles = [
        _plain(y.title) + _bracketed(standing).replace("silhouette ", "") if y.name == "silhouette" else _plain(y.title) for y in best
    ]
    if titles:
        listed = " and ".join([", ".join(titles[:-1]), titles[-1]] if titles[1:] else titles)
        return f"best {listed}"
    return f"the best balance {'among those large enough' if _higher(ranked) else 'of all yardsticks'}{_bracketed(standing)}"


def _plain(title: str) -> str:
    """A yardstick's title inside a sentence: small, unless it is made of names or of capitals."""
    return title if "–" in title or title.isupper() else title.lower()


def _bracketed(standing: Standing) -> str:
    """The silhouette in brackets, where there is one."""
    silhouette = standing.scores["silhouette"]
    return "" if math.isnan(silhouette) else f" (silhouette {silhouette:.2f})"


def _higher(ranked: Sequence[Standing]) -> list[Standing]:
    """Who scored higher than the chosen one and was marked."""
    return [s for s in ranked[1:] if s.note and s.total > ranked[0].total]


def _passed_over(ranked: Sequence[Standing], candidates: Candidates) -> str:
    """The best candidate that scored higher and was marked, with the mark."""
    higher = _higher(ranked)
    if not higher:
        return ""
    other = next(c for c in candidates.fitted if (c.method, c.k) == (higher[0].method, higher[0].k))
    return f"{named(other)} scored higher, but {higher[0].note}"


def _seconded(chosen: Candidate, candidates: Candidates) -> str:
    """How far other methods agree that made as many segments."""
    own = customers(chosen)
    others = [c for c in candidates.fitted if c.k == chosen.k > 1 and c.method != chosen.method]
    agreed = sorted(agreement(own, customers(c)) for c in others)
    if len(agreed) > FEW:
        return f"{len(agreed)} other methods with as many segments agree on {agreed[0]:.0%} to {agreed[-1]:.0%} of customers"
    return "; ".join(f"{named(c)} agrees on {agreement(own, customers(c)):.0%} of customers" for c in others)
