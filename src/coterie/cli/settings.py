"""Every setting of the plan as an option of the command line; what is not given stays with the file or the default."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypedDict, get_origin

from cyclopts import Group, Parameter
from pydantic.fields import FieldInfo

from coterie.errors import InputError, shown
from coterie.plan import KeptTable, OwnFeature, OwnName, Plan, Switch, Weight, as_typed

METAVARS: dict[str, tuple[Any, ...]] = {
    "ROLE=COLUMN": (dict[str, str],),
    "RULE=on|off": (dict[str, Switch],),
    "NAME=CODES": (dict[str, tuple[str, ...]],),
    "METHOD.NAME=VALUE": (dict[str, str | int | float],),
    "YARDSTICK=NUMBER": (dict[str, Weight],),
    "NAME=SQL": (dict[OwnName, OwnFeature],),
    "LOW:HIGH": (tuple[int, int],),
    "A,B,C": (tuple[str, ...], tuple[KeptTable, ...]),
    "NUMBER": (int, int | None, float),
    "YYYY-MM-DD": (date | None,),
    "TEXT": (str, str | None),
}
PAIRS = {
    "rules": ("rule with on or off", "outlier=on"),
    "name_map": ("name with its codes", '"Best=5[45]"'),
    "parameters": ("parameter of a method with its value", "dbscan.eps=0.5"),
    "own_features": ("feature with its SQL", '"biggest=max(amount)"'),
    "weights": ("yardstick with a number", "silhouette=1"),
}
GROUP = Group("Settings", sort_key=50)
# What may differ from the run when other customers are scored.
FOR_SCORING = (
    *("roles", "customer_roles", "item_roles", "dates", "decimal", "encoding"),
    *("table", "customer_table", "item_table", "query"),
    *("where", "since", "until", "as_of", "max_unreadable"),
)


def _option(field: FieldInfo) -> Any:
    """The type and the help of one option. The plan itself reads all values, so all but choices stay text."""
    choice = get_origin(field.annotation) is Literal
    pairs = isinstance(field.default, dict)
    kind: Any = field.annotation if choice else list[str] if pairs else str
    default = "" if field.default in (None, {}) else as_typed(field.default)
    about = f"{field.description}{f' Default: {default}.' if default else ''}"
    metavar = None if choice else next(word for word, kinds in METAVARS.items() if field.annotation in kinds)
    return Annotated[kind, Parameter(help=about, metavar=metavar, consume_multiple=pairs, negative=())]


if TYPE_CHECKING:
    Settings = dict[str, Any]
    ScoringSettings = dict[str, Any]
else:
    OPTIONS = {name: _option(field) for name, field in Plan.model_fields.items()}
    Settings = TypedDict("Settings", OPTIONS, total=False)
    ScoringSettings = TypedDict("ScoringSettings", {name: OPTIONS[name] for name in FOR_SCORING}, total=False)

Options = Annotated[Settings, Parameter(name="*", group=GROUP)]
ScoringOptions = Annotated[ScoringSettings, Parameter(name="*", group=GROUP)]


def chosen(settings: Mapping[str, Any] | None) -> dict[str, Any]:
    """The settings that were given, as the plan takes them: `role=column` and `rule=on` pairs become a mapping.

    >>> chosen({"k": "3", "roles": ["customer=Client No", "time=When"]})
    {'k': '3', 'roles': {'customer': 'Client No', 'time': 'When'}}
    """
    return {name: _pairs(name, value) if isinstance(value, list) else value for name, value in (settings or {}).items()}


def _pairs(name: str, given: list[str]) -> dict[str, str]:
    """`name=value` texts as a mapping."""
    pairs = [text.partition("=") for text in given]
    for text, (role, _, column) in zip(given, pairs, strict=True):
        if not (role and column):
            what, example = PAIRS.get(name, ("role with its column", "customer=CustomerID"))
            remedy = f"Write it as --{name.replace('_', '-')} {example}."
            raise InputError("bad-pair", f"{shown(text)} is no {what}", remedy=remedy)
    return {role.strip(): column.strip() for role, _, column in pairs}
