"""The files that a folder, a pattern or a list stands for, in an order of their own, without what is clearly no data."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePath
from urllib.parse import unquote

from coterie.errors import InputError, SurroundingsError

MOST_FILES = 10_000
SHOWN = 3
# Of these no reader makes a table, and beside data they are common. What is not named here is opened, or refused with its name.
NO_DATA = frozenset(
    [
        "asc",
        "bat",
        "cfg",
        "conf",
        "crc",
        "css",
        "doc",
        "docx",
        "gif",
        "htm",
        "html",
        "ico",
        "ini",
        "ipynb",
        "jpeg",
        "jpg",
        "js",
        "lnk",
        "md",
        "md5",
        "odp",
        "odt",
        "pdf",
        "png",
        "ppt",
        "pptx",
        "ps1",
        "py",
        "r",
        "rst",
        "rtf",
        "sha1",
        "sha256",
        "sh",
        "sig",
        "svg",
        "toml",
        "webp",
        "yaml",
        "yml",
    ]
)
HIDDEN = (".", "_", "~$")
SYSTEM = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
PARTITION = re.compile(r"([^=]+)=(.*)", re.DOTALL)
NO_PARTITION = "__HIVE_DEFAULT_PARTITION__"
RUN = ("manifest.json", "story.json", "model.safetensors")  # what the folder of a saved run holds
# Where one of these lies in a folder, its data files alone do not say which rows are current.
LAKES = {"_delta_log": "a Delta table", ".hoodie": "a Hudi table", "metadata/version-hint.text": "an Iceberg table"}


@dataclass(frozen=True)
class Files:
    """The files to read, and the names of those that were left out."""

    paths: tuple[Path, ...]
    left_out: tuple[str, ...] = ()

    def note(self) -> tuple[str, ...]:
        """What was left out, in a sentence."""
        return left_out(self.left_out)


def left_out(names: Sequence[str]) -> tuple[str, ...]:
    """A note of the files that were not read."""
    return (f"Left out as hidden, as no data, as a link to a folder, or as a saved run: {some(names)}.",) if names else ()


def some(names: Sequence[str]) -> str:
    """The first names of a list, and how many more there are.

    >>> some(["a", "b", "c", "d", "e"]), some(["a", "b"])
    ('a, b, c and 2 others', 'a and b')
    """
    more = len(names) - SHOWN
    if more > 1:
        return f"{', '.join(names[:SHOWN])} and {more:,} others"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def is_hidden(name: str) -> bool:
    """Whether a file or a folder with this name is none of the user's."""
    return name.startswith(HIDDEN) or name.casefold() in SYSTEM


def is_data(name: str) -> bool:
    """Whether a file of a folder or an archive may be data, told from its path.

    >>> [is_data(name) for name in ("a/orders.csv", "__MACOSX/orders.csv", "a/.DS_Store", "README.md", "_SUCCESS", "export")]
    [True, False, False, False, False, True]
    """
    parts = [part for part in PurePath(name).parts if part != ".."]
    return bool(parts) and not any(map(is_hidden, parts)) and parts[-1].rpartition(".")[2].casefold() not in NO_DATA


def partitions(path: PurePath) -> dict[str, str | None]:
    """The columns that the folders of a path name, as data lakes write them.

    >>> partitions(PurePath("orders/year=2024/region=a%20b/part-0.parquet"))
    {'year': '2024', 'region': 'a b'}
    """
    found = (PARTITION.fullmatch(part) for part in path.parts[:-1])
    return {unquote(m[1]): None if m[2] == NO_PARTITION else unquote(m[2]) for m in found if m}


def of_folder(folder: Path) -> Files:
    """The files of a folder and of those in it."""
    return _chosen(_walk(folder), folder, str(folder), "The folder holds no data")


def of_pattern(pattern: str) -> Files:
    """The files that a pattern matches; of folders that it matches, their files."""
    found = sorted({Path(name) for name in islice(glob.iglob(pattern, recursive=True), MOST_FILES + 1)})  # noqa: PTH207 (a text, which may begin anywhere)
    if len(found) > MOST_FILES:
        raise too_many(pattern)
    if not found:
        raise InputError("file-missing", "No file matches the pattern", place=pattern, remedy="Check the pattern.")
    files = [path for path in found if not path.is_dir()]
    files = files or sorted({path for folder in found for path in _walk(folder)})
    return _chosen(files, None, pattern, "No file that matches the pattern holds data")


def _chosen(paths: Iterable[Path], root: Path | None, place: str, nothing: str) -> Files:
    """Of the files there are, those that may be data. What is hidden is told from the path under `root`, or from the name alone."""
    data, left_out = list[Path](), list[Path]()
    for path in paths:
        own = path.relative_to(root) if root else PurePath(path.name)
        (data if is_data(str(own)) and not path.is_dir() else left_out).append(path)
        if len(data) + len(left_out) > MOST_FILES:
            raise too_many(place)
    if not data:
        remedy = f"There is only {some([path.name for path in left_out])}." if left_out else "Check the path."
        raise InputError("no-files", nothing, place=place, remedy=remedy)
    check_no_lake(data)
    return Files(tuple(data), tuple(map(str, left_out)))


def too_many(place: str) -> InputError:
    """The refusal of what may be a whole disk."""
    fact = f"There are more than {MOST_FILES:,} files"
    return InputError("too-many-files", fact, place=place, remedy="Give a narrower pattern, or join some of them.")


def check_no_lake(paths: Sequence[Path]) -> None:
    """Refuse files that are a part of a table of which only its log knows the rows."""
    for folder in sorted({folder for path in paths for folder in path.parents}):
        for mark, kind in LAKES.items():
            if (folder / mark).exists():
                raise lake_table(kind, str(folder))


def lake_table(kind: str, place: str) -> InputError:
    """The refusal of a table of which only its log knows the rows."""
    fact = f"The folder is {kind}: its files also hold rows that were changed or deleted since"
    return InputError("lake-table", fact, place=place, remedy="Write its current rows as Parquet, and give those.")


def _walk(folder: Path) -> Iterator[Path]:
    """Every file under a folder, in order. Not entered: hidden folders, saved runs, and links to folders, which may lead in a circle."""
    left = [folder]
    while left:
        here = left.pop()
        if here is not folder and (here.is_symlink() or is_hidden(here.name) or not here.is_dir() or _is_run(here)):
            yield here
            continue
        try:
            left += sorted(here.iterdir(), reverse=True)
        except OSError as error:
            raise SurroundingsError("no-access", f"The folder cannot be read: {error.strerror}", place=str(here)) from error


def _is_run(folder: Path) -> bool:
    """Whether a folder is a run that was saved among the data: its tables are made of the data, and no more of it."""
    return all((folder / name).is_file() for name in RUN)
