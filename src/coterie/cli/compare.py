"""`coterie compare`: two saved runs side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coterie.cli.answer import Answer
from coterie.cli.page import bullets, facts, prose, table
from coterie.words import percent, whole

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from coterie.comparing import Compared


def compare(before: Path, after: Path, /, *, report: Path | None = None, out: Path | None = None) -> Answer:
    """Say who moved between two runs, what drifted, and whether the earlier segments still fit.

    Parameters
    ----------
    before
        The folder of the earlier run.
    after
        The folder of the later run, such as results/latest.
    report
        Write the report of the later run here, with what became of the earlier one.
    out
        Write every customer here, with the segment then and now; CSV or Parquet by its ending.
    """
    import coterie
    from coterie.scoring import table_path
    from coterie.store.folder import check_writable

    if report:
        check_writable(report, folder=False)
    wanted = table_path(out) if out else None
    compared = coterie.load(after).compare(before)
    written: dict[str, str] = {}
    if report:
        written["report"] = str(compared.report(report))
    if wanted:
        written["customers"] = str(compared.write_customers(wanted))
    return _answer(compared, written)


def _answer(compared: Compared, written: dict[str, str]) -> Answer:
    """The verdict, the migration table, and what else there is to say."""
    found = compared.found
    parts: tuple[RenderableType, ...] = (
        prose(found.reason, strong=True),
        _moves_table(compared),
        bullets(line for line in compared.sentences if line != found.reason),
        *([facts(written)] if written else []),
    )
    return Answer({**compared.record, **written}, parts)


def _moves_table(compared: Compared) -> Table:
    """A row per segment of then and of now."""
    found, names = compared.found, compared.names
    everyone, money = found.both + found.new + found.lost, any(m.money_before or m.money_after for m in found.moves)
    unit = compared.story.features.money_unit
    columns = ("then", "now", ">customers", ">share", *((">money then", ">money now") if money else ()))
    rows = [
        (
            "new" if m.before is None else f"{m.before}  {found.names[m.before]}",
            "gone" if m.after is None else f"{m.after}  {names[m.after]}",
            f"{m.customers:,}",
            percent(m.customers / everyone),
            *((whole(m.money_before, unit), whole(m.money_after, unit)) if money else ()),
        )
        for m in found.moves
    ]
    return table("", columns, rows)
