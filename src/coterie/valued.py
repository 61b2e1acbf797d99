"""What customers are worth, as tables: the part of a segmentation that looks ahead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from coterie.errors import InputError
from coterie.records import Story, ValueModel

Rows = Iterator[dict[str, Any]]


class CustomerValue:
    """What customers are worth from here on: `customers`, `segments`, and why to believe it: `models`, `check`, `parameters`.

    Where nobody can say, `reason` is the sentence that tells why, and the tables are refused with it.
    """

    def __init__(self, story: Story, frame: Callable[[Rows], Any], customers: Callable[[Sequence[str]], Any]) -> None:
        self._story, self._frame, self._customers = story, frame, customers

    def __repr__(self) -> str:
        """What is expected of everyone, and of each segment; or why nobody can say."""
        told = self._story.segments
        lines = [f"{s.id:>3}  {s.name}: {s.worth.sentence}" for s in told.segments if s.worth]
        return "\n".join([told.worth.sentence if told.worth else self.reason, *lines])

    @property
    def reason(self) -> str:
        """Why nobody can say what customers are worth; empty where it is known."""
        return self._story.value.reason

    @property
    def horizon(self) -> int:
        """How many days ahead it is forecast."""
        return self._known().horizon

    @property
    def customers(self) -> Any:
        """A row per customer: the chance of being active, and expected orders and spending with the ends of their 95 % intervals."""
        self._known()
        return self._customers(("customer", "segment", "name", *self._story.value.columns))

    @property
    def segments(self) -> Any:
        """A row per segment: customers, mean chance of being active, expected orders and money with 95 % intervals, money at risk."""
        self._known()
        worth = ((s, asdict(s.worth)) for s in self._story.segments.segments if s.worth)
        return self._frame({"id": s.id, "name": s.name, **found} for s, found in worth)

    @property
    def models(self) -> Any:
        """A row per model that was tried, the chosen one first: what it foretold of the orders after an earlier day, and how well."""
        self._known()
        found = self._story.value.check
        return self._frame({**asdict(tried), "real": found.orders} for tried in found.tried) if found else self._frame(iter(()))

    @property
    def check(self) -> Any:
        """A row per number of orders by the earlier day: how many orders such customers placed since, foretold and real."""
        self._known()
        found = self._story.value.check
        return self._frame(asdict(bar) for bar in (found.bars if found else ()))

    @property
    def parameters(self) -> Any:
        """A row per parameter of the models in use; times are in weeks."""
        model = self._known()
        used = [model.orders, *([model.money] if model.money else [])]
        return self._frame(
            {"model": m.title, "parameter": name, "value": value} for m in used for name, value in zip(m.names, m.values, strict=True)
        )

    def _known(self) -> ValueModel:
        """The model, or the refusal."""
        if self._story.model.value is None:
            reason = self._story.value.reason or "This run has no model of what customers are worth."
            raise InputError("no-value", reason.rstrip("."), remedy="")
        return self._story.model.value
