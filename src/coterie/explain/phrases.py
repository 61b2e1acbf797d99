"""Words for what sets a segment apart: traits in a sentence, and names made of traits where no known name fits."""

from __future__ import annotations

import functools
import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from coterie.explain.concepts import facets, words_of
from coterie.explain.measured import KNOWN, Everyone, Measured
from coterie.records import Difference, Feature, FeatureProfile, Trait
from coterie.words import listed, lowered, on_one_line, part, rough_value, shown, times

SHOWN = 3
ALIKE = 0.8  # features with this rank correlation say the same
WORTH = 0.3  # a difference that is worth a name
TOUCHED = 0.2  # a difference that counts where all amounts lie on one side
MANY = 4  # so many amounts may be called everything
PLAIN = 19.5  # from here on decimals only disturb
DOUBT = 1.7  # of the reach of one look's interval: fifty looks at nothing then find something in one run of twenty
RATIO = 1.3  # from here on "so many times as much" says more than two numbers


@functools.cache
def _phrases() -> dict[str, dict[str, Any]]:
    """The data file with the phrases."""
    return tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))


def traits(segment: Measured, everyone: Everyone, related: Mapping[frozenset[str], float]) -> tuple[Trait, ...]:
    """The three differences that set a segment apart most; one that repeats another comes only when nothing else is left."""
    ranked = sorted(
        _candidates(segment, everyone), key=lambda trait: (-round(abs(trait.difference) * _weight(trait.feature), 9), trait.difference < 0)
    )
    chosen: list[Trait] = []
    for trait in ranked:
        if not any(t.feature == trait.feature or abs(related.get(frozenset((t.feature, trait.feature)), 0.0)) >= ALIKE for t in chosen):
            chosen.append(trait)
    spare = [trait for trait in ranked if trait.feature not in {t.feature for t in chosen}]
    return tuple([*chosen, *spare][:SHOWN])


def _weight(feature: str) -> float:
    """How much a feature counts beside others."""
    return float(_phrases().get(feature, {}).get("weight", 1.0))


def _candidates(segment: Measured, everyone: Everyone) -> list[Trait]:
    """A trait for every feature: numbers on the fair scale, categories by their most telling level."""
    found = []
    certain = {(d.feature, d.level) for d in segment.differences if _beyond_doubt(d)}
    for line in segment.profile:
        feature = everyone.features[line.feature]
        if feature.aside and (line.missing > (1 - KNOWN) * segment.customers or (line.feature, line.level) not in certain):
            continue  # what is known of a few only says nothing of them all, and what made no segment may differ by chance
        if line.level:
            found.append(Trait(line.feature, line.mean, line.overall_mean, "share", line.difference, _level_in_words(feature, line)))
        elif (line.feature in segment.fair or (feature.aside and line.difference)) and line.feature not in everyone.scores:
            here, overall, measure = _told(feature, line, segment, everyone)
            apart = segment.fair.get(line.feature, line.difference)
            found.append(Trait(line.feature, here, overall, measure, apart, _in_words(feature, here, overall, everyone)))
    return found


def _beyond_doubt(told: Difference) -> bool:
    """Whether a difference is none of chance, though many are looked at.

    >>> _beyond_doubt(Difference("weekend", "", 0.3, 0.2, 0.4)), _beyond_doubt(Difference("weekend", "", 0.3, 0.1, 0.5))
    (True, False)
    """
    return abs(told.difference) > DOUBT * (told.high - told.low) / 2


def _level_in_words(feature: Feature, line: FeatureProfile) -> str:
    """How many have a level, as one says it; of people themselves without the title."""
    here = part(line.mean)
    people = bool({"gender", "sex"} & set(words_of(feature.title))) and not _coded(line)
    own = _phrases().get(feature.name, {}).get("level") if feature.family != "attribute" else None
    phrases = own or (_phrases()["attributes"]["gender"] if people else _phrases()["level"])
    pattern = phrases[{"100%": "all", "0%": "none"}.get(here, "some")]
    return str(
        pattern.format(title=feature.title, verb=_verb(feature), level=on_one_line(line.level), here=here, everyone=part(line.overall_mean))
    )


