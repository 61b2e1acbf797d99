"""A small file, as most people have: 200 customers in a CSV, from the command to the report on disk, and a notebook beside it.

python benchmarks/small.py      seven runs of each, half a minute
python benchmarks/small.py 20   so many
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

import numpy as np  # noqa: E402
from run import Figure, measure  # noqa: E402  # the folder is no package

CUSTOMERS = 200


def write_customers(path: Path) -> None:
    """Five kinds of customers by age, income and spending, the same every time."""
    rng = np.random.default_rng(0)
    kind = rng.integers(0, 5, CUSTOMERS)
    income = rng.normal(np.array([25, 25, 55, 87, 87])[kind], 7).round()
    score = np.clip(rng.normal(np.array([20, 79, 50, 18, 82])[kind], 8), 1, 100).round()
    age = np.clip(rng.normal(np.array([45, 25, 43, 41, 33])[kind], 8), 18, 80).round()
    rows = zip(range(1, CUSTOMERS + 1), rng.choice(["Male", "Female"], CUSTOMERS), age, income, score, strict=True)
    lines = [f"{i},{sex},{years:.0f},{thousands:.0f},{spends:.0f}" for i, sex, years, thousands, spends in rows]
    path.write_text("CustomerID,Gender,Age,Annual Income (k$),Spending Score\n" + "\n".join(lines) + "\n", encoding="utf-8")


def repeated(name: str, command: list[str], times: int, log: Path) -> list[Figure]:
    """The same command so many times, after a first one that fills the caches."""
    measure(name, command, log)
    return [measure(name, command, log) for _ in range(times)]


def row(figures: list[Figure]) -> str:
    """The quickest and the middle of several runs."""
    seconds, work = [f.seconds for f in figures], [f.work for f in figures]
    done = "yes" if all(f.status == 0 for f in figures) else "no"
    peak = max(f.megabytes for f in figures)
    return f"| {figures[0].name} | {min(seconds):.2f} | {statistics.median(seconds):.2f} | {min(work):.2f} | {peak:,.0f} | {done} |"


def main(times: int) -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory(prefix="coterie-bench-") as place:
        folder, python = Path(place), sys.executable
        customers = folder / "customers.csv"
        write_customers(customers)
        command = str(Path(python).with_name("coterie"))
        contest = {
            "coterie run": [command, "run", str(customers), "--out", str(folder / "results")],
            "the notebook": [python, str(HERE / "peers" / "notebook_small.py"), str(customers)],
            "coterie --help": [command, "--help"],
            "python -c pass": [python, "-c", "pass"],
        }
        print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, Python {sys.version.split()[0]}, {times} runs of each\n", flush=True)
        print("| | quickest, seconds | median | processor seconds | peak MB | finished |\n|---|---|---|---|---|---|")
        for name, words in contest.items():
            print(row(repeated(name, words, times, folder / "log")), flush=True)


if __name__ == "__main__":
    main(*(int(a) for a in sys.argv[1:2] or ["7"]))
