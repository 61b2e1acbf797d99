"""A file of settings or of names that a user wrote, read as TOML."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from coterie.errors import InputError


def read_toml(path: Path) -> dict[str, Any]:
    """What the file says.

    >>> read_toml(Path("none.toml"))
    Traceback (most recent call last):
    ...
    coterie.errors.InputError: There is no such file: none.toml. Check its path. [file-missing]
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError("file-missing", "There is no such file", place=str(path), remedy="Check its path.") from error
    except IsADirectoryError as error:
        raise InputError("not-a-file", "This is a folder, not a file", place=str(path), remedy="Give a TOML file.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError("bad-config", f"The file is no valid TOML: {error}", place=str(path), remedy="Mend that line.") from error
