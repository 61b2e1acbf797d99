"""How the templates show what a story holds: numbers for people, colours and shapes, and widths of small bars."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from coterie.charts import ORDER, color, labels, methods, money_word, places, shape
from coterie.compare import since_told
from coterie.records import FATES, Distribution, Feature, Segment, Story
from coterie.registry import member, members
from coterie.words import counted, example_places, lowered, part, percent, shown_figure, shown_value, whole

if TYPE_CHECKING:
    from markupsafe import Markup

# What a reader might have to look up: told on hover, and again in the appendix.
WORDS = {
    "Standard deviation": "The usual distance of customers from the mean. One is common, two is rare, three is very rare.",
    "Middle (median)": "Half of the customers have less, half have more. A few very large customers do not move it.",
    "Candidate": "One way to form the segments: a method with a number of segments. All of them are compared, one is chosen.",
    "Used": "A row that counts as it is.",
    "Merged": "A row that is identical to another: together they count once.",
    "Netted": "A cancellation or return, and the purchase it takes back: together they add up to nothing or to what was kept.",
    "Set aside": "A row that could not be used. It is kept in a list, with its line in the file and the reason.",
    "Silhouette": "How much nearer customers are to their own segment than to the next one: 1 is perfect, 0 lies on the border.",
    "Made-up crowd": "Customers drawn at random with the same spread, skew and correlations as yours, but without groups.",
    "Stability index": "How differently customers spread over tenths of then: below 0.1 is steady, from 0.25 on they are others.",
    "RFM scores": "Recency, frequency and money in five steps each: the division by hand that is usual, with up to 125 cells.",
    "Elbow": "The number of segments from which one more makes them hardly any tighter.",
    "Distances looked at": "How much work a candidate took: about how many distances between two points were looked at.",
    "Rank correlation": "Whether two features rise together: 1 is in step, 0 is not at all, below 0 one falls while the other rises.",
    "Skewness": "How lopsided values are: 0 is even to both sides; above 1, a few are far larger than the rest.",
    "Chance of being active": "How likely a customer still buys here, told from how often they ordered and how long they are quiet.",
    "Expected orders": "How many orders such customers place from now on, on average; who has stopped places none.",
    "Expected spending": "What the expected orders bring. Of 100 customers or segments, 95 end between the two numbers beside it.",
    "At risk": "What those who have stopped would have spent over the same time, had they stayed.",
    "Logarithm": "A scale on which twice as much is always one same step, so that a few very large values do not hide all others.",
}
GRADES = {"none": "No groups", "weak": "Weak", "clear": "Clear", "strong": "Strong"}


def helpers(story: Story) -> dict[str, Any]:
    """All that a template may call."""
    words, place = glossary(story), places(s.id for s in story.segments.segments)
    return {
        "color": lambda segment: color(place[segment]),
        "shape": lambda segment: shape(place[segment]),
        "percent": percent,
        "count": whole,
        "score": score,
        "work": work,
        "day": day,
        "setting": setting,
        "shown_figure": shown_figure,
        "money": money(story),
        "money_word": money_word(story),
        "value": value(story),
        "names": labels(story),
        "strips": strips(story),
        "histogram": histogram,
        "feature": {f.name: f for f in story.features.columns},
        "fates": FATES,
        "grades": GRADES,
        "words": words,
        "term": term,
        "glossed": glosser({y.title: y.sentence for y in story.leaderboard.yardsticks} | words),
        "order": ORDER,
        "method": method(story),
        "medians": medians(story),
        "sentence": sentence,
        "counted": counted,
        "example_places": example_places,
        "part": part,
        "since": since_told(story),
        "lowered": lowered,
        "worth": worth(story),
        "live": "",  # where a server shows the run, the address of its pages
    }


def glossary(story: Story) -> dict[str, str]:
    """What a reader might have to look up in this report: the words, and the methods that were compared."""
    said = members("cluster")
    return WORDS | {title: said[name] for name, title in methods(story).items() if name in said}


def term(word: str, meaning: str) -> Markup:
    """A word with what it means, on hover; the appendix says the same for whoever has no mouse.

    >>> print(term("netted", "Taken <back>."))
    <abbr title="Taken &lt;back&gt;.">netted</abbr>
    """
    from markupsafe import Markup

    return Markup('<abbr title="{}">{}</abbr>').format(meaning, word)


def glosser(words: dict[str, str]) -> Callable[[str], Markup]:
    """A function that lets words of the glossary say what they mean, where they first stand in a text.

    >>> print(glosser({"Elbow": "The bend."})("The elbows <are> at 6: an elbow"))
    The <abbr title="The bend.">elbows</abbr> &lt;are&gt; at 6: an elbow
    """
    from markupsafe import Markup

    known = {word.casefold(): meaning for word, meaning in words.items()}
    pattern = re.compile(rf"\b((?:{'|'.join(map(re.escape, known))})s?)\b", re.IGNORECASE) if known else re.compile("(?!)")

    def glossed(text: str) -> Markup:
        pieces, told = pattern.split(text), set[str]()
        for place in range(1, len(pieces), 2):
            word = pieces[place].casefold()
            word = word if word in known else word.removesuffix("s")
            pieces[place], told = (pieces[place] if word in told else term(pieces[place], known[word])), told | {word}
        return Markup("").join(pieces)

    return glossed


def score(number: float | None) -> str:
    """A yardstick's score, as fine as its size allows; a dash where there is none.

    >>> score(0.41234), score(1903.2), score(float("nan"))
    ('0.412', '1,903', '–')
    """
    if number is None or not math.isfinite(number):
        return "–"
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3f}"


def work(distances: float) -> str:
    """How many distances were looked at, in millions; a dash for a rule, which looks at none.

    >>> work(2.46e8), work(40_000.0), work(0.0)
    ('246 million', '0.04 million', '–')
    """
    millions = distances / 1e6
    return f"{millions:,.0f} million" if millions >= 10 else f"{millions:.2g} million" if millions else "–"


def day(date: Any) -> str:
    """A day in words.

    >>> import datetime
    >>> day(datetime.date(2011, 12, 9))
    '9 December 2011'
    """
    return f"{date.day} {date:%B %Y}"


def setting(value: Any) -> str:
    """A setting's value as a person would type it.

    >>> setting([2, 10]), setting(["kmeans", "ward"]), setting(True), setting({"customer": "id"})
    ('2:10', 'kmeans,ward', 'true', 'customer=id')
    """
    if isinstance(value, dict):
        return " ".join(f"{k}={setting(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return (":" if value and isinstance(value[0], int) else ",").join(setting(v) for v in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def sentence(text: str) -> str:
    """A ledger's words as a sentence.

    >>> sentence("the date cannot be read")
    'The date cannot be read.'
    """
    return text and text[0].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…")) else ".")


def method(story: Story) -> Callable[[str], str]:
    """What people call a method; one that was refused as a whole has no standing, and says it itself."""
    titles = methods(story)
    return lambda name: titles.get(name) or (str(member("cluster", name).title) if name in members("cluster") else name)


def medians(story: Story) -> list[tuple[Feature, str, list[str]]]:
    """What is usual in each segment: per feature everyone's median, and each segment's."""
    lines = [{p.feature: p for p in segment.profile if not p.level} for segment in story.segments.segments]
    show = value(story)
    return [
        (f, show(f.name, lines[0][f.name].overall_median), [show(f.name, own[f.name].median) for own in lines])
        for f in story.features.columns
        if lines and all(f.name in own for own in lines)
    ]


def money(story: Story) -> Callable[[float], str]:
    """How sums of money are shown in this story: whole, with the unit of its money feature."""
    title = story.segments.money_title.casefold()
    unit = next((f.unit for f in story.features.columns if f.name == "money" or (title and f.title.casefold() == title)), "")
    return lambda amount: whole(amount, unit)


def value(story: Story) -> Callable[[str, float], str]:
    """How a value of a feature, by its name, is shown."""
    return lambda name, number: shown_value(story.features.feature(name), number)


def worth(story: Story) -> tuple[list[str], list[tuple[int | None, list[str]]]] | None:
    """What each segment is worth, and everyone (None): titles and cells of a table; None where nobody can say."""
    told, model, show = story.segments, story.model.value, money(story)
    if told.worth is None or model is None:
        return None
    titles = ["Chance of being active", "Expected orders", "From", "To"]
    titles += ["Expected spending", "From", "To", "At risk"] if model.money else []
    lines = [(segment.id, segment.worth) for segment in told.segments if segment.worth] + [(None, told.worth)]
    rows = []
    for id, found in lines:
        cells = [percent(found.active), *map(few, (found.orders, found.orders_low, found.orders_high))]
        cells += [show(amount) for amount in (found.money, found.money_low, found.money_high, found.at_risk)] if model.money else []
        rows.append((id, cells))
    return titles, rows


def few(number: float) -> str:
    """A mean number of things: with a decimal where there are few.

    >>> few(1240.3), few(3.21)
    ('1,240', '3.2')
    """
    return whole(number) if number >= 9.95 else f"{number:.1f}"


def strips(story: Story) -> list[tuple[str, list[tuple[Segment, float, float]]]]:
    """The two strips at the top: per measure, each segment with where its piece begins and how wide it is, in percent."""
    segments = story.segments.segments
    shares = [("customers", [s.share for s in segments])]
    if story.segments.money_title:
        shares.append((money_word(story), [max(0.0, s.money_share) for s in segments]))
    return [
        (title, [(s, 100 * begin, 100 * width) for s, begin, width in zip(segments, accumulate(widths, initial=0.0), widths, strict=False)])
        for title, widths in shares
    ]


def histogram(distribution: Distribution) -> list[tuple[float, float, float, float]]:
    """The bars of a small histogram in a box of 100 × 24: x, y, width, height."""
    counts = [number for _, _, number in distribution.bins]
    tallest = max(counts, default=0)
    if not tallest:
        return []
    width = 100 / len(counts)
    heights = [24 * number / tallest for number in counts]
    return [(round(i * width, 2), round(24 - h, 2), round(width - 0.8, 2), round(h, 2)) for i, h in enumerate(heights)]
