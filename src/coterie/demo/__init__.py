"""Made-up data whose truth is known: a shop, a bank, a mall; and how well a segmentation found it."""

from coterie.demo.recovery import Recovery, recovered
from coterie.demo.world import World, make_world

__all__ = ["Recovery", "World", "make_world", "recovered"]
