"""Every error that a user can meet: a stable code, the fact, the place, the remedy.

>>> from coterie.errors import InputError
>>> print(InputError("file-missing", "There is no such file", place="orders.csv", remedy="Check the path."))
There is no such file: orders.csv. Check the path. [file-missing]
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

VALUE_SHOWN = 40


class CoterieError(Exception):
    """The base of all errors of this library; `exit_code` is what the command line returns.

    >>> CoterieError("some-code", "A fact").exit_code
    1
    """

    exit_code = 1

    def __init__(self, code: str, fact: str, *, place: str = "", remedy: str = "") -> None:
        self.code, self.fact, self.place, self.remedy = code, fact, place, remedy
        where = f": {place}" if place else ""
        end = "" if (fact + where).endswith((".", "?", "!")) else "."
        super().__init__(f"{fact}{where}{end}{' ' + remedy if remedy else ''} [{code}]")

    def as_record(self) -> dict[str, Any]:
        """The error as plain data, for `--json` and the API.

        >>> CoterieError("c", "A fact", remedy="Do this.").as_record()["remedy"]
        'Do this.'
        """
        return {"code": self.code, "fact": self.fact, "place": self.place, "remedy": self.remedy}


class InputError(CoterieError):
    """The input or a setting is wrong: exit 2.

    >>> InputError("c", "A fact").exit_code
    2
    """

    exit_code = 2


@dataclass(frozen=True)
class Choice:
    """One of several things that the user may have meant: what to set, in words, and a few examples."""

    value: str
    text: str
    examples: tuple[str, ...] = ()


class UnclearError(InputError):
    """Two readings are about as likely: the setting that decides (`key` is the role, if it is roles), and the choices, the better first.

    >>> error = UnclearError("c", "Both could be it", setting="roles", key="time", choices=(Choice("a", "a"), Choice("b", "b")))
    >>> error.exit_code, [choice["value"] for choice in error.as_record()["choices"]]
    (2, ['a', 'b'])
    """

    def __init__(
        self, code: str, fact: str, *, setting: str, choices: tuple[Choice, ...], key: str = "", place: str = "", remedy: str = ""
    ) -> None:
        self.setting, self.key, self.choices = setting, key, choices
        super().__init__(code, fact, place=place, remedy=remedy)

    def as_record(self) -> dict[str, Any]:
        """The error as plain data, with what there is to choose from.

        >>> UnclearError("c", "A fact", setting="dates", choices=()).as_record()["setting"]
        'dates'
        """
        return {**super().as_record(), "setting": self.setting, "key": self.key, "choices": [asdict(choice) for choice in self.choices]}


class SurroundingsError(CoterieError):
    """Disk, memory, database or a missing library failed us: exit 3.

    >>> SurroundingsError("c", "A fact").exit_code
    3
    """

    exit_code = 3


def shown(value: object) -> str:
    """A value as an error may show it: quoted, at most 40 characters.

    >>> shown("x" * 50)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'"
    """
    text = str(value)
    return repr(text if len(text) <= VALUE_SHOWN else text[: VALUE_SHOWN - 1] + "…")


def lacking_column(complaint: str) -> str:
    """The column that SQL of a user speaks of and that is not there, from the engine's complaint; "" where it is about something else.

    >>> lacking_column('Binder Error: Referenced column "contry" not found in FROM clause!')
    'contry'
    """
    found = re.search(r'(?:Referenced column|have a column named) "(.+?)"', complaint)
    return found[1] if found else ""


def did_you_mean(word: str, options: Iterable[str]) -> str:
    """A remedy that names the nearest option, and all options when none is near.

    >>> did_you_mean("kmean", ["kmeans", "ward"])
    "Did you mean 'kmeans'?"
    >>> did_you_mean("zzz", ["kmeans", "ward"])
    'There are: kmeans, ward.'
    """
    known = list(options)
    folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return f"Did you mean '{folded[near[0]]}'?" if near else f"There are: {', '.join(known)}."


def explained(error: BaseException) -> CoterieError:
    """Any failure as an error that says what to do. What is no error of the user's or of the surroundings is a bug of ours.

    >>> explained(MemoryError()).code
    'out-of-memory'
    """
    if isinstance(error, CoterieError):
        return error
    if isinstance(error, OSError):
        return SurroundingsError("system", f"The system refused ({error.strerror or error})", place=str(error.filename or ""))
    if "can't start new thread" in str(error):
        return SurroundingsError("no-threads", "The system starts no more threads", remedy="Give fewer --threads, or end other programs.")
    if isinstance(error, MemoryError):
        remedy = "Give a smaller --budget, or a machine with more memory."
        return SurroundingsError("out-of-memory", "There is not enough memory", remedy=remedy)
    cause = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
    remedy = "Set COTERIE_DEBUG=1 to see where it is, and please report it."
    return CoterieError("bug", f"This is a bug of ours, not yours ({cause})", remedy=remedy)
