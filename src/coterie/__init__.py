"""Coterie: customer segments you can act on, from raw orders."""

__version__ = "0.1.0"
