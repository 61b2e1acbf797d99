"""Every item of the catalogue of exports (`catalogue.toml`) has a test, and the test is there."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ITEMS = {
    f"{part}: {item}": told for part, items in tomllib.loads((HERE / "catalogue.toml").read_text()).items() for item, told in items.items()
}


def _file(name: str) -> Path:
    return HERE / f"{name}.py" if not name.startswith(("clean/", "../")) else HERE.parent / f"{name.removeprefix('../')}.py"


@pytest.mark.parametrize("item", ITEMS)
def test_the_item_has_its_test(item: str) -> None:
    assert ITEMS[item]["end"] in ("right", "aside", "refused", "told")
    name, _, rest = ITEMS[item]["test"].partition("::")
    test, _, case = rest.partition("::")
    text = _file(name).read_text(encoding="utf-8")
    assert f"def {test or 'test_'}" in text
    assert f'"{case}"' in text or not case
