"""The saved runs that the server shows: found by an id that can be no path, opened once, and opened anew when they change."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coterie.engines.duckdb import confined
from coterie.errors import InputError
from coterie.records import Given
from coterie.store import remove
from coterie.store.manifest import NAME as MANIFEST

if TYPE_CHECKING:
    from coterie.comparing import Compared
    from coterie.scorer import Scorer
    from coterie.scoring import Scored
    from coterie.segmentation import Segmentation

ID = r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}"
OPEN = 8  # runs that are held open
GLANCE = 0.2  # seconds for which a run is taken to be as it was
SMALL = "500MB"  # of memory for what comes in a request
Mark = tuple[float, ...]


@dataclass
class _Opened:
    """A run that is open, for one thread at a time: its engine has one connection."""

    run: Segmentation
    mark: Mark
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class _Scoring:
    """A scorer that is at hand: of which run, and when that was last looked at."""

    name: str
    mark: Mark
    scorer: Scorer
    seen: float


class Runs:
    """The runs in a folder, by id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._opened: OrderedDict[str, _Opened] = OrderedDict()
        self._scorers: dict[str, _Scoring] = {}
        self._compared: OrderedDict[Any, dict[str, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def path(self, run: str) -> Path:
        """The folder of a run; `latest` and `promoted` lead to theirs.

        >>> Runs(Path("results")).path("..")
        Traceback (most recent call last):
        ...
        coterie.errors.InputError: There is no such run. Ask for the list of runs. [no-run]
        """
        path = self.folder / run if re.fullmatch(ID, run) else None
        if path is not None and path.is_symlink():
            path = self.folder / path.resolve().name
        if path is None or not (path / MANIFEST).is_file():
            raise InputError("no-run", "There is no such run", remedy="Ask for the list of runs.")
        return path

    @contextmanager
    def open(self, run: str) -> Iterator[Segmentation]:
        """A run, for the block alone."""
        with confined(self.folder):  # a run has SQL of whoever made it
            opened = self._found(self.path(run))
            with opened.lock:
                yield opened.run

    @contextmanager
    def changing(self, run: str) -> Iterator[Segmentation]:
        """A run to whose words the block adds: whoever asks next sees them."""
        with self.open(run) as found:
            yield found
            self.let_go(self.path(run).name)

    def _found(self, path: Path) -> _Opened:
        """The run, loaded and verified where it is not open yet, or is not what it was."""
        mark = _mark(path)
        with self._lock:
            found = self._opened.get(path.name)
            if found and found.mark == mark:
                self._opened.move_to_end(path.name)
                return found
        from coterie.segmentation import load

        made = _Opened(load(path, frames="arrow"), mark)
        with self._lock:
            self._opened[path.name] = made
            self._opened.move_to_end(path.name)
            while len(self._opened) > OPEN:
                self._opened.popitem(last=False)
        return made

    def known_scorer(self, run: str) -> Scorer | None:
        """What gives segments from features, where it is at hand: it is asked for a thousand times a second, and looked at now and then."""
        found = self._scorers.get(run)
        if found and time.monotonic() - found.seen > GLANCE:
            path = self.path(run)
            if path.name != found.name or _mark(path) != found.mark:
                return None
            found.seen = time.monotonic()
        return found.scorer if found else None

    def scorer(self, run: str) -> Scorer:
        """The same, made where it is not."""
        path = self.path(run)
        mark = _mark(path)
        with self.open(run) as found:
            made = found.scorer
        self._scorers[run] = _Scoring(path.name, mark, made, time.monotonic())
        return made

    def scored(self, run: str, data: Mapping[str, Any], customers: Mapping[str, Any], settings: Mapping[str, Any]) -> Scored:
        """Customers by the columns of their orders, within bounds: what is sent here is little."""
        import pyarrow

        from coterie.scoring import scored

        with self.open(run) as found:
            story = found.story
        given = Given(pyarrow.table(dict(data)), pyarrow.table(dict(customers)) if customers else None)
        with confined():
            return scored(story, given, None, {**settings, "memory": SMALL, "threads": 1})

    def comparison(self, run: str, before: str) -> Compared:
        """A run beside an earlier one, in engines of their own: what a comparison lends must not pile up in one that stays open."""
        from coterie.segmentation import load

        with confined(self.folder):
            return load(self.path(run)).compare(load(self.path(before)))

    def compared(self, run: str, before: str) -> dict[str, Any]:
        """What is to be said of a comparison, kept as long as both runs are as they were."""
        paths = self.path(run), self.path(before)
        key = tuple((path.name, _mark(path)) for path in paths)
        with self._lock:
            known = self._compared.get(key)
        if known is None:
            found = self.comparison(run, before)
            known = {**found.record, "names": {"before": found.found.names, "after": found.names}}
            with self._lock:
                self._compared[key] = known
                while len(self._compared) > OPEN:
                    self._compared.popitem(last=False)
        return known

    def remove(self, run: str) -> None:
        """Delete a run; who is reading it reads on."""
        path = self.path(run)
        self.let_go(path.name)
        remove(path)

    def let_go(self, run: str) -> None:
        """Close a run that is about to go or to change."""
        with self._lock:
            self._opened.pop(run, None)
            self._scorers.clear()


def _mark(path: Path) -> Mark:
    """What changes when a run does: its manifest, and what the user wrote beside it."""
    files = [path / name for name in (MANIFEST, "names.toml")]
    return tuple(v for file in files if file.exists() for v in (file.stat().st_mtime_ns, file.stat().st_ino))
