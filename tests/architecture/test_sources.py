"""The shape of the source: who imports whom, how long things are, what must never be written down."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

import coterie
from coterie.pipeline import APPLY, FIT

ROOT = Path(coterie.__file__).parent
REPOSITORY = ROOT.parents[1]
MODULES = sorted(ROOT.rglob("*.py"))
STAGES = {stage.__module__.split(".")[1] for stage in (*FIT, *APPLY)}
LONGEST_MODULE, LONGEST_FUNCTION = 300, 40
QUIET_TOKENS = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}

every_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))


def part_of(path: Path) -> str:
    """The package or module right under `coterie` that a file belongs to."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The packages or modules right under `coterie` that a file imports, at any depth of its code."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "coterie":
            found |= {f"coterie.{name.name}" for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are absolute"
            found.add(str(node.module))
    return {name.split(".")[1] for name in found if name.startswith("coterie.")}


def code_lines(path: Path) -> set[int]:
    """The numbers of the lines that hold code: no docstring, no comment, no blank line."""
    text = path.read_text(encoding="utf-8")
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in QUIET_TOKENS:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(node):
            lines.difference_update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return lines


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Every function and method of a file."""
    return (n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


@every_module
def test_no_stage_imports_another_and_only_the_pipeline_imports_stages(path: Path) -> None:
    if part_of(path) != "pipeline":
        assert imported(path) & STAGES <= {part_of(path)}


@pytest.mark.parametrize("ground", ["records", "errors", "sql", "kernels", "registry", "plan", "words"])
def test_neutral_ground_rests_on_neutral_ground_only(ground: str) -> None:
    neutral = {"records", "errors", "sql", "kernels", "registry", "plan", "toml_file", "words", "meter"}
    for path in MODULES:
        if part_of(path) == ground:
            assert imported(path) <= neutral, path


@every_module
def test_a_module_stays_short(path: Path) -> None:
    assert len(code_lines(path)) <= LONGEST_MODULE


@every_module
def test_a_function_stays_short(path: Path) -> None:
    code = code_lines(path)
    long = {f.name: n for f in functions(path) if (n := len(code & set(range(f.lineno, f.end_lineno + 1)))) > LONGEST_FUNCTION}
    assert long == {}


@every_module
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or not code_lines(path)


@pytest.mark.parametrize("name", coterie.__all__)
def test_every_public_name_has_a_docstring(name: str) -> None:
    assert name == "__version__" or getattr(coterie, name).__doc__


# Put together from pieces, so that this file does not hold what it looks for.
FORBIDDEN = re.compile(
    "|".join(
        re.escape(a + b)
        for a, b in [("/wo", "rk/"), ("/ro", "ot/"), ("py", "pi.org"), ("python", "hosted"), ("npm", "js.org"), ("debian", ".org")]
    )
)
FOLDERS = ("src", "tests", "docs", "benchmarks", "examples", "requirements", "deploy", ".ci")


def test_no_place_of_one_machine_and_no_registry_is_written_down() -> None:
    files = [p for folder in FOLDERS for p in (REPOSITORY / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    files += [
        p for p in REPOSITORY.iterdir() if p.is_file() and p.name != ".git"
    ]  # the worktree of a git repository holds a file of that name
    found = {}
    for path in files:
        match = FORBIDDEN.search(path.read_bytes().decode("utf-8", "ignore"))
        if match:
            found[str(path.relative_to(REPOSITORY))] = match[0]
    assert found == {}


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE"])
def test_the_pages_of_the_house_are_there(page: str) -> None:
    assert (REPOSITORY / page).stat().st_size > 500
