"""The report as Markdown: who the segments are, what to do and how sure that is, for a wiki, a mail or a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from coterie.charts import draw_all, labels, money_word
from coterie.compare import since_told
from coterie.records import FATES, Segment, Story
from coterie.report import shown
from coterie.words import example_places, percent, shown_figure, whole

# What would be taken for markup, anywhere in a line.
MARKUP = re.compile(r"([\\`*_\[\]<>|#&~])")


def write(story: Story, run: Path | None) -> bytes:
    """The report as Markdown, in UTF-8."""
    parts = (
        _head(story),
        _segments(story),
        _since(story),
        _actions(story),
        _worth(story),
        _sure(story),
        _pictures(story),
        _data(story),
        _quality(story),
        _appendix(story),
    )
    return ("\n".join(line for part in parts for line in part).rstrip() + "\n").encode()


def plain(text: str) -> str:
    """Words that may hold anything, so that Markdown shows them as they are, on one line.

    >>> plain("<b>5*|2")
    '\\\\<b\\\\>5\\\\*\\\\|2'
    """
    return MARKUP.sub(r"\\\1", " ".join(text.split()))


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table with an empty line after it; a column whose name begins with `>` stands to the right.

    >>> print(*table(("segment", ">customers"), [("Regulars", "12")]), sep="\\n")
    | segment | customers |
    |---|---:|
    | Regulars | 12 |
    <BLANKLINE>
    """
    if rows:
        yield f"| {' | '.join(plain(c.removeprefix('>')) for c in columns)} |"
        yield f"|{'|'.join('---:' if c.startswith('>') else '---' for c in columns)}|"
        yield from (f"| {' | '.join(plain(cell) for cell in row)} |" for row in rows)
        yield ""


def _head(story: Story) -> Iterator[str]:
    """The first screen: the headline, the risk, and what not to rely on."""
    yield f"# {plain(story.title)}\n"
    if story.features.as_of:
        yield f"As of {shown.day(story.features.as_of)}.\n"
    yield f"**{plain(story.segments.headline)}** {plain(story.segments.risk)}\n"
    yield f"{plain(story.leaderboard.verdict_sentence)}\n"
    yield from (f"- {plain(c.fact)} Unreliable: {plain(c.unreliable)} {plain(c.remedy)}" for c in story.exploration.cautions)
    if story.exploration.cautions:
        yield ""


def _segments(story: Story) -> Iterator[str]:
    """Each segment: its size, what it is, its rule and its traits."""
    yield "## Who they are\n"
    names, money, word = labels(story), shown.money(story), money_word(story)
    columns = (">id", "segment", ">customers", ">share", *((f">{word}", ">share") if word else ()))
    rows = [
        (str(s.id), names[s.id], whole(s.customers), percent(s.share), *((money(s.money), percent(s.money_share)) if word else ()))
        for s in story.segments.segments
    ]
    yield from table(columns, rows)
    for segment in story.segments.segments:
        yield f"### {plain(names[segment.id])}\n"
        yield from _segment(segment)


def _since(story: Story) -> Iterator[str]:
    """What became of the segments of an earlier run."""
    if told := since_told(story):
        yield f"## Since the last run\n\n{plain(told[0])}\n"
        yield from (*(f"- {plain(line)}" for line in told[1:]), "")


def _segment(segment: Segment) -> Iterator[str]:
    """What one segment is."""
    yield f"{plain(segment.summary)}\n"
    if segment.rule:
        yield f"In short: {plain(segment.rule.words)}. {plain(segment.rule.sentence)}\n"
    if segment.found_again:
        yield f"{plain(segment.found_again.sentence)}\n"
    if segment.traits:
        yield from (f"- {plain(shown.sentence(trait.words))}" for trait in segment.traits)
        yield ""
    if segment.tastes and segment.tastes.sentences:
        yield f"{plain(' '.join(segment.tastes.sentences))}\n"


