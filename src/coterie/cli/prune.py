"""`coterie prune`: old runs go."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from coterie.cli.answer import Answer
from coterie.cli.page import bullets, prose
from coterie.words import counted


def prune(folder: Path = Path("results"), /, *, keep: int, dry: Annotated[bool, Parameter(negative=())] = False) -> Answer:
    """Remove all but the newest runs. The promoted one and the latest one always stay.

    Parameters
    ----------
    folder
        The folder that `coterie run --out` wrote to.
    keep
        How many of the newest runs stay.
    dry
        Only say which would go.
    """
    import coterie

    gone = [run.id for run in coterie.prune(folder, keep=keep, dry=dry)]
    did = "would go" if dry else "removed"
    said = prose(f"{counted(len(gone), 'run')} {did}." if gone else "No run is older than those to keep.")
    return Answer({"removed": [] if dry else gone, "would_go": gone if dry else []}, (said, *([bullets(gone)] if gone else [])))
