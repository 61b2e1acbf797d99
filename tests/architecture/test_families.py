"""Every member of every family has a test and a line in the docs, and can be imported."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import coterie
from coterie import registry

ROOT = Path(coterie.__file__).parent
TESTS = Path(__file__).parents[1]
REFERENCE = TESTS.parent / "docs" / "reference"
FAMILIES = sorted(folder.name for folder in ROOT.iterdir() if folder.is_dir() and registry.members(folder.name))
MEMBERS = [(family, name) for family in FAMILIES for name in registry.members(family)]

every_member = pytest.mark.parametrize(("family", "name"), MEMBERS, ids=[f"{family}-{name}" for family, name in MEMBERS])


def test_the_families_are_all_found() -> None:
    assert {"read", "clean", "features", "cluster", "judge", "charts", "demo", "engines"} <= set(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES)
def test_members_are_those_that_the_syntax_of_the_files_says(family: str) -> None:
    """The registry looks at their text only, which is quicker."""
    said = {}
    for file in (ROOT / family).glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        targets = [t for n in tree.body for t in (getattr(n, "targets", None) or [getattr(n, "target", None)])]
        if any(isinstance(t, ast.Name) and t.id == "MEMBER" for t in targets):
            said[file.stem.replace("_", "-")] = (ast.get_docstring(tree) or "").partition("\n")[0]
    assert registry.members(family) == said


@every_member
def test_a_member_can_be_imported_and_says_what_it_is(family: str, name: str) -> None:
    assert registry.member(family, name) is not None
    assert re.fullmatch(r"[A-Z].{10,}[.!]", registry.members(family)[name])


@every_member
def test_a_member_has_a_test(family: str, name: str) -> None:
    """A file of its own, or its exact name in quotes in a test of its family: a case, or a call that asks for it."""
    spelled = name.replace("-", "_")
    files = list((TESTS / family).glob("test_*.py"))
    by_name = any(file.stem in (f"test_{spelled}", f"test_{family}_{spelled}") for file in files)
    by_case = any(f'"{known}"' in file.read_text(encoding="utf-8") for file in files for known in (name, spelled))
    assert by_name or by_case


@every_member
def test_a_member_has_a_line_in_the_docs(family: str, name: str) -> None:
    assert f"`{name}`" in (REFERENCE / "families.md").read_text(encoding="utf-8")
