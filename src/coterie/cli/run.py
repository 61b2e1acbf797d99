"""`coterie run`: from a file to named segments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from coterie.cli.answer import Answer
from coterie.cli.page import bullets, facts, prose
from coterie.cli.progress import Progress, step
from coterie.cli.settings import Options, chosen
from coterie.cli.telling import (
    cautions_told,
    ledger_sums,
    refused_told,
    segment_records,
    segments_table,
    set_aside_records,
    set_aside_table,
    since_record,
    would_table,
)
from coterie.compare import since_told
from coterie.records import Story

if TYPE_CHECKING:
    from rich.console import RenderableType


def run(
    data: str,
    /,
    *more: str,
    customers: str | None = None,
    items: str | None = None,
    config: Path | None = None,
    out: Path = Path("results"),
    report: Path | None = None,
    title: str | None = None,
    settings: Options | None = None,
    progress: Annotated[Progress, Parameter(parse=False)],
) -> Answer:
    """Segment the customers of a file.

    Parameters
    ----------
    data
        The orders (a row per order line), or a table of customers (a row each): a file, a folder, a pattern or an address.
    more
        More of the same, read as one table with it.
    customers
        A second file with what is known of the customers.
    items
        A second file with the items of the orders: order id, product, quantity, price.
    config
        A TOML file of settings; options given here win.
    out
        The folder in which every run gets a folder of its own.
    report
        Write the report here as well; the run's folder always holds one.
    title
        The title of the report.
    """
    import coterie
    from coterie.pipeline import FIT
    from coterie.store.folder import check_writable

    check_writable(out, folder=True)
    if report:
        check_writable(report, folder=False)
    with progress(len(FIT) + 1) as watch:
        given = [data, *more] if more else data
        result = coterie.segment(given, customers, items, config=config, title=title, watch=watch, **chosen(settings))
        with step(watch, "save"):
            folder = result.save(out)
            page = result.report(report) if report else folder / "report.html"
    return _answer(result.story, folder, page)


def _answer(story: Story, folder: Path, page: Path) -> Answer:
    """Who the segments are, why these, where every row went, and where to read on."""
    board = story.leaderboard
    notes = (*cautions_told(story.exploration), *story.ledger.notes, *story.features.notes, *story.notes)
    refused, since = refused_told(story), since_told(story)
    record = {
        "title": story.title,
        "headline": story.segments.headline,
        "risk": story.segments.risk,
        "customers": story.features.customers,
        "segments": segment_records(story),
        "value": {"expected": story.segments.worth, "reason": story.value.reason},
        "method": story.model.method,
        "k": story.model.k,
        "reason": board.reason,
        "verdict": board.verdict,
        "verdict_sentence": board.verdict_sentence,
        "findings": board.findings,
        "refused": board.refused,
        "since": since_record(story),
        "ledger": story.ledger,
        "set_aside": set_aside_records(story.ledger),
        "dropped": story.dropped,
        "clipped": story.clipped,
        "notes": notes,
        "folder": str(folder),
        "report": str(page),
    }
    parts: tuple[RenderableType, ...] = (
        *_who(story),
        *([bullets(since)] if since else []),
        prose(f"{board.verdict_sentence} {board.reason}"),
        *([bullets(board.findings)] if board.findings else []),
        *([prose(f"Not among the candidates: {refused}.")] if refused else []),
        ledger_sums(story.ledger),
        *set_aside_table(story.ledger),
        *would_table(story.ledger),
        *([bullets(notes)] if notes else []),
        facts({"run": str(folder), "report": str(page)}),
    )
    return Answer(record, parts)


def _who(story: Story) -> tuple[RenderableType, ...]:
    """The headline, the segments, and what they are worth."""
    worth = story.segments.worth.sentence if story.segments.worth else story.value.reason
    return prose(story.segments.opening, strong=True), segments_table(story), prose(worth)
