"""The command line: one file per command, the same verbs as Python; each parses, calls the library and prints."""

from coterie.cli.app import main

__all__ = ["main"]
