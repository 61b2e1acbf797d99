"""The story as a page: a template, one style sheet, two scripts, and a policy that lets nothing else run."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from coterie.charts import draw_all, labels, look, variants
from coterie.charts.scatter import choices
from coterie.records import Chart, Story
from coterie.report import shown
from coterie.report.bundle import bundle

if TYPE_CHECKING:
    from jinja2 import Environment

# The charts take their colours from the page, so they turn with it from light to dark.
PAGE_LOOK = look(ink="var(--ink)", soft="var(--soft)", line="var(--line)", accent="var(--accent)", ground="transparent")
SAID = {"sizes"}  # the cards and the strips at the top show it already
HALF = 477  # pixels of a chart that shares its row with another one
WIDE = {"snake", "trend"}  # many features and months want room, few look lost beside another chart


def render(story: Story) -> str:
    """The report as one HTML file: nothing is fetched, and only the two scripts that belong to the page may run."""
    style, scripts = stylesheet(), (bundle(), script())
    return environment().get_template("page.html").render(style=style, scripts=scripts, policy=_policy(style, scripts), **parts(story))


def parts(story: Story, *, only: Collection[str] = (), ways: Mapping[str, Mapping[str, Chart]] | None = None) -> dict[str, Any]:
    """What the templates ask for: the story, its charts as data for the script, and all that shows what is in them.

    `only` names the charts, by default all; `ways` are ways to use a chart, by title, of which the first is drawn and the reader picks.
    """
    charts: dict[str, Chart] = {chart.name: chart for chart in draw_all(story, only) if chart.name not in SAID}
    others: dict[str, Mapping[str, Chart]] = {name: more for name in charts if len(more := variants(name, story)) > 1}
    others |= {name: more for name, more in (ways or {}).items() if name in charts}
    charts |= {name: next(iter(more.values())) for name, more in (ways or {}).items() if name in charts}
    data = {
        "charts": {c.name: _bare(c) for c in charts.values()},
        "variants": {name: [_variant(title, c) for title, c in more.items()] for name, more in others.items()},
        "look": PAGE_LOOK,
        "longest": max(map(len, labels(story).values()), default=0),
        "choices": _choices(story, charts),
    }
    broad = {name for name, chart in charts.items() if chart.spec["usermeta"]["narrowest"] > HALF} | WIDE
    return {"story": story, "charts": charts, "others": others, "broad": broad, "data": _json(data), **shown.helpers(story)}


def stylesheet() -> str:
    """The styles of the page and of its cards."""
    return _text("cards.css") + _text("page.css")


def script() -> str:
    """The script that draws the charts of the page."""
    return _text("page.js")


def cards(story: Story) -> str:
    """The segments as cards: an HTML fragment with its own style, for a notebook."""
    return environment().get_template("fragment.html").render(story=story, style=_text("cards.css"), **shown.helpers(story))


def _bare(chart: Chart) -> dict[str, Any]:
    """A chart's specification without what the page says and decides itself."""
    return {key: part for key, part in chart.spec.items() if key not in ("$schema", "title", "description", "config")}


def _variant(title: str, chart: Chart) -> dict[str, Any]:
    """One of several things that a chart can show, for its picker."""
    return {"title": title, "sentence": chart.sentence, "alt": chart.alt, "spec": _bare(chart)}


def _choices(story: Story, charts: dict[str, Chart]) -> dict[str, Any]:
    """What the two pickers of the scatter need, where there is one."""
    return choices(story) if "scatter" in charts else {}


def _policy(style: str, scripts: Iterable[str]) -> str:
    """The content security policy: our style and our scripts by their hashes, and nothing else."""
    allowed = " ".join(_hash(script) for script in scripts)
    return f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; img-src data:; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    """A source for the policy: the text's SHA-256."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _json(data: Any) -> str:
    """JSON that is safe inside a script element: no character that could end it."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _text(name: str) -> str:
    """A file of this package."""
    return files("coterie.report").joinpath(name).read_text(encoding="utf-8")


@functools.cache
def environment() -> Environment:
    """The templates of this package; all that they print is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("coterie.report", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
