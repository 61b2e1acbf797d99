"""What a developer does with the API: from an upload to segments, scores, charts, comparisons, exports, and forgetting."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import coterie
from asking import until_over, uploaded
from coterie.demo import make_world

RUN = "/api/v1/runs/latest"
Asked = Callable[..., TestClient]


def test_from_an_upload_to_a_run(client: TestClient, shop: Path) -> None:
    """One journey with real workers: look, correct a role, run, follow it, and start it again by its key."""
    orders = uploaded(client, (shop / "orders.csv").read_bytes(), "Orders 2025.csv")
    look = client.post("/api/v1/looks", json={"data": [orders]}).json()["id"]
    asked = {"data": [orders], "settings": {"k": 2, "method": "kmeans", "value": "off", "starts": 1, "roles": {"amount": "no such column"}}}
    refused = client.post("/api/v1/runs", json=asked).json()["id"]
    asked["settings"]["roles"] = {"customer": "customer_id"}
    started = client.post("/api/v1/runs", json=asked | {"title": "By hand"}, headers={"Idempotency-Key": "one"})
    assert started.status_code == 202
    again = client.post("/api/v1/runs", json=asked | {"title": "By hand"}, headers={"Idempotency-Key": "one"})
    assert (again.status_code, again.json()["id"]) == (200, started.json()["id"])
    assert client.post("/api/v1/runs", json=asked, headers={"Idempotency-Key": "one"}).status_code == 422

    assert until_over(client, look)["state"] == "done"
    seen = client.get(f"/api/v1/jobs/{look}/result").json()
    assert seen["roles"]["orders"]["customer"] == "customer_id"
    assert {"column", "role", "score", "reason"} == seen["guesses"]["orders"][0].keys()
    assert seen["exploration"]["figures"]
    failed = until_over(client, refused)
    assert (failed["state"], failed["error"]["place"]) == ("failed", "Orders 2025.csv")
    done = until_over(client, started.json()["id"])
    assert done["state"] == "done", done
    run = client.get(f"/api/v1/runs/{done['result']['run']}").json()
    assert (run["title"], run["k"]) == ("By hand", 2)
    assert client.get(RUN).json()["id"] == run["id"]

    events = client.get(f"/api/v1/jobs/{done['id']}/events").json()["events"]
    assert [event["number"] for event in events] == list(range(1, len(events) + 1))
    stages = [event["data"]["stage"] for event in events if event["kind"] == "stage" and event["data"]["done"]]
    assert stages[:3] == ["read", "clean", "features"]
    stream = client.get(f"/api/v1/jobs/{done['id']}/stream", headers={"Last-Event-ID": str(len(events) - 1)})
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert re.findall(r"^id: (\d+)\nevent: (\w+)$", stream.text, re.MULTILINE) == [(str(len(events)), "state")]
    kept = client.app.state.server.folder  # type: ignore[attr-defined]
    assert orders not in (kept / run["id"] / "story.json").read_text()
    assert "Orders 2025.csv" in (kept / run["id"] / "story.json").read_text()


PAGES = ["", "/segments", "/segments/1", "/leaderboard", "/ledger", "/exploration", "/value", "/charts", "/charts/heatmap"]


@pytest.mark.parametrize("page", PAGES)
def test_what_a_run_holds_is_json_without_what_is_none(client: TestClient, page: str) -> None:
    answer = client.get(RUN + page)
    assert answer.status_code == 200
    assert "NaN" not in answer.text
    assert json.loads(answer.text, parse_constant=pytest.fail)


def test_the_names_are_those_of_the_library(client: TestClient, shop: Path) -> None:
    story = coterie.load(shop / "results" / "latest").story
    found = client.get(f"{RUN}/segments").json()["segments"]
    assert [(s["id"], s["name"], s["customers"]) for s in found] == [(s.id, s.name, s.customers) for s in story.segments.segments]
    assert found[0].keys() == vars(story.segments.segments[0]).keys()
    assert client.get(f"{RUN}/leaderboard").json()["reason"] == story.leaderboard.reason


def test_charts_come_as_specifications_and_as_pictures(client: TestClient) -> None:
    names = [chart["name"] for chart in client.get(f"{RUN}/charts").json()["charts"]]
    assert "heatmap" in names
    assert client.get(f"{RUN}/charts/heatmap").json()["spec"]["$schema"].startswith("https://vega.github.io/")
    svg, png = (client.get(f"{RUN}/charts/heatmap/picture", params={"format": kind}) for kind in ("svg", "png"))
    assert (svg.headers["content-type"], svg.content[:4]) == ("image/svg+xml", b"<svg")
    assert (png.headers["content-type"], png.content[:4]) == ("image/png", b"\x89PNG")
    assert [client.get(f"{RUN}/charts/{name}").status_code for name in ("migration", "nonsense", "..%2fx")] == [404, 404, 404]


def test_the_report_runs_in_a_sandbox_and_under_its_own_policy(client: TestClient) -> None:
    page = client.get(f"{RUN}/report")
    policy = page.headers["content-security-policy"]
    assert "sandbox allow-scripts" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert client.get(f"{RUN}/report", params={"format": "md"}).headers["content-disposition"] == 'attachment; filename="report.md"'
    assert client.get(f"{RUN}/sql", params={"dialect": "postgres"}).text.startswith("-- Shop, as one query for PostgreSQL")


def test_a_segment_gets_words_of_the_user_everywhere(client: TestClient) -> None:
    segment = f"{RUN}/segments/1"
    field = client.get(segment).json()["advice"][0]["field"]
    told = client.patch(segment, json={"name": "Regulars", "advice": {field: "Ring them up."}}).json()
    assert (told["name"], told["advice"][0]["action"]) == ("Regulars", "Ring them up.")
    assert client.get(segment).json() == told
    features = dict.fromkeys(scorer_of(client).needs)
    assert client.patch(segment, json={"name": ""}).json()["name"] != "Regulars"
    assert client.post(f"{RUN}/score", json={"features": features}).status_code == 200
    assert client.patch(segment, json={"advice": {"nonsense": "x"}}).status_code == 422
    assert client.patch(f"{RUN}/segments/99", json={"name": "x"}).status_code == 404


def scorer_of(client: TestClient) -> Any:
    return client.app.state.server.runs.scorer("latest")  # type: ignore[attr-defined]


def test_scores_from_features_are_those_of_the_run(client: TestClient, shop: Path) -> None:
    known = coterie.load(shop / "results" / "latest").customers
    rows = json.loads(known[list(scorer_of(client).needs)].to_json(orient="records"))
    many = client.post(f"{RUN}/score", json={"customers": rows}).json()["scores"]
    assert [score["segment"] for score in many] == known["segment"].tolist()
    assert client.post(f"{RUN}/score", json={"features": rows[3]}).json() == many[3]


def test_scores_from_orders_are_those_of_the_run(client: TestClient, shop: Path) -> None:
    result = coterie.load(shop / "results" / "latest")
    rows = list(csv.DictReader(io.StringIO((shop / "orders.csv").read_text())))
    answer = client.post(f"{RUN}/score/orders", json={"data": rows})
    assert answer.status_code == 200, answer.text
    assert [[s["customer"], s["segment"]] for s in answer.json()["scores"]] == result.customers[["customer", "segment"]].values.tolist()
    assert client.post(f"{RUN}/score/orders", json={"data": [{"a": 1}]}).status_code == 422


def test_two_runs_are_compared(client: TestClient, folder: Path) -> None:
    (run,) = (each["id"] for each in client.get("/api/v1/runs").json()["runs"])
    found = client.get(f"{RUN}/compare/{run}").json()
    assert found["moved"] == 0
    assert sum(move["customers"] for move in found["moves"]) == found["both"]
    table = client.get(f"{RUN}/compare/{run}/customers")
    assert table.headers["content-disposition"] == 'attachment; filename="migration.csv"'
    assert table.text.partition("\n")[0] == "customer,before,after"


def test_customers_are_handed_over_for_download_and_to_no_service_that_is_not_allowed(client: TestClient, shop: Path) -> None:
    mails = "".join(f"{i},c{i}@shop.example\n" for i in range(10_000, 10_090))
    contacts = uploaded(client, f"customer_id,email\n{mails}".encode(), "c.csv")
    jobs = [
        client.post(f"{RUN}/exports", json=body).json()["id"]
        for body in ({"to": "csv", "segments": ["1"]}, {"to": "klaviyo", "contacts": contacts, "control": "20%"}, {"to": "klaviyo"})
    ]
    plain, mailed, failed = (until_over(client, job) for job in jobs)
    table = client.get(f"/api/v1/jobs/{plain['id']}/result")
    assert table.headers["content-disposition"] == 'attachment; filename="csv.csv"'
    assert len(table.text.splitlines()) == 1 + plain["result"]["rows"]
    assert mailed["result"]["held_out"] > 0
    assert "c.csv" not in str(mailed)
    assert failed["error"]["code"] == "nobody-reachable"
    for body in ({"to": "webhook", "out": "https://elsewhere.example"}, {"to": "csv", "out": "/etc/passwd"}, {"to": "postgres"}):
        refused = client.post(f"{RUN}/exports", json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, "not-a-place")
    assert client.post(f"{RUN}/exports", json={"to": "klavyo"}).json()["remedy"] == "Did you mean 'klaviyo'?"


def test_an_export_goes_only_where_the_server_was_told(asked: Asked) -> None:
    client = asked(places=("https://crm.example",))
    client.headers["X-Requested-With"] = "tests"
    client.app.state.server.jobs.stop()  # type: ignore[attr-defined]  # nothing is sent to anybody
    asked_for = {"https://crm.example/hook": 202, "https://crm.example.evil.example/hook": 422, "https://crm.example@evil.example/": 422}
    for out, status in asked_for.items():
        assert client.post(f"{RUN}/exports", json={"to": "webhook", "out": out}).status_code == status, out


def test_files_are_scored_in_a_worker(client: TestClient, shop: Path) -> None:
    orders = uploaded(client, (shop / "orders.csv").read_bytes())
    job = client.post(f"{RUN}/scores", json={"data": [orders]}).json()["id"]
    done = until_over(client, job)
    assert done["result"]["customers"] == 80
    assert client.get(f"/api/v1/jobs/{job}/result").text.startswith("customer,segment,name,confidence")
    assert client.delete(f"/api/v1/jobs/{job}").status_code == 204
    assert client.get(f"/api/v1/jobs/{job}/result").status_code == 404


def test_who_is_forgotten_is_in_no_run_no_upload_and_no_download(client: TestClient, folder: Path, shop: Path) -> None:
    uploaded(client, (shop / "orders.csv").read_bytes())
    customer = coterie.load(folder / "latest").customers["customer"].tolist()[5]
    assert client.post("/api/v1/forget", json={"customer": "nobody"}).status_code == 404
    done = client.post("/api/v1/forget", json={"customer": customer}).json()["forgotten"]
    assert done[0]["rows"]["customers"] == 1
    assert client.get("/api/v1/uploads").json() == {"uploads": []}
    result = coterie.load(folder / "latest")
    assert customer not in result.customers["customer"].tolist()
    assert client.get(RUN).status_code == 200


def test_a_run_is_promoted_and_what_is_promoted_is_not_deleted(client: TestClient, folder: Path) -> None:
    run = client.post(f"{RUN}/promote").json()["promoted"]
    assert client.get("/api/v1/runs/promoted").json()["id"] == run
    assert (client.delete(RUN).status_code, client.delete(RUN).json()["code"]) == (409, "run-in-use")
    (folder / "promoted").unlink()
    assert client.delete(RUN).status_code == 204
    assert client.get(RUN).status_code == 404
    assert client.get("/api/v1/runs").json() == {"runs": []}


NOT_READ = [
    "/etc/passwd",
    "orders/../../etc/passwd",
    "https://elsewhere.example/a.csv",
    "file:///etc/passwd",
    "https://shop.example/../x",
    "s3://a/b",
]


@pytest.mark.parametrize("place", NOT_READ)
def test_a_run_reads_only_where_the_server_was_told(asked: Asked, tmp_path: Path, place: str) -> None:
    client = asked(sources=(str(tmp_path / "orders"), "https://shop.example/"))
    client.headers["X-Requested-With"] = "tests"
    refused = client.post("/api/v1/runs", json={"data": [place]})
    assert (refused.status_code, refused.json()["code"]) == (422, "not-a-source")


def test_a_run_reads_a_folder_that_the_server_was_told_of_and_no_sql_leads_out_of_it(asked: Asked, tmp_path: Path) -> None:
    (tmp_path / "orders").mkdir()
    world = make_world("mall", tmp_path / "orders", customers=30)
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
    client = asked(sources=(str(tmp_path / "orders"),))
    client.headers["X-Requested-With"] = "tests"
    body: dict[str, Any] = {"data": [str(world.customers)]}
    fine = client.post("/api/v1/looks", json=body).json()["id"]
    reads = f"(SELECT count(*) FROM read_csv('{tmp_path}/secret.csv')) > 0"
    out = client.post("/api/v1/looks", json=body | {"settings": {"where": reads}}).json()["id"]
    assert until_over(client, fine)["state"] == "done"
    led = until_over(client, out)
    assert led["state"] == "failed"
    assert "Permission" in json.dumps(led["error"])


SETTINGS = [({"memory": "1TB"}, "not-a-setting-here"), ({"scal": "robust"}, "unknown-setting"), ({"k": "9:2"}, "k-range")]


@pytest.mark.parametrize(("settings", "code"), SETTINGS)
def test_settings_that_cannot_be_are_refused_before_anything_is_put_in_line(client: TestClient, settings: Any, code: str) -> None:
    id = uploaded(client, b"customer_id,age\na,1\n")
    assert client.post("/api/v1/runs", json={"data": [id], "settings": settings}).json()["code"] == code
    assert client.get("/api/v1/jobs").json() == {"jobs": []}


def test_what_there_is_to_choose_from_is_told(client: TestClient) -> None:
    assert "kmeans" in client.get("/api/v1/families/cluster").json()["members"]
    assert client.get("/api/v1/settings").json()["properties"]["budget"]["default"] == coterie.Plan().budget


def test_the_same_customers_are_divided_anew(client: TestClient) -> None:
    job = client.post(f"{RUN}/instead", json={"method": "ward", "k": 2}).json()["id"]
    wrong = client.post(f"{RUN}/instead", json={"method": "warde"}).json()["id"]
    done = until_over(client, job)
    assert (done["state"], done["result"]["segments"]) == ("done", 2)
    assert client.get(f"/api/v1/runs/{done['result']['run']}").json()["method"] == "ward"
    assert until_over(client, wrong)["error"]["remedy"] == "Did you mean 'ward'?"


def test_customers_come_by_the_page_sorted_filtered_and_searched(client: TestClient) -> None:
    place = f"{RUN}/customers"
    page = client.get(place, params={"segment": 1, "sort": "money", "descending": True, "size": 5, "page": 2}).json()
    everyone = client.get(place, params={"segment": 1, "sort": "money", "descending": True, "size": 1000}).json()
    assert page["customers"] == everyone["customers"][5:10]
    assert (page["page"], page["size"], page["total"]) == (2, 5, len(everyone["customers"]))
    assert {c["segment"] for c in everyone["customers"]} == {1}
    some = client.post(place, json={"where": {"money": [100, None]}, "search": "1", "columns": ["customer", "money"]}).json()
    assert some["customers"]
    assert all(c.keys() == {"customer", "money"} and c["money"] >= 100 and "1" in c["customer"] for c in some["customers"])
    for asked in ({"where": {"monney": [1, 2]}}, {"where": {"money": ["x", None]}}, {"size": 5000}, {"sort": "x"}):
        assert client.post(place, json=asked).status_code == 422, asked


def test_a_region_of_the_map_says_who_is_in_it(client: TestClient) -> None:
    everyone = client.post(f"{RUN}/region", json={}).json()
    assert everyone["customers"] == sum(everyone["segments"].values()) == 80
    some = client.post(f"{RUN}/region", json={"x": [500, None], "features": ["money", "recency"]}).json()
    assert 0 < some["customers"] < 80
    assert client.post(f"{RUN}/region", json={"features": ["monney", "recency"]}).status_code == 422


def test_one_customer_and_what_if(client: TestClient) -> None:
    id = client.get(f"{RUN}/customers").json()["customers"][0]["customer"]
    found = client.post(f"{RUN}/customer", json={"customer": id})
    assert (found.status_code, found.json()["id"]) == (200, id)
    assert found.json()["orders"]
    told = client.post(f"{RUN}/what-if", json={"customer": id, "changes": {"recency": 900}}).json()
    assert told["before"]["segment"] == found.json()["segment"]
    assert told["sentence"]
    assert client.post(f"{RUN}/customer", json={"customer": "nobody"}).status_code == 404
