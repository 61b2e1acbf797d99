"""Read: files and data frames become tables in the engine, each column with a role."""

from coterie.read._inputs import read

__all__ = ["read"]
