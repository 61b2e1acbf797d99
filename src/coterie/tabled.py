"""What a story holds, as tables."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from coterie.records import Difference, Favourite, LedgerLine, Story

if TYPE_CHECKING:
    import pyarrow as pa

RULE_COLUMNS = {"": "words", "_sql": "sql", "_precision": "precision", "_coverage": "coverage"}


def segment_row(segment: Any) -> dict[str, Any]:
    """One segment as a flat row."""
    lines = {p.feature if not p.level else f"{p.feature}: {p.level}": p for p in segment.profile}
    more = {f"{name}_median": p.median for name, p in lines.items() if not p.level}
    more |= {f"{name}_difference": p.difference for name, p in lines.items()}
    means = {name: p.mean for name, p in lines.items()}
    keep = ("id", "name", "customers", "share", "money", "money_share", "confidence", "summary")
    rule = {f"rule{k}": getattr(segment.rule, v, None) for k, v in RULE_COLUMNS.items()}
    again = {"stability": getattr(segment.found_again, "overlap", None), "stability_grade": getattr(segment.found_again, "grade", None)}
    return {**{k: getattr(segment, k) for k in keep}, **again, **rule, **means, **{k: v for k, v in more.items() if k not in means}}


def favourite_rows(story: Story) -> pa.Table:
    """What segments buy more often than everyone, with its columns also where there is nothing."""
    import pyarrow

    found = [(s, favourite) for s in story.segments.segments if s.tastes for favourite in s.tastes.favourites]
    who = {"segment": [s.id for s, _ in found], "segment_name": [s.name for s, _ in found]}
    return pyarrow.table(who | {f.name: [getattr(favourite, f.name) for _, favourite in found] for f in fields(Favourite)})


def difference_rows(story: Story) -> pa.Table:
    """How far segments lie from everyone, with its columns also where there is nothing."""
    import pyarrow

    found = [(s, told) for s in story.segments.segments for told in s.differences]
    who = {"segment": [s.id for s, _ in found], "segment_name": [s.name for s, _ in found]}
    columns = (*(f.name for f in fields(Difference)), "sure")
    return pyarrow.table(who | {name: [getattr(told, name) for _, told in found] for name in columns})


def ledger_rows(lines: tuple[LedgerLine, ...]) -> pa.Table:
    """Lines of the ledger as an Arrow table, with its columns also where there is none."""
    import pyarrow

    return pyarrow.table({f.name: [getattr(line, f.name) for line in lines] for f in fields(LedgerLine)})


def rows(rows: Any) -> pa.Table:
    """Rows as an Arrow table, with the columns of all of them."""
    import pyarrow

    listed = list(rows)
    columns = dict.fromkeys(key for row in listed for key in row)
    return pyarrow.table({c: [row.get(c) for row in listed] for c in columns})
