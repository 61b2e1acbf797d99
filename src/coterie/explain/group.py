"""Any set of customers against everyone: how many, their money, and what sets them apart, in the words of the segments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coterie.explain.phrases import traits
from coterie.explain.profile import measure
from coterie.explain.sentences import summary
from coterie.records import Group

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.records import Assigned, Cleaned, Exploration, Features

INSIDE = 1


def group(engine: DuckDBEngine, cleaned: Cleaned, features: Features, exploration: Exploration, assigned: Assigned) -> Group:
    """What there is to say of the customers whose `segment` is 1, beside all others; nobody has nothing to say."""
    if not np.any(assigned.segment == INSIDE):
        return Group(customers=0, share=0.0, sentence="Nobody.")
    measured, everyone = measure(engine, cleaned, features, exploration, assigned)
    mine = next(m for m in measured if m.id == INSIDE)
    related = {frozenset((one, other)): correlation for one, other, correlation in exploration.relations}
    told = traits(mine, everyone, related)
    return Group(
        customers=mine.customers,
        share=mine.share,
        money=mine.money,
        money_share=mine.money_share,
        money_title=everyone.money_title,
        money_unit=everyone.money_unit,
        sentence=summary(mine, everyone, told),
        traits=told,
        profile=mine.profile,
    )
