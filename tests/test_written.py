"""What a segmentation writes, and what it refuses to be written as."""

import copy
import pickle
from pathlib import Path

import pytest

import coterie


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("people") / "people.csv"
    file.write_text("customer_id,age\n" + "".join(f"{i},{20 + i}\n" for i in range(40)), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def run(new: Path) -> coterie.Segmentation:
    return coterie.segment(new, k=2, method="kmeans")


def test_what_is_written_goes_into_a_folder_that_is_made(run: coterie.Segmentation, new: Path, tmp_path: Path) -> None:
    assert run.write_scores(new, tmp_path / "a" / "scores.parquet").is_file()
    assert run.write_customers(tmp_path / "b" / "c" / "customers.csv").read_text(encoding="utf-8").startswith("customer,segment,")
    with pytest.raises(coterie.InputError, match=r"A file stands where a folder is needed: .*people\.csv"):
        run.write_customers(new / "customers.csv")


def test_a_pickle_is_refused_with_what_to_do_instead(run: coterie.Segmentation) -> None:
    with pytest.raises(coterie.InputError, match=r"cannot be pickled\. Use result\.save\(folder\) and coterie\.load\(folder\)"):
        pickle.dumps(run)
    with pytest.raises(coterie.InputError, match=r"cannot be pickled"):
        copy.deepcopy(run)
