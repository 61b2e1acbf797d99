"""The docs cannot drift: the code on every page runs, and the reference is what the code says."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from coterie.cli.app import app, status
from coterie.demo import make_world
from handmade import ITEMS, ORDERS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted(DOCS.glob("*.md"))]
BLOCK = re.compile(r"^```(python|console|toml)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


@pytest.fixture(scope="session")
def business(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the pages speak of: a shop's orders and customers, also as a database, more orders, and a mall's visitors."""
    folder = tmp_path_factory.mktemp("business")
    make_world("shop", folder, customers=120)
    later = make_world("shop", folder / "later", customers=60, seed=8)
    shutil.move(str(later.orders), folder / "new_orders.csv")
    shutil.move(str(later.customers), folder / "new_customers.csv")
    mall = make_world("mall", folder / "mall", customers=200)
    shutil.move(str(mall.customers), folder / "visitors.csv")
    (folder / "baskets.csv").write_text(ORDERS, encoding="utf-8")
    (folder / "basket_items.csv").write_text(f"{ITEMS}15,9,B,1,8\n", encoding="utf-8")
    with duckdb.connect(str(folder / "shop.duckdb")) as database:
        for table in ("orders", "customers"):
            database.execute(f"CREATE TABLE {table} AS FROM read_csv('{folder}/{table}.csv')")
    return folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_code_on_a_page_runs(
    page: Path, business: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(business, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    for each in (app, app.meta):  # its console remembers how wide it was at first; other tests are to find it as it was
        monkeypatch.setattr(each, "_fallback_console", None)
    names: dict[str, Any] = {}
    for match in BLOCK.finditer(page.read_text(encoding="utf-8")):
        language, title, code = match.groups()
        line = page.read_text(encoding="utf-8")[: match.start()].count("\n") + 1
        if language == "python":
            exec(compile("\n" * line + code, str(page), "exec"), names)
        elif language == "toml" and title:
            (tmp_path / title).write_text(code, encoding="utf-8")
        elif language == "console":
            run_console(code, capfd)


def run_console(code: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Run the commands of a block; the lines under a command must be in its output, `…` stands for anything."""
    for part in re.split(r"^\$ ", code, flags=re.MULTILINE)[1:]:
        command, _, shown = part.replace("\\\n", " ").partition("\n")
        words = shlex.split(command, comments=True)
        assert words[0] == "coterie", f"only our own commands run here: {command}"
        expected = int(found[1]) if (found := re.search(r"# exit (\d)", command)) else 0
        capfd.readouterr()
        code_given = status(words[1:])
        output = "\n".join(capfd.readouterr())
        assert code_given == expected, f"{command}\n{output}"
        for line in filter(None, map(str.strip, shown.splitlines())):
            pattern = r"\s+".join(".*".join(map(re.escape, word.split("…"))) for word in line.split())
            assert re.search(pattern, output), f"{command} does not print: {line}\n{output}"


RECIPES = re.findall(r"^```python\n(.*?)^```$", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.partition("\n")[0].removeprefix("# "))
def test_a_recipe_makes_a_member(recipe: str, tmp_path: Path) -> None:
    path = tmp_path / Path(recipe.partition("\n")[0].removeprefix("# ")).name
    path.write_text(recipe, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.MEMBER is not None


def test_the_reference_is_what_the_code_says() -> None:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "_generate.py")
    assert spec is not None and spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    stale = [name for name, text in generate.pages().items() if (DOCS / "reference" / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run: make docs"


@pytest.mark.parametrize("page", sorted({*PAGES, *ROOT.glob("*.md")}), ids=lambda page: page.stem)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    broken = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / target).exists()]
    assert broken == []


def test_every_page_of_the_guide_is_in_the_menu() -> None:
    menu = (ROOT / "zensical.toml").read_text(encoding="utf-8")
    missing = [str(p.relative_to(DOCS)) for p in DOCS.rglob("*.md") if f'"{p.relative_to(DOCS).as_posix()}"' not in menu]
    assert missing == [], os.linesep.join(missing)
