"""`coterie export`: the customers of a saved run and their segments, handed over to where something is done with them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from coterie.cli.answer import Answer
from coterie.cli.page import bullets, facts, table
from coterie.words import counted

if TYPE_CHECKING:
    from rich.console import RenderableType


def export(
    run: Path,
    /,
    *,
    to: str,
    out: str = "",
    segments: str = "",
    contacts: str | None = None,
    changes_since: Path | None = None,
    control: str = "",
    min_size: int = 0,
    pseudonyms: str | None = None,
    table_name: str = "segments",
    seed: int = 0,
) -> Answer:
    """Hand the customers of a saved run over, with their segments.

    Parameters
    ----------
    run
        The folder of a run, such as results/latest.
    to
        Where to: one of `coterie destinations`, such as csv, excel, klaviyo, meta, postgres or webhook.
    out
        The file to write, or the address of a database or a service.
    segments
        Ids or names of the segments, with commas between; by default all.
    contacts
        A file with the customers' ids and their e-mails, telephone numbers and names. It is read now and kept nowhere.
    changes_since
        The folder of an earlier run: only who is new or in another segment.
    control
        A share of each segment to hold out, such as 10%. Who it is stands in control.csv beside the run.
    min_size
        Leave segments with fewer customers out.
    pseudonyms
        A file with a key, or env for COTERIE_PSEUDONYM_KEY: keyed hashes in the place of the ids.
    table_name
        What the table in a database is called.
    seed
        What the choice of the control group begins from.
    """
    import coterie

    result = coterie.load(run)
    asked = [part.strip() for part in segments.split(",") if part.strip()]
    done = result.export(
        to,
        out,
        segments=asked,
        contacts=contacts,
        changes_since=changes_since,
        control=control,
        min_size=min_size,
        pseudonyms=pseudonyms,
        table=table_name,
        seed=seed,
    )
    names = result.story.model.names
    rows = [(str(i), names[i], f"{n:,}") for i, n in done.segments.items()]
    told = [f"Held out: {counted(done.held_out, 'customer')}, written down in {done.control}."] if done.control else []
    told += [f"Not handed over: {counted(n, 'customer')} {reason}." for reason, n in done.left_out.items()]
    parts: tuple[RenderableType, ...] = (
        table("", (">", "segment", ">customers"), rows),
        *([bullets([*told, *done.notes])] if told or done.notes else []),
        facts({"to": done.to, "place": done.place, "rows": f"{done.rows:,}"}),
    )
    return Answer(asdict(done), parts)
