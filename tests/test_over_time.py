"""A run after another one: ids and names stay with the segments, and what became of the others is told everywhere."""

from __future__ import annotations

import hashlib
import json
import shutil
import tomllib
from pathlib import Path

import pandas as pd
import pytest

import coterie
from coterie.cli.app import status
from coterie.compare import since_told
from coterie.demo import make_world
from coterie.errors import InputError

pytestmark = pytest.mark.xdist_group("over time")  # plain runs are shared
FAST = {"method": "kmeans", "starts": 3, "value": "off"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """The orders of a shop, and its customers."""
    world = make_world("shop", tmp_path_factory.mktemp("shop"), customers=300)
    orders = pd.read_csv(world.orders, dtype=str)
    return orders[orders["order_date"].fillna("").str.match(r"20\d\d-")], pd.read_csv(world.customers, dtype=str)


@pytest.fixture(scope="module")
def upto(shop, tmp_path_factory):
    """The orders up to a month; what follows no other run is made once and read again."""
    orders, customers = shop
    saved = {}

    def run(month, **settings):
        if "previous" in settings:
            return coterie.segment(orders[orders["order_date"].str[:7] <= month], customers, **FAST, **settings)
        key = (month, *sorted(settings.items()))
        if key not in saved:
            made = coterie.segment(orders[orders["order_date"].str[:7] <= month], customers, **FAST, **settings)
            saved[key] = made.save(tmp_path_factory.mktemp("plain"))
        return coterie.load(saved[key])

    return run


@pytest.fixture(scope="module")
def november(upto, tmp_path_factory):
    """A run on the orders up to November, with words of the user's own, saved."""
    result = upto("2025-11", k=5, previous=None).rename({2: "Our second"}, advice={3: {"offers": "Give them nothing."}})
    return result.save(tmp_path_factory.mktemp("november"))


def named(result):
    return {s.id: s.name for s in result.story.segments.segments}


def by_id(result):
    return result.customers.set_index("customer")["segment"]


def test_a_month_later_ids_and_names_are_the_same(upto, november):
    before, after = coterie.load(november), upto("2025-12", k=5, previous=november)
    assert set(named(after)) == set(named(before))
    both = pd.concat([by_id(before), by_id(after)], axis=1, join="inner")
    assert (both.iloc[:, 0] == both.iloc[:, 1]).mean() > 0.9
    assert named(after)[2] == "Our second"
    assert sum(named(after)[i] == name for i, name in named(before).items()) >= 4
    lineage = after.story.model.lineage
    assert (lineage.by, lineage.customers, lineage.run) == ("customers", len(both), november.name)
    assert not lineage.changes
    assert "All segments stay." in since_told(after.story)


def test_what_the_user_wrote_goes_on(upto, november, tmp_path):
    after = upto("2025-12", k=5, previous=november)
    beside = tomllib.loads((after.save(tmp_path) / "names.toml").read_text())
    assert beside["2"]["name"] == "Our second"
    assert beside["3"]["advice"]["offers"]["action"] == "Give them nothing."
    assert named(after.rename({2: ""}))[2] == named(upto("2025-11", k=5))[2]


def test_without_an_earlier_run_nothing_is_told_of_one(upto):
    story = upto("2025-12", k=3).story
    assert (story.model.lineage, since_told(story), story.model.ids) == (None, (), (1, 2, 3))


def test_the_earlier_run_changes_ids_and_names_and_nothing_else(upto, november):
    alone, after = upto("2025-12", k=4), upto("2025-12", k=4, previous=november)
    place = dict(zip(alone.story.model.by_value, after.story.model.by_value, strict=True))
    assert list(place) != list(place.values())
    assert by_id(alone).map(place).equals(by_id(after))
    assert alone.customers["confidence"].equals(after.customers["confidence"])
    assert [s.summary for s in alone.story.segments.segments] == [s.summary for s in after.story.segments.segments]
    assert alone.story.settings == after.story.settings


def test_in_a_chain_of_runs_no_id_is_given_twice(upto):
    first = upto("2025-11", k=5)
    second = upto("2025-11", k=2, previous=first)
    third = upto("2025-11", k=6, previous=second)
    assert set(named(second)) < set(named(first)) == {1, 2, 3, 4, 5}
    assert {c.kind for c in second.story.model.lineage.changes} == {"merged"}
    assert {c.kind for c in third.story.model.lineage.changes} <= {"split", "new"}
    assert set(named(third)) & set(named(first)) <= set(named(second))
    assert set(named(third)) - set(named(second)) == {6, 7, 8, 9}
    assert third.story.model.highest == 9
    assert len(set(named(third).values())) == 6


def test_scoring_gives_the_customers_of_a_run_their_segments(shop, upto):
    third = upto("2025-12", k=6, previous=upto("2025-12", k=2, previous=upto("2025-12", k=5)))
    scored = third.score(*shop)
    assert scored["segment"].tolist() == third.customers["segment"].tolist()
    assert scored["name"].tolist() == third.customers["name"].tolist()
    assert set(scored["segment"]) == set(named(third)) != set(range(1, 7))


def test_one_name_for_all_customers_is_not_kept_when_they_fall_apart(upto):
    whole = upto("2025-12", k=1)
    apart = upto("2025-12", k=3, previous=whole)
    assert named(whole) == {1: "All customers"}
    assert set(named(apart)) == {1, 2, 3}
    assert "All customers" not in named(apart).values()
    assert list(named(upto("2025-12", k=1, previous=apart)).values()) == ["All customers"]


def test_other_customers_are_matched_by_the_earlier_model(upto, shop):
    before = upto("2025-12", k=5)
    orders, customers = (table.assign(customer_id="N" + table["customer_id"]) for table in shop)
    after = coterie.segment(orders, customers, k=5, previous=before, **FAST)
    assert after.story.model.lineage.by == "prototypes"
    assert named(after) == named(before)
    assert "few customers are in both" in since_told(after.story)[0]


def test_a_rule_keeps_its_segments_whoever_is_in_them(shop):
    orders, customers = shop
    early = orders[orders["order_date"].str[:7] <= "2025-06"]
    before = coterie.segment(early, customers, method="rfm-grid")
    after = coterie.segment(orders, customers, method="rfm-grid", previous=before)
    then, now = before.story.model, after.story.model
    assert now.rule_ids == then.rule_ids
    assert now.by_value != then.by_value  # other segments are worth more now, and stand first
    assert all(then.names[i] == name for i, name in named(after).items())
    assert list(named(after)) == [i for i in now.by_value if i in named(after)]


def test_threads_and_the_order_of_rows_change_nothing(shop, november, tmp_path):
    def digest(threads, seed):
        orders, customers = (table.sample(frac=1, random_state=seed) for table in shop)
        result = coterie.segment(orders, customers, k=4, title="T", threads=threads, previous=november, **FAST)
        run = result.save(tmp_path / f"{threads}-{seed}")
        return {f: hashlib.sha256((run / f).read_bytes()).hexdigest() for f in ("model.safetensors", "customers.parquet", "names.toml")}

    assert digest(1, 1) == digest(2, 2)


@pytest.fixture(scope="module")
def files(shop, tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    for name, table in zip(("orders", "customers"), shop, strict=True):
        table.to_csv(folder / f"{name}.csv", index=False)
    return folder


def commanded(capsys, *words):
    capsys.readouterr()
    code = status([str(word) for word in words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_command_line_tells_what_became_of_the_segments(files, november, tmp_path, capsys):
    words = ["run", files / "orders.csv", "--customers", files / "customers.csv", "--k", "2", "--method", "kmeans", "--out", tmp_path]
    code, out, _ = commanded(capsys, *words, "--previous", november)
    assert code == 0
    assert "became one" in " ".join(out.split())
    run = tmp_path / "latest"
    assert "Since the last run" in (run / "report.html").read_text()
    page = coterie.load(run).report(tmp_path / "report.md").read_text()
    assert "## Since the last run" in page
    assert "“Our second” (2)" in page
    (tmp_path / "plan.toml").write_text(f'previous = "{run.resolve()}"\nk = 5\nmethod = "kmeans"')
    code, out, _ = commanded(capsys, *words[:4], "--config", tmp_path / "plan.toml", "--out", tmp_path, "--json")
    since = json.loads(out)["since"]
    assert since["by"] == "customers"
    assert {c["kind"] for c in since["changes"]} == {"split"}
    assert min(i for c in since["changes"] for i in c["after"] if i not in c["before"]) > 5
    assert since["sentences"][0].startswith("Compared with the run as of ")


def damaged(november, tmp_path):
    run = Path(shutil.copytree(november, tmp_path / "damaged"))
    (run / "customers.parquet").write_bytes(b"")
    return run


def of_people(november, tmp_path):
    people = pd.DataFrame({"customer_id": [f"p{i}" for i in range(40)], "age": [20, 70] * 20, "score": range(40)})
    return coterie.segment(people, k=2, method="kmeans").save(tmp_path / "people")


REFUSED = {
    "no such run": (lambda *_: "nowhere", "no-run"),
    "a folder without a run": (lambda _, folder: folder, "no-run"),
    "damaged": (damaged, "run-damaged"),
    "of customers alone": (of_people, "other-kind"),
}


@pytest.mark.parametrize(("made", "code"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_the_earlier_run_is_refused(made, code, files, november, tmp_path, capsys):
    words = ["run", files / "orders.csv", "--method", "kmeans", "--k", "2", "--out", tmp_path / "out"]
    exit_code, out, err = commanded(capsys, *words, "--previous", made(november, tmp_path))
    assert (exit_code, out) == (2, "")
    assert f"[{code}]" in err


def test_what_is_no_run_at_all_is_refused(shop):
    with pytest.raises(InputError, match="The setting previous is"):
        coterie.segment(*shop, previous=7)


def test_the_moves_of_a_month_add_up(upto, november):
    before, after = coterie.load(november), upto("2025-12", k=5, previous=november)
    found = after.story.comparison
    assert (found.run, found.as_of) == (november.name, before.story.model.as_of)
    assert sum(m.customers for m in found.moves if m.before is not None) == len(before.customers)
    assert sum(m.customers for m in found.moves if m.after is not None) == len(after.customers)
    both = pd.concat([by_id(before), by_id(after)], axis=1, join="inner")
    assert found.moved == (both.iloc[:, 0] != both.iloc[:, 1]).sum()
    assert sum(m.money_before for m in found.moves) == pytest.approx(before.customers["money"].sum())
    assert sum(m.money_after for m in found.moves) == pytest.approx(after.customers["money"].sum())
    assert found.verdict in ("keep", "refresh")
    assert found.reason == since_told(after.story)[-1]


def test_each_customer_has_the_segment_before_and_since_when(upto, november):
    december = upto("2025-12", k=5, previous=november)
    january = upto("2025-12", k=5, previous=december)
    table = december.customers.set_index("customer")
    then = by_id(coterie.load(november)).reindex(table.index)
    assert table["previous_segment"].astype("Int64").equals(then.astype("Int64").rename("previous_segment"))
    stayed, days = then == table["segment"], pd.to_datetime(table["since"]).dt.strftime("%Y-%m-%d")
    first, second = (str(run.story.model.as_of) for run in (coterie.load(november), december))
    assert set(days[stayed]) == {first}
    assert set(days[~stayed]) == {second}
    assert january.customers["since"].tolist() == december.customers["since"].tolist()
    assert "since" not in coterie.load(november).customers


def test_two_runs_are_compared_without_having_followed_each_other(upto):
    before, after = upto("2025-11", k=5), upto("2025-12", k=5)
    compared = after.compare(before)
    assert compared.found.moved == upto("2025-12", k=5, previous=before).story.comparison.moved
    assert compared.verdict == compared.found.verdict
    table = compared.customers
    assert len(table) == compared.found.both + compared.found.new
    assert table["before"].isna().sum() == compared.found.new
    assert compared.migration["customers"].sum() == len(table)
    assert set(compared.drift["grade"]) <= {"steady", "moved", "changed"}
    assert repr(compared).splitlines()[0].startswith("Of the ")


def test_a_run_against_itself_is_to_be_kept(upto):
    run = upto("2025-12", k=4)
    found = run.compare(run).found
    assert (found.verdict, found.moved, found.new, found.lost) == ("keep", 0, 0, 0)
    assert {d.grade for d in found.drift} == {"steady"}


def test_compare_on_the_command_line(upto, november, tmp_path, capsys):
    after = upto("2025-12", k=5, previous=november).save(tmp_path / "runs")
    out, page = tmp_path / "moves.csv", tmp_path / "since.html"
    assert status(["compare", str(november), str(after), "--out", str(out), "--report", str(page)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "the earlier segments still fit" in said
    assert "All segments stay." in said
    assert list(pd.read_csv(out).columns) == ["customer", "before", "after"]
    assert "Who moved" in page.read_text()
    assert status(["compare", str(november), str(after), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["both"] + record["new"] == len(pd.read_csv(out))
    assert record["verdict"] in ("keep", "refresh")


def test_runs_of_other_kinds_are_not_compared(upto):
    people = coterie.segment(pd.DataFrame({"customer_id": list("abcd"), "age": [20, 21, 70, 71]}), k=2, method="kmeans")
    with pytest.raises(InputError, match="The earlier run is one of a table of customers, and this one is of orders"):
        upto("2025-12", k=3).compare(people)


def test_ids_hold_along_a_chain(upto, tmp_path):
    first = upto("2025-10", k=5).save(tmp_path)
    second = upto("2025-11", k=5, previous=first).save(tmp_path)
    third = upto("2025-12", k=5, previous=second)
    assert third.story.model.lineage.runs == (second.name, first.name)
    assert all(m.stayed == (m.before == m.after) for m in third.compare(first).found.moves)


def test_an_earlier_run_of_a_later_day_is_refused(upto, november):
    with pytest.raises(InputError, match="The earlier run looks at customers as of 2025-12-01, which is after 2025-0"):
        upto("2025-08", k=3, previous=november)
    with pytest.raises(InputError, match="is after"):
        upto("2025-08", k=3).compare(november)


def test_attributes_called_as_our_columns_keep_their_names(shop):
    orders, customers = shop
    customers = customers.assign(since=customers["age"], previous_segment=customers["age"])
    before = coterie.segment(orders[orders["order_date"] < "2025-12"], customers, k=3, **FAST)
    after = coterie.segment(orders, customers, k=3, previous=before, **FAST)
    assert list(after.customers.columns).count("since") == list(after.customers.columns).count("previous_segment") == 1
    assert after.customers["since"].max() < 150
