"""Two runs side by side: which segments of a new run are those of an earlier one, who moved, what drifted, and what to do."""

from coterie.compare.identity import check_alike, check_order, identify
from coterie.compare.sides import Side, compared
from coterie.compare.told import changes_told, compared_told, drift_told, faded_told, moves_told, since_told

__all__ = [
    "Side",
    "changes_told",
    "check_alike",
    "check_order",
    "compared",
    "compared_told",
    "drift_told",
    "faded_told",
    "identify",
    "moves_told",
    "since_told",
]
