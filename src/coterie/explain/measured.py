"""What was measured of the segments, before any word is found for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coterie.records import Difference, Feature, FeatureProfile

KNOWN = 0.3  # so many must have a usual gap before it says something about a segment


@dataclass(frozen=True)
class Measured:
    """One segment against everyone.

    `fair` is how far a number feature lies from everyone in standard deviations on the fair scale, if it had a
    part in the segments; `typical` is what
    a customer of the segment usually has: the median where the feature has a long tail, else the mean. `quiet` of
    the customers have not ordered for more than twice their own usual gap; `quiet_money` is what they brought so far.
    `differences` tell of every feature and level how far it lies from everyone, and how sure that is.
    """

    id: int
    customers: int
    share: float
    money: float = 0.0
    money_share: float = 0.0
    confidence: float = 1.0
    profile: tuple[FeatureProfile, ...] = ()
    fair: Mapping[str, float] = field(default_factory=dict)
    typical: Mapping[str, float] = field(default_factory=dict)
    quiet: int = 0
    quiet_money: float = 0.0
    differences: tuple[Difference, ...] = ()

    @property
    def quiet_share(self) -> float | None:
        """The share of the quiet among those who have a usual gap; None where too few have one."""
        gap = self.of("gap")
        known = self.customers - gap.missing if gap else 0
        return self.quiet / known if known >= KNOWN * self.customers and known else None

    def of(self, feature: str) -> FeatureProfile | None:
        """The profile line of a number feature, if the segment has one."""
        return next((line for line in self.profile if line.feature == feature and not line.level), None)


@dataclass(frozen=True)
class Everyone:
    """What is typical of all customers, and what money is called here ('' where there is none).

    `by_orders` is true where money was brought by orders, not found in an attribute. `days` is how long the orders
    span. Of the features in `tails` the median is
    typical. Those in `left_out` are not in the space: what they would tell of segments, others tell.
    """

    customers: int
    typical: Mapping[str, float]
    features: Mapping[str, Feature]
    scores: frozenset[str] = frozenset()
    money_title: str = ""
    money_unit: str = ""
    by_orders: bool = False
    days: int = 0
    tails: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()

    @property
    def echoes(self) -> frozenset[str]:
        """The features that no name is made of."""
        return self.scores | self.left_out
