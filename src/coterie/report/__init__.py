"""The report: one HTML file that needs nothing else, and the segments as cards. Rendering only: no number is computed here."""

from coterie.report.page import cards, render

__all__ = ["cards", "render"]
