"""Every clustering method at every size, ours and scikit-learn's own, each as a process of its own: seconds, memory, agreement.

python benchmarks/methods.py                       2k, 20k, 200k, 1M and 5M customers; hours, since peers may take ten minutes each
python benchmarks/methods.py 20_000 1_000_000      some sizes
python benchmarks/methods.py 1_000_000 --ours      without the peers
python benchmarks/methods.py 20_000 --method ward  one method
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE / "peers")]

from methods_one import OURS, PEERS  # noqa: E402  # the folder is no package
from run import measure  # noqa: E402

SIZES = (2_000, 20_000, 200_000, 1_000_000, 5_000_000)
MINUTES, GIGABYTES = 10, 20


def limited(command: list[str]) -> list[str]:
    """The command, ended after ten minutes and kept from more memory than the machine has."""
    return ["/bin/sh", "-c", f"ulimit -v {GIGABYTES * 2**20}; exec timeout {MINUTES * 60} " + " ".join(command)]


def row(who: str, method: str, customers: int, folder: Path) -> str:
    """One line of the table."""
    log = folder / "log"
    command = [sys.executable, str(HERE / "peers" / "methods_one.py"), who, method, str(customers)]
    figure = measure(f"{who} {method}", limited(command), log)
    last = log.read_text(errors="replace").strip().splitlines()[-1:] or [""]
    if figure.status:
        why = "of time" if figure.status == 124 else "of memory"
        return f"| {method} | {who} | did not finish: out {why} | {figure.megabytes:,.0f} | | | |"
    told = json.loads(last[0])
    return f"| {method} | {who} | {told['seconds']:.2f} | {figure.megabytes:,.0f} | {told['groups']} | {told['inertia']:.4f} | {told['ari']:.3f} |"


def main(sizes: tuple[int, ...], methods: list[str], peers: bool) -> None:
    """A table per size."""
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, Python {sys.version.split()[0]}\n", flush=True)
    for customers in sizes:
        print(f"### {customers:,} customers × 8 features\n", flush=True)
        print(
            "| method | whose | seconds | peak MB | groups | inertia per customer | ARI with the truth |\n|---|---|---|---|---|---|---|",
            flush=True,
        )
        with tempfile.TemporaryDirectory(prefix="coterie-bench-") as place:
            for method in methods or OURS:
                print(row("Coterie", method, customers, Path(place)), flush=True)
                if peers and method in PEERS:
                    print(row("scikit-learn", method, customers, Path(place)), flush=True)
        print(flush=True)


if __name__ == "__main__":
    words = sys.argv[1:]
    chosen = [words[i + 1] for i, word in enumerate(words) if word == "--method"]
    main(tuple(int(w) for w in words if w[0].isdigit()) or SIZES, chosen, "--ours" not in words)
