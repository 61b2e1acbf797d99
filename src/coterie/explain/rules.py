"""A short rule for each segment: found on the sample of the portrait, counted on all customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from coterie.explain.conditions import Condition, merged, offered, sql_of_all, words_of_all
from coterie.kernels.paths import best_path
from coterie.records import NO_SEGMENT, Portrait, Rule
from coterie.words import part

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coterie.engines.duckdb import DuckDBEngine
    from coterie.explain.measured import Everyone, Measured

GOOD, FAIR = 0.8, 0.6  # a rule that catches less of its segment, or is right less often, says so


def rules(engine: DuckDBEngine, joined: str, portrait: Portrait, measured: Sequence[Measured], everyone: Everyone) -> dict[int, Rule]:
    """The rule of each segment by its id; one segment alone needs none, and a segment that nothing tells apart has none."""
    paths = _paths(portrait, measured, everyone) if len(measured) > 1 else {}
    if not paths:
        return {}
    numbers = list(paths)
    caught = {int(row[0]): row[1:] for row in engine.rows(caught_sql(joined, list(paths.values())))}
    sizes = {m.id: m.customers for m in measured}
    return {
        number: _rule(paths[number], sum(row[place] for row in caught.values()), caught[number][place], sizes[number])
        for place, number in enumerate(numbers)
    }


def _paths(portrait: Portrait, measured: Sequence[Measured], everyone: Everyone) -> dict[int, tuple[Condition, ...]]:
    """The conditions of each segment that has any."""
    ids = [m.id for m in measured]
    place = {number: i for i, number in enumerate(ids)}
    group = np.array([place[number] for number in portrait.segment])
    weight = np.array([m.customers for m in measured]) / np.bincount(group, minlength=len(ids))
    # Scores repeat what they are made of, in other words; what had no part in the segments makes no rule for them.
    columns = [f for f in everyone.features.values() if f.name not in everyone.scores and not f.aside]
    values = [_array(portrait.values[f.name], f.kind) for f in columns]
    found = {}
    for target, number in enumerate(ids):
        if number == NO_SEGMENT:  # what is around everyone has no bounds
            continue
        inside = group == target
        asked = [(2 * place + side, c) for place, f in enumerate(columns) for side, c in offered(f, values[place], inside)]
        if asked:
            holds = np.array([c.holds(values[side // 2]) for side, c in asked])
            path = best_path(holds, np.array([side for side, _ in asked]), group, weight, target)
            found[number] = merged([asked[i][1] for i in sorted(path)])
    return {number: conditions for number, conditions in found.items() if conditions}


def _array(values: Sequence[Any], kind: str) -> NDArray[Any]:
    """The sampled values of a feature."""
    return np.array(values, dtype=object) if kind == "category" else np.array([np.nan if v is None else v for v in values], dtype=float)


def caught_sql(joined: str, rules: Sequence[Sequence[Condition]]) -> str:
    """Per segment, how many of its customers each rule catches."""
    counts = ", ".join(f"count(*) FILTER (WHERE {sql_of_all(rule)}) AS rule{i}" for i, rule in enumerate(rules))
    return f"SELECT a.segment, {counts} FROM {joined} GROUP BY 1 ORDER BY 1"


def _rule(conditions: Sequence[Condition], caught: int, right: int, size: int) -> Rule:
    """The record of a rule."""
    precision, coverage = (right / caught if caught else 0.0), right / size
    return Rule(
        words=words_of_all(conditions),
        sql=sql_of_all(conditions),
        caught=caught,
        right=right,
        precision=precision,
        coverage=coverage,
        sentence=told(precision, coverage),
    )


def told(precision: float, coverage: float) -> str:
    """How good a rule is, in a sentence that does not flatter it.

    >>> told(0.83, 0.88)
    'It catches 88% of them; 83% of those it catches are right.'
    >>> told(0.5, 0.4)
    'A poor rule: it catches 40% of them; 50% of those it catches are right.'
    """
    worst = min(precision, coverage)
    begin = "It" if worst >= GOOD else "A rough rule: it" if worst >= FAIR else "A poor rule: it"
    return f"{begin} catches {part(coverage)} of them; {part(precision)} of those it catches are right."
