"""The rows that were set aside as SQL: where each stands, why it is not used, and its raw text."""

from __future__ import annotations

from coterie.clean._rule import Row, Rule
from coterie.sql import quote

SET_ASIDE, LISTED = "set_aside", "clean_listed"
COLUMNS = {
    "table": "VARCHAR",
    "source": "VARCHAR",
    "line": "BIGINT",
    "column": "VARCHAR",
    "value": "VARCHAR",
    "code": "VARCHAR",
    "reason": "VARCHAR",
    "raw": "VARCHAR",
}
EXAMPLES = 3


def listing(row: Row, rules: tuple[Rule, ...], judged: str) -> str:
    """The rows set aside of one table. `judged` gives its rows with their fate and `_line`."""
    places = [(place, rule) for place, rule in enumerate(rules, 1) if rule.fate == "set aside" and rule.listed]
    fate = row.own("fate")
    reason = f"{_case(fate, [(p, r.reason) for p, r in places])} || coalesce(': ' || _fault, '')"
    chosen = ", ".join(str(place) for place, _ in places) or "-1"
    return f"{_listed(row, places, _case(fate, [(p, r.code) for p, r in places]), reason, judged)} WHERE {fate} IN ({chosen})"


def listing_alone(row: Row, rules: tuple[Rule, ...], judged: str) -> str:
    """The cancellations of nothing; `judged` gives them. What is to blame is the column that says that they are cancellations."""
    places = [(place, rule) for place, rule in enumerate(rules, 1) if rule.cancels]
    nothing = next(rule for rule in rules if rule.code == "unmatched-cancellation")
    return _listed(row, places, quote.text(nothing.code), quote.text(nothing.reason), judged)


def _listed(row: Row, places: list[tuple[int, Rule]], code: str, reason: str, judged: str) -> str:
    """Where the rows stand, the column to blame, why, and their raw text."""
    columns = {rule.role: c for _, rule in places if (c := row.source.column(rule.role))}
    fate, blamed = row.own("fate"), [(p, columns[r.role]) for p, r in places if r.role in columns]
    name = _case(fate, [(p, columns[r.role].name if r.role in columns else "") for p, r in places])
    cells = " ".join(f"WHEN {place} THEN {column.text}" for place, column in blamed)
    value = f"CASE {fate} {cells} END" if cells else "CAST(NULL AS VARCHAR)"
    values = (quote.text(row.source.table), "_file", "_line", name, value, code, reason, _raw(row))
    named = ", ".join(f"{value} AS {quote.name(name)}" for value, name in zip(values, COLUMNS, strict=True))
    return f"SELECT {named} FROM ({judged}) AS judged"


def set_aside(listings: list[str], *, kept: bool) -> tuple[str, ...]:
    """The list of the rows set aside: a view, over a table where it is kept; else it is worked out when somebody reads it."""
    nothing = ", ".join(f"CAST(NULL AS {kind}) AS {quote.name(name)}" for name, kind in COLUMNS.items())
    parts = " UNION ALL ".join(listings) or f"SELECT {nothing} WHERE false"
    listed = f"SELECT * FROM ({parts}) AS listed ORDER BY source, line, code"
    if not kept:
        return (f"CREATE OR REPLACE VIEW {SET_ASIDE} AS {listed}",)
    return f"CREATE OR REPLACE TABLE {LISTED} AS {listed}", f"CREATE OR REPLACE VIEW {SET_ASIDE} AS SELECT * FROM {LISTED}"


def first_rows() -> str:
    """The first rows of each rule in each table."""
    numbered = f'SELECT *, row_number() OVER (PARTITION BY "table", code ORDER BY source, line) AS place FROM {SET_ASIDE}'
    return (
        f'SELECT "table", code, source, line, "column", value FROM ({numbered}) AS numbered WHERE place <= {EXAMPLES} ORDER BY 1, 2, 3, 4'
    )


def first_unreadable(row: Row, rules: tuple[Rule, ...], judged: str) -> str:
    """The first row that could not be read: its line, the column to blame and what stands there."""
    places = [(place, rule) for place, rule in enumerate(rules, 1) if rule.unreadable]
    blamed = [(place, row.source.column(rule.role)) for place, rule in places]
    fate = row.own("fate")
    column = _case(fate, [(place, c.name if c else "") for place, c in blamed])
    value = " ".join(f"WHEN {place} THEN {c.text if c else _raw(row)}" for place, c in blamed)
    return (
        f"SELECT _file AS file, _line AS line, {column} AS place, CASE {fate} {value} END AS value FROM ({judged}) AS judged"
        f" WHERE {fate} IN ({', '.join(str(place) for place, _ in places)}) ORDER BY _file, _line LIMIT 1"
    )


def _case(fate: str, texts: list[tuple[int, str]]) -> str:
    """The text that belongs to a row's fate."""
    cases = " ".join(f"WHEN {place} THEN {quote.text(text)}" for place, text in texts)
    return f"CASE {fate} {cases} END" if cases else "''"


def _raw(row: Row) -> str:
    """The row as a reader can read it; cells that are missing are left out, names too where the row has lost its shape."""
    cells = ", ".join(c.text for c in row.source.columns)
    named = ", ".join(f"{quote.text(c.name + '=')} || {c.text}" for c in row.source.columns)
    return f"CASE WHEN _fault IS NULL THEN concat_ws(' | ', {named}) ELSE concat_ws(' | ', {cells}) END"
