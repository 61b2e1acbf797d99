"""Who may ask, and how: each line is a request and the status that it gets."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from coterie.errors import InputError
from coterie.web.settings import Settings

TOKEN = "a-token-for-the-tests"
HTML = {"Accept": "text/html"}
RUNS = "/api/v1/runs"
Asked = Callable[..., TestClient]

HOSTS = {
    "127.0.0.1": 200,
    "127.0.0.1:8000": 200,
    "localhost:8000": 200,
    "[::1]:8000": 200,
    "shop.example": 200,
    "evil.example": 400,
    "127.0.0.1.evil.example": 400,
    "localhost.evil.example:8000": 400,
    "10.1.2.3": 400,
    "": 400,
}


@pytest.mark.parametrize(("host", "status"), HOSTS.items())
def test_a_foreign_host_is_refused(asked: Asked, host: str, status: int) -> None:
    assert asked(names=("shop.example",)).get("/health", headers={"Host": host}).status_code == status


def test_on_all_addresses_a_number_is_no_foreign_host_and_a_name_is(asked: Asked) -> None:
    client = asked(host="0.0.0.0", token=TOKEN)
    assert [client.get("/health", headers={"Host": host}).status_code for host in ("10.1.2.3:80", "evil.example")] == [200, 400]


CHANGES = [
    ({}, 403),
    ({"X-Requested-With": "curl"}, 404),
    ({"X-Requested-With": "x", "Origin": "http://evil.example"}, 403),
    ({"X-Requested-With": "x", "Origin": "null"}, 403),
    ({"X-Requested-With": "x", "Sec-Fetch-Site": "cross-site"}, 403),
    ({"X-Requested-With": "x", "Sec-Fetch-Site": "same-site"}, 403),
    ({"X-Requested-With": "x", "Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin"}, 403),
    ({"X-CSRF-Token": "guess"}, 403),
]


@pytest.mark.parametrize(("headers", "status"), CHANGES)
def test_a_change_needs_a_proof(asked: Asked, headers: dict[str, str], status: int) -> None:
    assert asked().post(f"{RUNS}/nowhere/promote", headers=headers).status_code == status


def csrf(client: TestClient) -> str:
    """The token that a page of ours carries."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/sign-in", headers=HTML).text)
    assert found
    return found[1]


def test_our_own_page_may_change_things_and_its_proof_is_of_no_use_to_another(asked: Asked) -> None:
    client, other = asked(), asked()
    own = {"X-CSRF-Token": csrf(client), "Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin"}
    assert client.post(f"{RUNS}/nowhere/promote", headers=own).status_code == 404
    csrf(other)
    assert other.post(f"{RUNS}/nowhere/promote", headers=own).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": f"Basic {TOKEN}"}, 401),
        ({"Authorization": f"Bearer {TOKEN}"}, 200),
        ({"Authorization": f"bearer {TOKEN}"}, 200),
    ],
)
def test_with_a_token_all_is_shut_without_it(asked: Asked, headers: dict[str, str], status: int) -> None:
    client = asked(token=TOKEN)
    assert client.get(RUNS, headers=headers).status_code == status
    assert client.get("/metrics", headers=headers).status_code == status
    assert client.get("/health", headers=headers if status == 200 else {}).status_code == 200


def test_with_a_token_a_program_may_change_things_and_a_foreign_page_that_knows_it_may_not(asked: Asked) -> None:
    client, own = asked(token=TOKEN), {"Authorization": f"Bearer {TOKEN}"}
    assert client.post(f"{RUNS}/nowhere/promote", headers=own).status_code == 404
    assert client.post(f"{RUNS}/nowhere/promote", headers=own | {"Origin": "http://evil.example"}).status_code == 403
    assert client.post(f"{RUNS}/nowhere/promote", headers={"X-Requested-With": "x"}).status_code == 401


