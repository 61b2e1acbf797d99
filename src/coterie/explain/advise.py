"""First advice for a segment: sentences of a data file, filled with the segment's own figures."""

from __future__ import annotations

import functools
import string
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from coterie.explain.concepts import facets
from coterie.explain.measured import Everyone, Measured
from coterie.explain.phrases import bare, capital, clauses
from coterie.records import Advice, Tastes, Trait
from coterie.words import NONE, counted, percent, quoted, rough_value, shown, times, whole

FIELDS = ("marketing", "offers", "retention", "service")
PARTS = ("situation", "do", "when", "measure")
MANY = 1000  # so many make a test clear in one round
TELLING = 0.2  # a smaller difference sets nobody apart
OFTEN = {"weekday": ("main_weekday", 0.2), "season": ("main_season", 0.4)}  # a seventh and a quarter would be nothing to speak of
PEOPLE = frozenset({"age", "income", "spending", "balance", "payments", "cash", "recency", "gap", "tenure", "order_value", "return_share"})


@functools.cache
def advice_file() -> dict[str, Any]:
    """The data file with the advice."""
    return tomllib.loads(Path(__file__).with_name("advice.toml").read_text(encoding="utf-8"))


def advise(segment: Measured, everyone: Everyone, table: str, traits: Sequence[Trait], tastes: Tastes | None = None) -> tuple[Advice, ...]:
    """One piece of advice per field; whom and how much it concerns."""
    known = figures(segment, everyone, traits) | _habits(segment) | (_bought(tastes) if tastes else {})
    found = []
    for field in FIELDS:
        entry = advice_file()[table][field]
        quiet = entry.get("who") == "quiet" and segment.quiet > 0
        people, money = (segment.quiet, segment.quiet_money) if quiet else (segment.customers, segment.money)
        situation, action, timing, measure = (_first_complete(entry[part], known) for part in PARTS)
        found.append(Advice(field, situation, action, timing, measure, people, money))
    return tuple(found)


def _first_complete(sentences: Sequence[str], known: Mapping[str, str]) -> str:
    """The first sentence whose figures are all known.

    >>> _first_complete(["They spend {spend}.", "All {customers} of them."], {"customers": "12"})
    'All 12 of them.'
    """
    for sentence in sentences:
        if {name for _, name, _, _ in string.Formatter().parse(sentence) if name} <= set(known):
            return sentence.format_map(known)
    return ""


def figures(segment: Measured, everyone: Everyone, traits: Sequence[Trait]) -> dict[str, str]:
    """The figures that advice may speak of, as texts; one that does not exist or says nothing is not there."""
    known = {"customers": f"{segment.customers:,}", "share": percent(segment.share)}
    shown_by = facets(list(everyone.features.values()))
    for facet in PEOPLE & set(shown_by):
        name = shown_by[facet]
        dull = everyone.features[name].family == "attribute" and abs(segment.fair.get(name, 0.0)) < TELLING
        if name in segment.typical and not dull:
            known[facet] = rough_value(everyone.features[name], segment.typical[name])
            known[f"all_{facet}"] = rough_value(everyone.features[name], everyone.typical[name])
    known |= _trait_figures(segment, everyone, traits)
    if segment.customers >= MANY:
        known["many"] = known["customers"]
    known |= _money_figures(segment, everyone)
    known |= _order_figures(segment, everyone)
    return {name: text for name, text in known.items() if text and NONE not in text}


def _habits(segment: Measured) -> dict[str, str]:
    """The day of the week and the part of the year in which most of them order, where one stands out."""
    known = {}
    for name, (feature, least) in OFTEN.items():
        shares = {line.level: line.mean for line in segment.profile if line.feature == feature and line.level}
        most = max(shares, key=lambda level: (shares[level], level), default="")
        if most and shares[most] >= least:
            known[name] = most
    return known


def _bought(tastes: Tastes) -> dict[str, str]:
    """What they buy more than others, what most take next, and after how long."""
    known = {}
    if tastes.favourites:
        strongest = next((f for f in tastes.favourites if f.kind == "product"), tastes.favourites[0])
        known["favourite"], known["favourite_share"] = quoted(strongest.called), percent(strongest.share)
        known["favourite_lift"] = times(strongest.lift)
    if tastes.later:
        known["next"] = quoted(tastes.later.called)
    if tastes.days:
        known["again"] = counted(round(tastes.days), "day")
    return known


def _trait_figures(segment: Measured, everyone: Everyone, traits: Sequence[Trait]) -> dict[str, str]:
    """What sets the segment apart, as a phrase and as sentences; of amounts also what is highest, or else lowest."""
    telling = [trait for trait in traits if abs(trait.difference) >= TELLING]
    known = {key: clauses([trait], everyone) for key, trait in zip(("trait", "trait2"), telling, strict=False)}
    known |= {f"{key}_sentence": f"{capital(words)}." for key, words in known.items()}
    amounts = {n: z for n, z in segment.fair.items() if everyone.features[n].family == "attribute" and not facets([everyone.features[n]])}
    strongest = max(amounts, key=lambda name: (abs(amounts[name]), name), default="")
    if strongest and abs(amounts[strongest]) >= TELLING:
        known["high" if amounts[strongest] > 0 else "low"] = bare(everyone.features[strongest].title)
        own = [trait for trait in telling if trait.feature == strongest]
        known |= {"amount_sentence": f"{capital(clauses(own, everyone))}."} if own else {}
    return known


def _money_figures(segment: Measured, everyone: Everyone) -> dict[str, str]:
    """What the segment is worth, where there is money and it has any."""
    if not everyone.money_title or segment.money <= 0 or segment.money_share <= 0:
        return {}
    per_head = segment.money / segment.customers
    overall = segment.money / segment.money_share / everyone.customers
    return {
        "money": whole(segment.money, everyone.money_unit),
        "money_share": percent(segment.money_share),
        "money_name": bare(everyone.money_title).lower(),
        "spend": whole(per_head, everyone.money_unit),
        "all_spend": whole(overall, everyone.money_unit),
        "times_worth": times(per_head / overall),
        "tenth": whole(segment.money / 10, everyone.money_unit) + (f" in {counted(everyone.days, 'day')}" if everyone.days else ""),
    }


def _order_figures(segment: Measured, everyone: Everyone) -> dict[str, str]:
    """How often they come, what one more order from a tenth of them would bring, and how many are overdue."""
    known: dict[str, str] = {}
    orders, value = segment.of("frequency"), segment.of("order_value")
    if "gap" in segment.typical and everyone.features["gap"].family != "attribute":
        known["twice_gap"] = rough_value(everyone.features["gap"], 2 * segment.typical["gap"])
    if orders and everyone.features["frequency"].family != "attribute":
        known["orders"] = shown(orders.mean, ",.1f")
        known["all_orders_here"] = f"{round(orders.mean * segment.customers):,}"
    if value and value.mean > 0 and everyone.features["order_value"].family != "attribute":
        known["one_more"] = whole(value.mean * segment.customers / 10, everyone.money_unit)
    if segment.quiet > 1:
        known["quiet"] = counted(segment.quiet, "customer")
        known["quiet_money"] = whole(segment.quiet_money, everyone.money_unit) if segment.quiet_money > 0 else ""
    return known
