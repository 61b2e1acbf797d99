"""`coterie init`: a file of settings, with what was recognised."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from coterie.cli.answer import Answer
from coterie.cli.page import bullets, facts
from coterie.cli.progress import Progress
from coterie.cli.settings import Options, chosen
from coterie.cli.telling import recognised
from coterie.errors import InputError

if TYPE_CHECKING:
    from rich.console import RenderableType


def init(
    data: str,
    /,
    *more: str,
    customers: str | None = None,
    items: str | None = None,
    out: Path = Path("coterie.toml"),
    force: Annotated[bool, Parameter(negative=())] = False,
    settings: Options | None = None,
    progress: Annotated[Progress, Parameter(parse=False)],
) -> Answer:
    """Write a file of settings with what was recognised in the data; nothing is clustered.

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
    out
        The file to write.
    force
        Write it even if there is one already.
    """
    from coterie.config_file import config_text
    from coterie.looking import recognise
    from coterie.plan import make_plan
    from coterie.store.folder import check_writable, write_file

    if out.exists() and not force:
        raise InputError(
            "file-exists", "There is such a file already", place=str(out), remedy="Name another one with --out, or add --force."
        )
    check_writable(out, folder=False)
    plan = make_plan(**chosen(settings))
    with progress(1) as watch:
        inputs = recognise([data, *more] if more else data, customers, items, plan=plan, watch=watch)
    write_file(out, config_text(plan, inputs))
    record = {
        "roles": {s.table: s.roles for s in inputs.sources},
        "guesses": {s.table: s.guesses for s in inputs.sources},
        "notes": inputs.notes,
    }
    parts: tuple[RenderableType, ...] = (
        *recognised(inputs),
        *([bullets(inputs.notes)] if inputs.notes else []),
        facts({"written": str(out)}),
    )
    return Answer({**record, "out": str(out)}, parts)
