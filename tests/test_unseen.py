"""Values that no customer of the run had: who scores them is told the field."""

import warnings
from pathlib import Path

import pytest

import coterie

FAR = "age has values far from all that the run saw:"


def people(folder: Path, name: str, rows: list[str]) -> Path:
    file = folder / name
    file.write_text("\n".join(["customer_id,age,city", *rows]) + "\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> coterie.Segmentation:
    rows = [f"{i},{20 + i % 50},{'Oslo' if i % 3 else 'Rome'}" for i in range(60)]
    return coterie.segment(people(tmp_path_factory.mktemp("run"), "people.csv", rows), k=2, method="kmeans")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["a,-5,Oslo", "b,30,Rome"], [f"{FAR} −5 (1 customer), against 20 to 69. Check them."]),
        (
            ["a,-5,Oslo", "b,400,Rome"],
            [f"{FAR} −5 to 400 (2 customers), against 20 to 69. Check them."],
        ),
        (
            ["a,30,Atlantis", "b,31,Atlantis", "c,31,Oz", "d,31,Oslo"],
            ["city has values that the run never saw: Atlantis and Oz (3 customers). Check them, or run again."],
        ),
        (
            [f"{city},30,{city}" for city in ("Bern", "Bonn", "Graz", "Linz")],
            ["city has values that the run never saw: Bern, Bonn, Graz and others (4 customers). Check them, or run again."],
        ),
        (["a,,Oslo", "b,30,Rome"], ["age is missing for 1 customer; in the run it was known of everyone."]),
        (["a,19,Oslo", "b,75,Rome"], []),  # a little younger or older is no mistake
    ],
)
def test_the_field_the_values_and_how_many_are_named(run: coterie.Segmentation, tmp_path: Path, rows: list[str], said: list[str]) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = run.score(people(tmp_path, "new.csv", rows))
    assert [str(w.message) for w in caught] == said
    assert len(table) == len(rows)
    assert all(w.filename == __file__ for w in caught)
