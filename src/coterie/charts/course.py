"""How segments went over the last months or quarters: what each spent, or how often it ordered."""

from __future__ import annotations

from typing import Any

from coterie.charts._theme import WIDTH, color_scale, field, finish, labels, money_word, not_applicable, shape_scale
from coterie.records import Chart, Course, Segment, Story
from coterie.words import listed, percent


def draw(story: Story) -> Chart:
    """A line per segment over the periods."""
    told = [(s, s.course) for s in story.segments.segments if s.course]
    if not told:
        raise not_applicable("course", "the orders are too young to tell of periods")
    names, word = labels(story), money_word(story)
    rows = [_row(names[s.id], course, place, bool(word)) for s, course in told for place in range(len(course.periods))]
    days, color = told[0][1].days, field("segment:N", title=None, scale=color_scale(story))
    sentence = _sentence(names, told, bool(word))
    what = f"{word.capitalize() if word else 'Orders'} in {days} days"
    return finish(
        {
            "data": {"name": "periods"},
            "encoding": _places(what),
            "layer": [
                {"mark": {"type": "line", "strokeWidth": 2.5}, "encoding": {"color": color}},
                {
                    "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
                    "encoding": {"color": color, "shape": field("segment:N", title=None, scale=shape_scale(story))},
                },
            ],
            "width": WIDTH,
            "height": 280,
        },
        name="course",
        title="How each segment went",
        sentence=sentence,
        alt_text=f"Line chart of {what.lower()} for {len(told)} segments over {len(told[0][1].periods)} periods. {sentence}",
        data={"periods": rows},
    )


def _row(name: str, course: Course, place: int, money: bool) -> dict[str, Any]:
    """One point of a line."""
    period = course.periods[place]
    return {
        "segment": name,
        "until": f"{period.last.day} {period.last:%b %Y}",
        "amount": round(period.money, 2) if money else period.orders,
        "customers": period.customers,
        "orders": period.orders,
    }


def _places(what: str) -> dict[str, Any]:
    """Where a point stands, and what it tells on hover."""
    return {
        "x": field("until:O", sort=None, title="Until", axis={"labelAngle": -40, "domain": False}),
        "y": field("amount:Q", title=what),
        "tooltip": [
            field("segment:N", title="Segment"),
            field("until:N", title="Until"),
            field("amount:Q", title=what, format=",.0f"),
            field("customers:Q", title="Customers who ordered", format=","),
            field("orders:Q", title="Orders", format=","),
        ],
    }


def _sentence(names: dict[int, str], told: list[tuple[Segment, Course]], money: bool) -> str:
    """Who went up and who went down, from the first half of the periods to the second."""
    up, down = list[str](), list[str]()
    for segment, course in told:
        amounts = [p.money if money else float(p.orders) for p in course.periods]
        half = len(amounts) // 2
        before, now = sum(amounts[:half]), sum(amounts[-half:])
        if before > 0 and abs(now / before - 1) >= 0.05:
            (up if now > before else down).append(f"{names[segment.id]} ({percent(abs(now / before - 1))})")
    parts = [f"{way}: {listed(who)}" for way, who in (("Up", up), ("Down", down)) if who]
    return f"The later half of the periods against the first. {'. '.join(parts)}." if parts else "All segments went on as before."


MEMBER = draw
