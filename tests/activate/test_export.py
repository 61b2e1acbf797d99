"""Who is handed over and who is not: changes, control group, small segments, pseudonyms; and that it is said."""

from __future__ import annotations

import csv
import hashlib
import hmac
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import coterie
from coterie.cli.app import status
from coterie.errors import CoterieError, InputError
from coterie.store.manifest import CONTROL, verify

KEY = "a key of at least sixteen bytes"


def people(count: int = 60, move: int = 0) -> pa.Table:
    """Young and old, each with an address as id; so many of the young grow old."""
    ages = [20 + n % 5 if n % 3 and n >= move else 70 + n % 5 for n in range(count)]
    return pa.table(
        {"email": [f"p{n:03}@x.org" for n in range(count)], "age": ages, "income": [a * 100 + n % 7 for n, a in enumerate(ages)]}
    )


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    coterie.segment(people(), k=2, method="kmeans", customer_roles={"customer": "email"}).save(folder)
    return folder / "latest"


@pytest.fixture
def result(results: Path) -> Any:
    return coterie.load(results)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_ids_that_are_addresses_are_the_addresses(result: Any, tmp_path: Path) -> None:
    assert result.export("klaviyo", tmp_path / "k.csv").rows == 60
    assert rows(tmp_path / "k.csv")[0]["Email"] == "p000@x.org"


def test_a_control_group_is_held_out_of_each_segment_and_written_down(results: Path, tmp_path: Path) -> None:
    result = coterie.load(results)
    (results / CONTROL).unlink(missing_ok=True)
    done = result.export("klaviyo", tmp_path / "k.csv", control="10%")
    sizes = dict(zip(result.segments["id"], result.segments["customers"], strict=True))
    assert done.held_out == sum(round(n * 0.1) for n in sizes.values()) > 0
    assert done.rows == 60 - done.held_out == len(rows(tmp_path / "k.csv"))
    written = rows(results / CONTROL)
    assert list(written[0]) == ["export", "exported", "segment", "customer", "group", "share", "seed"]
    groups = Counter(row["group"] for row in written)
    assert groups == {"control": done.held_out, "contacted": done.rows}
    held = {row["customer"] for row in written if row["group"] == "control"}
    assert held.isdisjoint(row["Email"] for row in rows(tmp_path / "k.csv"))
    again = result.export("csv", tmp_path / "c.csv", control=0.1)
    assert {row["customer"] for row in rows(tmp_path / "c.csv") if row["control"] == "true"} == held  # marked, and the same
    assert again.rows == 60 and len(rows(results / CONTROL)) == 120
    verify(results)
    assert coterie.load(results).story.title == result.story.title


def test_another_seed_holds_others_out(result: Any, tmp_path: Path) -> None:
    for seed in (0, 1):
        result.export("csv", tmp_path / f"{seed}.csv", control="20%", seed=seed)
    held = [{r["customer"] for r in rows(tmp_path / f"{seed}.csv") if r["control"] == "true"} for seed in (0, 1)]
    assert held[0] != held[1] and len(held[0]) == len(held[1])


@pytest.mark.parametrize("share", ["100%", "-1%", "many", "2", "nan"])
def test_a_share_that_is_none_is_refused(result: Any, share: str) -> None:
    with pytest.raises(InputError, match="must be a share"):
        result.export("csv", control=share)


def test_a_run_that_is_not_saved_has_no_place_for_a_control_group(tmp_path: Path) -> None:
    result = coterie.segment(people(12), k=2, method="kmeans", customer_roles={"customer": "email"})
    with pytest.raises(InputError, match=r"result\.save"):
        result.export("csv", tmp_path / "c.csv", control="10%")


