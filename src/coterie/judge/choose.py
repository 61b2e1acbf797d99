"""The leaderboard and the choice.

A candidate's total is the weighted mean of its scores, each taken relative to the best score of that yardstick: 1 is
the best there is, 0.9 is nearly as good. Relative scores and not ranks, because a rank hides whether the second is a
hair or a mile behind. The weights stand in the yardsticks' files and follow from what each is worth:

- elbow .35: separation alone nearly always prefers two segments, which no one can use; the bend says how many still pay
  off, so a finer division wins when it separates nearly as well;
- silhouette .30: it looks at customers, not at averages, and compares every k fairly;
- Calinski–Harabasz .25: tightness, and the surest of all on groups that are really there;
- Davies–Bouldin .10: overlap, a second opinion.

Measured on 126 sets of 2 to 8 planted groups: 90 % chosen right, where the silhouette alone has 84 %; and four segments
on the log recency, frequency and money of a real shop, where every yardstick but the elbow wants two.

The others weigh nothing by default. On 126 harder sets (2 to 8 groups of uneven sizes that touch) stability among the three
finalists changed no choice at any weight up to .4; the largest gap and the smallest BIC are at too many segments in half
of the sets; balance would prefer slices. They tell how far to trust the choice, and a plan may give them weight.

Customers in no segment are judged by no yardstick, or leaving out whoever stands between two segments would cost nothing:
so a candidate's total counts only for the share of the customers that it holds.

A candidate with a tiny segment is not chosen while there is another; nor are two halves of one cloud, which every
separation yardstick prefers where nothing separates, and which tell a marketer no more than good and poor. Rules compete
only with rules: they were not made to separate, so separation cannot judge them against methods.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from coterie.judge._base import Context, Judge, customers, inside, prepared
from coterie.judge._finalists import examined
from coterie.judge._findings import findings
from coterie.judge._structure import structure
from coterie.judge._words import reason, verdict
from coterie.kernels.silhouettes import squared_silhouette
from coterie.records import Leaderboard, Standing
from coterie.registry import load_all
from coterie.words import percent

if TYPE_CHECKING:
    from coterie.plan import Plan
    from coterie.records import Candidate, Candidates, Floats, Space, Yardstick

    Scores = Mapping[str, float]

SMALLEST_SHARE = 0.01
FEWEST = 5
APART = 0.5  # from here on the usual reading of a silhouette is that groups are distinct
FINALISTS = 3  # who are held against the costly yardsticks
DIGITS = 9  # equal divisions found by two methods differ in the last ones; the method named first wins


def judge(plan: Plan, space: Space, candidates: Candidates) -> Leaderboard:
    """Hold every candidate against every yardstick, choose one, and say why."""
    judges: dict[str, Judge] = load_all("judge")
    yardsticks = tuple(replace(each.yardstick, weight=plan.weights.get(name, each.yardstick.weight)) for name, each in judges.items())
    with threadpool_limits(limits=1):  # more threads would change the order of sums
        tested = structure(space, plan.seed)
        context = prepared(space, candidates, plan.sample, plan.seed, plan.threads)
        scores = [_scores(judges, inside(candidate), context, costly=False) for candidate in candidates.fitted]
        first = _order(_standings(candidates.fitted, scores, yardsticks))[:FINALISTS]
        context = examined(context, space, [candidates.fitted[i] for i in first], plan.seed)
        for i in first:
            scores[i] |= _scores(judges, inside(candidates.fitted[i]), context, costly=True)
    standings = _standings(candidates.fitted, scores, yardsticks)
    order = _order(standings)
    chosen = candidates.fitted[order[0]]
    ranked = (replace(standings[order[0]], chosen=True), *(standings[i] for i in order[1:]))
    evidence = {"silhouette": scores[order[0]]["silhouette"], "squared-silhouette": _of_all(chosen, space, context)}
    seen, outside = (len(context.sample), len(space.matrix)), ranked[0].outside
    grade, sentence = verdict(chosen.k, evidence["silhouette"], *seen, structure=tested, outside=outside)
    return Leaderboard(
        standings=ranked,
        yardsticks=yardsticks,
        chosen=chosen,
        reason=reason(chosen, ranked, yardsticks, candidates, context),
        verdict=grade,
        verdict_sentence=sentence,
        knees=context.knees,
        elbows=context.curves,
        sample=len(context.sample),
        evidence=evidence,
        refused=candidates.refused,
        findings=tuple(findings(chosen, context, space.past.reason)),
        structure=tested,
        stability=context.stability.get((chosen.method, chosen.k)),
        usefulness=context.usefulness.get((chosen.method, chosen.k)),
    )


def _scores(judges: Mapping[str, Judge], candidate: Candidate, context: Context, *, costly: bool) -> dict[str, float]:
    """A candidate's scores: those of the costly yardsticks, which are asked of the finalists only, or of the others and NaN."""
    if costly:
        return {name: each.score(candidate, context) for name, each in judges.items() if each.costly}
    return {name: math.nan if each.costly else each.score(candidate, context) for name, each in judges.items()}