def _told(feature: Feature, line: FeatureProfile, segment: Measured, everyone: Everyone) -> tuple[float, float, str]:
    """What is told of a number, here and of everyone, and what it is: means where what is typical looks the same."""
    here, overall = segment.typical[feature.name], everyone.typical[feature.name]
    if rough_value(feature, here) == rough_value(feature, overall):
        return line.mean, line.overall_mean, "mean"
    return here, overall, "median" if feature.name in everyone.tails else "mean"


def _in_words(feature: Feature, here: float, overall: float, everyone: Everyone) -> str:
    """One feature of a segment against everyone, as one says it."""
    texts = _pair(feature, here, overall)
    spoken = feature.name if feature.family != "attribute" else "amount" if _of_amounts(everyone) else ""
    phrase = _phrases().get(spoken, {})
    ratio = here / overall if here > 0 and overall > 0 else 0.0
    pattern = phrase.get("ratio") if ratio >= RATIO else None
    pattern = pattern or phrase.get("trait", "{title} {verb} {here}, against {everyone} for everyone")
    return str(pattern.format(title=feature.title, verb=_verb(feature), here=texts[0], everyone=texts[1], times=times(ratio)))


def _of_amounts(everyone: Everyone) -> bool:
    """Whether customers are known by many amounts and by nothing else: what they buy of Milk and of Frozen, which nobody *is*."""
    amounts = [f for f in everyone.features.values() if f.family == "attribute" and f.kind == "numeric"]
    return len(amounts) >= MANY and not facets(amounts)


def _verb(feature: Feature) -> str:
    """The verb that a title takes."""
    return "are" if re.search(r"[^s]s$", bare(feature.title)) else "is"


def _pair(feature: Feature, here: float, overall: float) -> tuple[str, str]:
    """Two values with the same decimals, as few as tell them apart."""
    decimal = feature.show.endswith("f") and not feature.show.startswith("+")
    plain = ",.0f" if decimal and max(abs(here), abs(overall)) >= PLAIN else feature.show
    for show in (plain, feature.show, ",.1f", ",.2f") if decimal else (plain,):
        texts = shown(here, show, feature.unit), shown(overall, show, feature.unit)
        if texts[0] != texts[1]:
            return texts
    return shown(here, ",.3g", feature.unit), shown(overall, ",.3g", feature.unit)


def named_by_traits(segment: Measured, everyone: Everyone) -> str:
    """A name made of what it is worth, where orders say so, and of its strongest traits."""
    if everyone.by_orders and "money" in segment.fair:
        worth = segment.fair["money"]
        value = f"{'high' if worth >= WORTH else 'low' if worth <= -WORTH else 'medium'} value"
        others = {name: z for name, z in segment.fair.items() if name != "money"}
        parts = [value, *_numbers(others, segment, everyone, 1)]
    else:
        level = _level({(line.feature, line.level): line.difference for line in segment.profile if line.level}, segment, everyone)
        every = _everything(segment, everyone)
        numbers = [every] if every else _numbers(segment.fair, segment, everyone, 1 if level and not _coded(level) else 2)
        parts = [*numbers, *([_mostly(level, everyone)] if level and not (numbers and _coded(level)) else [])]
    return capital(", ".join(parts)) or "Close to average"


def _numbers(fair: Mapping[str, float], segment: Measured, everyone: Everyone, most: int) -> list[str]:
    """The strongest features of a segment as one phrase, if any is worth a name."""
    strongest = [name for name in _strongest(fair, everyone) if fair[name] < 0 or not _too_short(name, segment, everyone)]
    top = abs(fair[strongest[0]]) if strongest else 0.0
    telling = [name for name in strongest[:most] if abs(fair[name]) >= max(WORTH, top / 3)]
    return [_side_by_side([(everyone.features[name], fair[name]) for name in telling])] if telling else []


