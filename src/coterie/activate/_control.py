"""The control group: customers who are held out, so that what a campaign does can be told from what would have come anyway.

In each segment those with the least SHA-256 of "seed:customer" are held out, as many as the share says. So it is by chance,
and the same again whoever exports. Who was contacted and who was held out stands in `control.csv` in the folder of the run:
export, exported (UTC), segment, customer, group (contacted or control), share, seed. A later export adds its rows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coterie.errors import CoterieError, InputError, shown
from coterie.sql import quote
from coterie.store.folder import write_whole
from coterie.store.manifest import CONTROL
from coterie.words import counted

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine

COLUMNS = 'export, exported, segment, customer, "group", share, seed'
FORM = """all_varchar = true, header = true, delim = ',', quote = '"', escape = '"'"""


def share_of(text: str | float) -> float:
    """A share as a number: 10%, 0.1.

    >>> share_of("10%"), share_of(0.1), share_of("")
    (0.1, 0.1, 0.0)
    """
    said = str(text or "0").strip()
    try:
        share = float(said.removesuffix("%")) / (100 if said.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share < 1:
        fact = f"The control group is {shown(said)}, but it must be a share from 0% to less than 100%"
        raise InputError("bad-control", fact, remedy="Give one such as --control 10%.")
    return share


def held_out_sql(share: float, seed: int) -> str:
    """True for who is held out, over customers with their segment."""
    if not share:
        return "false"
    place = f"row_number() OVER (PARTITION BY segment ORDER BY sha256('{seed}:' || customer), customer)"
    return f"{place} <= round({quote.number(share)} * count(*) OVER (PARTITION BY segment))"


def written(engine: DuckDBEngine, folder: Path, segments: Collection[int]) -> str:
    """A query for what is written down beside a run, "" where nothing is; a file that is damaged is refused."""
    import duckdb

    path = folder / CONTROL
    if not path.is_file():
        return ""
    rows = _rows(path)
    known = ", ".join(map(str, segments))
    fine = (
        "export <> '' AND customer <> '' AND \"group\" IN ('contacted', 'control') AND try_cast(left(exported, 10) AS DATE) IS NOT NULL"
        f" AND try_cast(segment AS BIGINT) IN ({known})"
    )
    try:
        bad = engine.rows(f"SELECT count(*) FILTER (WHERE ({fine}) IS NOT TRUE) FROM ({rows}) AS w")[0][0]
        what = f"{counted(bad, 'row')} cannot be understood" if bad else ""
    except (duckdb.Error, CoterieError):
        what = "it is no table as it was written"
    if what:
        fact = f"The file of who was contacted and who was held out is damaged: {what}"
        remedy = "Restore it from a copy, or move it away: what was exported until now can then no longer be measured."
        raise InputError("control-damaged", fact, place=str(path), remedy=remedy)
    return rows


def _rows(path: Path) -> str:
    """A query for the rows of the file, all as texts."""
    return f"SELECT {COLUMNS} FROM read_csv({quote.path(path)}, {FORM})"


@dataclass(frozen=True)
class Trial:
    """How somebody was held out: the share of each segment, what chance begins from, and of which export."""

    share: float
    seed: int
    export: str
    exported: str


def write_down(engine: DuckDBEngine, reached: str, folder: Path, trial: Trial) -> Path:
    """Add the people of an export to the file beside the run; `reached` is a query for customer, segment and _control."""
    path = folder / CONTROL
    about = [f"{quote.text(trial.export)} AS export", f"{quote.text(trial.exported)} AS exported"]
    group = "CASE WHEN _control THEN 'control' ELSE 'contacted' END AS \"group\""
    cells = [*about, "CAST(segment AS VARCHAR) AS segment", "customer", group, f"'{trial.share!r}' AS share", f"'{trial.seed}' AS seed"]
    new = f"SELECT {', '.join(cells)} FROM ({reached}) AS reached ORDER BY customer"
    before = f"{_rows(path)} UNION ALL " if path.is_file() else ""
    form = "FORMAT csv, HEADER, FORCE_QUOTE (customer)"
    return write_whole(path, lambda temporary: engine.run(f"COPY ({before}FROM ({new}) AS new) TO {quote.text(str(temporary))} ({form})"))