def _order(standings: Sequence[Standing]) -> list[int]:
    """The places of the standings, the best first; what is marked comes last."""
    return sorted(range(len(standings)), key=lambda i: (standings[i].note != "", -round(standings[i].total, DIGITS)))


def _standings(fitted: Sequence[Candidate], scores: Sequence[Scores], yardsticks: Sequence[Yardstick]) -> list[Standing]:
    """Every candidate with its scores, ranks and total, in the order in which they were fitted."""
    columns = {each.name: [own[each.name] for own in scores] for each in yardsticks}
    ranks = {each.name: _ranks(columns[each.name], each) for each in yardsticks}
    shares = {each.name: _relative(columns[each.name], each) for each in yardsticks}
    whole = sum(each.weight for each in yardsticks if not all(map(math.isnan, columns[each.name]))) or 1.0
    free = any(not candidate.rule for candidate in fitted)
    finer = any(candidate.k > 2 and not candidate.rule for candidate in fitted)
    apart = any(candidate.k > 1 for candidate in fitted)
    standings = []
    for i, candidate in enumerate(fitted):
        sizes, outside = _sizes(candidate)
        everyone = sizes.sum() + outside
        smallest, largest = float(sizes.min() / everyone), float(sizes.max() / everyone)
        standings.append(
            Standing(
                method=candidate.method,
                title=candidate.estimator.title,
                work=candidate.work,
                k=candidate.k,
                scores=scores[i],
                ranks={name: column[i] for name, column in ranks.items()},
                total=sum(each.weight * shares[each.name][i] for each in yardsticks) / whole * float(sizes.sum() / everyone),
                smallest=smallest,
                largest=largest,
                outside=outside / everyone,
                note="a rule, shown for comparison"
                if candidate.rule and free
                else _left_out(outside / everyone)
                or ("it finds a single segment" if candidate.k < 2 and apart else "")
                or _too_small(int(sizes.min()), smallest)
                or (_halves(candidate.k, scores[i]["silhouette"]) if finer else ""),
            )
        )
    return standings


def _too_small(customers: int, share: float) -> str:
    """What is wrong with a segment so small that no campaign is worth it."""
    if share >= SMALLEST_SHARE and customers >= FEWEST:
        return ""
    return f"its smallest segment holds {customers:,} customer{'s' * (customers != 1)} ({percent(share)})"


def _sizes(candidate: Candidate) -> tuple[Floats, float]:
    """How many customers each segment holds, and how many are in none."""
    inside = candidate.labels >= 0
    weight = candidate.points.weight
    sizes = np.bincount(candidate.labels[inside], weights=weight[inside]).astype(float)
    return sizes[sizes > 0], float(weight[~inside].sum())


def _left_out(share: float) -> str:
    """What is wrong with segments that leave more customers out than they hold."""
    return f"{percent(share)} of customers are in no segment" if share > 0.5 else ""


def _halves(k: int, silhouette: float) -> str:
    """What is wrong with two segments that do not stand apart."""
    return f"its two segments are halves of one cloud (silhouette {silhouette:.2f})" if k == 2 and silhouette <= APART else ""


def _ranks(column: Sequence[float], yardstick: Yardstick) -> list[float]:
    """1 for the best, equal ranks for equal scores, NaN where there is no score."""
    sign = -1.0 if yardstick.higher_is_better else 1.0
    known = sorted(sign * value for value in column if not math.isnan(value))
    return [math.nan if math.isnan(value) else known.index(sign * value) + 1.0 for value in column]


def _relative(column: Sequence[float], yardstick: Yardstick) -> list[float]:
    """Every score as a share of the best one: 1 the best, 0 without a score or below nothing."""
    known = [value for value in column if not math.isnan(value)]
    best = (max if yardstick.higher_is_better else min)(known, default=0.0)
    if yardstick.higher_is_better:
        return [1.0 if value == best > 0 else value / best if value > 0 else 0.0 for value in column]
    return [1.0 if value == best else best / value if value > 0 else 0.0 for value in column]


def _of_all(candidate: Candidate, space: Space, context: Context) -> float:
    """The squared silhouette of every customer in a segment, without the points in between."""
    if candidate.k < 2:
        return math.nan
    labels = customers(candidate)
    real = labels >= 0
    own = np.unique(labels[real], return_inverse=True)[1]
    return float(squared_silhouette(space.matrix[real], own, threads=context.threads).mean())