def test_signing_in_gives_a_cookie_that_no_script_reads_and_no_other_site_sends(asked: Asked) -> None:
    client = asked(token=TOKEN)
    to_sign_in = client.get("/anything", headers=HTML, follow_redirects=False)
    assert (to_sign_in.status_code, to_sign_in.headers["location"]) == (303, "/sign-in?next=/anything")
    form = {"csrf": csrf(client), "token": "wrong", "next": "/"}
    assert client.post("/sign-in", data=form).status_code == 403
    assert client.get(RUNS).status_code == 401
    answer = client.post("/sign-in", data=form | {"token": TOKEN, "next": "//evil.example"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert re.fullmatch(r"coterie_\w{8}=m\.[\w.-]+; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict", answer.headers["set-cookie"])
    assert client.get(RUNS).status_code == 200
    assert client.post(f"{RUNS}/nowhere/promote").status_code == 403
    assert client.post(f"{RUNS}/nowhere/promote", headers={"X-CSRF-Token": csrf(client)}).status_code == 404
    assert client.post("/sign-out", data={"csrf": csrf(client)}, follow_redirects=False).status_code == 303
    assert client.get(RUNS).status_code == 401


def test_a_form_without_its_proof_first_signs_nobody_in(asked: Asked) -> None:
    client = asked(token=TOKEN)
    csrf(client)
    assert client.post("/sign-in", data={"token": TOKEN}).status_code == 403


@pytest.mark.parametrize("path", ["/health", RUNS, "/nowhere", "/sign-in", f"{RUNS}/..%2f"])
def test_every_answer_carries_the_headers_that_keep_browsers_safe(asked: Asked, path: str) -> None:
    headers = asked().get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


REFUSED = {
    "no-token": {"host": "0.0.0.0"},
    "weak-token": {"host": "0.0.0.0", "token": "secret"},
    "bad-port": {"port": 70_000},
    "bad-root-path": {"root_path": "/a/../b"},
    "bad-cap": {"at_once": 0},
    "bad-size": {"memory": "much"},
}


@pytest.mark.parametrize(("code", "settings"), REFUSED.items())
def test_a_server_that_would_be_unsafe_does_not_start(code: str, settings: dict[str, object]) -> None:
    with pytest.raises(InputError) as refused:
        Settings(**settings)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert refused.value.as_record()["remedy"]


IDS = ["..", "%2e%2e", "%252e", "%252e%252e", "//proc", "..%2f..%2fetc", ".serve", "a.b", "%00", "latest%2f..", "x" * 500]


@pytest.mark.parametrize("id", IDS)
def test_an_id_that_is_no_id_is_not_there(asked: Asked, id: str) -> None:
    client = asked()
    for place in ("runs", "jobs"):
        answer = client.get(f"/api/v1/{place}/{id}")
        assert answer.status_code == 404, answer.text
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_page_says_what_is_wrong_as_a_page(asked: Asked) -> None:
    answer = asked().get("/nowhere", headers=HTML)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is nothing at this address" in answer.text


@pytest.mark.parametrize("path", ["/coterie/health", "/health"])
def test_behind_a_proxy_the_path_is_ours_whether_it_is_taken_away_or_not(asked: Asked, path: str) -> None:
    client = asked(root_path="/coterie", token=TOKEN)
    assert client.get(path).status_code == 200
    to_sign_in = client.get(path.replace("health", "runs"), headers=HTML, follow_redirects=False)
    assert to_sign_in.headers["location"] == "/coterie/sign-in?next=/runs"


def test_forwarded_headers_are_believed_of_a_named_proxy_only(asked: Asked) -> None:
    sent = {"X-Forwarded-Host": "shop.example", "X-Forwarded-Proto": "https", "Host": "127.0.0.1"}
    plain, behind = asked(), asked(proxies=("127.0.0.1",), names=("shop.example",))
    behind._transport.client = ("127.0.0.1", 50000)  # type: ignore[attr-defined]
    assert "Secure" not in plain.get("/sign-in", headers=HTML | sent).headers["set-cookie"]
    assert "Secure" in behind.get("/sign-in", headers=HTML | sent).headers["set-cookie"]
    assert behind.get("/health", headers=sent | {"X-Forwarded-Host": "evil.example"}).status_code == 400


def test_two_hosts_are_none(asked: Asked) -> None:
    client = asked()
    twice = client.build_request("GET", "/health", headers=[("Host", "127.0.0.1"), ("Host", "evil.example")])
    assert client.send(twice).status_code == 400


def test_who_asks_in_a_wrong_way_is_told_the_right_one(asked: Asked) -> None:
    answer = asked().put(RUNS, headers={"X-Requested-With": "x"})
    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
    assert "GET" in answer.headers["allow"]
    assert asked(token=TOKEN).get(RUNS).headers["www-authenticate"].startswith("Bearer")


def test_no_other_site_may_read_or_frame_anything(asked: Asked) -> None:
    answer = asked().options(RUNS, headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"})
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["x-frame-options"] == "DENY"


def test_a_link_elsewhere_takes_no_cookie_from_anybody(asked: Asked) -> None:
    client = asked()
    led = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Accept": "text/html"}
    answer = client.get("/", headers=led)
    assert "set-cookie" not in answer.headers and 'http-equiv="refresh"' in answer.text
    assert "set-cookie" in client.get("/", headers={**led, "Sec-Fetch-Site": "same-origin"}).headers


def test_who_is_to_sign_in_sees_the_page_as_it_is_meant(asked: Asked) -> None:
    client = asked(token="t" * 20)
    page = client.get("/sign-in", headers={"Accept": "text/html"}).text
    for address in re.findall(r'(?:href|src)="(/(?:assets|static)/[^"]+)"', page):
        assert client.get(address).status_code == 200, address
    assert client.get("/api/v1/runs").status_code == 401
