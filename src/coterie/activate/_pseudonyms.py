"""Pseudonyms: a keyed hash in the place of each customer's id. Who has the key can make them again; nobody else can."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path
from typing import TYPE_CHECKING

from coterie.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

VARIABLE = "COTERIE_PSEUDONYM_KEY"
SHORTEST = 16


def key_of(given: str | Path) -> bytes:
    """The key: what stands in a file, or in the environment where `env` is given."""
    if str(given) == "env":
        key, place = os.environ.get(VARIABLE, "").encode(), VARIABLE
    else:
        place = str(given)
        try:
            key = Path(given).read_bytes().strip()
        except OSError as error:
            fact = f"The key of the pseudonyms cannot be read ({error.strerror})"
            raise InputError("no-key", fact, place=place, remedy=f"Give a file with a key, or env for the variable {VARIABLE}.") from error
    if len(key) < SHORTEST:
        remedy = "Make one with: openssl rand -hex 32"
        raise InputError("short-key", f"The key of the pseudonyms must have at least {SHORTEST} bytes", place=place, remedy=remedy)
    return key


def pseudonyms(customers: pa.Table, key: bytes) -> pa.Table:
    """Each customer's pseudonym: HMAC with SHA-256, the first 32 hexadecimal digits."""
    import pyarrow

    ids = customers["customer"].to_pylist()
    made = [hmac.new(key, own.encode(), hashlib.sha256).hexdigest()[:32] for own in ids]
    return pyarrow.table({"customer": ids, "pseudonym": pyarrow.array(made, pyarrow.string())})
