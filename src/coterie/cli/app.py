"""The commands, what all of them share (`--json`, `--quiet`), and the exit code: 0 done, 2 input, 3 surroundings, 1 our bug."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

from cyclopts import App, CycloptsError, Group, Parameter

from coterie import __version__
from coterie.cli.answer import complain, show
from coterie.cli.overview import COMMANDS, COMPLETION, JSON, QUIET, WHAT
from coterie.errors import CoterieError, InputError, UnclearError, explained

EVERYWHERE = Group("Everywhere", sort_key=90)

app = App(
    name="coterie",
    help=WHAT,
    version=__version__,
    suppress_keyboard_interrupt=False,
    help_format="plaintext",  # reading our sentences as Markdown would cost 0.07 s
)
app.meta.suppress_keyboard_interrupt = False
# A command is imported when it is used; the sentences stand elsewhere so that `--help` imports none of them.
for name, sentence in COMMANDS.items():
    app.command(f"coterie.cli.{name}:{name}", name=name, help=sentence, sort_key=list(COMMANDS).index(name))
app.command("coterie.cli.completion:install", name="--install-completion", help=COMPLETION)


@app.meta.default
def launch(
    *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    json: Annotated[bool, Parameter(negative=(), group=EVERYWHERE, show_default=False, help=JSON)] = False,
    quiet: Annotated[bool, Parameter(negative=(), group=EVERYWHERE, show_default=False, help=QUIET)] = False,
) -> None:
    """Run the command that the tokens name, and print what it answers."""
    command, bound, ignored = app.parse_args(tokens, print_error=False, exit_on_error=False)
    given = dict(bound.kwargs)
    if "progress" in ignored:
        from coterie.cli.progress import Progress

        given["progress"] = Progress(quiet)
    while True:
        try:
            answer = command(*bound.args, **given)
            break
        except UnclearError as question:
            from coterie.cli.asking import answered, can_ask

            if not can_ask():
                raise
            # The answer is a setting like any other, so that the run keeps it.
            given["settings"] = answered(question, given.get("settings"))
    if answer is not None:
        show(answer, as_json=json)


def status(tokens: Sequence[str]) -> int:
    """Run a command line and return its exit code.

    >>> status(["methods", "--nonsense"])
    2
    """
    try:
        app.meta(tokens, print_error=False, exit_on_error=False, result_action="return_value")
        sys.stdout.flush()
        return 0
    except (Exception, KeyboardInterrupt) as error:  # The outermost door.
        return ended(error, as_json="--json" in tokens)


def ended(error: BaseException, *, as_json: bool = False) -> int:
    """Say what ended a command, and give its exit code. What is no error of the user's or of the surroundings is a bug of ours."""
    if isinstance(error, KeyboardInterrupt) or str(error) == "Query interrupted":  # what the engine calls Ctrl-C
        print("Stopped; nothing was left half-written.", file=sys.stderr)
        return 130
    if isinstance(error, BrokenPipeError):
        # Who read our output has read enough; what is still in the buffer must not fail at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    if os.environ.get("COTERIE_DEBUG"):
        traceback.print_exception(error)
    return complain(_told(error), as_json=as_json)


def _told(error: BaseException) -> CoterieError:
    """Any failure as an error that says what to do."""
    return (
        InputError("bad-argument", str(error).strip(), remedy="See: coterie --help")
        if isinstance(error, CycloptsError)
        else explained(error)
    )
