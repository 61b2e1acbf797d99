"""The reports of whole runs as people get them: on a phone, on a desk and on paper, drawn, fitting, accessible and silent.

One of them is tried each time. `make looks` tries all five, and puts the pictures into a folder, so that somebody can look at them.
"""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import coterie
from coterie.demo import make_world
from coterie.report import pdf

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DATA = Path(__file__).parents[3] / "shared" / "data"
REAL = {"online-retail": DATA / "online_retail.csv.gz", "wholesale": DATA / "wholesale_customers.csv"}
LOOKS = os.environ.get("LOOKS")
AXE = files("axe_playwright_python").joinpath("axe.min.js")


def report_of(business: str, folder: Path) -> str:
    """The page of a run with all settings as they are."""
    if business in REAL:
        if not REAL[business].exists():
            pytest.skip(f"{REAL[business]} is not here")
        result = coterie.segment(REAL[business])
    else:
        world = make_world(business, folder)
        result = coterie.segment(*[file for file in (world.orders, world.customers) if file])
    return result.report(folder / "report.html").as_uri()


@pytest.mark.parametrize("business", ["shop", *(pytest.param(name, marks=pytest.mark.long) for name in ("bank", "mall", *REAL))])
def test_the_report_of_a_whole_run(browser: Browser, tmp_path: Path, business: str) -> None:
    address, looks = report_of(business, tmp_path), Path(LOOKS or tmp_path / "looks")
    looks.mkdir(parents=True, exist_ok=True)
    for width, scheme in ((390, "dark"), (1280, "light")):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
        page, asked, said = context.new_page(), list[str](), list[str]()
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("console", lambda message, said=said: said.append(message.text))
        page.goto(address)
        page.wait_for_selector("html[data-drawn=yes]", timeout=120_000)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=looks / f"{business}-{width}-{scheme}.png", full_page=True)
        page.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true))")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=looks / f"{business}-{width}-{scheme}-unfolded.png", full_page=True)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run()")["violations"]
        assert [(v["impact"], v["id"], v["nodes"][0]["html"][:200]) for v in found if v["impact"] in ("serious", "critical")] == []
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        assert said == []
        context.close()
    (looks / f"{business}.pdf").write_bytes(pdf.printed(address, pdf.find_browser()))
    assert (looks / f"{business}.pdf").read_bytes().startswith(b"%PDF-")
