"""`coterie look`: what is in a file, before anything is clustered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from coterie.cli.answer import Answer
from coterie.cli.page import bullets, facts, table
from coterie.cli.progress import Progress
from coterie.cli.settings import Options, chosen
from coterie.cli.telling import cautions_told, columns_tables, ledger_sums, ledger_table, recognised, source_table, would_table
from coterie.records import SCORES, Exploration, Features, Month
from coterie.words import percent, shown, shown_figure, shown_value, whole

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

LEVELS = 3
MONTHS = 24


def look(
    data: str,
    /,
    *more: str,
    customers: str | None = None,
    items: str | None = None,
    config: Path | None = None,
    settings: Options | None = None,
    progress: Annotated[Progress, Parameter(parse=False)],
) -> Answer:
    """See what is in a file.

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
    """
    import coterie
    from coterie.looking import LOOK

    with progress(len(LOOK)) as watch:
        seen = coterie.look([data, *more] if more else data, customers, items, config=config, watch=watch, **chosen(settings))
    ledger, unit = seen.cleaned.ledger, seen.cleaned.currency
    parts: list[RenderableType] = [
        *_cautions(seen.exploration),
        *recognised(seen.inputs),
        *columns_tables(seen.exploration, seen.inputs),
        ledger_sums(ledger),
        ledger_table(ledger, unit),
        *would_table(ledger),
        *source_table(ledger, seen.exploration),
    ]
    if notes := (*ledger.notes, *seen.features.notes):
        parts.append(bullets(notes))
    parts += _explored(seen.exploration, seen.features, unit)
    return Answer(seen.record, tuple(parts))


def _cautions(exploration: Exploration) -> Iterator[RenderableType]:
    """What there is too little data for, before anything else."""
    if told := cautions_told(exploration):
        yield bullets(told, "Too little data")


def _explored(exploration: Exploration, features: Features, unit: str) -> Iterator[RenderableType]:
    """Key figures, distributions, the trend by month, and the findings."""
    yield facts({f.title: shown_figure(f) for f in exploration.figures})
    if any(f.kind == "numeric" for f in features.columns):
        yield _shapes(exploration, features, "numeric", ("feature", ">5 %", ">median", ">95 %", ">missing", ">outliers"))
    if any(f.kind == "category" for f in features.columns):
        yield _shapes(exploration, features, "category", ("feature", "most frequent", ">distinct", ">missing"))
    if exploration.months:
        yield _months(exploration.months[-MONTHS:], unit)
    if exploration.findings:
        yield bullets(exploration.findings)


def _months(months: Sequence[Month], unit: str) -> Table:
    """The trend of the key figures."""
    rows = [
        (
            f"{m.month:%Y-%m}",
            *(f"{count:,}" for count in (m.customers, m.new_customers)),
            percent(m.repeat_share),
            f"{m.orders:,}",
            whole(m.money, unit),
            shown(m.order_value, ",.2f", unit),
        )
        for m in months
    ]
    return table("Month by month", ("month", ">customers", ">new", ">bought before", ">orders", ">money", ">per order"), rows)


def _shapes(exploration: Exploration, features: Features, kind: Literal["numeric", "category"], columns: tuple[str, ...]) -> Table:
    """The distributions of one kind of feature."""
    rows = []
    for shape in exploration.distributions:
        feature = features.feature(shape.feature)
        if feature.kind != kind or feature.family == SCORES:
            continue
        missing = percent(shape.missing / max(1, features.customers))
        if kind == "numeric":
            middle = (shown_value(feature, shape.quantiles.get(q, float("nan"))) for q in ("p5", "median", "p95"))
            rows.append((feature.title, *middle, missing, f"{shape.outliers:,}"))
        else:
            most = ", ".join(f"{level} {percent(n / max(1, features.customers))}" for level, n in shape.levels[:LEVELS])
            rows.append((feature.title, most, f"{shape.distinct:,}", missing))
    return table("What customers are like" if kind == "numeric" else "", columns, rows)
