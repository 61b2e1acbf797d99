"""`coterie demo`: a made-up business whose truth is known, segmented, and held against the truth."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from coterie.cli.answer import Answer
from coterie.cli.page import facts, prose, table
from coterie.cli.progress import Progress, step
from coterie.cli.telling import ledger_sums, segment_records, segments_table
from coterie.records import Ledger, Story
from coterie.registry import members
from coterie.words import counted, percent

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from coterie.demo import Recovery, World


def demo(
    name: Annotated[str, Parameter(choices=tuple(members("demo")))] = "shop",
    /,
    *,
    out: Path = Path("demo"),
    seed: int = 7,
    progress: Annotated[Progress, Parameter(parse=False)],
) -> Answer:
    """Make a business whose truth is known, and see how well it is found.

    Parameters
    ----------
    name
        The business to make.
    out
        The folder for its files, the run and the report.
    seed
        What chance begins from; the same seed makes the same files.
    """
    import narwhals as nw

    import coterie
    from coterie.demo import make_world, recovered
    from coterie.pipeline import FIT

    place = out / name
    with progress(len(FIT) + 2) as watch:
        with step(watch, "make"):
            world = make_world(name, place, seed=seed)
        files = [str(file) for file in (world.orders, world.customers) if file]
        result = coterie.segment(*files, title=f"The demo {name}", watch=watch)
        with step(watch, "save"):
            folder = result.save(place / "results")
            page = result.report(place / "report.html")
    customers = nw.from_native(result.customers, eager_only=True)
    recovery = recovered(world.truth, dict(zip(customers["customer"].to_list(), customers["segment"].to_list(), strict=True)))
    return _answer(world, result.story, recovery, {"run": str(folder), "report": str(page)})


def _answer(world: World, story: Story, recovery: Recovery, places: dict[str, str]) -> Answer:
    """What was found, how near it is to the truth, and where to read on."""
    files = [str(file) for file in (world.orders, world.customers) if file]
    record = {
        "files": files,
        "planted": world.segments,
        "mess": world.mess,
        "blanks": world.blanks,
        "headline": story.segments.headline,
        "risk": story.segments.risk,
        "segments": segment_records(story),
        "ledger": story.ledger,
        "recovery": recovery,
        "folder": places["run"],
        "report": places["report"],
    }
    parts: tuple[RenderableType, ...] = (
        prose(story.segments.opening, strong=True),
        segments_table(story),
        prose(_verdict(recovery)),
        _planted_against_found(recovery),
        *_mess(world, story.ledger),
        ledger_sums(story.ledger),
        facts({"files": ", ".join(files), **places}),
    )
    return Answer(record, parts)


def _verdict(recovery: Recovery) -> str:
    """How well the truth was found, in two sentences."""
    customers = sum(map(sum, recovery.counts))
    missing = f" {counted(recovery.missing, 'planted customer')} did not come through cleaning." if recovery.missing else ""
    return (
        f"Found the truth: adjusted Rand index {recovery.ari:.2f}, where 1 is the very same grouping and 0 is chance. "
        f"{percent(recovery.matched)} of {counted(customers, 'customer')} are in a segment made of their own kind.{missing}"
    )


def _planted_against_found(recovery: Recovery) -> Table:
    """Customers by planted kind and found segment."""
    rows = [(kind, *(f"{n:,}" if n else "·" for n in counts)) for kind, counts in zip(recovery.planted, recovery.counts, strict=True)]
    return table("Planted against found", ("planted", *(f">{name}" for name in recovery.found)), rows)


def _mess(world: World, ledger: Ledger) -> Iterator[Table]:
    """The mess that was planted against what the ledger says."""
    titles = {line.rule: line.title for line in ledger.lines}
    rows = [
        (titles.get(rule, rule), f"{planted:,}", f"{sum(line.rows for line in ledger.lines if line.rule == rule):,}")
        for rule, planted in world.mess.items()
    ]
    if rows:
        yield table("Mess, planted against found", ("rule", ">planted", ">found"), rows)
