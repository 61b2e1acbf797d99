"""Made-up businesses: the same bytes from the same seed, and exactly the mess that they claim."""

import csv
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from coterie.demo import World, make_world
from coterie.registry import members

NAMES = sorted(members("demo"))


def table(path: Path | None) -> list[dict[str, str]]:
    assert path is not None
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world("shop", tmp_path_factory.mktemp("shop"), customers=600)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not(name: str, tmp_path: Path) -> None:
    def files(folder: str, seed: int) -> dict[str, bytes]:
        make_world(name, tmp_path / folder, customers=80, seed=seed)
        return {file.name: file.read_bytes() for file in (tmp_path / folder).iterdir()}

    assert files("a", 1) == files("b", 1)
    assert files("a", 1) != files("c", 2)


@pytest.mark.parametrize("name", NAMES)
def test_every_planted_segment_has_members_and_a_sentence(name: str, tmp_path: Path) -> None:
    world = make_world(name, tmp_path)
    truth = Counter(row["segment"] for row in table(world.truth))
    assert set(truth) == set(world.segments)
    assert all(sentence.endswith(".") for sentence in world.segments.values())
    assert min(truth.values()) > 0.05 * sum(truth.values())


@pytest.mark.parametrize("name", ["bank", "mall"])
def test_a_customer_table_has_one_row_per_customer_of_the_truth(name: str, tmp_path: Path) -> None:
    world = make_world(name, tmp_path, customers=120)
    rows = table(world.customers)
    assert [next(iter(row.values())) for row in rows] == [row["customer"] for row in table(world.truth)]
    assert sum(row.get("income", "x") == "" for row in rows) == world.blanks.get("income", 0)


def readable(text: str) -> bool:
    try:
        return bool(datetime.strptime(text, "%Y-%m-%d %H:%M:%S"))
    except ValueError:
        return False


def test_the_mess_among_the_orders_is_what_the_world_says(shop: World) -> None:
    rows = table(shop.orders)
    times = Counter(tuple(row.values()) for row in rows)
    found = {
        "identical-line": sum(times.values()) - len(times),
        "cancelled-order": sum(row["order_id"].startswith("C") for row in rows),
        "missing-customer": sum(not row["customer_id"] for row in rows),
        "unreadable-date": sum(not readable(row["order_date"]) for row in rows),
        "non-positive-price": sum(float(row["unit_price"]) <= 0 for row in rows),
        "future-date": sum(row["order_date"] > "2090" and readable(row["order_date"]) for row in rows),
    }
    assert found == {rule: shop.mess[rule] for rule in found}
    assert all(found.values())
    assert sum(not row["category"] for row in rows) == shop.blanks["category"] > 0


def test_every_cancellation_matches_an_earlier_line(shop: World) -> None:
    rows = [row for row in table(shop.orders) if readable(row["order_date"])]
    what = ("customer_id", "product", "unit_price")
    bought: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    for row in rows:
        if int(row["quantity"]) > 0:
            bought.setdefault(tuple(row[c] for c in what), []).append((row["order_date"], int(row["quantity"])))
    cancelled = [row for row in rows if row["order_id"].startswith("C")]
    assert all(int(row["quantity"]) < 0 for row in cancelled)
    for row in cancelled:
        lines = bought[tuple(row[c] for c in what)]
        assert any(at <= row["order_date"] and quantity == -int(row["quantity"]) for at, quantity in lines)


def test_the_mess_among_the_customers_is_what_the_world_says(shop: World) -> None:
    rows = table(shop.customers)
    ids = Counter(row["customer_id"] for row in rows)
    assert sum(n - 1 for n in ids.values()) == shop.mess["conflicting-customer"] > 0
    assert {column: sum(not row[column] for row in rows) for column in ("age", "gender", "city")}.items() <= shop.blanks.items()
    assert {row["customer"] for row in table(shop.truth)} > set(ids)


def test_every_customer_of_the_truth_has_an_order(shop: World) -> None:
    assert {row["customer"] for row in table(shop.truth)} <= {row["customer_id"] for row in table(shop.orders)}
