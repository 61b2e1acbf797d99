"""Write the reference pages from the code, so that they cannot drift; a test writes them again and compares."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FunctionType
from typing import Any, Literal, get_args, get_origin

import coterie
from coterie import registry
from coterie.cli.app import app
from coterie.plan import Plan

REFERENCE = Path(__file__).parent / "reference"
MADE = "<!-- Written by docs/_generate.py from the code: change it there, then run `make docs`. -->"

FAMILIES = {
    "read": ("What can be read", "The first reader that recognises the content opens it, whatever the file is called."),
    "clean": ("Cleaning rules", "The first rule that fits decides where a row ends. What no rule wants is used."),
    "features": ("Families of features", "Which of them there are depends on the roles that your data has."),
    "value": ("Models of value", 'Which of those of orders is used is decided by what it would have foretold, or by `value = "NAME"`.'),
    "cluster": ("Methods", "Name them with `--method`, or `method = [...]` in the plan."),
    "judge": (
        "Yardsticks",
        "Every candidate is measured with each; the scores, relative to the best one and weighted, make the leaderboard.",
    ),
    "charts": ("Charts", "In Python: `result.charts.elbow()`. The report shows those that apply."),
    "report": ("Forms of the report", "The ending of the file's name says which, or `coterie report RUN --format NAME`."),
    "activate": ("Destinations", "`coterie export RUN --to NAME`, or `result.export(NAME)`."),
    "demo": ("Made-up businesses", "`coterie demo NAME` makes one, segments it and says how well the truth was found."),
    "engines": ("Engines", "Where tables live."),
}


def pages() -> dict[str, str]:
    """Every reference page by its file name."""
    makers: dict[str, Callable[[], Iterator[str]]] = {
        "settings.md": settings,
        "families.md": families,
        "python.md": python,
        "commands.md": commands,
        "api.md": api,
    }
    return {name: "\n".join([MADE, "", *make()]).rstrip() + "\n" for name, make in makers.items()}


def settings() -> Iterator[str]:
    """Every setting of the plan."""
    yield "# Settings\n"
    yield "One model holds every setting. A TOML file, the options of the command line and the keywords of Python fill this same one:"
    yield "`max_unreadable = 0.1` in `coterie.toml`, `--max-unreadable 0.1` after a command, `max_unreadable=0.1` in Python.\n"
    yield "| setting | takes | default | what it does |"
    yield "|---|---|---|---|"
    for name, field in Plan.model_fields.items():
        yield f"| `{name}` | {_cell(_kind(field.annotation))} | {_default(field.default)} | {_cell(field.description or '')} |"


def families() -> Iterator[str]:
    """Every member of every family, with its sentence."""
    yield "# What there is to choose from\n"
    yield "Each line is one file of the family's folder. To add one, see the recipes in `CONTRIBUTING.md`.\n"
    for family, (title, sentence) in FAMILIES.items():
        yield f"## {title}\n"
        yield f"{sentence}\n"
        yield "| name | what it is |"
        yield "|---|---|"
        yield from (f"| `{name}` | {_cell(summary)} |" for name, summary in registry.members(family).items())
        yield ""
        yield from MORE.get(family, lambda: iter(()))()


def _features() -> Iterator[str]:
    """Every feature of every family."""
    yield "Each family holds one or more features:\n"
    yield "| feature | means | unit | needs |"
    yield "|---|---|---|---|"
    for family in registry.load_all("features").values():
        for feature in family:
            yield f"| `{feature.name}` | {_cell(feature.sentence)} | {feature.unit} | {', '.join(sorted(feature.needs))} |"
    yield ""


def _methods() -> Iterator[str]:
    """When to use each method."""
    methods = registry.load_all("cluster")
    yield "| method | when to use it | a point that stands for several customers | confidence |"
    yield "|---|---|---|---|"
    for name, method in methods.items():
        yield f"| `{name}` | {_cell(method.when)} | {_cell(method.weights)} | {_cell(method.sure)} |"
    yield ""
    yield "Parameters of a method are set with `--parameters METHOD.NAME=VALUE`, or in the plan under `[parameters.METHOD]`:\n"
    yield "| parameter | what it is | may be | default |"
    yield "|---|---|---|---|"
    for name, method in methods.items():
        for each in method.settings:
            default = inspect.signature(method).parameters[each.name].default
            told = "found in the data" if default is None else f"`{default}`"
            yield f"| `{name}.{each.name}` | {_cell(each.sentence)} | {each.may_be} | {told} |"
    yield ""


def _yardsticks() -> Iterator[str]:
    """What each yardstick measures, and its share in the choice."""
    yield "| yardstick | measures | better | weight |"
    yield "|---|---|---|---|"
    for name, judge in registry.load_all("judge").items():
        better = "high" if judge.yardstick.higher_is_better else "low"
        yield f"| `{name}` | {_cell(judge.yardstick.sentence)} | {better} | {judge.yardstick.weight:g} |"
    yield ""


MORE: dict[str, Callable[[], Iterator[str]]] = {"features": _features, "cluster": _methods, "judge": _yardsticks}


def python() -> Iterator[str]:
    """Every public name with its docstring."""
    yield "# Python\n"
    for name in coterie.__all__:
        thing = getattr(coterie, name)
        yield f"## `coterie.{name}`\n"
        yield from _described(name, thing)
        if inspect.isclass(thing) and name != "Plan":
            for member, value in _members(thing):
                if not member.startswith("_") and isinstance(value, FunctionType | property | cached_property):
                    yield f"### `{name}.{member}`\n"
                    yield from _described(member, value)


def _members(thing: type) -> Iterator[tuple[str, Any]]:
    """What a class has, and after it what the class that it is made of has."""
    for kind in thing.__mro__:
        if kind.__module__.startswith("coterie."):
            yield from vars(kind).items()


def commands() -> Iterator[str]:
    """Every command with its options."""
    yield app.generate_docs(output_format="markdown")


def api() -> Iterator[str]:
    """Every route of the API, by resource."""
    from coterie.web.app import make_app
    from coterie.web.settings import Settings

    with TemporaryDirectory() as folder:
        document = make_app(Settings(folder=Path(folder))).openapi()
    resources: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, route in methods.items():
            line = f"| `{method.upper()} {path}` | {_cell(route['summary'])}. {_cell(route['description'])} |"
            resources.setdefault(route["tags"][0], []).append(line)
    yield "# The API\n"
    yield "`/api/v1/openapi.json` has all of it for programs: parameters, bodies, answers. [How to use it](../serve.md#for-programs).\n"
    for resource, lines in sorted(resources.items()):
        yield f"## {resource.capitalize()}\n"
        yield "| route | what it does |"
        yield "|---|---|"
        yield from [*lines, ""]


def _described(name: str, thing: Any) -> Iterator[str]:
    """The signature where there is one, then the docstring with its examples as code."""
    if inspect.isfunction(thing):
        yield f"```text\n{name}{inspect.signature(thing)}\n```\n"
    text, inside = [], False
    for line in (inspect.getdoc(thing) or "").splitlines():
        if line.startswith(">>>") and not inside:
            inside = True
            text.append("```pycon")
        if inside and not line:
            inside = False
            text.append("```")
        text.append(line)
    yield "\n".join([*text, *(["```"] if inside else []), ""])


def _kind(annotation: Any) -> str:
    """A type in words."""
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(annotation))
    parts = [a for a in get_args(annotation) if a is not type(None)]
    if "OwnFeature" in str(annotation):
        return "`name=SQL` pairs"
    if annotation == Plan.model_fields["weights"].annotation:
        return "`yardstick=number` pairs"
    words = {
        "tuple[int, int]": "a number, or `low:high`",
        "tuple[str, ...]": "names",
        "dict[str, str]": "`role=column` pairs",
        "dict[str, tuple[str, ...]]": "`name=codes` pairs",
        "dict[str, str | int | float]": "`method.name=value` pairs",
        "dict[str, typing.Literal['on', 'off']]": "`rule=on` or `rule=off` pairs",
    }
    if len(parts) == 1 and type(None) in get_args(annotation):
        return _kind(parts[0])
    plain = {str: "text", int: "a number", float: "a number", bool: "yes or no"}
    named: str = words.get(str(annotation)) or plain.get(annotation) or getattr(annotation, "__name__", str(annotation))
    return "a day, such as `2024-12-31`" if named == "date" else named


def _default(value: Any) -> str:
    """A default as one would write it."""
    if value in (None, (), {}):
        return ""
    if isinstance(value, tuple):
        return f"`{(':' if isinstance(value[0], int) else ',').join(map(str, value))}`"
    return f"`{value}`"


def _cell(text: str) -> str:
    """Text that does not break a table."""
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    REFERENCE.mkdir(exist_ok=True)
    for page, text in pages().items():
        (REFERENCE / page).write_text(text, encoding="utf-8")
