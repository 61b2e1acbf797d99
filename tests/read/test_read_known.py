"""Files that the user knows by another name than that of the file, as uploads are."""

from __future__ import annotations

from pathlib import Path

import pytest

import coterie
from coterie.errors import InputError
from coterie.records import Known

HEADER = "customer_id,order_date,revenue\n"


@pytest.fixture
def first(tmp_path: Path) -> Known:
    (tmp_path / "3f2a").write_text(HEADER + "".join(f"c{i % 7},2024-01-{i % 27 + 1:02},{i + 1}\n" for i in range(40)) + "c1,never,3\n")
    return Known(str(tmp_path / "3f2a"), "orders.csv")


def test_the_user_reads_of_the_file_by_its_own_name(first: Known) -> None:
    seen = coterie.look(first)
    assert seen.inputs.orders is not None
    assert seen.inputs.orders.name == "orders.csv"
    assert [(e.file, e.line) for e in seen.cleaned.ledger.examples] == [("orders.csv", 42)]
    assert "3f2a" not in str(seen.record)


def test_several_are_one_table(first: Known, tmp_path: Path) -> None:
    (tmp_path / "77aa").write_text(HEADER + "c9,2024-02-01,5\n")
    seen = coterie.look([first, Known(str(tmp_path / "77aa"), "february.csv")])
    assert seen.inputs.orders is not None
    assert seen.inputs.orders.name == "orders.csv and february.csv"
    assert seen.cleaned.ledger.rows_in == {"orders": 42}


def test_an_error_names_the_file_by_its_own_name(first: Known) -> None:
    Path(first.path).write_bytes(b"%PDF-1.7")
    with pytest.raises(InputError) as refused:
        coterie.look(first)
    assert (refused.value.code, refused.value.place) == ("unknown-format", "orders.csv")
