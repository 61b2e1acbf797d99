"""The manifest of a run: every file with its size and SHA-256, so that a damaged run is refused."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from coterie import __version__
from coterie.errors import InputError

NAME = "manifest.json"
FORMAT = 1
CONTROL = "control.csv"  # who was contacted and who was held out, export after export
OUTSIDE = {NAME, "log.json", "names.toml", CONTROL}


def write_manifest(folder: Path) -> None:
    """Write down every file of the folder."""
    files = {f.name: {"bytes": f.stat().st_size, "sha256": _digest(f)} for f in sorted(folder.iterdir()) if f.name not in OUTSIDE}
    content = {"format": FORMAT, "coterie": __version__, "files": files}
    (folder / NAME).write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def verify(folder: Path) -> None:
    """Refuse a run whose files are not the ones that were written, and name the first that is not."""
    try:
        content: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
        files, version = content["files"], content["format"]
    except FileNotFoundError as error:
        remedy = "Give the folder of a run, such as results/latest."
        raise InputError("no-run", "There is no run in this folder", place=str(folder), remedy=remedy) from error
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(folder / NAME, "cannot be read") from error
    if version != FORMAT:
        fact = f"This run has format {version}, and this version reads format {FORMAT}"
        raise InputError("run-format", fact, place=str(folder), remedy="Run the segmentation again, or use the version that wrote it.")
    for name, entry in files.items():
        path = folder / name
        if Path(name).name != name or not path.is_file():
            raise _damaged(path, "is missing")
        if path.stat().st_size != entry["bytes"] or _digest(path) != entry["sha256"]:
            raise _damaged(path, "is not the one that was written")


def _digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _damaged(path: Path, what: str) -> InputError:
    """The error for a file that is not as it was written."""
    remedy = "Restore the folder from a copy, or run the segmentation again."
    return InputError("run-damaged", f"This run is damaged: the file {what}", place=str(path), remedy=remedy)
