"""From an export with a control group to what it brought, as a user goes: orders that came since, and a survey."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import coterie
from coterie.cli.app import status
from coterie.errors import InputError

PEOPLE = 600
TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved run of two plain groups, handed over with a third held out."""
    random = np.random.default_rng(0)
    rows = [
        (f"C{n:03}", TODAY - timedelta(days=int(d)), 20.0 if n % 2 else 200.0) for n in range(PEOPLE) for d in random.integers(5, 200, 3)
    ]
    orders = pd.DataFrame(rows, columns=["customer_id", "order_date", "amount"])
    folder = coterie.segment(orders, k=2, method="kmeans").save(tmp_path_factory.mktemp("runs"))
    coterie.load(folder).export("csv", folder.parent / "list.csv", control="33%")
    return folder


@pytest.fixture(scope="module")
def trial(run: Path) -> pd.DataFrame:
    return pd.read_csv(run / "control.csv", dtype=str)


def orders_since(trial: pd.DataFrame, lift: float) -> pd.DataFrame:
    """Everyone orders with an even chance; who was contacted spends more by `lift`."""
    random = np.random.default_rng(1)
    buys, spent = random.random(len(trial)) < 0.5, random.normal(50, 10, len(trial)).round(2)
    amount = np.where(trial["group"] == "contacted", spent + lift, spent)
    return pd.DataFrame({"customer_id": trial["customer"], "order_date": trial["exported"].str[:10], "amount": amount})[buys]


def test_a_planted_effect_is_found(run: Path, trial: pd.DataFrame) -> None:
    found = coterie.effect(run, orders_since(trial, lift=30.0))
    together = found.table.set_index(["measure", "segment"]).loc["spent"].query("segment != segment").iloc[0]
    assert (together["contacted"], together["control"]) == tuple((trial["group"] == g).sum() for g in ("contacted", "control"))
    assert together["answer"] == "more"
    assert together["low"] < 15.0 < together["high"]
    assert any(line.startswith("All together: spending per customer") and "the contact made it more by" in line for line in found.sentences)


def test_without_one_it_is_said_that_it_may_be_chance(run: Path, trial: pd.DataFrame) -> None:
    found = coterie.effect(run, orders_since(trial, lift=0.0))
    assert set(found.table["answer"]) == {"unclear"}
    assert all("that may be chance" in line for line in found.sentences)
    assert repr(found) == "\n".join(found.sentences)


def test_a_survey_is_measured_by_its_answers(run: Path, trial: pd.DataFrame) -> None:
    answered = trial.sample(frac=0.8, random_state=0)
    score = np.where(answered["group"] == "contacted", 8, 6) + np.random.default_rng(2).integers(-1, 2, len(answered))
    survey = pd.DataFrame({"customer_id": answered["customer"], "satisfaction": score})
    found = coterie.effect(run, survey, column="satisfaction").table
    assert set(found["measure"]) == {"satisfaction"}
    assert found["answer"].tolist() == ["more"] * len(found)
    assert found["difference"].iloc[0] == pytest.approx(2, abs=0.3)
    assert found["contacted"].iloc[0] + found["control"].iloc[0] == len(answered)


def test_on_the_command_line(run: Path, trial: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    orders_since(trial, lift=30.0).to_csv(tmp_path / "after.csv", index=False)
    assert status(["effect", str(run), str(tmp_path / "after.csv"), "--quiet"]) == 0
    assert "the contact made it more by" in " ".join(capsys.readouterr().out.split())
    assert status(["effect", str(run), str(tmp_path / "after.csv"), "--json", "--quiet"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["effects"][0]["answer"] == "more"


def test_what_cannot_be_measured_is_refused(run: Path, trial: pd.DataFrame, tmp_path: Path) -> None:
    after = orders_since(trial, lift=0.0)
    with pytest.raises(InputError, match="No control group was held out of an export 'spring'"):
        coterie.effect(run, after, export="spring")
    words = pd.DataFrame({"customer_id": trial["customer"], "mood": ["good", "bad"] * (len(trial) // 2)})
    with pytest.raises(InputError, match="The column 'mood' holds no numbers"):
        coterie.effect(run, words, column="mood")
    with pytest.raises(InputError, match="The column 'money' cannot be told"):
        coterie.effect(run, pd.DataFrame({"customer_id": trial["customer"], "money": range(len(trial))}), column="money")
    other = coterie.load(run).save(tmp_path)
    with pytest.raises(InputError, match="Nobody was held out of an export of this run"):
        coterie.effect(other, after)


def test_a_file_of_others_is_refused(run: Path, trial: pd.DataFrame) -> None:
    others = orders_since(trial, lift=0.0).assign(customer_id=lambda orders: "X" + orders["customer_id"])
    with pytest.raises(InputError, match="None of the 600 people of this export is in the file"):
        coterie.effect(run, others)


def test_less_is_said_without_a_second_minus(run: Path, trial: pd.DataFrame) -> None:
    said = next(line for line in coterie.effect(run, orders_since(trial, lift=-30.0)).sentences if "made it less by" in line)
    assert "−" not in said.partition("less by")[2].partition("(")[0]
