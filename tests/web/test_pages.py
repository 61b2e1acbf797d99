"""The pages without a browser: each answers, says what is there, and changes what its form says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import coterie
from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._names import roles_of
from coterie.web.pages._listed import number
from coterie.web.pages._settings import shown_settings
from coterie.web.pages.upload import ROLES

PAGES = (
    *("/", "/new", "/forget", "/runs/latest", "/runs/latest/customers", "/runs/latest/customers/3", "/runs/latest/segments/1"),
    *("/runs/latest/what-if", "/runs/latest/what-if?customer=3&f.money=1", "/runs/latest/region", "/runs/latest/export"),
    *("/runs/latest/region?across=recency&up=money&x0=10", "/runs/latest/region?part=1&x0=0", "/runs/latest/set-aside"),
    *("/runs/latest/delete", "/runs/latest/since/latest", "/compare?before=latest&after=latest"),
    *("/assets/report.css", "/assets/charts.js", "/static/web.css"),
)
WRONG = {
    "/runs/nowhere": 404,
    "/runs/latest/segments/99": 404,
    "/runs/latest/customers/100000": 404,
    "/runs/latest/customers?sort=nothing": 422,
    "/runs/latest/customers?from.money=much": 422,
    "/runs/latest/what-if?f.money=nan": 422,
    "/jobs/0000000000000000": 404,
    "/looks/x": 404,
    "/assets/secret": 404,
    "/compare": 422,
}


@pytest.fixture
def pages(asked) -> TestClient:
    """A browser on this machine."""
    client = asked()
    client.headers["Accept"] = "text/html"
    return client


def proof(client: TestClient) -> str:
    found = re.search(r'csrf-token" content="([^"]+)"', client.get("/").text)
    assert found
    return found[1]


def post(client: TestClient, path: str, **fields: str | list[str]):
    return client.post(path, data={"csrf": proof(client), **fields}, follow_redirects=True)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers(pages: TestClient, path: str) -> None:
    answer = pages.get(path)
    assert answer.status_code == 200
    assert not re.search(r"<script(?![^>]*(src=|application/json))|style=\"|<style|onclick", answer.text)


@pytest.mark.parametrize(("path", "status"), WRONG.items())
def test_what_is_not_there_or_wrong_is_told_on_a_page(pages: TestClient, path: str, status: int) -> None:
    answer = pages.get(path)
    assert answer.status_code == status
    assert "Traceback" not in answer.text and "Back to the runs" in answer.text


@pytest.mark.parametrize("path", ["/", "/runs/latest", "/runs/latest/customers", "/runs/latest/export"])
def test_below_a_path_every_address_is(asked, path: str) -> None:
    client = asked(root_path="/coterie")
    text = client.get(f"/coterie{path}", headers={"Accept": "text/html"}).text
    addresses = re.findall(r'(?:href|src|action|formaction|data-\w+)="(/[^"]*)"', text)
    assert len(addresses) > 5
    assert [a for a in addresses if not a.startswith("/coterie/")] == []


def test_a_run_is_promoted_then_kept_then_another_one_deleted(pages: TestClient, folder: Path) -> None:
    run = coterie.runs(folder)[0].id
    other = coterie.load(folder / run).instead(k=2).save(folder).name
    assert "in use" in post(pages, f"/runs/{run}/promote").text
    assert "for good" in pages.get(f"/runs/{other}/delete").text
    assert other not in post(pages, f"/runs/{other}/delete").text
    assert [each.id for each in coterie.runs(folder)] == [run]


def test_a_segment_gets_a_name_and_advice_and_an_empty_field_gives_back_what_was_found(pages: TestClient, folder: Path) -> None:
    found = coterie.load(folder / "latest").story.segments.segments[0]
    path = f"/runs/latest/segments/{found.id}"
    field = found.advice[0].field
    told = post(pages, path, name="Our <best>", **{f"advice.{field}.action": "Call them."}).text
    assert "Our &lt;best&gt;" in told and "Call them." in told
    renamed = coterie.load(folder / "latest").story.segments.segments[0]
    assert (renamed.name, renamed.advice[0].action, renamed.advice[1]) == ("Our <best>", "Call them.", found.advice[1])
    post(pages, path, name="")
    assert coterie.load(folder / "latest").story.segments.segments[0].name == found.name


def test_a_page_that_is_sent_as_it_stands_changes_nothing(pages: TestClient, folder: Path) -> None:
    path = "/runs/latest/segments/1"
    text = pages.get(path).text
    fields = dict(re.findall(r'<textarea id="[^"]*" name="([^"]*)"[^>]*>([^<]*)</textarea>', text))
    name = re.search(r'id="name" name="name" value="([^"]*)"', text)
    assert len(fields) == 16 and name
    before = coterie.load(folder / "latest").story
    from html import unescape

    post(pages, path, name=unescape(name[1]), **{k: unescape(v) for k, v in fields.items()})
    assert coterie.load(folder / "latest").story.segments == before.segments


def test_customers_are_filtered_sorted_and_searched(pages: TestClient, folder: Path) -> None:
    everyone = coterie.load(folder / "latest").customers
    richest = everyone.sort_values("money", ascending=False).customer.tolist()
    text = pages.get("/runs/latest/customers?sort=money&order=down").text
    assert re.findall(r"/customers/\d+\">(\d+)</a>", text)[:10] == richest[:10]
    assert 'aria-sort="descending"' in text
    some = everyone[everyone.money.between(100, 400)]
    assert f"{len(some)} customers" in pages.get("/runs/latest/customers?from.money=100&to.money=400").text
    found = post(pages, "/runs/latest/customers", search=richest[0])
    assert f">{richest[0]}</a>" in found.text and "1 customer whose id holds" in found.text


def test_no_address_holds_the_id_of_a_customer(pages: TestClient, folder: Path) -> None:
    ids = set(coterie.load(folder / "latest").customers.customer)
    text = pages.get("/runs/latest/customers").text
    assert not {part for address in re.findall(r'href="([^"]*)"', text) for part in re.split(r"\W", address)} & ids


def test_a_customer_is_forgotten(pages: TestClient, folder: Path) -> None:
    someone = coterie.load(folder / "latest").customers.customer[0]
    assert "is forgotten" in post(pages, "/forget", customer=someone).text
    assert someone not in set(coterie.load(folder / "latest").customers.customer)
    assert post(pages, "/forget", customer=someone).status_code == 404


def test_contacts_are_uploaded_and_can_be_chosen(pages: TestClient) -> None:
    sent = {"csrf": (None, proof(pages)), "file": ("people.csv", b"customer_id,email\n1,a@example.org\n")}
    assert ">people.csv</option>" in pages.post("/runs/latest/contacts", files=sent, follow_redirects=True).text


def test_what_would_move_a_customer_moves_them(pages: TestClient, folder: Path) -> None:
    result = coterie.load(folder / "latest")
    position, change = next((n, c) for n in range(80) for c in result.customer(n).changes if isinstance(c.after, float))
    text = pages.get(f"/runs/latest/what-if?customer={position}&f.{change.feature}={change.after}").text
    assert f"they would be in “{change.name}”" in text
    assert "Change some of the customer" in pages.get(f"/runs/latest/what-if?customer={position}").text


def test_the_settings_are_those_of_the_plan_with_its_help() -> None:
    ours = {"threads", "memory", "previous", "roles", "customer_roles", "item_roles"}
    fields = shown_settings({"k": "3", "rules": {"outlier": "on"}})
    assert {f.name for f in fields} == set(Plan.model_fields) - ours
    assert all(f.help == Plan.model_fields[f.name].description for f in fields)
    assert {f.name: f.value for f in fields if f.value} == {"k": "3", "rules": "outlier=on"}


def test_the_roles_are_those_that_the_reader_knows() -> None:
    assert {table: set(roles) for table, roles in ROLES.items()} == {table: set(roles_of(table)) for table in ROLES}


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "</textarea><img src=x onerror=alert(1)>", '" autofocus onfocus="alert(1)'])
def test_hostile_text_is_inert(pages: TestClient, folder: Path, text: str) -> None:
    coterie.load(folder / "latest").rename({1: text})
    for path in ("/runs/latest", "/runs/latest/segments/1", "/runs/latest/customers", "/runs/latest/export"):
        page = pages.get(path).text
        assert text not in page.replace(text.replace("<", "\\u003c"), "")


FORMS = {
    ("/runs/latest/export", "to=csv&min_size=10000000000"): 422,
    ("/runs/latest/export", f"to=csv&control={'1' * 300}"): 422,
    ("/runs/latest/instead", f"k={'9' * 5000}"): 422,
    ("/start", "setting.foo=1"): 422,
}


@pytest.mark.parametrize(("path", "form"), FORMS)
def test_a_form_that_asks_for_what_cannot_be_is_no_bug_of_ours(pages: TestClient, path: str, form: str) -> None:
    fields = dict(part.split("=", 1) for part in form.split("&"))
    assert post(pages, path, **fields).status_code == FORMS[path, form]


def test_a_job_that_is_no_look_has_no_preview(pages: TestClient) -> None:
    job, _ = pages.app.state.server.jobs.add("run", {"data": ["nowhere.csv"], "settings": {}})
    assert pages.get(f"/looks/{job.id}").status_code == 404
    assert pages.get(f"/runs/latest/customers/{'9' * 60}").status_code == 422


@pytest.mark.parametrize(("text", "read"), [("1,200.5", 1200.5), ("12.5", 12.5), ("-3", -3.0), ("", None)])
def test_a_number_is_read_as_it_is_typed(text: str, read: float | None) -> None:
    assert number(text, "money") == read


@pytest.mark.parametrize("text", ["12,5", "1,2,3", "much", "nan", "1e999"])
def test_a_number_that_may_mean_another_is_asked_for_again(text: str) -> None:
    with pytest.raises(InputError, match="no number"):
        number(text, "money")
