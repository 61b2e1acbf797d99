"""The command line: one file per command, the same verbs as Python; each parses, calls the library and prints."""

import sys


def main() -> None:
    """The entry point of the command `coterie`; it may be stopped while it is still importing."""
    try:
        from coterie.cli.app import status

        code = status(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    raise SystemExit(code)