def test_only_changes(result: Any, results: Path, tmp_path: Path) -> None:
    later = coterie.segment(people(63, move=9), k=2, method="kmeans", customer_roles={"customer": "email"}, previous=results.resolve())
    done = later.export("csv", tmp_path / "c.csv", changes_since=results)
    found = {row["customer"]: row["previous_segment"] for row in rows(tmp_path / "c.csv")}
    before, after = (r._engine.rows(f"SELECT customer, segment FROM ({r._customers}) AS c") for r in (result, later))
    before, after = dict(before), dict(after)
    assert len(found) > 3 and set(found) == {c for c, s in after.items() if before.get(c) != s}
    assert done.left_out == {"in the same segment as before": 63 - len(found)}
    assert all(then == str(before.get(c, "")) for c, then in found.items())


def test_changes_since_a_run_of_its_own_are_told_by_who_is_in_the_segments(result: Any, results: Path, tmp_path: Path) -> None:
    alone = coterie.segment(people(63, move=9), k=2, method="kmeans", customer_roles={"customer": "email"})
    follows = coterie.segment(people(63, move=9), k=2, method="kmeans", customer_roles={"customer": "email"}, previous=results.resolve())
    sent = []
    for later in (alone, follows):
        later.export("csv", tmp_path / "c.csv", changes_since=results)
        sent.append({row["customer"] for row in rows(tmp_path / "c.csv")})
    assert sent[0] == sent[1] and 3 < len(sent[0]) < 30


def test_small_segments_and_those_not_asked_for_stay(result: Any, tmp_path: Path) -> None:
    sizes = dict(zip(result.segments["id"], result.segments["customers"], strict=True))
    small, large = sorted(sizes, key=lambda i: sizes[i])
    done = result.export("csv", tmp_path / "c.csv", min_size=sizes[small] + 1)
    assert set(done.segments) == {large} and "1 segment with fewer" in done.notes[0]
    assert not done.left_out  # how many they are is not told
    name = dict(zip(result.segments["id"], result.segments["name"], strict=True))[small]
    assert set(result.export("csv", tmp_path / "c.csv", segments=[name.upper()]).segments) == {small}
    with pytest.raises(InputError, match="No segment has"):
        result.export("csv", tmp_path / "d.csv", min_size=1000)
    with pytest.raises(InputError, match="There is no segment"):
        result.export("csv", tmp_path / "d.csv", segments=["nobody"])
    assert not (tmp_path / "d.csv").exists()


