"""What each segment is: its profile, traits, rule, name, value and first advice, and a picture of all customers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coterie.explain.advise import advise
from coterie.explain.bands import bands
from coterie.explain.found_again import found_again
from coterie.explain.group import group
from coterie.explain.hierarchy import hierarchy
from coterie.explain.kept import faded, given_names
from coterie.explain.naming import name_all
from coterie.explain.phrases import traits
from coterie.explain.portrait import portrait
from coterie.explain.profile import joined_sql, measure
from coterie.explain.rhythm import rhythm
from coterie.explain.rules import rules
from coterie.explain.sentences import headline, risk, summary
from coterie.explain.tastes import tastes
from coterie.explain.worth import worth_of
from coterie.records import NO_SEGMENT, Segment, Segments

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.explain.measured import Everyone, Measured
    from coterie.explain.naming import Named
    from coterie.plan import Plan
    from coterie.records import (
        Assigned,
        Candidates,
        Cleaned,
        Exploration,
        Features,
        Given,
        Leaderboard,
        Model,
        Rule,
        Space,
        Tastes,
        Trait,
        Value,
    )

__all__ = ["explain", "group"]


def explain(
    *,
    engine: DuckDBEngine,
    plan: Plan,
    given: Given,
    cleaned: Cleaned,
    features: Features,
    exploration: Exploration,
    value: Value,
    space: Space,
    candidates: Candidates,
    leaderboard: Leaderboard,
    model: Model,
    assigned: Assigned,
) -> Segments:
    """Say what each segment is, in order of value; a segment that no customer is in has nothing to say and is left out.

    Who is in none comes last, as a group of their own.
    """
    measured, everyone = measure(engine, cleaned, features, exploration, assigned)
    everyone = replace(everyone, left_out=frozenset(dropped.feature for dropped in space.dropped))
    related = {frozenset((one, other)): correlation for one, other, correlation in exploration.relations}
    measured = tuple(sorted(measured, key=lambda m: (NO_SEGMENT, *model.by_value).index(m.id)))
    named = name_all(measured, everyone, *given_names(measured, everyone, model, given.previous))
    picture = portrait(engine, features, space, assigned)
    rule_of = rules(engine, joined_sql(features, assigned), picture, measured, everyone)
    again, gone = found_again(leaderboard, assigned), faded(measured, named, model, given.previous)
    worth, of_all = worth_of(engine, assigned, value, everyone.money_unit)
    buys = tastes(engine, cleaned, joined_sql(features, assigned), {m.id: m.customers for m in measured})
    segments = [_segment(m, everyone, traits(m, everyone, related), named[m.id], rule_of.get(m.id), buys=buys.get(m.id)) for m in measured]
    segments = [replace(s, found_again=again.get(s.id), faded=gone.get(s.id, ()), worth=worth.get(s.id)) for s in segments]
    found, own = [s for s in segments if s.id != NO_SEGMENT], [m for m in measured if m.id != NO_SEGMENT]
    outside = features.customers - sum(m.customers for m in own)
    return Segments(
        segments=(*found, *(s for s in segments if s.id == NO_SEGMENT)),
        money_title=everyone.money_title,
        headline=headline(found, own, everyone, outside=outside, groups=_grouped(leaderboard)),
        risk=risk(found, own, everyone),
        portrait=picture,
        silhouettes=bands(space, assigned, plan.sample, plan.threads),
        rhythm=rhythm(engine, features, joined_sql(features, assigned)),
        hierarchy=hierarchy(candidates, space, model, assigned),
        worth=of_all,
    )


def _grouped(leaderboard: Leaderboard) -> bool:
    """Whether customers form groups, as far as it was tried."""
    return leaderboard.structure is None or leaderboard.structure.found


def _segment(m: Measured, everyone: Everyone, own: tuple[Trait, ...], named: Named, rule: Rule | None, *, buys: Tastes | None) -> Segment:
    """All that is said of one segment."""
    return Segment(
        id=m.id,
        name=named.name,
        summary=summary(m, everyone, own),
        customers=m.customers,
        share=m.share,
        money=m.money,
        money_share=m.money_share,
        confidence=m.confidence,
        traits=own,
        profile=m.profile,
        advice=advise(m, everyone, named.advice, own, buys),
        situation=named.situation,
        rule=rule,
        tastes=buys,
        differences=m.differences,
    )
