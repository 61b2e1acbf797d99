"""A CSV file at scale, read by ours with every check, and by DuckDB, pandas and Polars: seconds and peak memory of whole processes.

python benchmarks/reading.py               3M and 30M order lines (1.6 GB), three times in turn
python benchmarks/reading.py 1 3_000_000   so many times, only that many lines
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from generate import generate  # noqa: E402  # the folder is no package
from run import SIZES, Figure, measure  # noqa: E402

READERS = {
    "coterie": "Coterie: read, every check",
    "coterie_typed": "Coterie: the same, and every cell typed",
    "duckdb_pass": "DuckDB, unchecked: one pass, nothing kept",
    "duckdb_table": "DuckDB, unchecked: into a table",
    "pandas": "pandas: into a data frame",
    "polars": "Polars: into a data frame",
}


def contest(orders: Path, times: int) -> dict[str, list[Figure]]:
    """All on the same file, in turn, after it was read once so that none has to wait for the disk."""
    with orders.open("rb") as file:
        while file.read(1 << 24):
            pass
    script = str(HERE / "peers" / "readers.py")
    figures: dict[str, list[Figure]] = {name: [] for name in READERS}
    for _ in range(times):
        for name, title in READERS.items():
            command = [sys.executable, script, name, str(orders)]
            figures[name].append(measure(title, command, orders.with_name(f"{name}.log")))
    return figures


def work_of(figures: list[Figure]) -> float:
    """The time of all processors together, in the middle of several runs."""
    return statistics.median(f.work for f in figures)


def row(figures: list[Figure], once: float, table: float) -> str:
    """The middle of several runs with the least and the most, and the processors' time beside that of DuckDB's pass and table."""
    seconds, work = [f.seconds for f in figures], work_of(figures)
    spread = f"{statistics.median(seconds):.1f} ({min(seconds):.1f} to {max(seconds):.1f})"
    done = "yes" if all(f.status == 0 for f in figures) else "no"
    most = max(f.megabytes for f in figures)
    return f"| {figures[0].name} | {spread} | {work:.1f} | {work / once:.1f} × | {work / table:.1f} × | {most:,.0f} | {done} |"


def main(times: int, sizes: tuple[int, ...]) -> None:
    """Print a table per size."""
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, Python {sys.version.split()[0]}, {times} runs of each\n", flush=True)
    for lines in sizes:
        with tempfile.TemporaryDirectory(prefix="coterie-bench-") as place:
            orders = Path(place) / "orders.csv"
            generate(lines, orders)
            figures = contest(orders, times)
            beside = work_of(figures["duckdb_pass"]), work_of(figures["duckdb_table"])
            print(f"### {lines:,} order lines, {orders.stat().st_size / 1e6:,.0f} MB\n")
            print("| | seconds | processor seconds | over the pass | over the table | peak MB | finished |\n|---|---|---|---|---|---|---|")
            print("\n".join(row(figures[name], *beside) for name in READERS), flush=True)
            logs = {name: orders.with_name(f"{name}.log").read_text().strip() for name in READERS}
            print("\nRows: ", logs, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(int((sys.argv[1:2] or ["3"])[0]), tuple(int(a) for a in sys.argv[2:]) or SIZES)
