"""Words for what sets a segment apart: traits in a sentence, and names made of traits where no known name fits."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from coterie.explain.measured import Everyone, Measured
from coterie.records import Feature, FeatureProfile, Trait
from coterie.words import listed, lowered, percent, rough_value, shown, shown_value, times

SHOWN = 3
ALIKE = 0.8  # features with this rank correlation say the same
WORTH = 0.3  # a difference that is worth a name
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
    for line in segment.profile:
        feature = everyone.features[line.feature]
        if line.level:
            words = f"{feature.title} is {line.level} for {percent(line.mean)}, everyone: {percent(line.overall_mean)}"
            found.append(Trait(line.feature, line.mean, line.overall_mean, line.difference, words))
        elif line.feature in segment.fair and line.feature not in everyone.scores:
            words = _in_words(feature, line, segment, everyone)
            found.append(Trait(line.feature, line.mean, line.overall_mean, segment.fair[line.feature], words))
    return found


def _in_words(feature: Feature, line: FeatureProfile, segment: Measured, everyone: Everyone) -> str:
    """One feature of a segment against everyone, as one says it; by means where what is typical is the same."""
    here, overall = segment.typical[feature.name], everyone.typical[feature.name]
    texts = rough_value(feature, here), rough_value(feature, overall)
    if texts[0] == texts[1]:
        here, overall = line.mean, line.overall_mean
        texts = shown_value(feature, here), shown_value(feature, overall)
    if texts[0] == texts[1]:
        texts = shown(here, ",.3g", feature.unit), shown(overall, ",.3g", feature.unit)
    phrase = _phrases().get(feature.name, {}) if feature.family != "attribute" else {}
    ratio = here / overall if here > 0 and overall > 0 else 0.0
    pattern = phrase.get("ratio") if ratio >= RATIO else None
    pattern = pattern or phrase.get("trait", "{title} {here}, everyone: {everyone}")
    return str(pattern.format(title=feature.title, here=texts[0], everyone=texts[1], times=times(ratio)))


def named_by_traits(segment: Measured, everyone: Everyone) -> str:
    """A name made of the one or two strongest traits."""
    level = max((line for line in segment.profile if line.level), key=lambda line: line.difference, default=None)
    strongest = _strongest(segment.fair, everyone)
    top = abs(segment.fair[strongest[0]]) if strongest else 0.0
    mostly = [_mostly(level, everyone)] if level and level.mean > 0.5 and level.difference > max(top, WORTH) else []
    telling = [name for name in strongest[: 2 - len(mostly)] if abs(segment.fair[name]) >= max(WORTH, top / 3)]
    numbers = _side_by_side([(everyone.features[name], segment.fair[name]) for name in telling])
    return _capital(", ".join([*mostly, numbers] if numbers else mostly)) or "Close to average"


def _mostly(line: FeatureProfile, everyone: Everyone) -> str:
    """A level that most share; a mere code needs its title."""
    word = line.level if any(map(str.isalpha, line.level)) else f"{_bare(everyone.features[line.feature])} {line.level}"
    return f"mostly {word}"


def told_apart(segment: Measured, twins: Sequence[Measured], everyone: Everyone, name: str) -> str:
    """The trait that tells a segment from others of the same name; '' where there is none."""
    features = set.intersection(*(set(t.fair) for t in twins))
    mean = {f: sum(t.fair[f] for t in twins) / len(twins) for f in features}
    gap = {f: segment.fair[f] - mean[f] for f in sorted(features) if _word(everyone.features[f], 1).casefold() not in name.casefold()}
    strongest = _strongest(gap, everyone)
    if not strongest or abs(gap[strongest[0]]) < 1e-9:
        return ""
    feature = everyone.features[strongest[0]]
    return f"{'more' if gap[feature.name] > 0 else 'less'} {_bare(feature)}"


def _strongest(fair: Mapping[str, float], everyone: Everyone) -> list[str]:
    """Features by how far they lie from everyone; scores repeat what they are made of and do not count."""
    return sorted(
        (name for name in fair if name not in everyone.scores), key=lambda name: (-round(abs(fair[name]) * _weight(name), 9), name)
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
    return feature.family != "attribute" and "more" in _phrases().get(feature.name, {})


def _word(feature: Feature, side: float) -> str:
    """A feature and the side it lies on in a word or two."""
    if _has_word(feature):
        return str(_phrases()[feature.name]["more" if side > 0 else "less"])
    return f"{'high' if side > 0 else 'low'} {_bare(feature)}"


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


def _capital(text: str) -> str:
    """The first letter as a capital, the others as they are."""
    return text[:1].upper() + text[1:]


def axis_words(loadings: Sequence[tuple[Feature, float]]) -> str:
    """What a direction of the map means, from its strongest features.

    >>> from coterie.records import Feature
    >>> milk, age = (Feature(n, n, "", "", "", "numeric", "attribute") for n in ("Milk", "Age"))
    >>> axis_words([(milk, 0.9), (age, -0.3)])
    'High Milk, low Age'
    """
    return _capital(_side_by_side(loadings))
