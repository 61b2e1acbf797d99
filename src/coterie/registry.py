"""Families and their members: a member is a file in the family's folder, or another package's entry point.

A file is a member when it assigns `MEMBER` at its top level. Members are listed by looking for that line in the text
of the files (parsing them all took a tenth of a small run), and imported only on use.

>>> "kmeans" in members("cluster")
True
"""

from __future__ import annotations

import functools
import importlib
import re
from importlib.metadata import EntryPoint, distributions
from pathlib import Path
from types import ModuleType
from typing import Any

from coterie.errors import InputError, did_you_mean

ROOT = Path(__file__).parent
ASSIGNED = re.compile(r"^MEMBER *[:=]", re.MULTILINE)
CALLED = {
    "cluster": "method",
    "charts": "chart",
    "judge": "yardstick",
    "clean": "cleaning rule",
    "report": "form of the report",
    "activate": "destination",
    "value": "model of value",
}
OBJECT = re.compile(r"^MEMBER *= *(\w+)$", re.MULTILINE)
SUMMARY = re.compile(r'"""(.*?)(?:"""|$)', re.MULTILINE)


@functools.cache
def _installed() -> tuple[EntryPoint, ...]:
    """What other packages bring to any family; finding it reads a file per installed package, so it is done once."""
    return tuple(point for package in distributions() for point in package.entry_points if point.group.startswith("coterie."))


def _points(family: str) -> dict[str, EntryPoint]:
    """The members that other packages bring to a family, by name."""
    return {point.name: point for point in _installed() if point.group == f"coterie.{family}"}


@functools.cache
def members(family: str) -> dict[str, str]:
    """The names of a family's members, each with its one-line summary.

    >>> sorted(members("demo"))
    ['bank', 'mall', 'shop']
    """
    found: dict[str, str] = {}
    for file in sorted((ROOT / family).glob("*.py")):
        text = file.read_text(encoding="utf-8")
        if ASSIGNED.search(text):
            said = SUMMARY.match(text)
            found[file.stem.replace("_", "-")] = said[1] if said else ""
    for name, point in _points(family).items():
        found[name] = f"from {point.value.partition(':')[0]}"
    return dict(sorted(found.items()))


def assigned(family: str) -> dict[str, str]:
    """The members of a family by the name of what their file assigns, such as a class; nothing is imported.

    >>> assigned("cluster")["KMeans"]
    'kmeans'
    """
    texts = {file.stem.replace("_", "-"): file.read_text(encoding="utf-8") for file in sorted((ROOT / family).glob("*.py"))}
    return {found[1]: name for name, text in texts.items() if (found := OBJECT.search(text))}


def member(family: str, name: str) -> Any:
    """The member of that name, imported now; an unknown name is refused with the nearest one.

    >>> member("cluster", "kmean")
    Traceback (most recent call last):
    ...
    coterie.errors.InputError: There is no method called 'kmean'. Did you mean 'kmeans'? [unknown-cluster]
    """
    if name not in members(family):
        fact = f"There is no {CALLED.get(family, family)} called '{name}'"
        raise InputError(f"unknown-{family}", fact, remedy=did_you_mean(name, members(family)))
    if point := _points(family).get(name):
        return point.load()
    module: ModuleType = importlib.import_module(f"coterie.{family}.{name.replace('-', '_')}")
    return module.MEMBER


def load_all(family: str) -> dict[str, Any]:
    """Every member of a family, imported; for families that are small or always needed whole.

    >>> "missing-customer" in load_all("clean")
    True
    """
    return {name: member(family, name) for name in members(family)}
