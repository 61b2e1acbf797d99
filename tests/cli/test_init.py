"""`coterie init` writes what was recognised, and the file gives the same result as no file."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from coterie.demo import make_world
from coterie.plan import Plan

GERMAN = "Kd-Nr.;Bestelldatum;Umsatz;Menge\n" + "".join(
    f"K{n % 7};{n % 27 + 1:02}/0{n % 9 + 1}/2023;1.{n:03},5{n % 10};{n % 4 + 1}\n" for n in range(80)
)
PEOPLE = "id,age,income,birthday,name\n" + "".join(f"p{n},{20 + n % 40},{n * 100},0{n % 9 + 1}/0{n % 7 + 1}/1980,N{n}\n" for n in range(60))
RUN = ("--k", "3", "--method", "kmeans", "--json", "--quiet")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, tuple[Path | str, ...]]:
    world = make_world("shop", tmp_path, customers=60)
    assert world.orders and world.customers
    made: dict[str, tuple[Path | str, ...]] = {"shop": (world.orders, "--customers", world.customers), "orders": (world.orders,)}
    made["items"] = (tmp_path / "baskets.csv", "--items", tmp_path / "items.csv")
    baskets = "".join(f"{n},A{n},{n % 30}@x.org,2024-01-{n % 27 + 1:02},9\n" for n in range(80))
    (tmp_path / "baskets.csv").write_text(f"id,number,email,created_at,total\n{baskets}", encoding="utf-8")
    items = "".join(f"{n},{n // 2},S{n % 7},{n % 11}.5\n" for n in range(150))
    (tmp_path / "items.csv").write_text(f"id,order_id,sku,price\n{items}", encoding="utf-8")
    for name, text in (("german", GERMAN), ("people", PEOPLE)):
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        made[name] = (path,)
    return made


@pytest.mark.parametrize("name", ["shop", "orders", "items", "german", "people"])
def test_the_written_file_gives_the_same_result(coterie, tmp_path, files, name) -> None:
    said = coterie("init", *files[name], "--out", tmp_path / "c.toml", "--quiet")
    assert said.code == 0, said.err
    without = coterie("run", *files[name], *RUN, "--out", tmp_path / "a")
    with_file = coterie("run", *files[name], *RUN, "--out", tmp_path / "b", "--config", tmp_path / "c.toml")
    assert with_file.code == 0, with_file.err
    same = ("segments", "ledger", "customers", "verdict", "notes")
    assert {key: with_file.record[key] for key in same} == {key: without.record[key] for key in same}


def test_what_is_written(coterie, tmp_path, files) -> None:
    out = tmp_path / "c.toml"
    said = coterie("init", *files["german"], "--out", out, "--k", "3:5", "--json")
    text = out.read_text(encoding="utf-8")
    assert tomllib.loads(text) == {
        **{"dates": "day-first", "decimal": "comma", "k": "3:5"},
        "roles": {"customer": "Kd-Nr.", "time": "Bestelldatum", "amount": "Umsatz", "quantity": "Menge"},
    }
    assert "customer = \"Kd-Nr.\"  # 1.00: 'kd no' is a usual name for it; its values can be ids" in text
    assert 'dates = "day-first"  # as the column proves' in text
    assert said.record["roles"] == {"orders": {"customer": "Kd-Nr.", "time": "Bestelldatum", "amount": "Umsatz", "quantity": "Menge"}}


def test_every_setting_stands_there_with_its_default_and_its_help(coterie, tmp_path, files) -> None:
    out = tmp_path / "c.toml"
    coterie("init", *files["people"], "--out", out, "--quiet")
    text = out.read_text(encoding="utf-8")
    for name, field in Plan.model_fields.items():
        assert name in ("roles", "item_roles", "customer_roles") or f"# {field.description}\n# {name} =" in text
    bare = re.findall(r"^# (\w+ = .+)$", text.split("[customer_roles]")[0], re.MULTILINE)
    assert Plan(**tomllib.loads("\n".join(bare))) == Plan()
    assert '# "age" is an attribute (number)' in text
    assert '# "name" is personal (name) and not used' in text


def test_switched_rules_are_read_back(coterie, tmp_path, files) -> None:
    out = tmp_path / "c.toml"
    said = coterie("init", *files["people"], "--rules", "non-product=off", "--out", out, "--quiet")
    assert said.code == 0, said.err
    assert tomllib.loads(out.read_text(encoding="utf-8"))["rules"] == {"non-product": "off"}


def test_a_file_that_is_there_is_not_written_over(coterie, tmp_path, files) -> None:
    out = tmp_path / "c.toml"
    out.write_text("k = 7\n")
    said = coterie("init", *files["people"], "--out", out)
    assert said.code == 2
    assert "[file-exists]" in said.err and "--force" in said.err
    assert out.read_text() == "k = 7\n"
    assert coterie("init", *files["people"], "--out", out, "--force").code == 0
    assert "[customer_roles]" in out.read_text(encoding="utf-8")


def test_names_of_columns_are_written_so_that_they_are_read_back(coterie, tmp_path) -> None:
    path, out = tmp_path / "odd.csv", tmp_path / "c.toml"
    path.write_text('"customer ""id"" \\","order date\u2028",amount\na,2024-01-01,1.5\na,2024-01-02,2.5\n', encoding="utf-8")
    said = coterie("init", path, "--out", out, "--roles", 'customer=customer "id" \\', "--quiet")
    assert said.code == 0, said.err
    assert tomllib.loads(out.read_text(encoding="utf-8"))["roles"]["customer"] == 'customer "id" \\'
    assert coterie("look", path, "--config", out, "--quiet").code == 0
