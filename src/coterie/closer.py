"""Looking closer at a result: a page of customers, one of them, what if, a region of the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from coterie.browsing import Browsing, Page, Wishes
from coterie.errors import InputError
from coterie.frames import as_kind
from coterie.person import Customer, customer_row, features_of, person
from coterie.rebuilt import customers_again, orders_again
from coterie.records import Cleaned, Features, Group, Story
from coterie.regions import Box, feature_places, inside, map_places, region
from coterie.scorer import Scorer
from coterie.scoring import name_sql
from coterie.store import PLACED
from coterie.what_if import WhatIf, what_if

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from coterie.engines.duckdb import DuckDBEngine
    from coterie.own_words import OwnWords


class Closer:
    """What a segmentation answers about some of its customers, from the tables and the model that it holds."""

    story: Story
    _engine: DuckDBEngine
    _tables: dict[str, str]
    _points: dict[str, NDArray[Any]]
    _kind: str
    _own: OwnWords

    def browse(
        self,
        segment: int | None = None,
        *,
        where: Mapping[str, Any] | None = None,
        search: str = "",
        sort: str = "",
        descending: bool = False,
        page: int = 1,
        size: int = 50,
        columns: Sequence[str] = (),
    ) -> Page:
        """A page of the customers of a segment, or of all: sorted by a column, filtered, and searched by a part of the id.

        `where` has per column a range, from and to, either of which may be None; or a text, or several, that it equals.
        `columns` are those to show, by default all.

        >>> import coterie, pandas
        >>> people = pandas.DataFrame({"customer_id": ["a", "b", "c", "d"], "age": [20, 21, 70, 71]})
        >>> page = coterie.segment(people, k=2, method="kmeans").browse(where={"age": (21, None)}, sort="age", descending=True, size=2)
        >>> page.customers.customer.tolist(), page.total, page.pages
        (['d', 'c'], 3, 2)
        """
        wishes = Wishes(segment, where or {}, search, sort, descending, page, size, tuple(columns))
        found = self._browsing.page(self._placed, wishes, self.story.model.names)
        return replace(found, customers=self._frame(found.customers))

    def customer(self, id: str | int) -> Customer:
        """One customer: orders, features, segment, why it is this one, and which single changes would give another.

        `id` is a text; a number is the place among all customers, as a page of `browse` has it.

        >>> import coterie, pandas
        >>> people = pandas.DataFrame({"customer_id": ["a", "b", "c", "d"], "age": [20, 21, 70, 71]})
        >>> coterie.segment(people, k=2, method="kmeans").customer("a").changes[0].sentence
        'If age were 46 instead of 20, they would be in “Older”.'
        """
        found = person(self._engine, self.story, self.scorer, id, placed=self._placed, orders=self._tables.get("orders", ""))
        return found if found.orders is None else replace(found, orders=self._frame(found.orders))

    def what_if(self, customer: str | Mapping[str, Any], changes: Mapping[str, Any] | None = None) -> WhatIf:
        """The segment of a customer, by id or by features, as things are and with some features changed: the model that scores says it.

        >>> import coterie, pandas
        >>> people = pandas.DataFrame({"customer_id": ["a", "b", "c", "d"], "age": [20, 21, 70, 71]})
        >>> coterie.segment(people, k=2, method="kmeans").what_if("a", {"age": 60})
        With age 60 they would be in “Older” (confidence 0.73) instead of “Younger”.
        """
        given = customer
        if isinstance(given, str):
            given = features_of(self.story, customer_row(self._engine, self._placed, given))
        return what_if(self.story, self.scorer, given, changes or {})

    @cached_property
    def scorer(self) -> Scorer:
        """What gives segments from features alone: `scorer.one({"recency": 12, …})`, `scorer.needs`."""
        return Scorer(self.story)

    def region(
        self,
        x: tuple[float | None, float | None] = (None, None),
        y: tuple[float | None, float | None] = (None, None),
        *,
        features: tuple[str, str] | None = None,
    ) -> Group:
        """Who is in a region of the map, or of two features: how many, their money, what sets them apart, and their segments.

        `x` and `y` are from and to, either of which may be None.

        >>> import coterie, pandas
        >>> people = pandas.DataFrame({"customer_id": ["a", "b", "c", "d"], "age": [20, 21, 70, 71], "visits": [9, 8, 1, 3]})
        >>> coterie.segment(people, k=2, method="kmeans").region(x=(60, None), y=(2, None), features=("age", "visits")).customers
        1
        """
        places = feature_places(self._engine, self.story, features) if self._again and features else self._map
        return region(self._engine, self.story, *self._again, inside(places, Box(x, y)))

    # ---- inside

    @cached_property
    def _browsing(self) -> Browsing:
        """The orders of customers that were asked for."""
        return Browsing(self._engine)

    @cached_property
    def _again(self) -> tuple[Cleaned, Features]:
        """What the stages knew of orders and customers."""
        cleaned = orders_again(self._engine, self.story, self._table("orders") if self.story.model.as_of else "")
        return cleaned, customers_again(self._engine, self.story, self._tables[PLACED])

    @cached_property
    def _map(self) -> NDArray[np.float64]:
        """Where every customer stands on the map."""
        return map_places(self._engine, self.story, self._points)

    @property
    def _placed(self) -> str:
        """The same with `position`, in no order."""
        return self._named(PLACED)

    def _named(self, table: str) -> str:
        """A query for customers, with the segments' names of now."""
        found = self._tables[table]
        return f"SELECT * REPLACE ({name_sql(self.story)} AS name) FROM ({found}) AS l" if self._own.names else found

    def _table(self, name: str) -> str:
        """The query for a table, unless the run was saved without it."""
        if name not in self._tables:
            fact = f"This run was saved without its {name.replace('_', ' ')} table"
            raise InputError("not-kept", fact, remedy=f"Run it again with {name} in the setting keep.")
        return self._tables[name]

    def _frame(self, table: pa.Table) -> Any:
        """A table as the user's own kind of frame."""
        return as_kind(table, self._kind)
