"""What is printed for people: sentences, facts and tables that fit the width there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from coterie.words import STEERING, on_one_line

# Text of the user's data may hold characters that would steer the terminal; only lines of ours may break.
CONTROLS = {code: space for code, space in STEERING.items() if chr(code) != "\n"}


class Paper(Console):
    """Where answers are printed. Who stops reading has read enough: that is no failure, as it is for Rich."""

    def on_broken_pipe(self) -> None:
        """Let the command end as it does for any other writer."""
        raise BrokenPipeError


def prose(text: str, *, strong: bool = False) -> Text:
    """A sentence or a paragraph.

    >>> prose("a\\x1b[31mb").plain
    'a [31mb'
    """
    return Text(text.translate(CONTROLS), style="bold" if strong else "")


def verbatim(text: str) -> Group:
    """Text that a program is to read: its lines stay whole, however long."""
    return Group(Text(text.translate(CONTROLS), no_wrap=True, overflow="ignore"))  # in a group, for Rich joins bare texts and wraps them


def bullets(sentences: Iterable[str], title: str = "") -> Table:
    """Sentences, each after a dash."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.title, grid.title_justify, grid.title_style = prose(title) if title else None, "left", "bold"
    for sentence in sentences:
        grid.add_row(prose("–"), prose(on_one_line(sentence)))
    return grid


def facts(pairs: Mapping[str, str]) -> Group:
    """Labels and what belongs to them, a line each: a path stays whole, however long, so that it can be copied."""
    wide = max(map(len, pairs), default=0)
    lines = (Text.assemble((prose(label).plain.ljust(wide + 2), "dim"), prose(value)) for label, value in pairs.items())
    return Group(Text("\n", no_wrap=True, overflow="ignore").join(lines))


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str | list[str]]]) -> Table:
    """Rows under a bold head; a column whose name begins with `>` holds numbers and stands to the right; a list has a line per text."""
    made = Table(
        title=prose(title) if title else None,
        title_justify="left",
        title_style="bold",
        header_style="dim",
        box=None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
    )
    for column in columns:
        number = column.startswith(">")
        made.add_column(
            prose(on_one_line(column.removeprefix(">"))), justify="right" if number else "left", no_wrap=number, overflow="fold"
        )
    for row in rows:
        made.add_row(*(prose("\n".join(map(on_one_line, [cell] if isinstance(cell, str) else cell))) for cell in row))
    return made
