"""What a worker can do: segment, look, score. Each calls the library, confined to the folders that it may reach."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from coterie.pipeline import Watch

SHARE = 0.6  # of a job's memory is the engine's; the rest is for points and models
Task = Mapping[str, Any]


def run(task: Task, watch: Watch) -> dict[str, Any]:
    """Segment, and save the run beside the others."""
    import coterie

    with _confined(task):
        result = coterie.segment(*_given(task), title=task.get("title"), previous=_previous(task), watch=watch, **_settings(task))
        watch("save", None)
        folder = result.save(task["out"])
    story = result.story
    return {"run": folder.name, "customers": story.features.customers, "segments": len(story.segments.segments)}


def look(task: Task, watch: Watch) -> dict[str, Any]:
    """See what is in the files, and write it down as JSON."""
    import coterie
    from coterie.store.codec import to_plain

    with _confined(task):
        seen = coterie.look(*_given(task), watch=watch, **_settings(task))
    file = Path(task["place"]) / "look.json"
    file.write_text(json.dumps(to_plain(seen.record, {}), ensure_ascii=False, allow_nan=False), encoding="utf-8")
    return {"file": file.name, "customers": seen.features.customers}


def score(task: Task, watch: Watch) -> dict[str, Any]:
    """Give other customers the segments of a run, and write them down as a table."""
    import coterie
    from coterie import scoring
    from coterie.records import Given
    from coterie.store.codec import to_plain

    with _confined(task):
        story = coterie.load(Path(task["out"]) / task["run"]).story
        found = scoring.scored(story, Given(*_given(task)), watch, _settings(task))
        file = scoring.write_scores(found, Path(task["place"]) / f"scores.{task['format']}")
    told: dict[str, Any] = to_plain({"ledger": found.ledger, "notes": found.notes, "customers": found.table.num_rows}, {})
    return {"file": file.name, **told}


def export(task: Task, watch: Watch) -> dict[str, Any]:
    """Hand the customers of a run over."""
    import coterie
    from coterie.registry import member
    from coterie.store.codec import to_plain

    ending = member("activate", task["to"]).ending
    file = Path(task["place"]) / f"{task['to']}{ending}"
    since = Path(task["out"]) / task["since"] if task.get("since") else None
    watch("export", None)
    with _confined(task):
        run = coterie.load(Path(task["out"]) / task["run"])
        contacts = _things(task.get("contacts"))
        done = run.export(task["to"], file if ending else task["address"], contacts=contacts, changes_since=since, **task["wishes"])
    told: dict[str, Any] = to_plain(done, {})
    return {**told, "place": "", "control": bool(done.control), **({"file": file.name, "place": file.name} if ending else {})}


def instead(task: Task, watch: Watch) -> dict[str, Any]:
    """Divide the customers of a run by another method or number of segments, and save that as a run of its own."""
    import coterie

    with _confined(task):
        result = coterie.load(Path(task["out"]) / task["run"]).instead(task["method"], task["k"], watch=watch)
        watch("save", None)
        folder = result.save(task["out"])
    return {"run": folder.name, "customers": result.story.features.customers, "segments": len(result.story.segments.segments)}


TASKS: Mapping[str, Callable[[Task, Watch], dict[str, Any]]] = {
    "run": run,
    "look": look,
    "score": score,
    "export": export,
    "instead": instead,
}


def _given(task: Task) -> tuple[Any, Any, Any]:
    """The files of a task: orders or customers, customers, items."""
    data, customers, items = (_things(task.get(name)) for name in ("data", "customers", "items"))
    return data, customers, items


def _things(things: Any) -> Any:
    """One table from uploads, which are known by another name, or from places."""
    from coterie.records import Known

    if not things:
        return None
    made = [Known(thing["path"], thing["name"]) if isinstance(thing, Mapping) else thing for thing in things]
    return made[0] if len(made) == 1 else made


def _previous(task: Task) -> Path | None:
    """The folder of the earlier run."""
    return Path(task["out"]) / task["previous"] if task.get("previous") else None


def _settings(task: Task) -> dict[str, Any]:
    """The settings of a task, within its memory."""
    return {**task.get("settings", {}), "memory": f"{max(1, int(task['cap'] * SHARE / 1e6))}MB"}


def _confined(task: Task) -> AbstractContextManager[None]:
    """A block in which the engine is confined to the folders of the task."""
    from coterie.engines.duckdb import confined

    return confined(task["out"], task["place"], *task.get("folders", ()))
