"""The command line: one file per command, the same verbs as Python; each parses, calls the library and prints."""

import sys


def main() -> None:
    """The entry point of the command `coterie`; it may be stopped while it is still importing."""
    try:
        code = _answered(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    raise SystemExit(code)


def _answered(tokens: list[str]) -> int:
    """The exit code. What is asked first of all, which commands there are, is answered before anything heavy is imported."""
    if tokens in ([], ["--help"], ["-h"]):
        from coterie.cli.overview import overview

        try:
            print(overview(), flush=True)
            return 0
        except OSError as error:
            from coterie.cli.app import ended

            return ended(error)
    from coterie.cli.app import status

    return status(tokens)
