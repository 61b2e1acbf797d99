"""Handing segments over: a file per destination, and what all of them share."""

from coterie.activate._export import HandOver, Wish, export, wished

__all__ = ["HandOver", "Wish", "export", "wished"]
