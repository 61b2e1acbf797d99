"""Every command from end to end on made-up data: what it prints, what it answers as JSON, what it leaves on disk."""

import csv
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import coterie as library
from coterie.cli.app import status
from coterie.cli.overview import COMMANDS
from coterie.demo import World, make_world
from coterie.registry import members
from serving import served

SEGMENT_KEYS = {
    "id",
    "name",
    "summary",
    "customers",
    "share",
    "money",
    "money_share",
    "confidence",
    "traits",
    "advice",
    "situation",
    "rule",
    "found_again",
    "faded",
    "worth",
    "tastes",
    "differences",
    "course",
}
WIDTH = 80
CUSTOMERS = 120


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world("shop", tmp_path_factory.mktemp("shop"), customers=CUSTOMERS)


@pytest.fixture(scope="module")
def results(shop: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one saved run."""
    folder = tmp_path_factory.mktemp("results")
    code = status(
        ["run", str(shop.orders), "--customers", str(shop.customers), "--k", "4", "--out", str(folder), "--title", "The shop", "--quiet"]
    )
    assert code == 0
    return folder


def fits(text: str) -> bool:
    return max(map(len, text.splitlines())) <= WIDTH


def test_run_prints_who_why_where_every_row_went_and_where_to_read_on(coterie: Callable[..., Any], shop: World, tmp_path: Path) -> None:
    said = coterie("run", shop.orders, "--k", "3", "--method", "kmeans", "--out", tmp_path / "results", "--report", tmp_path / "r.html")
    assert said.code == 0
    for words in ("segment", "customers", "k-means with 3 segments", "rows in", "+ set aside", "r.html"):
        assert words in said.out
    assert (tmp_path / "r.html").stat().st_size > 10_000
    assert (tmp_path / "results" / "latest" / "report.html").is_file()
    assert fits(said.out.replace(str(tmp_path), ""))


@pytest.mark.parametrize("how", ["several", "folder", "pattern"])
def test_several_files_are_one_table(coterie: Callable[..., Any], shop: World, tmp_path: Path, how: str) -> None:
    header, *lines = Path(shop.orders).read_text(encoding="utf-8").splitlines(keepends=True)
    middle = len(lines) // 2
    parts = [tmp_path / "orders-1.csv", tmp_path / "orders-2.csv"]
    for part, own in zip(parts, (lines[:middle], lines[middle:]), strict=True):
        part.write_text(header + "".join(own), encoding="utf-8")
    whole, split = (
        coterie("look", *places, "--json").record
        for places in ([shop.orders], {"several": parts, "folder": [tmp_path], "pattern": [tmp_path / "*.csv"]}[how])
    )
    assert [split["ledger"][what] for what in ("lines", "rows_in")] == [whole["ledger"][what] for what in ("lines", "rows_in")]
    for record in (whole, split):  # the first rows stand in other files
        for column in record["exploration"]["columns"]:
            del column["examples"]
    assert split["exploration"] == whole["exploration"]


def test_an_export_that_lies_there_twice_counts_once(coterie: Callable[..., Any], shop: World, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(Path(shop.orders).read_bytes())
    once, twice = (coterie("look", place, "--json").record for place in (shop.orders, tmp_path))
    assert twice["exploration"]["figures"] == once["exploration"]["figures"]
    assert twice["ledger"]["rows_in"]["orders"] == 2 * once["ledger"]["rows_in"]["orders"]
    assert any("b.csv is the same" in note for note in twice["ledger"]["notes"])


@pytest.mark.parametrize("option", [(), ("--customers", "")])
def test_an_empty_path_is_refused(coterie: Callable[..., Any], shop: World, option: tuple[str, ...]) -> None:
    said = coterie("look", *([shop.orders] if option else [""]), *option)
    assert (said.code, said.err.strip()) == (2, "The path is empty. Give the path of a file, or leave it out. [no-path]")


def test_run_as_json_adds_up(coterie: Callable[..., Any], shop: World, tmp_path: Path) -> None:
    record = coterie("run", shop.orders, "--k", "3", "--method", "kmeans", "--out", tmp_path, "--json").record
    assert record["k"] == len(record["segments"]) == 3
    assert record["segments"][0].keys() == SEGMENT_KEYS
    assert sum(segment["customers"] for segment in record["segments"]) == record["customers"]
    assert sum(line["rows"] for line in record["ledger"]["lines"]) == record["ledger"]["rows_in"]["orders"]
    assert Path(record["folder"], "manifest.json").is_file()
    assert Path(record["report"]).is_file()
    assert record["value"]["reason"] == "" and record["value"]["expected"]["customers"] == record["customers"]
    assert record.keys() >= {
        "title",
        "headline",
        "method",
        "reason",
        "verdict",
        "verdict_sentence",
        "notes",
        "dropped",
        "clipped",
        "refused",
    }
    aside = [line for line in record["ledger"]["lines"] if line["fate"] == "set aside"]
    assert [(line["rule"], line["rows"], line["reason"]) for line in record["set_aside"]] == [
        (line["rule"], line["rows"], line["reason"]) for line in aside
    ]
    assert aside


def test_money_that_is_not_known_is_null_in_json(coterie: Callable[..., Any], shop: World, tmp_path: Path) -> None:
    record = coterie("run", shop.customers, "--k", "3", "--method", "kmeans", "--out", tmp_path, "--json").record
    for segment in record["segments"]:
        assert segment["money"] is segment["money_share"] is None
        assert segment["advice"]
        assert all(advice["money"] is None for advice in segment["advice"])


def test_run_says_what_was_set_aside_and_what_was_refused(coterie: Callable[..., Any], shop: World, tmp_path: Path) -> None:
    said = coterie("run", shop.customers, "--k", "3", "--method", "kmeans,rfm-grid", "--out", tmp_path)
    assert "Not among the candidates: RFM grid: the RFM grid needs orders" in " ".join(said.out.split())
    said = coterie("run", shop.orders, "--k", "3", "--method", "kmeans", "--as-of", "2025-09-01", "--out", tmp_path)
    told = " ".join(said.out.split())
    assert "After the as-of day" in told
    assert f"{shop.mess['missing-customer']} orders Missing customer The row does not say" in told
    assert "Not among the candidates" not in told
    assert fits(said.out.replace(str(tmp_path), ""))


def test_rules_that_are_off_say_what_they_would_have_done(coterie: Callable[..., Any], shop: World, tmp_path: Path) -> None:
    off = ("--rules", "non-positive-price=off")
    told = "Rules that are off, and what each would have done"
    for command in (("look", shop.orders), ("run", shop.orders, "--k", "3", "--method", "kmeans", "--out", tmp_path)):
        said = coterie(*command, *off)
        assert told in said.out
        assert fits(said.out.replace(str(tmp_path), ""))
        assert told not in coterie(*command).out
    (line,) = coterie("look", shop.orders, *off, "--json").record["ledger"]["would"]
    on = {line["rule"]: line for line in coterie("look", shop.orders, "--json").record["ledger"]["lines"]}
    assert line == on["non-positive-price"]


def test_score_says_where_every_row_went_and_who_was_left_out(coterie: Callable[..., Any], shop: World, tmp_path: Path) -> None:
    assert coterie("run", shop.orders, "--k", "3", "--method", "kmeans", "--as-of", "2025-09-01", "--out", tmp_path / "results").code == 0
    scoring = ("score", tmp_path / "results" / "latest", shop.orders, "--out", tmp_path / "scored.csv")
    now, then = coterie(*scoring, "--json").record, coterie(*scoring, "--as-of", "2025-09-01", "--json").record
    assert now["customers"] > then["customers"]
    assert sum(line["rows"] for line in then["ledger"]["lines"]) == then["ledger"]["rows_in"]["orders"]
    assert "after-as-of" in {line["rule"] for line in then["set_aside"]} - {line["rule"] for line in now["set_aside"]}
    said = coterie(*scoring, "--where", "quantity > 0", "--roles", "customer=customer_id")
    assert said.code == 0
    for words in ("rows in", "+ set aside", "Not selected", "written"):
        assert words in said.out
    assert fits(said.out.replace(str(tmp_path), ""))


def test_settings_reach_the_plan_and_options_win_over_the_file(coterie: Callable[..., Any], shop: World, tmp_path: Path) -> None:
    config = tmp_path / "coterie.toml"
    config.write_text('k = 5\nmethod = "ward"\n', encoding="utf-8")
    said = coterie("run", shop.orders, "--config", config, "--k", "3", "--roles", "customer=customer_id", "--out", tmp_path, "--json")
    assert (said.record["method"], said.record["k"]) == ("ward", 3)


def test_look_shows_roles_quality_figures_and_shapes_and_clusters_nothing(coterie: Callable[..., Any], shop: World) -> None:
    said = coterie("look", shop.orders, "--customers", shop.customers)
    assert said.code == 0
    for words in (
        "unit_price",
        "price",
        "The columns of orders",
        "What was found",
        "Cancelled order",
        "What customers are like",
        "Month by month",
        "bought before",
        "per order",
        "2025-12",
    ):
        assert words in said.out
    assert fits(said.out.replace(str(shop.orders.parent) if shop.orders else "", ""))
    record = coterie("look", shop.orders, "--json").record
    assert record.keys() == {"roles", "guesses", "ledger", "customers", "features", "exploration"}
    assert record["roles"]["orders"]["customer"] == "customer_id"
    assert record["customers"] == CUSTOMERS


def test_look_says_what_is_wrong_where_and_what_to_do_about_it(coterie: Callable[..., Any], tmp_path: Path) -> None:
    rows = [f"{n},{20 + n},Rome" for n in range(12)] + ["12,old,Rome", "13,,Oslo"]
    (tmp_path / "people.csv").write_text("\n".join(["customer_id,age,city", *rows]) + "\n", encoding="utf-8")
    said = " ".join(coterie("look", tmp_path / "people.csv").out.split())
    assert said.startswith("Too little data – There are only 14 customers. Unreliable: all segments")
    assert "age number 92.9% 13 1" in said
    assert "Unreadable cell people.csv, age: line 14 “old” Write all cells of the column in one way." in said


def test_score_gives_the_training_customers_their_labels(coterie: Callable[..., Any], shop: World, results: Path, tmp_path: Path) -> None:
    out = tmp_path / "scored.csv"
    record = coterie("score", results / "latest", shop.orders, "--customers", shop.customers, "--out", out, "--json").record
    with out.open(encoding="utf-8", newline="") as file:
        scored = {row["customer"]: (int(row["segment"]), row["name"]) for row in csv.DictReader(file)}
    run = library.load(results / "latest")
    labels = run.customers
    assert scored == {c: (s, n) for c, s, n in zip(labels["customer"], labels["segment"], labels["name"], strict=True)}
    assert record["customers"] == len(scored) == CUSTOMERS
    assert sum(segment["customers"] for segment in record["segments"]) == CUSTOMERS


def test_score_tells_shares_and_fields_that_the_run_did_not_know_and_makes_the_folder(coterie: Callable[..., Any], tmp_path: Path) -> None:
    people, new = tmp_path / "people.csv", tmp_path / "new.csv"
    people.write_text("customer_id,age\n" + "".join(f"{i},{20 + i}\n" for i in range(40)), encoding="utf-8")
    new.write_text("customer_id,age\na,-5\nb,30\n", encoding="utf-8")
    folder = coterie("run", people, "--k", "2", "--method", "kmeans", "--out", tmp_path / "results", "--json").record["folder"]
    said = coterie("score", folder, new, "--out", tmp_path / "new" / "scored.csv", "--json")
    assert said.record["notes"] == ["age has values far from all that the run saw: −5 (1 customer), against 20 to 59. Check them."]
    assert sum(s["share"] for s in said.record["segments"]) == 1.0
    assert (tmp_path / "new" / "scored.csv").is_file()


def test_a_second_run_of_a_folder_does_not_read_the_first(coterie: Callable[..., Any], tmp_path: Path) -> None:
    rows = "".join(f"{i},{20 + i}\n" for i in range(40))
    (tmp_path / "people.csv").write_text(f"customer_id,age\n{rows}", encoding="utf-8")
    asked = ("run", tmp_path, "--k", "2", "--method", "kmeans", "--out", tmp_path / "results", "--json")
    first, second = coterie(*asked).record, coterie(*asked).record
    assert second["segments"] == first["segments"]
    assert any("saved run" in note for note in second["notes"])


def test_the_forms_of_a_report_are_told(coterie: Callable[..., Any]) -> None:
    told = coterie("report", "--help").out
    assert all(form in told for form in members("report"))
    assert 'Choose from: "html", "ipynb", "md", "pdf"' in coterie("report", "nowhere", "--format", "docx").err


def test_report_and_runs_find_a_saved_run(coterie: Callable[..., Any], results: Path, tmp_path: Path) -> None:
    assert coterie("report", results / "latest", "--out", tmp_path / "again.html").code == 0
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == (results / "latest" / "report.html").read_text(encoding="utf-8")
    (run,) = coterie("runs", results, "--json").record["runs"]
    assert (run["title"], run["customers"], run["segments"]) == ("The shop", CUSTOMERS, 4)
    assert "The shop" in coterie("runs", results).out
    assert "no run" in coterie("runs", tmp_path / "nowhere").out


@pytest.mark.parametrize("name", ["bank", "mall"])
def test_demo_finds_the_truth(coterie: Callable[..., Any], name: str, tmp_path: Path) -> None:
    said = coterie("demo", name, "--out", tmp_path, "--json")
    assert said.record["recovery"]["ari"] > 0.7
    assert said.record["planted"].keys() == set(said.record["recovery"]["planted"])
    assert (tmp_path / name / "report.html").is_file()


def test_demo_shop_finds_the_truth_and_all_of_the_mess(coterie: Callable[..., Any], tmp_path: Path) -> None:
    said = coterie("demo", "--out", tmp_path)
    assert said.code == 0
    assert "Found the truth: adjusted Rand index 0.8" in said.out or "Found the truth: adjusted Rand index 0.9" in said.out
    assert fits(said.out.replace(str(tmp_path), ""))
    mess = said.out.partition("Mess, planted against found")[2].partition("\n\n")[0].splitlines()[2:]
    assert len(mess) == 7
    assert [line for line in mess if len({*line.split()[-2:]}) != 1] == []


def test_the_charts_of_a_run_are_written_as_pictures(coterie: Callable[..., Any], results: Path, tmp_path: Path) -> None:
    said = coterie("charts", results / "latest", "--to", tmp_path / "charts", "--json")
    assert said.code == 0
    names = [chart["name"] for chart in said.record["charts"]]
    assert {"sizes", "heatmap"} <= set(names)
    assert sorted(file.name for file in (tmp_path / "charts").iterdir()) == sorted(f"{name}.svg" for name in names)
    assert all(file.read_bytes().startswith(b"<svg") for file in (tmp_path / "charts").iterdir())


@pytest.mark.parametrize(("command", "family"), [("methods", "cluster"), ("charts", "charts")])
def test_a_list_shows_every_member_with_its_sentence(coterie: Callable[..., Any], command: str, family: str) -> None:
    (listed,) = coterie(command, "--json").record.values()
    assert {entry["name"]: entry["sentence"] for entry in listed} == members(family)
    assert fits(coterie(command).out)


def test_features_are_listed_with_what_they_need(coterie: Callable[..., Any]) -> None:
    listed = {feature["name"]: feature for feature in coterie("features", "--json").record["features"]}
    assert listed["recency"]["needs"] == ["time"]
    assert fits(coterie("features").out)


def test_progress_is_lines_in_a_log_and_nothing_when_quiet(coterie: Callable[..., Any], shop: World) -> None:
    stages = [line.split()[0] for line in coterie("look", shop.orders).err.splitlines()]
    assert stages == ["read", "clean", "features", "explore"]
    assert coterie("look", shop.orders, "--quiet").err == ""


@contextmanager
def on_the_web(path: Path) -> Iterator[str]:
    with served(lambda request: request.reply(path.read_bytes())) as site:
        yield f"{site}/exports/orders.csv"


@pytest.mark.parametrize("terminal", [False, True], ids=["in a log", "on a terminal"])
def test_a_download_is_told_of(coterie: Callable[..., Any], shop: World, monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("coterie.cli.progress.EVERY", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    assert shop.orders
    size = f"of {shop.orders.stat().st_size / 1e6:,.1f} MB"
    with on_the_web(shop.orders) as address:
        told = coterie("look", address).err
        lines = [line for line in told.splitlines() if size in line]
        assert lines and all(("orders.csv ━" if terminal else f"{address}: ") in line for line in lines)
        assert coterie("look", address, "--quiet").err == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_knows_json(coterie: Callable[..., Any], command: str) -> None:
    said = coterie(command, "--help")
    assert said.code == 0
    assert COMMANDS[command] in " ".join(said.out.split())
    assert "--json" in said.out
    assert fits(said.out)


def test_orders_and_their_items_are_given_to_run_and_to_score(coterie: Callable[..., Any], tmp_path: Path) -> None:
    orders, items = tmp_path / "orders.csv", tmp_path / "items.csv"
    rows = "".join(f"{n},{n % 30}@x.org,2024-0{n % 9 + 1}-11,9\n" for n in range(80))
    orders.write_text(f"id,email,created_at,total\n{rows}", encoding="utf-8")
    lines = "".join(f"{n // 2},S{n % 7},{n % 11 + 1}.5\n" for n in range(20, 170))
    items.write_text(f"order_id,sku,price\n{lines}", encoding="utf-8")
    said = coterie("run", orders, "--items", items, "--k", "3", "--method", "kmeans", "--out", tmp_path / "results", "--json")
    assert said.code == 0, said.err
    sums = {line["rule"]: line["rows"] for line in said.record["ledger"]["lines"]}
    assert sums == {"used": 150, "order-with-items": 70, "unknown-order": 10}
    assert said.record["title"] == "Segments of orders.csv"
    scored = coterie("score", tmp_path / "results" / "latest", orders, "--items", items, "--out", tmp_path / "s.csv", "--json")
    assert scored.code == 0 and scored.record["customers"] == said.record["customers"] == 30
    swapped = coterie("look", items, "--items", orders)
    assert swapped.code == 2 and "seem to be swapped" in swapped.err


def test_line_breaks_and_controls_in_values_and_names_break_no_line(coterie: Callable[..., Any], tmp_path: Path) -> None:
    plans = ("Web\r\nshop", "Store\x1b[31m red\u202e")
    path = tmp_path / "customers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["customer_id", "shoe size", "the\nplan"])
        writer.writerows((f"C{i}", (5, 80)[i % 2] + i % 7, plans[i % 2]) for i in range(60))
    looked, ran = coterie("look", path), coterie("run", path, "--k", "2", "--out", tmp_path / "results")
    assert (looked.code, ran.code) == (0, 0)
    assert "the plan" in looked.out and "Web shop" in looked.out
    assert not any(sign in looked.out + ran.out for sign in ("\x1b", "\r", "\u202e", "\ufffd"))
    written = (tmp_path / "results" / "latest" / "names.toml").read_text(encoding="utf-8")
    assert "mostly Web shop" in written and not any(escaped in written for escaped in ("\\r", "\\u"))


def test_sql_prints_the_query_or_writes_it(coterie: Callable[..., Any], results: Path, tmp_path: Path) -> None:
    said = coterie("sql", results / "latest", "--dialect", "snowflake", "--table", "sales.orders")
    assert said.code == 0 and said.out.startswith("-- The shop, as one query for Snowflake") and '"sales"."orders"' in said.out
    said = coterie("sql", results / "latest", "--dialect", "bigquery")
    assert said.err == ""
    record = coterie("sql", results / "latest", "--dialect", "bigquery", "--json").record
    assert said.out == record["sql"]  # no line is wrapped: half a comment would be no SQL
    record = coterie("sql", results / "latest", "--out", tmp_path / "q.sql", "--json").record
    assert (tmp_path / "q.sql").read_text(encoding="utf-8") == record["sql"]
