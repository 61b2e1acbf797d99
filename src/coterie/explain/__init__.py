"""What each segment is: its profile, traits, rule, name, value and first advice, and a picture of all customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.explain.advise import advise
from coterie.explain.naming import name_all
from coterie.explain.phrases import traits
from coterie.explain.portrait import portrait
from coterie.explain.profile import joined_sql, measure
from coterie.explain.rules import rules
from coterie.explain.sentences import headline, risk, summary
from coterie.records import Segment, Segments

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.records import Assigned, Cleaned, Exploration, Features, Model, Space

__all__ = ["explain"]


def explain(
    *, engine: DuckDBEngine, cleaned: Cleaned, features: Features, exploration: Exploration, space: Space, model: Model, assigned: Assigned
) -> Segments:
    """Say what each segment is, in order of value; a segment that no customer is in has nothing to say and is left out."""
    measured, everyone = measure(engine, cleaned, features, exploration, assigned)
    related = {frozenset((one, other)): correlation for one, other, correlation in exploration.relations}
    named = name_all(measured, everyone, model.names if model.rule else {})
    picture = portrait(engine, features, space, assigned)
    rule_of = rules(engine, joined_sql(features, assigned), picture, measured, everyone)
    segments = []
    for m in measured:
        own = traits(m, everyone, related)
        segments.append(
            Segment(
                id=m.id,
                name=named[m.id].name,
                summary=summary(m, everyone, own),
                customers=m.customers,
                share=m.share,
                money=m.money,
                money_share=m.money_share,
                confidence=m.confidence,
                traits=own,
                profile=m.profile,
                advice=advise(m, everyone, named[m.id].advice, own),
                situation=named[m.id].situation,
                rule=rule_of.get(m.id),
            )
        )
    return Segments(
        segments=tuple(segments),
        money_title=everyone.money_title,
        headline=headline(segments, measured, everyone),
        risk=risk(segments, measured, everyone),
        portrait=picture,
    )
