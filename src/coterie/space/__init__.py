"""The space: how features become coordinates, found once and frozen; then the customers as weighted points in it."""

from coterie.space.build import space

__all__ = ["space"]
