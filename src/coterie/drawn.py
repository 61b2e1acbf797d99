"""The charts of a result, by name, as it offers them."""

from __future__ import annotations

from typing import Any

from coterie import registry
from coterie.charts import draw
from coterie.errors import did_you_mean
from coterie.records import Chart, Story


class Charts:
    """The charts of a segmentation, by name; each returns a chart that a notebook shows.

    >>> "elbow" in dir(Charts(None))
    True
    """

    def __init__(self, story: Story) -> None:
        self._story = story

    def __repr__(self) -> str:
        """Each chart with its sentence, a line each."""
        return "\n".join(f"{name.replace('-', '_'):<12} {sentence}" for name, sentence in registry.members("charts").items())

    def __dir__(self) -> list[str]:
        return [name.replace("-", "_") for name in registry.members("charts")]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in dir(self):
            raise AttributeError(f"There is no chart '{name}'. {did_you_mean(name, dir(self))}")

        def drawn(*options: Any, **named: Any) -> Chart:
            return draw(name.replace("_", "-"), self._story, *options, **named)

        return drawn
