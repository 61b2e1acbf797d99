"""A clean file of orders, damaged by one letter in every row, column, dialect and encoding: nothing is read wrong in silence.

Here every 97th damage is tried in each dialect; `make grid` tries them all, which takes about an hour.
"""

from __future__ import annotations

import os

import pytest

from damage import Way, tally

STEP = int(os.environ.get("GRID_STEP", "97"))
WAYS = {
    "comma": Way(),
    "semicolon": Way(";"),
    "tab": Way("\t"),
    "pipe": Way("|"),
    "caret": Way("^"),
    "unit separator": Way("\x1f"),
    "all quoted": Way(quoting="all"),
    "unquoted": Way(quoting="none"),
    "apostrophes": Way(quote="'", quoting="all"),
    "backslash": Way(backslash=True),
    "CRLF": Way(end="\r\n"),
    "CR": Way(end="\r"),
    "mixed ends": Way(end="mixed"),
    "cells over several lines": Way(several=True),
    "UTF-16": Way(encoding="utf-16"),
    "cp1252": Way(encoding="cp1252"),
    "UTF-8 with a mark": Way(encoding="utf-8-sig"),
    "as German Excel writes": Way(";", end="\r\n", encoding="cp1252"),
    "UTF-16 without a mark, over several lines": Way(";", quoting="all", encoding="utf-16-le", several=True),
    "tabs, returns and backslashes": Way("\t", backslash=True, end="\r"),
}


@pytest.mark.parametrize("number, name", list(enumerate(WAYS)), ids=WAYS)
def test_one_damage_is_read_right_set_aside_or_refused_at_its_line(engine, tmp_path, number, name):
    found, wrong = tally(engine, tmp_path / "orders.csv", WAYS[name], slice(number % STEP, None, STEP))
    print(name, found)
    assert wrong == []
    assert found.files > 40 and found.set_aside > found.files // 2
