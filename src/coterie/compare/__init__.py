"""Two runs side by side: which segments of a new run are those of an earlier one, and what became of the others."""

from coterie.compare.identity import identify
from coterie.compare.told import changes_told, compared_told, faded_told, since_told

__all__ = ["changes_told", "compared_told", "faded_told", "identify", "since_told"]
