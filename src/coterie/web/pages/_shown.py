"""What the templates of the pages call, beside what those of the report call."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from coterie.person import value_text
from coterie.records import Feature, Story
from coterie.report.shown import helpers as of_report


def helpers(story: Story) -> dict[str, Any]:
    """All that a template of a run may call."""
    return {**of_report(story), "story": story, "cell": cell, "query": query, "share": share}


def cell(feature: Feature, value: Any) -> str:
    """A value of a feature in a column of them, where the title says the unit; but for signs of money, which say which it is.

    >>> cell(Feature("gap", "Gap", "", "days", ",.0f", "numeric", "rhythm"), 12.0)
    '12'
    """
    return value_text(feature if len(feature.unit) == 1 else replace(feature, unit=""), value)


def query(asked: dict[str, str], **changed: Any) -> str:
    """The question of an address with some of it changed; what is None goes.

    >>> query({"sort": "money", "page": "3"}, page=None)
    '?sort=money'
    """
    kept = {name: value for name, value in {**asked, **changed}.items() if value not in (None, "")}
    return f"?{urlencode(kept)}" if kept else "?"


def share(value: float | None) -> str:
    """A percentile in words.

    >>> share(0.856), share(None)
    ('more than 86%', '')
    """
    return "" if value is None else f"more than {value:.0%}"
