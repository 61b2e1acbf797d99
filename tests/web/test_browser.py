"""The whole journey in a real browser: from a file to segments, and on; by mouse, by keyboard alone, and with nothing from outside."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import coterie
from coterie.demo import make_world

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = files("axe_playwright_python").joinpath("axe.min.js")
LOOKS = os.environ.get("LOOKS")
SLOW = 180_000


@dataclass
class Site:
    """A server in a process of its own, and what a browser saw on it."""

    address: str
    folder: Path
    run: str = ""
    troubles: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def page(self, browser: Browser, width: int = 1280, scheme: str = "light") -> Page:
        """A new page, on which all that goes wrong is written down."""
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, accept_downloads=True)  # type: ignore[arg-type]
        context.set_default_timeout(SLOW)
        page = context.new_page()
        page.on("console", lambda message: self.troubles.append(message.text))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))
        return page


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`coterie serve` on a free port."""
    folder = tmp_path_factory.mktemp("site") / "results"
    port = free_port()
    command = [sys.executable, "-c", "from coterie.cli import main; main()", "serve", str(folder), "--port", str(port)]
    with (folder.parent / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        address = f"http://127.0.0.1:{port}"
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{address}/ready", timeout=2).close()
                break
            except OSError:
                time.sleep(0.1)
        yield Site(address, folder)
        process.terminate()
        process.wait(30)


def free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def look(page: Page, name: str) -> None:
    """A picture for who wants to look at it."""
    if LOOKS:
        Path(LOOKS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(LOOKS) / f"{name}.png")


@pytest.fixture(scope="module")
def retail(browser: Browser, site: Site, shared: Path) -> Site:
    """Online Retail: uploaded, looked at, a role corrected, and run."""
    page = site.page(browser)
    page.goto(site.address)
    page.get_by_role("link", name="Upload your orders").click()
    page.set_input_files("#files", shared / "online_retail.csv.gz")
    look(page, "new")
    page.get_by_role("button", name="Upload and look").click()
    page.get_by_role("heading", name="Columns of the orders").wait_for()
    assert page.get_by_label("What CustomerID is").input_value() == "customer"
    page.get_by_label("What StockCode is").select_option("")
    page.get_by_label("What Description is").select_option("product")
    before = page.url
    page.get_by_role("button", name="Look again", exact=True).click()
    page.wait_for_url(lambda url: url != before)
    page.get_by_role("heading", name="Columns of the orders").wait_for()
    assert page.get_by_label("What Description is").input_value() == "product"
    look(page, "look")
    page.get_by_label("Title").fill("Online Retail")
    page.get_by_label("Number of segments").fill("2:5")
    page.get_by_label("Methods").fill("kmeans")
    page.get_by_role("button", name="Start the run").click()
    page.wait_for_url("**/jobs/*")
    page.reload()  # what goes on survives it
    page.wait_for_url("**/runs/*")
    page.wait_for_selector("html[data-drawn=yes]")
    look(page, "run")
    site.run = page.url
    page.context.close()
    return site


def test_the_run_is_the_corrected_one(retail: Site) -> None:
    [run] = coterie.runs(retail.folder)
    story = coterie.load(run.path).story
    assert (run.title, story.roles["orders"]["product"], story.settings["k"]) == ("Online Retail", "Description", [2, 5])


def test_a_region_of_the_map_is_told(browser: Browser, retail: Site) -> None:
    page = retail.page(browser)
    page.goto(retail.run)
    page.wait_for_selector("html[data-drawn=yes]")
    box = page.locator("[data-chart=map]")
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    assert place
    page.mouse.move(place["x"] + 200, place["y"] + 100)
    page.mouse.down()
    page.mouse.move(place["x"] + 420, place["y"] + 260, steps=4)
    page.mouse.up()
    page.get_by_role("heading", name="Who is there").wait_for()
    assert re.search(r"[\d,]+ customers? \(", page.locator("#region").inner_text())
    look(page, "region")
    page.context.close()


def test_a_segment_is_renamed_and_another_division_keeps_the_name(browser: Browser, retail: Site) -> None:
    page = retail.page(browser)
    page.goto(retail.run)
    page.locator(".segment h3 a").first.click()
    page.get_by_label("Name").fill("Our regulars")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Our regulars", level=1).wait_for()
    look(page, "segment")
    page.get_by_role("link", name="The run", exact=True).click()
    page.get_by_text("All that was compared").click()
    page.get_by_role("button", name=re.compile(r"Show k-means with \d segments instead")).first.click()
    page.wait_for_url(lambda url: "/runs/" in url and url != retail.run)
    assert page.get_by_role("link", name="Our regulars").count() == 1
    assert "was asked for" in page.locator("#sure").inner_text()
    page.context.close()


def test_a_customer_is_found_explained_and_tried_with_other_numbers(browser: Browser, retail: Site) -> None:
    page = retail.page(browser)
    page.goto(f"{retail.run}/customers")
    page.get_by_role("link", name="Revenue").click()
    page.get_by_role("link", name=re.compile("Revenue")).click()
    page.get_by_role("link", name="Last").click()
    page.locator("tbody th a").first.click()
    page.get_by_role("heading", name="Why this segment").wait_for()
    look(page, "customer")
    page.get_by_role("link", name="Try other numbers").click()
    page.get_by_label(re.compile("^Revenue")).fill("1")
    page.get_by_role("button", name="See the segment").click()
    assert "With revenue 1" in page.locator(".big").inner_text()
    page.context.close()


def test_two_runs_are_compared(browser: Browser, retail: Site) -> None:
    page = retail.page(browser)
    coterie.load(coterie.runs(retail.folder)[0].path).instead(k=4).save(retail.folder)
    page.goto(retail.address)
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("heading", name=re.compile("what became of the segments")).wait_for()
    page.wait_for_selector("html[data-drawn=yes]")
    look(page, "since")
    assert "customers in both runs" in page.locator("main").inner_text()
    page.context.close()


def test_the_customers_are_exported_and_the_report_is_downloaded(browser: Browser, retail: Site) -> None:
    page = retail.page(browser)
    page.goto(f"{retail.run}/export")
    page.get_by_label("Control group").fill("10%")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download csv.csv").click()
    rows = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    customers = coterie.runs(retail.folder)[0].customers
    assert len(rows) == customers + 1
    assert 0.08 * customers < sum(row.endswith(",true") for row in rows) < 0.12 * customers
    page.goto(f"{retail.run}/export")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as html").click()
    assert b"<!doctype html>" in Path(download.value.path()).read_bytes()[:100]
    page.context.close()


def test_a_customer_is_forgotten(browser: Browser, retail: Site) -> None:
    page = retail.page(browser)
    page.goto(f"{retail.address}/forget")
    page.get_by_label("The customer's id").fill("12347")
    page.get_by_role("button", name="Forget").click()
    page.get_by_text("The customer is forgotten").wait_for()
    page.goto(f"{retail.run}/customers")
    page.get_by_label("Search by id").fill("12347")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("Nobody fits.").wait_for()
    page.context.close()


VIEWS = (
    "",
    "/customers?from.money=10",
    "/customers/5",
    "/segments/1",
    "/what-if",
    "/region?across=recency&up=money&x0=3",
    "/export",
    "/set-aside",
)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_every_page_fits_and_the_rules_of_axe_find_nothing(browser: Browser, retail: Site, scheme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    views = VIEWS if width > 640 else VIEWS[1:]  # the report's own tests look at its page on a phone
    for address in (*(retail.run + view for view in views), *(retail.address + p for p in ("/", "/new", "/forget", "/nowhere"))):
        page.goto(address)
        if address == retail.run:
            page.wait_for_selector("html[data-drawn=yes]")
        look(page, f"{address.removeprefix(retail.address).replace('/', '-').partition('?')[0] or 'runs'}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run()")["violations"]
        assert [(address, v["impact"], v["id"], v["nodes"][0]["html"][:200]) for v in found] == []
    context.close()


def test_by_keyboard_alone(browser: Browser, site: Site, tmp_path: Path) -> None:
    """Files are chosen in a window of the system; all else is done by keys, and the focus can be seen."""
    world = make_world("shop", tmp_path, customers=300)
    page = site.page(browser)
    page.goto(site.address)
    tab_to(page, "New run")
    page.keyboard.press("Enter")
    page.locator("#files").set_input_files([world.orders, world.customers])
    tab_to(page, "Upload and look")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Columns of the orders").wait_for()
    assert page.get_by_label("customers.csv").input_value() == "customers"
    look(page, "page-look")
    page.locator("#title").focus()
    page.keyboard.type("Shop")
    tab_to(page, "Start the run")
    page.keyboard.press("Enter")
    page.wait_for_url("**/runs/*")
    page.wait_for_selector("html[data-drawn=yes]")
    look(page, "page-run")
    first = page.locator(".segment h3 a").first.inner_text()
    tab_to(page, first)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=first, level=1).wait_for()
    tab_to(page, page.locator("tbody th a").nth(3).inner_text())
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Why this segment").wait_for()
    look(page, "page-customer")
    page.context.close()


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus is called so; it must be seen."""
    for _ in range(120):
        page.keyboard.press("Tab")
        named = "[document.activeElement.innerText, document.activeElement.value].filter(Boolean).map((t) => t.trim())"
        if words in page.evaluate(named):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"{words} is not reached")


def test_without_scripts_a_job_is_followed_and_its_run_is_read(browser: Browser, site: Site, tmp_path: Path) -> None:
    world = make_world("mall", tmp_path, customers=60)
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(SLOW)
    page = context.new_page()
    page.goto(f"{site.address}/new")
    page.locator("#files").set_input_files(world.customers)
    page.get_by_role("button", name="Upload and look").click()
    page.get_by_role("heading", name="Columns of the customers").wait_for()
    page.get_by_role("button", name="Start the run").click()
    page.wait_for_url("**/runs/*")
    assert page.locator(".segment").count() >= 2
    context.close()


def test_nothing_was_asked_from_outside_and_nothing_went_wrong(retail: Site) -> None:
    """The last of this file: all that the pages before it did."""
    assert len(retail.asked) > 50
    assert [url for url in retail.asked if not url.startswith((retail.address, "data:", "blob:"))] == []
    assert retail.troubles == []
