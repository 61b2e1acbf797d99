"""What the rules that are off would have done: what each would have met, had it alone been on. No row ends elsewhere for it."""

from __future__ import annotations

from collections.abc import Iterable

from coterie.clean._ledger import ledger_line
from coterie.clean._rule import Row, Rule
from coterie.engines.duckdb import DuckDBEngine
from coterie.records import LedgerLine


def would(engine: DuckDBEngine, row: Row, rules: tuple[Rule, ...], off: Iterable[Rule], judged: str) -> list[LedgerLine]:
    """A ledger line for each rule that is off and would have met a row; `judged` gives the rows with their fate under `rules`."""
    tried = [rule for rule in off if rule.fits(row)]
    if not tried:
        return []
    found = engine.rows(met(row, rules, tried, judged))[0]
    counts = zip(tried, found[::2], found[1::2], strict=True)
    return [ledger_line(row.source, rule, int(rows), float(sum_ or 0)) for rule, rows, sum_ in counts if rows]


def met(row: Row, rules: tuple[Rule, ...], off: Iterable[Rule], judged: str) -> str:
    """Per rule that is off: the rows that it fits and that no rule before it took, and their money."""
    counts, fits = [], []
    money = f"coalesce({row.value('money')}, 0)" if row.source.table == "orders" else "0"
    for rule in off:
        fate, before = row.own("fate"), sum((other.order, other.code) < (rule.order, rule.code) for other in rules)
        fits.append(f"({fate} = 0 OR {fate} > {before}) AND ({rule.fits(row)})")
        sign = f"-abs({money})" if rule.fate == "netted" else money
        counts.append(f"count(*) FILTER (WHERE {fits[-1]}), sum({sign}) FILTER (WHERE {fits[-1]})")
    return f"SELECT {', '.join(counts)} FROM ({judged}) AS judged WHERE {' OR '.join(f'({fit})' for fit in fits)}"
