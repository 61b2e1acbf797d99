"""Lines that are no rows of the table end in the set-aside list with their own reason, and are not counted as unreadable."""

from __future__ import annotations

import pytest

from coterie.clean import clean
from coterie.plan import Plan
from coterie.read import read
from coterie.records import Given

ORDERS = "customer,day,pieces,amount\nA,2024-01-05,1,10\nB,2024-01-06,1,20\nA,2024-01-07,2,30\n"
CUSTOMERS = "age,score\n20,5\n30,6\n40,7\n"


@pytest.mark.parametrize(
    "text, expected",
    [
        (ORDERS + "Total,,4,60\n", [(5, "no-row", "The line is no row of the table: a total")]),
        (
            ORDERS + "\nTotal: 60.00\n3 rows\n",
            [(6, "no-row", "The line is no row of the table: a total"), (7, "no-row", "The line is no row of the table: a total")],
        ),
        (
            ORDERS + ",,,\nMade by Ada,,,\n",
            [(5, "blank-row", "Nothing stands in the row"), (6, "no-row", "The line is no row of the table: a note")],
        ),
        (
            ORDERS + "# a comment\n" + ORDERS,
            [
                (5, "no-row", "The line is no row of the table: a comment"),
                (6, "no-row", "The line is no row of the table: the names again"),
            ],
        ),
        (ORDERS + "   \n", [(5, "no-row", "The line is no row of the table: a blank line")]),
        (CUSTOMERS + ",\n", [(5, "blank-row", "Nothing stands in the row")]),
    ],
)
def test_a_line_that_is_no_row(engine, tmp_path, text, expected):
    path = tmp_path / "shop.csv"
    path.write_text(text)
    cleaned = clean(engine, Plan(duplicates="keep"), read(engine, Plan(), Given(path)), None)
    assert engine.rows(f"SELECT line, code, reason FROM {cleaned.set_aside}") == expected
    assert sum(line.rows for line in cleaned.ledger.lines if line.rule != "used") == len(expected)
