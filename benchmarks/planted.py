"""Is what was planted found, and nothing else? Made-up shops with two groups of customers, with and without differences.

python benchmarks/planted.py        a thousand shops of each kind, half an hour and more
python benchmarks/planted.py 100    so many
"""

from __future__ import annotations

import math
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))

from planted import ALL, LOOKS, OTHERS, PLANTED, SIGNS, looked_at, made_shop  # noqa: E402  # the shops of the tests


def shop(seed: int) -> dict[str, float]:
    """What was right of a shop with everything planted, and what was wrong of one with nothing."""
    full, bare = looked_at(made_shop(seed, ALL)), looked_at(made_shop(1_000_000 + seed))
    told = {f"found: {' '.join(look).strip()}": float(full.sure(*look) == sign) for look, sign in SIGNS.items()}
    told |= {"found: a favourite of tea": float(full.favours("tea"))}
    told |= {"found: fewer are active": float(full.active[PLANTED] < full.active[OTHERS] - 0.1)}
    told |= {"gap: discount_share (0.4)": full.gap("discount_share"), "gap: price_level (-0.064)": full.gap("price_level")}
    told |= {f"wrong: {' '.join(look).strip()}": float(bare.sure(*look) != 0) for look in LOOKS}
    told |= {"wrong: any favourite": float(any(t.favourites for t in bare.tastes.values()))}
    return told | {"wrong: fewer are active": float(abs(bare.active[PLANTED] - bare.active[OTHERS]) > 0.1)}


def main(times: int) -> None:
    """Print a table: the share of the shops, or the mean."""
    started, sums = time.time(), Counter[str]()
    with ProcessPoolExecutor(2) as pool:
        for told in pool.map(shop, range(times)):
            sums.update(told)
    most = 0.05 + 3.3 * math.sqrt(0.05 * 0.95 / times)
    print(f"{times} shops of each kind in {time.time() - started:.0f} s; of 5% false findings, up to {most:.1%} may come by chance")
    for name, total in sums.items():
        print(f"{name:45} {total / times:8.4f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
