"""Neutral ground for SQL: quoting, the named primitives, and translation to other engines.

All SQL of this library is written once, in DuckDB's dialect plus the primitives of `primitives.py`.
"""
