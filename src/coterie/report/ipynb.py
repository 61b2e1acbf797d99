"""The run as a Jupyter notebook that can be executed, for who wants to go on by hand; it needs pandas."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from coterie.charts import draw_all, labels
from coterie.errors import InputError
from coterie.records import Chart, Story
from coterie.report.md import plain

# Which charts stand where; the others follow at the end.
SPACE_CHARTS, CHOICE_CHARTS, SEGMENT_CHARTS = ("map",), ("elbow", "silhouette"), ("sizes", "heatmap", "scatter")
Cells = Iterator[tuple[str, str]]
Drawn = Mapping[str, Chart]


def write(story: Story, run: Path | None) -> bytes:
    """The notebook as JSON; without outputs, which come when it is executed."""
    if run is None:
        fact = "A notebook opens a saved run, and this one has not been saved"
        raise InputError("not-saved", fact, remedy='Save it first: result.save("results").')
    drawn = {chart.name: chart for chart in draw_all(story)}
    about = (_opened(story, run), _data(story), _features(story, drawn), _choice(story, drawn), _segments(story, drawn))
    parts = (*about, _by_hand(story), _onwards(story))
    cells = [_cell(number, *cell) for number, cell in enumerate(cell for part in parts for cell in part)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book = {"cells": cells, "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(book, indent=1, ensure_ascii=False) + "\n").encode()


def _cell(number: int, kind: str, text: str) -> dict[str, Any]:
    """A cell as the format has it."""
    own: dict[str, Any] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": text.strip("\n").splitlines(keepends=True), **own}


def _charts(drawn: Drawn, names: Iterable[str]) -> Cells:
    """A cell per chart of these that has something to show, under the sentence that says what to see."""
    for name in names:
        if name in drawn:
            yield "markdown", plain(drawn[name].sentence)
            yield "code", f"run.charts.{name.replace('-', '_')}()"


def _opened(story: Story, run: Path) -> Cells:
    """The title and the run."""
    yield "markdown", f"# {plain(story.title)}\n\n**{plain(story.segments.headline)}** {plain(story.segments.risk)}"
    yield (
        "code",
        f"""
import coterie
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

run = coterie.load({str(run.resolve())!r})
run
""",
    )


def _data(story: Story) -> Cells:
    """What cleaning did."""
    yield "markdown", "## The data\n\nEvery row was used, merged, netted or set aside; the ledger says which rule did what."
    yield "code", 'run.ledger[["table", "title", "fate", "rows", "money", "reason"]]'
    for note in story.ledger.notes:
        yield "markdown", f"- {plain(note)}"


def _features(story: Story, drawn: Drawn) -> Cells:
    """One row per customer, and where the features put it in the space."""
    said = "\n".join(f"- **{plain(f.title)}** (`{f.name}`): {plain(f.sentence)}" for f in story.features.columns)
    yield "markdown", f"## Features\n\nOne row per customer.\n\n{said}"
    yield "code", "customers = run.customers\ncustomers.describe().T"
    yield (
        "markdown",
        "## The space\n\nThe same customers as coordinates: filled, transformed and scaled with numbers that were found once and are frozen"
        " in the run. Distances between these rows are what the methods see.",
    )
    yield "code", "space = run.coordinates\nspace.describe().T"
    yield from _charts(drawn, SPACE_CHARTS)


def _choice(story: Story, drawn: Drawn) -> Cells:
    """What was compared, and what was chosen."""
    board = story.leaderboard
    yield "markdown", f"## The choice\n\n{plain(board.verdict_sentence)} {plain(board.reason)}"
    yield "code", "run.leaderboard"
    yield from _charts(drawn, CHOICE_CHARTS)


def _segments(story: Story, drawn: Drawn) -> Cells:
    """Who the segments are."""
    yield "markdown", "## The segments"
    yield "code", 'run.segments.set_index("name").T'
    names = labels(story)
    said = "\n".join(f"- **{plain(names[s.id])}**: {plain(s.advice[0].action)}" for s in story.segments.segments if s.advice)
    if said:
        yield "markdown", f"What to do first:\n\n{said}"
    yield from _charts(drawn, SEGMENT_CHARTS)
    yield from _charts(drawn, (name for name in drawn if name not in (*SPACE_CHARTS, *CHOICE_CHARTS, *SEGMENT_CHARTS)))


def _by_hand(story: Story) -> Cells:
    """The same with scikit-learn alone: a sweep over k, and another number of segments beside ours."""
    yield (
        "markdown",
        "## By hand\n\nThe coordinates are plain numbers: any method goes on from here. A sweep of k-means:",
    )
    yield (
        "code",
        """
sample = space.sample(min(len(space), 5_000), random_state=0)
tried = []
for k in range(2, min(9, len(sample) - 1)):
    model = KMeans(k, n_init=3, random_state=0).fit(sample)
    tried.append({"k": k, "inertia": model.inertia_, "silhouette": silhouette_score(sample, model.labels_)})
pd.DataFrame(tried)
""",
    )
    yield "markdown", "Another number of segments beside those of the run; change `k` and look again."
    yield (
        "code",
        f"""
k = {min(story.model.k + 1, max(1, story.features.customers))}
mine = KMeans(k, n_init=3, random_state=0).fit_predict(space)
pd.crosstab(customers["name"], mine, colnames=["mine"])
""",
    )


def _onwards(story: Story) -> Cells:
    """The run again, and other customers."""
    settings = "".join(f", {name}={value!r}" for name, value in story.settings.items())
    tables = ", ".join([f'"{name}"' if n == 0 else f'customers="{name}"' for n, name in enumerate(story.sources[:2])])
    yield (
        "markdown",
        f"## And then\n\nThe same from the data again:\n\n```python\nrun = coterie.segment({tables}{settings})\n```\n\n"
        'Other customers into the same segments:\n\n```python\nrun.score("new_orders.csv")\n```',
    )


MEMBER = write
