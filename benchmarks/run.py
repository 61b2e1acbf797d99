"""Ours and the peers side by side, in one run: seconds and peak memory of whole processes.

python benchmarks/run.py            3M and 30M order lines, about eight minutes
python benchmarks/run.py 3_000_000  only that many
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from generate import generate  # noqa: E402  # the folder is no package

SIZES = (3_000_000, 30_000_000)


@dataclass(frozen=True)
class Figure:
    """What one process needed."""

    name: str
    seconds: float
    megabytes: float
    status: int
    work: float  # seconds of all processors together


def measure(name: str, command: list[str], log: Path) -> Figure:
    """Run a command to its end and take its time and its largest memory from the operating system."""
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.execv(command[0], command)
    _, status, usage = os.wait4(child, 0)
    seconds, work = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
    return Figure(name, seconds, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status), work)


def contest(lines: int, folder: Path) -> list[Figure]:
    """All on the same file, one after the other."""
    orders = folder / f"orders-{lines}.parquet"
    generate(lines, orders)
    python = sys.executable
    ours = [
        str(Path(python).with_name("coterie")),
        "run",
        str(orders),
        "--config",
        str(HERE / "notebook.toml"),
        "--out",
        str(folder / "results"),
    ]
    peers = HERE / "peers"
    return [
        measure("coterie run", ours, folder / "ours.log"),
        measure("the notebook", [python, str(peers / "notebook.py"), str(orders)], folder / "notebook.log"),
        measure("DuckDB alone, features only", [python, str(peers / "engine_alone.py"), str(orders), "1300MB"], folder / "alone.log"),
    ]


def table(lines: int, figures: list[Figure], stages: dict[str, float]) -> str:
    """The figures as Markdown, with where our time went."""
    peer = figures[1]
    rows = [
        f"| {f.name} | {f.seconds:.1f} | {f.megabytes:,.0f} | {peer.seconds / f.seconds:.1f} × | {'yes' if f.status == 0 else f'no ({f.status})'} |"
        for f in figures
    ]
    spent = ", ".join(f"{stage} {s:.1f}" for stage, s in stages.items())
    head = f"### {lines:,} order lines\n\n| | seconds | peak MB | notebook's time over this | finished |\n|---|---|---|---|---|"
    return "\n".join([head, *rows, f"\nSeconds per stage of `coterie run`: {spent}.\n"])


def main(sizes: tuple[int, ...]) -> None:
    """Print a table per size."""
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, Python {sys.version.split()[0]}\n", flush=True)
    for lines in sizes:
        with tempfile.TemporaryDirectory(prefix="coterie-bench-") as place:
            folder = Path(place)
            figures = contest(lines, folder)
            log = folder / "results" / "latest" / "log.json"
            stages = json.loads(log.read_text())["seconds"] if log.exists() else {}
            print(table(lines, figures, stages), flush=True)
            print((folder / "ours.log").read_text(), (folder / "notebook.log").read_text(), sep="\n", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(tuple(int(a) for a in sys.argv[1:]) or SIZES)
