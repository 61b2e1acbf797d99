"""The settings of a plan as fields of a form, with the help that the plan itself gives; and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from coterie.errors import InputError, shown
from coterie.plan import Plan, as_typed
from coterie.registry import members
from coterie.web.starting import OURS

FIRST = ("k", "method", "features", "since", "until", "as_of")  # the others are folded
TITLES = {"k": "Number of segments", "as_of": "As of", "method": "Methods"}
ROLES = ("roles", "customer_roles", "item_roles")  # chosen beside the columns


@dataclass(frozen=True)
class Field:
    """One setting: its help, what it is now, what it is where nothing is said, and what it may be where that is a choice."""

    name: str
    title: str
    help: str
    value: str
    default: str
    choices: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    first: bool = False
    day: bool = False


def shown_settings(given: Mapping[str, Any]) -> list[Field]:
    """Every setting that a user of the page decides, those first that most may want."""
    names = [*FIRST, *(name for name in Plan.model_fields if name not in (*FIRST, *OURS, *ROLES))]
    return [_field(name, given.get(name)) for name in names]


def _field(name: str, value: Any) -> Field:
    """A setting as the form shows it."""
    field = Plan.model_fields[name]
    choice = get_origin(field.annotation) is Literal
    return Field(
        name=name,
        title=TITLES.get(name, name.replace("_", " ").capitalize()),
        help=field.description or "",
        value="" if value is None else _text(value),
        default="" if field.default in (None, {}, ()) else as_typed(field.default),
        choices=tuple(map(str, get_args(field.annotation))) if choice else (),
        offers=tuple(members("cluster")) if name == "method" else (),
        first=name in FIRST,
        day="date" in str(field.annotation),
    )


def _text(value: Any) -> str:
    """A setting as one would type it."""
    return "; ".join(f"{key}={each}" for key, each in value.items()) if isinstance(value, Mapping) else as_typed(value)


def given_settings(fields: Mapping[str, str]) -> dict[str, Any]:
    """The settings that were filled in; pairs become a mapping.

    >>> given_settings({"k": "3", "rules": "outlier=on; guest=off"})
    {'k': '3', 'rules': {'outlier': 'on', 'guest': 'off'}}
    """
    return {name: _pairs(name, text) if _is_pairs(name) else text for name, text in fields.items()}


def _is_pairs(name: str) -> bool:
    """Whether a setting is a mapping."""
    return name in Plan.model_fields and isinstance(Plan.model_fields[name].default, dict)


def _pairs(name: str, text: str) -> dict[str, str]:
    """`name=value; name=value` as a mapping."""
    found = {}
    for part in filter(None, map(str.strip, text.split(";"))):
        key, equals, value = part.partition("=")
        if not equals:
            raise InputError("bad-pair", f"{shown(part)} in {name} is no pair", remedy="Write name=value, and a semicolon between two.")
        found[key.strip()] = value.strip()
    return found
