"""What several commands say about a run or its data, for people and as plain records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from coterie.cli.page import table
from coterie.compare import since_told
from coterie.records import FATES, Exploration, Inputs, Ledger, LedgerLine, Story
from coterie.words import example_places, listed, lowered, part, percent, whole

if TYPE_CHECKING:
    from rich.table import Table


def recognised(inputs: Inputs) -> Iterator[Table]:
    """For each table: the columns, what they were taken for, and why."""
    for source in inputs.sources:
        why = {(g.column, g.role): g for g in source.guesses}
        rows = []
        for column in source.columns:
            guess = why.get((column.name, column.role))
            role = column.role or ("attribute" if source.table == "customers" else "–")
            rows.append((column.name, column.kind, role, f"{guess.score:.2f}" if guess else "", guess.reason if guess else ""))
        yield table(f"{source.table}: {source.name}", ("column", "kind", "role", ">score", "why"), rows)


def segments_table(story: Story) -> Table:
    """Who the segments are: a row per segment, the most valuable first."""
    from coterie.report import shown

    money, amount = story.segments.money_title, shown.money(story)
    columns = (">", "segment", ">customers", ">share", *((f">{money}", ">share") if money else ()))
    rows = [
        (str(s.id), s.name, f"{s.customers:,}", percent(s.share), *((amount(s.money), percent(s.money_share)) if money else ()))
        for s in story.segments.segments
    ]
    return table("", columns, rows)


def segment_records(story: Story) -> list[dict[str, Any]]:
    """The segments as plain data, without the profile of every feature; money is null where there is none, which is not nothing."""
    records = [{key: value for key, value in vars(s).items() if key != "profile"} for s in story.segments.segments]
    if not story.segments.money_title:
        for record in records:
            record["advice"] = [{**vars(advice), "money": None} for advice in record["advice"]]
            record |= {"money": None, "money_share": None}
    return records


def since_record(story: Story) -> dict[str, Any] | None:
    """What became of the segments of an earlier run, as plain data; null where there is none."""
    lineage = story.model.lineage
    return {**vars(lineage), "sentences": since_told(story)} if lineage else None


def refused_told(story: Story) -> str:
    """What could not be a candidate, and why; methods with the same reason together."""
    from coterie.report import shown

    titles, reasons = shown.method(story), dict[str, list[str]]()
    for method, reason in story.leaderboard.refused:
        reasons.setdefault(reason.rstrip("."), []).append(titles(method))
    return "; ".join(f"{listed(methods)}: {lowered(reason)}" for reason, methods in reasons.items())


def cautions_told(exploration: Exploration) -> tuple[str, ...]:
    """What there is too little data for, a line each."""
    return tuple(f"{c.fact} Unreliable: {lowered(c.unreliable)} {c.remedy}" for c in exploration.cautions)


def ledger_sums(ledger: Ledger) -> Table:
    """Where the rows of each table ended: one sum per line."""
    sums = [">rows in", ">= used", *(f">+ {fate}" for fate in FATES[1:])]
    rows = [(name, f"{n:,}", *(f"{ledger.total(name, fate):,}" for fate in FATES)) for name, n in ledger.rows_in.items()]
    return table("", ("", *sums), rows)


def set_aside_table(ledger: Ledger) -> Iterator[Table]:
    """Why rows were set aside, where there are such."""
    rows = [(f"{line.rows:,}", line.table, line.title, line.reason) for line in _set_aside(ledger)]
    if rows:
        yield table("Set aside", (">rows", "of", "rule", "why"), rows)


def set_aside_records(ledger: Ledger) -> list[dict[str, Any]]:
    """Why rows were set aside, as plain data."""
    return [{key: value for key, value in vars(line).items() if key != "fate"} for line in _set_aside(ledger)]


def _set_aside(ledger: Ledger) -> list[LedgerLine]:
    """The lines of the rules that set rows aside."""
    return [line for line in ledger.lines if line.fate == "set aside"]


def would_table(ledger: Ledger) -> Iterator[Table]:
    """What the rules that are off would have done, where they would have met a row."""
    rows = [(f"{line.rows:,}", line.table, line.title, line.fate, line.reason) for line in ledger.would]
    if rows:
        yield table("Rules that are off, and what each would have done", (">rows", "of", "rule", "would be", "why"), rows)


def columns_tables(exploration: Exploration, inputs: Inputs) -> Iterator[Table]:
    """How good the columns of each table are."""
    for source in inputs.sources:
        rows = [
            (
                c.name,
                c.reading,
                part(c.filled / c.rows) if c.rows else "–",
                "–" if c.distinct is None else f"{c.distinct:,}",
                f"{c.unread:,}" if c.unread else "–",
            )
            for c in exploration.columns
            if c.table == source.table
        ]
        yield table(f"The columns of {source.table}", ("column", "read as", ">filled", ">different", ">not readable"), rows)


def ledger_table(ledger: Ledger, unit: str) -> Table:
    """What every rule did; `unit` is that of its money."""
    rows = [
        (
            line.table,
            line.title,
            line.fate,
            f"{line.rows:,}",
            percent(line.rows / ledger.rows_in[line.table]),
            whole(line.money, unit) if line.money else "–",
        )
        for line in ledger.lines
    ]
    return table("What was found, and what was done", ("in", "found", "done", ">rows", ">share", ">money"), rows)


def source_table(ledger: Ledger, exploration: Exploration) -> Iterator[Table]:
    """Where the first rows and cells are that cannot be used, and what could be mended at the source."""
    rows = [(line.title, example_places(ledger.examples_of(line)), line.remedy) for line in _set_aside(ledger)]
    rows += [
        ("Unreadable cell", example_places(c.examples), "Write all cells of the column in one way.")
        for c in exploration.columns
        if c.table == "customers" and c.unread
    ]
    if rows:
        yield table("What could be mended at the source", ("found", "the first rows", "how"), rows)
