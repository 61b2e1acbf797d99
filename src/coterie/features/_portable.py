"""The features as SQL that another engine runs by itself: the steps from cleaned orders to one row per customer."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from datetime import date

from coterie.features._statements import base_table, features_view
from coterie.records import Cleaned, Model

DAY = "as_of"  # the step that says which day it is
ANY_DAY = date(9998, 12, 30)  # stands for that day in the statements; no order is later


def features_sql(model: Model, cleaned: Cleaned, speaks: str) -> Mapping[str, str]:
    """The steps, name → query, for the features that `speaks` names; as of `cleaned.as_of`, or else of the day in the step `as_of`."""
    wanted = {f.name for f in model.features if re.search(rf"(?<!\w){re.escape(f.name)}(?!\w)", speaks)}
    cuts = [c for c in model.cuts if c.score in wanted]
    columns = [f for f in model.features if f.name in wanted | {c.feature for c in cuts}]
    steps = {}
    for statement in (base_table(columns, dataclasses.replace(cleaned, as_of=cleaned.as_of or ANY_DAY)), features_view(columns, cuts)):
        name, _, query = re.sub(r"^CREATE OR REPLACE (TABLE|VIEW) ", "", statement).partition(" AS ")
        steps[name] = query.replace(f"DATE '{ANY_DAY}'", f"(SELECT day FROM {DAY})")
    return steps