def _too_short(name: str, segment: Measured, everyone: Everyone) -> bool:
    """Whether a feature counts so few days here that nobody would call them many."""
    feature = everyone.features[name]
    return feature.family != "attribute" and segment.typical.get(name, math.inf) < _naming(feature).get("days", -math.inf)


def _everything(segment: Measured, everyone: Everyone) -> str:
    """That all amounts are low or high, or all but one; '' where that is not so."""
    amounts = {n: z for n, z in segment.fair.items() if everyone.features[n].family == "attribute" and n not in everyone.echoes}
    if len(amounts) < MANY or facets([everyone.features[n] for n in amounts]):
        return ""
    for word, sign in (("high", 1), ("low", -1)):
        rest = [name for name, z in amounts.items() if z * sign < TOUCHED]
        if len(rest) <= 1 and sum(z * sign for z in amounts.values()) / len(amounts) >= WORTH:
            return f"{word} in everything" + (f" but {_bare(everyone.features[rest[0]])}" if rest else "")
    return ""


def _level(apart: Mapping[tuple[str, str], float], segment: Measured, everyone: Everyone) -> FeatureProfile | None:
    """The level that sets a segment apart most, among those that most of it share; a mere code only where no word does."""
    theirs = [line for line in segment.profile if line.level and not everyone.features[line.feature].aside]
    shared = [line for line in theirs if line.mean > 0.5 and apart.get((line.feature, line.level), 0.0) >= WORTH]
    return max(shared, key=lambda line: (not _coded(line), round(apart[line.feature, line.level], 9)), default=None)


def _coded(line: FeatureProfile) -> bool:
    """Whether a level is a mere code, which says nothing by itself."""
    return not any(map(str.isalpha, line.level))


def _mostly(line: FeatureProfile, everyone: Everyone) -> str:
    """A level that most share; a mere code needs its title."""
    level = on_one_line(line.level)
    return f"mostly {_bare(everyone.features[line.feature])} {level}" if _coded(line) else f"mostly {level}"


def told_apart(segment: Measured, twins: Sequence[Measured], everyone: Everyone, name: str) -> str:
    """The trait that tells a segment from others of the same name, a number or a level; '' where none is worth a word."""
    features = set.intersection(*(set(t.fair) for t in twins))
    mean = {f: sum(t.fair[f] for t in twins) / len(twins) for f in features}
    gap = {f: segment.fair[f] - mean[f] for f in sorted(features) if not _says(name, everyone.features[f])}
    strongest = next(iter(_strongest(gap, everyone)), "")
    lines = {(line.feature, line.level): line.difference for line in segment.profile if line.level}
    usual = {key: [line.difference for t in twins for line in t.profile if (line.feature, line.level) == key] for key in lines}
    apart = {key: own - sum(usual[key]) / len(twins) for key, own in lines.items()}
    level = _level(apart, segment, everyone)
    far = abs(gap[strongest]) if strongest else 0.0
    if level and apart[level.feature, level.level] >= far and (words := _mostly(level, everyone)) not in name:
        return words
    return _compared(everyone.features[strongest], gap[strongest]) if far >= WORTH else ""


def _says(name: str, feature: Feature) -> bool:
    """Whether a name speaks of a feature already."""
    return any(_word(feature, side).casefold() in name.casefold() for side in (-1, 1))


def by_value(segment: Measured, twins: Sequence[Measured], everyone: Everyone, name: str) -> str:
    """What a customer of the segment usually has of the feature that differs most; '' where it is shown as the same for two of them."""
    known = set.intersection(*(set(t.fair) & set(t.typical) for t in twins))
    far = {f: max(t.fair[f] for t in twins) - min(t.fair[f] for t in twins) for f in sorted(known)}
    for feature in (everyone.features[f] for f in _strongest(far, everyone) if far[f] >= TOUCHED):
        values = [rough_value(feature, t.typical[feature.name]) for t in twins]
        if len(set(values)) == len(values):
            return f"{_bare(feature)} about {rough_value(feature, segment.typical[feature.name])}"
    return ""


