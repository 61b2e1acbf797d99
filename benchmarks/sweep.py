"""The sweep of k-means from 2 to 10 segments with all classic yardsticks: ours, and the loop with scikit-learn that people write.

python benchmarks/sweep.py            a million customers × 8 features, some minutes
python benchmarks/sweep.py 200_000    so many
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from run import Figure, measure  # noqa: E402  # the folder is no package


def figure(who: str, customers: int, folder: Path) -> tuple[Figure, dict]:
    """One process, and what it said."""
    log = folder / who
    found = measure(who, [sys.executable, str(HERE / "peers" / "sweep_one.py"), who, str(customers)], log)
    return found, json.loads(log.read_text().strip().splitlines()[-1])


def main(customers: int) -> None:
    """Two tables: time, and how far our sums of squares lie above the best of the loop."""
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, Python {sys.version.split()[0]}, {customers:,} customers\n")
    with tempfile.TemporaryDirectory(prefix="coterie-bench-") as place:
        found = {who: figure(who, customers, Path(place)) for who in ("Coterie", "scikit-learn")}
    print("| whose | seconds | of them beyond the classic yardsticks | peak MB | k |\n|---|---|---|---|---|")
    for who, (process, told) in found.items():
        print(f"| {who} | {told['seconds']:.1f} | {told['beyond']:.1f} | {process.megabytes:,.0f} | {told['chosen']} |")
    ours, theirs = (told for _, told in found.values())
    ratio, classic = (theirs["seconds"] / s for s in (ours["seconds"], ours["seconds"] - ours["beyond"]))
    print(
        f"\n{ratio:.1f} times as fast; with the classic yardsticks alone {classic:.1f} times.\n\n| k | sweep above theirs | finalist above theirs |\n|---|---|---|"
    )
    for k, best in theirs["swept"].items():
        final = f"{ours['polished'][k] / best - 1:+.3%}" if k in ours["polished"] else "–"
        print(f"| {k} | {ours['swept'][k] / best - 1:+.3%} | {final} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
