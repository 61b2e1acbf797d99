"""The cluster stage: every method for every k, on weighted points; and rules on features. One file per method."""

from coterie.cluster._candidates import cluster

__all__ = ["cluster"]
