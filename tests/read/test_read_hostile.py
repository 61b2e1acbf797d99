"""Names that clash with our own, ids that a spreadsheet spoilt, and columns that are not what their names say."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from coterie.errors import InputError
from coterie.pipeline import APPLY, walk
from coterie.plan import Plan, make_plan
from coterie.read._door import open_table
from coterie.records import Given
from handmade import text_table

ORDERS = [f"C{n % 9},{n},2024-01-{n % 28 + 1:02},{n % 5 + 1}.50" for n in range(36)]
# What our own tables call their columns.
OURS = "customer,at,amount,purchase,returned,units,lines,fate,recency,frequency,money,segment,confidence,position,_c_fate,_line,_fault"


def test_columns_may_be_called_as_ours(engine) -> None:
    mine = [name for name in OURS.split(",") if name not in ("customer", "amount", "at")]
    header = ",".join(["customer", "order", "at", "amount", *mine])
    table = text_table("\n".join([header, *(f"{row},{','.join('7' for _ in mine)}" for row in ORDERS)]))
    known = walk(APPLY[:3], engine=engine, plan=Plan(), given=Given(table), model=None)
    assert known["cleaned"].ledger.total("orders", "used") == len(ORDERS)
    money = engine.rows(f"SELECT sum(money), count(*) FROM {known['features'].table}")
    assert money == [(sum(n % 5 + 1.5 for n in range(36)), 9)]


@pytest.mark.parametrize("name", ['a"; drop table t; --', "<script>", "../../x", "select", "it's", "a.b", " ", "é"])
def test_the_name_of_a_table_is_only_a_text(engine, tmp_path, name) -> None:
    path = tmp_path / "shop.db"
    with closing(sqlite3.connect(path)) as database:
        own = name.replace('"', '""')
        database.execute(f'CREATE TABLE "{own}" (id, day)')
        database.execute(f"INSERT INTO \"{own}\" VALUES ('a', '2024-01-05')")
        database.execute("CREATE TABLE other (x)")
        database.commit()
    table = open_table(engine, path, "t", make_plan(table=name) if name.strip() else Plan())
    assert engine.rows(f"SELECT id, day FROM {table.relation}") == [("a", "2024-01-05")]


def test_ids_that_a_spreadsheet_shortened_are_told(source) -> None:
    rows = [row.replace("C1", "4.01E+12").replace("C2", "4,02E+12") for row in ORDERS]
    found = source(text_table("\n".join(["customer_id;order_id;order_date;amount", *(row.replace(",", ";", 3) for row in ORDERS)]), ";"))
    assert not any("spreadsheet" in note for note in found.notes)
    cells = [row.rsplit(",", 3) for row in rows]
    names = ("customer_id", "order_id", "order_date", "amount")
    notes = source({name: [row[place] for row in cells] for place, name in enumerate(names)}).notes
    assert [note for note in notes if "'customer_id' holds ids such as 4" in note and "several customers may have become one" in note]


def test_times_of_the_day_alone_are_no_dates(source) -> None:
    rows = "\n".join(["customer_id,order_id,time,amount", *(f"C{n % 9},{n},{n % 24:02}:30,5.50" for n in range(36))])
    with pytest.raises(InputError, match=r"'time' holds times of the day.*Export the date as well.*\[missing-role\]"):
        source(text_table(rows))