def _compared(feature: Feature, gap: float) -> str:
    """More or less of a feature than others of the same name."""
    if "beside" in (known := _naming(feature)):
        return str(known["beside"][0 if gap > 0 else 1])
    return f"{'higher' if gap > 0 else 'lower'} {_bare(feature)}"


def _strongest(fair: Mapping[str, float], everyone: Everyone) -> list[str]:
    """Features by how far they lie from everyone; what repeats others does not count."""
    return sorted(
        (name for name in fair if name not in everyone.echoes), key=lambda name: (-round(abs(fair[name]) * _weight(name), 9), name)
    )


def _side_by_side(sides: Sequence[tuple[Feature, float]]) -> str:
    """Features and their sides as a phrase: those without a word of their own that lie on one side share one `high` or `low`."""
    own = [_word(feature, side) for feature, side in sides if _has_word(feature)]
    plain = [(feature, side) for feature, side in sides if not _has_word(feature)]
    groups = [
        f"{word} {listed([_bare(f) for f, side in plain if (side > 0) == up])}"
        for up, word in ((True, "high"), (False, "low"))
        if any((s > 0) == up for _, s in plain)
    ]
    return ", ".join([*own, *groups])


def _has_word(feature: Feature) -> bool:
    """Whether `phrases.toml` knows the feature."""
    return "more" in _naming(feature)


def _naming(feature: Feature) -> Mapping[str, Any]:
    """What `phrases.toml` says of a feature, of an attribute by what it is about."""
    if feature.family != "attribute":
        return _phrases().get(feature.name, {})
    about = next(iter(facets([feature])), "")
    known: Mapping[str, Any] = _phrases()["attributes"].get(about, {})
    return known


def rule_phrases(feature: Feature) -> Mapping[str, str]:
    """How a rule speaks of a feature: `at_least`, `at_most`, `between`, or `level`."""
    own = _phrases().get(feature.name, {}).get("rule", {}) if feature.family != "attribute" else {}
    verb = _verb(feature)
    return {key: str(own.get(key, pattern)).replace("{verb}", verb) for key, pattern in _phrases()["rule"].items()}


def _word(feature: Feature, side: float) -> str:
    """A feature and the side it lies on in a word or two."""
    if _has_word(feature):
        return str(_naming(feature)["more" if side > 0 else "less"])
    return f"{'high' if side > 0 else 'low'} {_bare(feature)}"


def clauses(told: Sequence[Trait], everyone: Everyone) -> str:
    """Traits as a sentence about them: what they do, and what an attribute of theirs is."""
    parts: list[str] = []
    for trait in told:
        feature = everyone.features[trait.feature]
        number = feature.kind == "numeric"
        theirs, common = feature.family == "attribute" and not (number and _of_amounts(everyone)), feature.title[1:].islower()
        people = (theirs or not number) and not trait.words.startswith(feature.title)  # of the people, who stand in it themselves
        subject = "" if people or (parts and parts[-1].startswith("they") and not theirs) else "their " if theirs else "they "
        parts.append(subject + (lowered(trait.words) if theirs and common and not people else trait.words))
    return ", and ".join(parts)


def bare(title: str) -> str:
    """A title without units and ranges in brackets.

    >>> bare("Annual Income (k$)")
    'Annual Income'
    """
    return re.sub(r"\s*[(\[].*?[)\]]", "", title).strip() or title


def _bare(feature: Feature) -> str:
    """A title inside a name: a user's own word as it is."""
    title = bare(feature.title)
    return title if feature.family == "attribute" else lowered(title)


def capital(text: str) -> str:
    """The first letter as a capital, the others as they are."""
    return text[:1].upper() + text[1:]


def axis_words(loadings: Sequence[tuple[Feature, float]]) -> str:
    """What a direction of the map means, from its strongest features.

    >>> from coterie.records import Feature
    >>> milk, age = (Feature(n, n, "", "", "", "numeric", "attribute") for n in ("Milk", "Age"))
    >>> axis_words([(milk, 0.9), (age, -0.3)])
    'Younger, high Milk'
    """
    return capital(_side_by_side(loadings))
