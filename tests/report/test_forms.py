"""The report in every form: the page, on paper, as Markdown, and as a notebook that runs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from nbclient import NotebookClient

import coterie
from coterie import registry
from coterie.demo import make_world
from coterie.errors import InputError, SurroundingsError
from coterie.records import Story
from coterie.report import form_of, pdf, render, write
from coterie.report.md import plain
from coterie.segmentation import Segmentation

HOSTILE = "<script>alert(1)</script> | [x](javascript:1) ![y](http://z) *a* `b` # c"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Segmentation]:
    folder = tmp_path_factory.mktemp("run")
    world = make_world("shop", folder / "data", customers=150)
    result = coterie.segment(world.orders, world.customers, method="kmeans", k="2:4", starts=2)
    result.save(folder / "results")
    yield result


def markdown(story: Story) -> str:
    return registry.member("report", "md")(story, None).decode()


def shown(text: str) -> str:
    """What a reader of Markdown sees: the text of every inline piece."""
    inline = (child for token in MarkdownIt().enable("table").parse(text) for child in token.children or ())
    return "".join(child.content if child.type in ("text", "text_special") else "\n" for child in inline)


def test_a_name_says_the_form(story: Story, tmp_path: Path) -> None:
    assert [form_of(Path(f"r.{name}")) for name in ("html", "pdf", "md", "ipynb", "MD")] == ["html", "pdf", "md", "ipynb", "md"]
    assert write(story, tmp_path / "r.html").read_text(encoding="utf-8") == render(story)
    assert write(story, tmp_path / "r.txt", form="md").read_text(encoding="utf-8") == markdown(story)


@pytest.mark.parametrize("name", ["report", "report.docx", "report.html.zip"])
def test_a_name_that_says_no_form_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"Let it end in one of: \.html, \.ipynb, \.md, \.pdf") as refused:
        form_of(Path(name))
    assert refused.value.code == "unknown-report"


def test_markdown_says_who_they_are_what_to_do_and_where_the_rows_went(story: Story) -> None:
    said = shown(markdown(story))
    assert story.segments.headline in said
    assert story.leaderboard.verdict_sentence in said
    for segment in story.segments.segments:
        assert segment.name in said
        assert segment.summary in said
        assert all(advice.action in said for advice in segment.advice)
    assert all(line.title in said and f"{line.rows:,}" in said for line in story.ledger.lines if line.fate != "used")
    assert "541,909" in said


def test_a_table_of_markdown_has_as_many_cells_in_each_row(story: Story) -> None:
    rows = [line for line in markdown(story).splitlines() if line.startswith("|")]
    tables = re.split(r"\n\n", "\n".join(markdown(story).splitlines()))
    assert rows
    for table in (t.splitlines() for t in tables if t.startswith("|")):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table}) == 1


def test_what_a_user_names_stays_text_in_markdown(story: Story) -> None:
    first, *rest = story.segments.segments
    named = replace(story, title=HOSTILE, segments=replace(story.segments, segments=(replace(first, name=HOSTILE), *rest)))
    tokens = MarkdownIt().enable("table").parse(markdown(named))
    kinds = {child.type for token in tokens for child in token.children or ()} | {token.type for token in tokens}
    assert not kinds & {"html_inline", "html_block", "link_open", "image", "code_inline"}
    assert HOSTILE in shown(markdown(named))


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1))
def test_plain_words_come_back_from_markdown_as_they_were(text: str) -> None:
    words = " ".join(text.split())
    (inline,) = [t for t in MarkdownIt().parse(f"- a {plain(text)} z") if t.type == "inline"]
    assert "".join(child.content for child in inline.children or ()) == " ".join(f"a {words} z".split(" ")) or not words


def test_paper_is_printed_by_a_browser(story: Story, tmp_path: Path, browser: object) -> None:
    path = write(story, tmp_path / "report.pdf")
    content = path.read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert len(content) > 50_000  # the charts are in it


def test_without_a_browser_paper_is_refused_with_a_way_out(story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SurroundingsError, match="Install Chromium") as refused:
        write(story, tmp_path / "report.pdf")
    assert refused.value.code == "no-browser"
    assert not list(tmp_path.iterdir())


def test_a_browser_that_prints_nothing_is_told_by_its_last_words(story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\necho it is broken >&2\n")
    broken.chmod(0o755)
    monkeypatch.setattr(pdf, "BROWSERS", (str(broken),))
    with pytest.raises(SurroundingsError, match="it is broken") as refused:
        write(story, tmp_path / "report.pdf")
    assert refused.value.code == "pdf-failed"


def test_a_notebook_of_a_run_that_is_not_saved_is_refused(story: Story, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Save it first") as refused:
        write(story, tmp_path / "report.ipynb")
    assert refused.value.code == "not-saved"


def test_the_notebook_of_a_run_runs(run: Segmentation, tmp_path: Path) -> None:
    path = run.report(tmp_path / "report.ipynb")
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    NotebookClient(book, timeout=300, kernel_name="python3").execute()
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    assert all(output.output_type == "execute_result" for output in outputs), "no cell warns or prints"
    assert sum("image/svg+xml" in output.data for output in outputs) >= 5
    assert "Segments" in json.dumps(book.cells[0])


def test_coordinates_are_those_that_the_methods_saw(run: Segmentation, tmp_path: Path) -> None:
    found = run.coordinates
    assert isinstance(found, pd.DataFrame)
    assert list(found.columns) == list(run.story.model.space.axes)
    means = found.groupby(run.customers["segment"].to_numpy()).mean().to_numpy()
    assert means == pytest.approx(run.story.model.centroids, abs=1e-9)
    assert coterie.load(run.folder).coordinates.equals(found)
