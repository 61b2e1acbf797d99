"""The report in a real browser: it draws, it fits, it obeys its policy, and nothing leaves it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coterie.charts import draw_all
from coterie.records import Story
from coterie.report import cards, render

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DRAWN = "html[data-drawn=yes]"
PAPER = 695  # pixels between the margins of A4


class Visit:
    """A page opened from a file, with all that went wrong on it."""

    def __init__(self, browser: Browser, file: Path, width: int, scheme: str) -> None:
        self.troubles: list[str] = []
        self.page: Page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
        self.page.on("console", lambda message: self.troubles.append(message.text))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.troubles.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.page.on(
            "request", lambda request: self.troubles.append(request.url) if not request.url.startswith(("file:", "data:")) else None
        )
        self.page.goto(file.as_uri())


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[object]:
    """Opens HTML; every page must end without trouble."""
    visits: list[Visit] = []

    def open_page(html: str, width: int = 1280, scheme: str = "light") -> Page:
        file = tmp_path / f"{len(visits)}.html"
        file.write_text(html, encoding="utf-8")
        visits.append(Visit(browser, file, width, scheme))
        return visits[-1].page

    yield open_page
    for one in visits:
        one.page.close()
    assert [trouble for one in visits for trouble in one.troubles] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_all_charts_are_drawn_and_the_page_fits(visit, story: Story, width: int, scheme: str) -> None:
    page = visit(render(story), width, scheme)
    page.wait_for_selector(DRAWN)
    assert page.locator("[data-chart] svg").count() == len(draw_all(story)) - 1  # the sizes are in the cards
    assert page.locator("[data-chart='map'] .mark-symbol path").count() >= len(story.segments.portrait.x)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(BEYOND) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_are_readable(visit, story: Story, scheme: str) -> None:
    page = visit(render(story), 1280, scheme)
    page.wait_for_selector(DRAWN)
    faint = page.evaluate(CONTRASTS)
    assert faint == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
@pytest.mark.parametrize("which", ["story", "small_story"])
def test_the_rules_of_axe_find_nothing(browser: Browser, request, tmp_path: Path, which: str, scheme: str, width: int) -> None:
    file = tmp_path / "page.html"
    file.write_text(render(request.getfixturevalue(which)), encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(file.as_uri())
    page.wait_for_selector(DRAWN)
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert [(v["impact"], v["id"], v["nodes"][0]["html"][:200]) for v in found] == []
    context.close()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "x'];alert(1)//", "datum.a{{1}}"])
def test_hostile_text_runs_nowhere(visit, text: str) -> None:
    from story import make_hostile_story

    page = visit(render(make_hostile_story(text)), 390)
    page.wait_for_selector(DRAWN)
    page.locator("[data-chart='map']").hover()
    page.wait_for_timeout(200)
    assert page.locator("img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert text in page.locator("h1").inner_text()


def test_what_is_folded_is_drawn_and_opens(visit, story: Story) -> None:
    page = visit(render(story))
    page.wait_for_selector(DRAWN)
    assert not page.locator("#chart-silhouettes svg").is_visible()
    page.get_by_role("heading", name="How well customers fit their segments").click()
    assert page.locator("#chart-silhouettes svg").bounding_box()["width"] > 800


def test_on_paper_nothing_is_folded_and_afterwards_it_is_again(visit, story: Story) -> None:
    page = visit(render(story))
    page.wait_for_selector(DRAWN)
    folded = "document.querySelectorAll('details:not([open])').length"
    before = page.evaluate(folded)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(folded) == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(folded) == before > 10


@pytest.mark.parametrize("width", [756, 1280])
def test_charts_and_tables_fill_the_paper_and_stay_on_it(visit, story: Story, width: int) -> None:
    page = visit(render(story), width)
    page.wait_for_selector(DRAWN)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER
    shares = page.evaluate("[...document.querySelectorAll('.plot svg')].map((e) => e.clientWidth / e.closest('.plot').clientWidth)")
    assert len(shares) > 10
    assert all(0.9 <= share <= 1 for share in shares)
    sizes = page.evaluate("[...document.querySelectorAll('.segment *')].map((e) => parseFloat(getComputedStyle(e).fontSize))")
    titles = page.evaluate("[...document.querySelectorAll('.segment h3')].map((e) => parseFloat(getComputedStyle(e).fontSize))")
    assert max(sizes) == titles[0]


def test_the_contents_say_where_one_is(visit, story: Story) -> None:
    page = visit(render(story), 390)
    page.wait_for_selector(DRAWN)
    page.evaluate("document.getElementById('quality').scrollIntoView({behavior: 'instant'})")
    page.wait_for_selector("nav a[href='#quality'][aria-current=true]")
    assert page.locator("nav a[aria-current=true]").count() == 1
    assert page.locator("nav a[href='#quality']").bounding_box()["x"] < 390


def test_the_pickers_redraw_the_scatter(visit, story: Story) -> None:
    page = visit(render(story))
    page.wait_for_selector(DRAWN)
    page.get_by_label("Across").select_option("recency")
    page.get_by_label("Up").select_option("trend")
    page.wait_for_function("document.querySelector('#chart-scatter svg').textContent.includes('Trend')")
    assert page.locator("#chart-scatter figcaption").inner_text() == "Trend against Days since last order, logarithmic."


def test_another_feature_can_be_picked_for_the_spread(visit, story: Story) -> None:
    page = visit(render(story))
    page.wait_for_selector(DRAWN)
    assert page.locator("#pick-distributions").locator("option:checked").inner_text() == "Mean order value"
    page.locator("#pick-distributions").select_option(label="Revenue")
    page.wait_for_function("document.querySelector('#chart-distributions svg').textContent.includes('Revenue (£)')")
    assert page.locator("#chart-distributions figcaption").inner_text().startswith("Revenue is highest for Champions")


def test_a_name_in_the_legend_singles_its_segment_out(visit, story: Story) -> None:
    page = visit(render(story))
    page.wait_for_selector(DRAWN)
    page.locator("#chart-map svg text", has_text="Champions").first.click()
    page.wait_for_function(
        "new Set([...document.querySelectorAll('#chart-map .mark-symbol path')].map(p => p.getAttribute('opacity'))).size >= 2"
    )


def test_the_keyboard_reaches_everything_and_shows_where_it_is(visit, story: Story) -> None:
    page = visit(render(story))
    page.wait_for_selector(DRAWN)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every(e => e.tabIndex === 0)")


def test_without_scripts_the_charts_are_told(browser: Browser, story: Story, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(render(story), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    assert "The best month was November 2011" in page.locator("#chart-trend noscript").inner_text()
    context.close()


def test_cards_fit_a_notebook(visit, story: Story) -> None:
    page = visit(f"<!doctype html><meta charset=utf-8>{cards(story)}", 390)
    assert page.locator("article").count() == 6
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


# What reaches beyond the right edge of the window and cannot be scrolled to within its own box.
BEYOND = """() => [...document.querySelectorAll("main *")]
  .filter((e) => !e.closest(".scroll, .plot") && e.getBoundingClientRect().right > innerWidth + 1)
  .map((e) => e.outerHTML.slice(0, 80))"""

# Every piece of text whose contrast with the nearest ground below it is under 4.5.
CONTRASTS = """() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const [r, g, b, alpha = 1] = parse(getComputedStyle(e).backgroundColor);
      if (alpha === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const contrast = (a, b) => {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const ink = (e) => parse(e instanceof SVGElement ? getComputedStyle(e).fill : getComputedStyle(e).color);
  const speaks = (e) => e.getClientRects().length && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  return [...document.querySelectorAll("body *:not(script, style, noscript)")].filter(speaks)
    .map((e) => `${contrast(ink(e), ground(e)).toFixed(1)} ${e.textContent.trim().slice(0, 40)}`)
    .filter((words) => parseFloat(words) < 4.5);
}"""
