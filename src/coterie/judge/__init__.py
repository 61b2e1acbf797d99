"""The judge stage: every candidate under every yardstick, one choice, and its reason. One file per yardstick."""

from coterie.judge.choose import judge

__all__ = ["judge"]
