"""Balance: how even the sizes of the segments are."""

from __future__ import annotations

import math

import numpy as np

from coterie.judge._base import Context, Judge, parts
from coterie.records import Candidate, Yardstick


def score(candidate: Candidate, context: Context) -> float:
    """The entropy of the customers' shares, over that of as many equal segments."""
    sizes = parts(candidate)[1].weight
    shares = sizes / sizes.sum()
    return float(-(shares * np.log(shares)).sum() / math.log(len(shares))) if len(shares) > 1 else math.nan


MEMBER = Judge(
    Yardstick(
        name="balance",
        title="Balance of sizes",
        sentence="How even the sizes of the segments are: 1 where all are equally large, near 0 where one holds nearly everyone.",
        higher_is_better=True,
        weight=0.0,
    ),
    score,
)
