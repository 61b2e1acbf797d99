"""What a command answers, shown to a person or as JSON; and how an error is told."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coterie.errors import CoterieError

if TYPE_CHECKING:
    from rich.console import RenderableType


@dataclass(frozen=True)
class Answer:
    """The result of a command: `record` is what `--json` prints, `parts` are what a person reads (see `page`)."""

    record: Mapping[str, Any]
    parts: tuple[RenderableType, ...]


def show(answer: Answer, *, as_json: bool) -> None:
    """Print an answer on stdout, and nothing else."""
    if as_json:
        from coterie.store.codec import to_plain

        print(json.dumps(to_plain(answer.record, {}), ensure_ascii=False, indent=1, allow_nan=False))
        return
    from coterie.cli.page import Paper

    # A terminal that cannot say a character gets a question mark, not an error.
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    console = Paper(highlight=False, markup=False)
    for number, part in enumerate(answer.parts):
        if number:
            console.print()
        console.print(part, crop=False)


def complain(error: CoterieError, as_json: bool) -> int:
    """Tell an error on stderr and give the exit code."""
    print(json.dumps({"error": error.as_record()}, ensure_ascii=False) if as_json else str(error), file=sys.stderr)
    return error.exit_code
