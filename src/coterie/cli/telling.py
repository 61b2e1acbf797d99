"""What several commands say about a run or its data, for people and as plain records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from coterie.cli.page import table
from coterie.records import Fate, Ledger, Story
from coterie.words import percent, whole

if TYPE_CHECKING:
    from rich.table import Table

# In the order of the sum: rows in = used + merged + netted + set aside.
FATES: tuple[Fate, ...] = get_args(Fate)


def segments_table(story: Story) -> Table:
    """Who the segments are: a row per segment, the most valuable first."""
    money = story.segments.money_title
    columns = (">", "segment", ">customers", ">share", *((f">{money}", ">share") if money else ()))
    rows = [
        (str(s.id), s.name, f"{s.customers:,}", percent(s.share), *((whole(s.money), percent(s.money_share)) if money else ()))
        for s in story.segments.segments
    ]
    return table("", columns, rows)


def segment_records(story: Story) -> list[dict[str, Any]]:
    """The segments as plain data, without the profile of every feature."""
    return [{key: value for key, value in vars(s).items() if key != "profile"} for s in story.segments.segments]


def ledger_sums(ledger: Ledger) -> Table:
    """Where the rows of each table ended: one sum per line."""
    sums = [">rows in", ">= used", *(f">+ {fate}" for fate in FATES[1:])]
    rows = [(name, f"{n:,}", *(f"{ledger.total(name, fate):,}" for fate in FATES)) for name, n in ledger.rows_in.items()]
    return table("", ("", *sums), rows)


def ledger_table(ledger: Ledger) -> Table:
    """What every rule did."""
    rows = [(line.table, line.title, line.fate, f"{line.rows:,}", whole(line.money)) for line in ledger.lines]
    return table("What cleaning did", ("table", "rule", "fate", ">rows", ">money"), rows)
