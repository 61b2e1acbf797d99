"""A file of settings for somebody's data: what was recognised, and every other setting as a comment with its default."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from coterie.plan import Plan, as_typed
from coterie.records import PERSONAL, Inputs, Source

ROLES = {"orders": "roles", "items": "item_roles", "customers": "customer_roles"}
TABLES = {"orders": "table", "items": "item_table", "customers": "customer_table"}
CHOSEN = re.compile(r"The \w+ '([^'…]+)' was read")


def config_text(plan: Plan, inputs: Inputs) -> str:
    """The file, as TOML. What the plan says already and what was recognised is set; the rest is a comment.

    >>> text = config_text(Plan(k="3:5"), Inputs())
    >>> 'k = "3:5"' in text, "# seed = 0" in text
    (True, True)
    """
    names = " and ".join(source.name for source in inputs.sources) or "your data"
    lines = [
        f"# Settings for {_one_line(names)}. Use them with --config, after any command; options given there win.",
        "# A line that begins with # is a note or a default: take the # away and change it.",
        "",
    ]
    lines += [f"# {_one_line(note)}" for note in inputs.notes]
    found = _recognised(inputs)
    said = plan.model_dump(exclude_defaults=True)
    for name, field in Plan.model_fields.items():
        if name in ROLES.values():
            continue
        lines += ["", f"# {field.description}"]
        value, why = (said[name], "") if name in said else found.get(name, (None, ""))
        if value is not None:
            lines.append(f"{name} = {_value(value)}{f'  # {why}' if why else ''}")
        else:
            lines.append(f"# {name} = {_value(field.default)}" if field.default is not None else f"# {name} =")
    for source in inputs.sources:
        lines += ["", *_roles(source)]
    return "\n".join(lines) + "\n"


def _recognised(inputs: Inputs) -> dict[str, tuple[Any, str]]:
    """Settings that hold what the whole column proved, so that the next file, which may prove less, is read the same way.

    Where customers have attributes, such a setting would read those anew: then it is left to the file.
    """
    found: dict[str, tuple[Any, str]] = {}
    for source in inputs.sources:
        chosen = next((m[1] for note in source.notes if (m := CHOSEN.match(note))), None)
        if chosen:
            found[TABLES[source.table] if inputs.orders else "table"] = (chosen, "the one that was read")
    if inputs.orders and not inputs.customers:
        used = [c for c in inputs.orders.columns if c.role]
        orders = {order for c in used if c.kind == "time" and (order := _order_of(c.format))}
        if len(orders) == 1:
            found["dates"] = (orders.pop(), "as the column proves")
        marks = {c.format for c in used if c.kind == "number" and c.role != "quantity"}
        if marks == {"comma"}:
            found["decimal"] = ("comma", "as the column proves")
    return found


def _order_of(format: str) -> str:
    """The setting `dates` that a format stands for, "" when it needs none."""
    if format in ("epoch", "epoch-ms", "excel"):
        return format
    told = re.match(r"(%d[-/.] ?%m|%m[-/.] ?%d|%y[-/.]%m)", format)
    return {"%d": "day-first", "%m": "month-first", "%y": "year-first"}[told[0][:2]] if told else ""


def _roles(source: Source) -> Iterator[str]:
    """The table of roles: each with its column, the score and the reason."""
    why = {(g.column, g.role): g for g in source.guesses}
    yield f"# Each role and its column in {_one_line(source.name)}, with the score of the guess and its reason."
    yield f"[{ROLES[source.table]}]"
    for column in source.columns:
        guess = why.get((column.name, column.role))
        reason = f"{guess.score:.2f}: {guess.reason}" if guess else "as you said"
        if column.role and column.role not in PERSONAL:
            how = f"; read as {column.format}" if column.format not in ("", "plain") else ""
            yield f"{column.role} = {toml_text(column.name)}  # {_one_line(reason + how)}"
        elif column.role:
            yield f"# {toml_text(column.name)} is personal ({column.role}) and not used"
        elif source.table == "customers":
            yield f"# {toml_text(column.name)} is an attribute ({column.kind})"
        else:
            yield f"# {toml_text(column.name)} has no role"


def _value(value: Any) -> str:
    """A value as TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | date):
        return str(value)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name} = {_value(one)}' for name, one in value.items())}}}"
    if isinstance(value, tuple | list) and not (value and isinstance(value[0], int)):
        return f"[{', '.join(_value(part) for part in value)}]"
    return toml_text(as_typed(value))


def toml_text(text: str) -> str:
    """A text as TOML, which takes what JSON writes, but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _one_line(text: str) -> str:
    """A text that can stand in a comment."""
    return "".join(c if c.isprintable() else " " for c in text)
