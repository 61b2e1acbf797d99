"""What segments buy: a planted favourite is found, the path is counted, and nothing is said where nothing is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coterie.explain.tastes import tastes
from coterie.records import Cleaned, Ledger

JOINED = "features AS f JOIN labels AS a ON a.position = f.position"
CLEANED = Cleaned(Ledger((), {}), "", orders="orders", lines="lines", roles=frozenset({"product", "category"}))


def laid(engine, of: str, second: str = "c % 3 < 2") -> dict[int, int]:
    """400 customers in two segments. `of` is SQL for the number of what each buys first; `second` come again for tea after 9 days."""
    engine.run("CREATE OR REPLACE TABLE people AS SELECT CAST(range AS INTEGER) AS c, 'c' || range AS customer FROM range(400)")
    engine.run("CREATE OR REPLACE TABLE features AS SELECT c AS position, customer FROM people")
    engine.run("CREATE OR REPLACE TABLE labels AS SELECT c AS position, CASE WHEN c < 100 THEN 1 ELSE 2 END AS segment FROM people")
    engine.run(
        f"""CREATE OR REPLACE TABLE lines AS
        SELECT customer, 'a' || c AS order_id, 'p' || ({of}) AS product, CASE WHEN ({of}) < 5 THEN 'low' ELSE 'high' END AS category,
            TIMESTAMP '2024-01-01' AS "at", 0 AS fate FROM people
        UNION ALL SELECT customer, 'b' || c, 'tea', 'low', TIMESTAMP '2024-01-10', 0 FROM people WHERE {second}"""
    )
    engine.run('CREATE OR REPLACE TABLE orders AS SELECT DISTINCT customer, order_id, "at", true AS purchase FROM lines')
    return {1: 100, 2: 300}


def test_a_planted_favourite_is_found_and_only_that(engine) -> None:
    found = tastes(engine, CLEANED, JOINED, laid(engine, "CASE WHEN c < 60 THEN 7 ELSE c % 10 END"))
    (favourite,) = [f for f in found[1].favourites if f.kind == "product"]
    assert (favourite.name, favourite.customers, favourite.share) == ("p7", 64, 0.64)
    assert favourite.overall == pytest.approx(94 / 400) and favourite.lift == pytest.approx(0.64 / (94 / 400))
    assert 1 < favourite.lift_low < favourite.lift
    assert found[1].sentences[1].startswith("64% bought “p7”, 2.7 times the usual 24%")
    assert not [f for f in found[2].favourites if f.name == "p7"]


def test_nothing_is_found_where_everyone_buys_alike(engine) -> None:
    found = tastes(engine, CLEANED, JOINED, laid(engine, "c % 10"))
    assert found[1].favourites == found[2].favourites == ()


def test_the_path_is_counted(engine) -> None:
    found = tastes(engine, CLEANED, JOINED, laid(engine, "CASE WHEN c < 300 THEN 7 ELSE 2 END"))
    assert (found[1].first.name, found[1].first.customers, found[1].first.share) == ("high", 100, 1.0)
    assert (found[1].later.name, found[1].later.share, found[1].days) == ("low", 1.0, 9.0)
    assert found[1].again == 67
    assert found[1].sentences[-1] == "Those who come again do so after 9 days, as the median, most often for “low” (100%)."


def test_of_few_who_came_again_nothing_is_said(engine) -> None:
    found = tastes(engine, CLEANED, JOINED, laid(engine, "c % 10", second="c IN (3, 5)"))
    assert (found[1].later, found[1].days, found[1].again) == (None, None, 0)


@pytest.mark.parametrize("cleaned", [Cleaned(Ledger((), {}), ""), Cleaned(Ledger((), {}), "", orders="orders", roles=frozenset({"time"}))])
def test_nothing_is_asked_where_nobody_knows_what_was_bought(engine, cleaned) -> None:
    assert tastes(engine, cleaned, JOINED, {1: 5}) == {}


def test_a_code_is_called_by_its_commonest_name(engine) -> None:
    sizes = laid(engine, "CASE WHEN c < 60 THEN 7 ELSE c % 10 END")
    engine.run("ALTER TABLE lines ADD COLUMN product_name VARCHAR")
    engine.run("UPDATE lines SET product_name = CASE WHEN order_id = 'a1' THEN 'A seven?' WHEN product = 'p7' THEN 'Seven' END")
    found = tastes(engine, replace(CLEANED, roles=frozenset({"product", "product_name"})), JOINED, sizes)
    (favourite,) = found[1].favourites
    assert (favourite.name, favourite.label, favourite.called) == ("p7", "Seven", "Seven")
    assert "bought “Seven”" in found[1].sentences[0]
    assert found[1].first.called == "Seven" and found[1].later.called == "tea"