def test_pseudonyms_are_keyed_hashes(result: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text(KEY + "\n")
    monkeypatch.setenv("COTERIE_PSEUDONYM_KEY", KEY)
    for given in (tmp_path / "key", "env"):
        result.export("csv", tmp_path / "c.csv", pseudonyms=given)
        ids = {row["customer"] for row in rows(tmp_path / "c.csv")}
        assert hmac.new(KEY.encode(), b"p000@x.org", hashlib.sha256).hexdigest()[:32] in ids
        assert "x.org" not in (tmp_path / "c.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(("key", "words"), [("short", "at least 16 bytes"), (None, "cannot be read")])
def test_a_key_that_is_none_is_refused(result: Any, tmp_path: Path, key: str | None, words: str) -> None:
    if key:
        (tmp_path / "key").write_text(key)
    with pytest.raises(InputError, match=words):
        result.export("csv", tmp_path / "c.csv", pseudonyms=tmp_path / "key")


def test_pseudonyms_and_contacts_are_refused(result: Any, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY)
    for how in ({"to": "klaviyo"}, {"to": "csv", "contacts": people()}):
        with pytest.raises(InputError, match="pseudonyms"):
            result.export(**how, out=tmp_path / "c.csv", pseudonyms=tmp_path / "key")


def test_contacts_without_a_contact_are_refused(result: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="need a column"):
        result.export("klaviyo", tmp_path / "c.csv", contacts=pa.table({"customer_id": ["a", "b"], "age": [1, 2]}))


def test_a_list_of_nobody_is_refused(tmp_path: Path) -> None:
    plain = coterie.segment(pa.table({"customer_id": list("abcd"), "age": [20, 21, 70, 71]}), k=2, method="kmeans")
    saved = plain.save(tmp_path / "runs")
    with pytest.raises(InputError, match="None of the 4 customers has a usable e-mail or telephone number") as refused:
        plain.export("klaviyo", tmp_path / "k.csv", control="50%")
    assert "--contacts" in refused.value.remedy
    assert not (tmp_path / "k.csv").exists() and not (saved / "control.csv").exists()


def test_what_fails_leaves_what_was_there(result: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result.export("csv", tmp_path / "c.csv")
    before = (tmp_path / "c.csv").read_bytes()
    monkeypatch.setattr("coterie.store.folder.sync", lambda path: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(CoterieError, match="disk is full"):
        result.export("csv", tmp_path / "c.csv", segments=[1])
    assert (tmp_path / "c.csv").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["c.csv"]


def test_the_command_says_who_went_and_who_did_not(results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(["export", str(results), "--to", "mailchimp", "--out", str(tmp_path / "m.csv"), "--control", "10%"]) == 0
    said = capsys.readouterr().out
    assert "Held out: 6 customers" in said and "rows" in said
    assert status(["export", str(results), "--to", "mailchimp", "--segments", "1", "--out", str(tmp_path / "m.csv"), "--json"]) == 0


def test_the_command_lists_destinations(capsys: pytest.CaptureFixture[str]) -> None:
    assert status(["destinations"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in ("klaviyo", "excel", "webhook"))


def test_same_customers_give_the_same_bytes(result: Any, tmp_path: Path) -> None:
    for name in ("csv", "excel", "parquet", "klaviyo"):
        for number in (1, 2):
            result.export(name, tmp_path / f"{name}{number}")
        assert (tmp_path / f"{name}1").read_bytes() == (tmp_path / f"{name}2").read_bytes()


MAILS = [f"p{n}@x.org" for n in range(20)]
IDS = [f"C{n}" for n in range(20)]
PHONES = [f"+49151123450{n:02}" for n in range(20)]


def twenty(ids: list[Any], **more: list[Any]) -> Any:
    """A result of twenty customers with these ids."""
    ages = [20 + n % 3 if n % 2 else 70 + n % 3 for n in range(20)]
    return coterie.segment(
        pa.table({"customer_id": ids, "age": ages, **more}), k=2, method="kmeans", customer_roles={"customer": "customer_id"}
    )


@pytest.mark.parametrize(
    ("ids", "contacts"),
    [
        (IDS, {"customer_id": IDS, "email": MAILS}),
        (IDS, {"id": IDS, "phone": PHONES, "first_name": ["Al"] * 20, "last_name": ["Bo"] * 20}),
        (IDS, {"account": IDS, "Email": MAILS}),
        (list(range(20)), {"customer_id": [float(n) for n in range(20)], "email": MAILS}),
        (MAILS, {"customer_id": [m.upper() for m in MAILS], "email": [f"new.{m}" for m in MAILS]}),
        (MAILS, {"login": MAILS, "email": [f"new.{m}" for m in MAILS]}),
        (MAILS, {"email": MAILS}),
    ],
)
def test_contacts_need_no_more_than_ids_and_one_way_to_reach_somebody(ids: list[Any], contacts: dict[str, Any], tmp_path: Path) -> None:
    done = twenty(ids).export("klaviyo", tmp_path / "k.csv", contacts=pa.table(contacts))
    assert done.rows == 20
    mails = contacts.get("email", contacts.get("Email"))
    assert {row["Email"] for row in rows(tmp_path / "k.csv")} == (set(mails) if mails else {""})


def test_contacts_in_a_file_that_is_none_are_refused_as_any_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        twenty(IDS).export("klaviyo", tmp_path / "k.csv", contacts=tmp_path / "none.csv")


@pytest.mark.parametrize("to", ["csv", "duckdb", "sqlite", "parquet", "excel"])
def test_changes_since_on_a_run_with_an_earlier_one_have_one_column_of_it(results: Path, tmp_path: Path, to: str) -> None:
    later = coterie.segment(people(63, move=9), k=2, method="kmeans", customer_roles={"customer": "email"}, previous=results.resolve())
    assert later.export(to, tmp_path / "c", changes_since=results).rows
    if to == "csv":
        assert [name for name in rows(tmp_path / "c")[0] if name.startswith("previous")] == ["previous_segment"]


OURS = ("_reason", "_control", "_email", "_previous", "_place", "_pseudonym", "_id", "_then", "control", "previous_segment")


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("to", ["csv", "klaviyo", "sqlite"])
def test_attributes_may_be_called_as_they_like(name: str, to: str, tmp_path: Path) -> None:
    result = twenty(IDS, **{name: [1 + n % 2 for n in range(20)]})
    result.save(tmp_path / "runs")
    saved = coterie.load(tmp_path / "runs" / "latest")
    contacts = pa.table({"customer_id": IDS, "email": MAILS})
    before = twenty(IDS[:1] + [f"other {n}" for n in range(19)])
    done = saved.export(to, tmp_path / "c", contacts=contacts, control="20%", changes_since=before)
    assert done.rows + (done.held_out if to == "klaviyo" else 0) + sum(done.left_out.values()) == 20 and done.rows > 14
    if to == "csv":
        found = rows(tmp_path / "c")
        assert {float(row[name]) for row in found} == {1, 2}
        marks = [row["coterie_control" if name == "control" else "control"] for row in found]
        assert marks.count("true") == done.held_out > 0
        then = {row["coterie_previous_segment" if name == "previous_segment" else "previous_segment"] for row in found}
        assert "" in then


def test_nothing_is_written_into_a_run(results: Path) -> None:
    before = (results / "customers.parquet").read_bytes()
    with pytest.raises(InputError, match="the folder of a run"):
        coterie.load(results).export("parquet", results / "customers.parquet")
    assert (results / "customers.parquet").read_bytes() == before
    verify(results)


HEAD = "export,exported,segment,customer,group,share,seed\n"
DAMAGED = {
    "empty": "",
    "cut": HEAD + "csv@x,2026-01-31T09-00-00,1,C1,con",
    "garbage": "\x00\x01\xff\n",
    "columns": "export,customer\ncsv@x,C1\n",
    "text": HEAD + "csv@x,2026-01-31T09-00-00,one,C1,control,0.1,0\n",
    "date": HEAD + "csv@x,soon,1,C1,control,0.1,0\n",
    "segment": HEAD + "csv@x,2026-01-31T09-00-00,99,C1,control,0.1,0\n",
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_control_file_is_refused_before_anything_is_sent(content: str, tmp_path: Path) -> None:
    saved = coterie.load(twenty(IDS).save(tmp_path / "runs"))
    (saved.folder / CONTROL).write_text(content, encoding="latin-1")
    with pytest.raises(InputError, match=r"is damaged: .*control\.csv"):
        saved.export("csv", tmp_path / "c.csv", control="20%")
    assert not (tmp_path / "c.csv").exists()
    assert "is damaged" in saved.export("csv", tmp_path / "c.csv").notes[0]
    with pytest.raises(InputError, match=r"is damaged: .*control\.csv"):
        coterie.effect(saved.folder, pa.table({"customer_id": IDS, "score": range(20)}), column="score")


def test_who_was_to_be_contacted_is_written_down_before_a_service_is_asked(tmp_path: Path) -> None:
    saved = coterie.load(twenty(IDS).save(tmp_path / "runs"))
    with pytest.raises(CoterieError):
        saved.export("webhook", "http://127.0.0.1:1/none", control="20%")
    assert len(rows(saved.folder / CONTROL)) == 20


def test_exports_have_names_of_their_own_and_a_later_one_tells_who_was_held_out(tmp_path: Path) -> None:
    saved = coterie.load(twenty(IDS).save(tmp_path / "runs"))
    for _ in range(3):
        done = saved.export("csv", tmp_path / "c.csv", control="20%")
        assert not done.notes
    assert set(Counter(row["export"] for row in rows(saved.folder / CONTROL)).values()) == {20}
    (note,) = saved.export("csv", tmp_path / "c.csv").notes
    assert note.startswith(f"{done.held_out} customers of these were held out of an earlier export")
