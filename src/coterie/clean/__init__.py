"""Clean: every row of the input is used, merged, netted or set aside, and a ledger says which and why."""

from coterie.clean._clean import clean
from coterie.clean._portable import clean_sql

__all__ = ["clean", "clean_sql"]
