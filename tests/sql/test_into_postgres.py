"""Segments as a table of a real PostgreSQL server: replaced as a whole, or as it was."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

import coterie
from coterie.errors import SurroundingsError

pytestmark = pytest.mark.xdist_group("postgres")
IDS = ["00123", "Müller", "3", "4"]


@pytest.fixture(scope="module")
def result() -> Any:
    pytest.importorskip("adbc_driver_postgresql")
    return coterie.segment(pa.table({"customer_id": IDS, "age": [20, 21, 70, 71]}), k=2, method="kmeans")


def address(postgres: Any) -> str:
    return f"postgresql:///postgres?host={postgres.info.host}&user={postgres.info.user}"


def test_the_table_is_replaced(result: Any, postgres: Any) -> None:
    for _ in range(2):
        done = result.export("postgres", address(postgres), table="my segments")
    assert done.rows == 4
    found = postgres.execute('SELECT customer, segment FROM public."my segments" ORDER BY customer').fetchall()
    assert sorted(row[0] for row in found) == sorted(IDS)


def test_what_fails_is_said_without_the_password_and_leaves_what_was_there(result: Any, postgres: Any) -> None:
    postgres.execute(
        "DROP TABLE IF EXISTS public.kept; CREATE TABLE public.kept AS SELECT 1 AS a; CREATE VIEW public.of_kept AS TABLE public.kept"
    )
    with pytest.raises(SurroundingsError, match="could not be written"):
        result.export("postgres", address(postgres), table="kept")  # a view rests on it, so it cannot be replaced
    assert postgres.execute("SELECT a FROM public.kept").fetchall() == [(1,)]
    with pytest.raises(SurroundingsError) as failure:
        result.export("postgres", "postgresql://me:s3cret@127.0.0.1:9/db")
    assert "s3cret" not in str(failure.value)
