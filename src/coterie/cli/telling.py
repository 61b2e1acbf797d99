"""What several commands say about a run or its data, for people and as plain records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from coterie.cli.page import facts, table
from coterie.records import Fate, Ledger, Story
from coterie.words import counted, percent, whole

if TYPE_CHECKING:
    from rich.table import Table

FATES: tuple[Fate, ...] = get_args(Fate)


def segments_table(story: Story) -> Table:
    """Who the segments are: a row per segment, the most valuable first."""
    money = story.segments.money_title
    rows = [
        (str(s.id), s.name, f"{s.customers:,}", percent(s.share), whole(s.money), percent(s.money_share)) for s in story.segments.segments
    ]
    return table("", (">", "segment", ">customers", ">share", f">{money}", ">share"), rows)


def segment_records(story: Story) -> list[dict[str, Any]]:
    """The segments as plain data, without the profile of every feature."""
    return [{key: value for key, value in vars(s).items() if key != "profile"} for s in story.segments.segments]


def ledger_line(ledger: Ledger, name: str) -> str:
    """Where the rows of one table ended, in one sum.

    >>> from coterie.records import LedgerLine
    >>> lines = (LedgerLine("orders", "used", "Used", "used", 9, 0.0), LedgerLine("orders", "gone", "Gone", "set aside", 1, 0.0))
    >>> ledger_line(Ledger(lines, {"orders": 10}), "orders")
    '10 rows = 9 used + 0 merged + 0 netted + 1 set aside'
    """
    parts = " + ".join(f"{ledger.total(name, fate):,} {fate}" for fate in FATES)
    return f"{counted(ledger.rows_in[name], 'row')} = {parts}"


def ledger_sums(ledger: Ledger) -> Table:
    """The one sum per table."""
    return facts({name: ledger_line(ledger, name) for name in ledger.rows_in})


def ledger_table(ledger: Ledger) -> Table:
    """What every rule did."""
    rows = [(line.table, line.title, line.fate, f"{line.rows:,}", whole(line.money)) for line in ledger.lines]
    return table("What cleaning did", ("table", "rule", "fate", ">rows", ">money"), rows)