def _actions(story: Story) -> Iterator[str]:
    """What to do, for whom, and how much money it concerns."""
    names, money, word = labels(story), shown.money(story), money_word(story)
    columns = ("segment", "field", "action", "how and when", "to measure", ">people", *((f">{word}",) if word else ()))
    rows = [
        (
            names[s.id],
            a.field,
            f"{a.situation} {a.action}",
            a.timing,
            a.measure,
            whole(a.people),
            *((money(a.money) if a.money else "–",) if word else ()),
        )
        for s in story.segments.segments
        for a in s.advice
    ]
    if rows:
        yield "## What to do\n"
        yield from table(columns, rows)


def _worth(story: Story) -> Iterator[str]:
    """What each segment is worth from here on, or why nobody can say."""
    found, names = shown.worth(story), labels(story)
    if found and story.segments.worth:
        yield f"## What they are worth\n\n{plain(story.segments.worth.sentence)}\n"
        titles, rows = found
        yield from table(("segment", *(f">{t}" for t in titles)), [("Everyone" if i is None else names[i], *cells) for i, cells in rows])
        yield from (f"- {plain(note)}" for note in story.value.notes)
    elif story.value.reason and story.exploration.months:
        yield f"## What they are worth\n\n{plain(story.value.reason)}\n"


def _sure(story: Story) -> Iterator[str]:
    """The choice and its evidence."""
    board, method = story.leaderboard, shown.method(story)
    yield "## How sure are we?\n"
    yield f"{plain(board.verdict_sentence)} {plain(board.reason)}\n"
    if board.findings:
        yield from (*(f"- {plain(finding)}" for finding in board.findings), "")
    if board.structure:
        yield f"{plain(board.structure.sentence)} {plain(board.structure.details)}\n"
    columns = (">rank", "method", ">segments", *(f">{y.title}" for y in board.yardsticks), ">in no segment", ">distances looked at", "note")
    rows = [
        (
            *(str(rank), method(s.method), str(s.k)),
            *(shown.score(s.scores.get(y.name)) for y in board.yardsticks),
            *(percent(s.outside), shown.work(s.work), "chosen" if s.chosen else s.note),
        )
        for rank, s in enumerate(board.standings, 1)
    ]
    yield from table(columns, rows)
    yield from (f"- {plain(method(what))} could not be compared: {plain(why)}" for what, why in board.refused)


def _pictures(story: Story) -> Iterator[str]:
    """What the charts say: a sentence each."""
    yield "\n## What the charts say\n"
    yield from (f"- **{plain(shown.sentence(chart.title))}** {plain(chart.sentence)}" for chart in draw_all(story))
    yield ""


def _data(story: Story) -> Iterator[str]:
    """Key figures and findings."""
    yield "## The data\n"
    yield from table(("figure", ">value", "meaning"), [(f.title, shown_figure(f), f.sentence) for f in story.exploration.figures])
    yield from (f"- {plain(finding)}" for finding in story.exploration.findings)
    yield ""


def _quality(story: Story) -> Iterator[str]:
    """Where every row went."""
    ledger, money = story.ledger, shown.money(story)
    yield "## Data quality\n"
    sums = [(name, whole(rows), *(whole(ledger.total(name, fate)) for fate in FATES)) for name, rows in ledger.rows_in.items()]
    yield from table(("table", ">rows in", *(f">{fate}" for fate in FATES)), sums)
    met = [
        (line.title, line.fate, whole(line.rows), money(line.money) if line.money else "–", line.reason, line.remedy)
        for line in ledger.lines
        if line.fate != "used"
    ]
    yield from table(("rule", "rows are", ">rows", ">money", "why", "what can be done"), met)
    yield from (f"- {plain(place)}" for place in example_places(ledger.examples))
    yield from (f"- {plain(note)}" for note in (*ledger.notes, *story.features.notes, *story.notes))
    yield ""


def _appendix(story: Story) -> Iterator[str]:
    """What each feature means, and how to get the same again."""
    yield "## Appendix\n"
    yield from table(("feature", "meaning", "unit"), [(f.title, f.sentence, f.unit or "–") for f in story.features.columns])
    yield f"Read from: {', '.join(map(plain, story.sources))}.\n"
    given = ", ".join(f"{plain(name)} = {plain(shown.setting(value))}" for name, value in story.settings.items())
    yield f"Settings: {given or 'all are the defaults'}."


MEMBER = write
