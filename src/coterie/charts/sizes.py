"""Each segment's share of the customers beside its share of the money."""

from __future__ import annotations

from coterie.charts._theme import LINES, WIDTH, broken, color, finish, labels, money_word
from coterie.records import Chart, Story
from coterie.words import percent


def draw(story: Story) -> Chart:
    """Two bars per segment: share of customers, share of money."""
    import altair as alt

    names = {i: broken(name, 15) for i, name in labels(story).items()}
    money = money_word(story)
    rows = [
        {"segment": names[s.id], "of": of, "share": share, "words": f"{percent(share)} of {of}"}
        for s in story.segments.segments
        for of, share in [("customers", s.share), *([(money, s.money_share)] if money else [])]
    ]
    base = alt.Chart(alt.NamedData("shares")).encode(
        y=alt.Y(
            "segment:N",
            sort=None,
            title=None,
            scale=alt.Scale(paddingInner=0.3),
            axis=alt.Axis(domain=False, labelExpr=LINES, labelLimit=150),
        ),
        yOffset=alt.YOffset("of:N", sort=None, scale=alt.Scale(paddingInner=0.12)),
        x=alt.X("share:Q", title=None, axis=None, scale=alt.Scale(domain=[0, max(0.01, *(float(str(r["share"])) for r in rows)) * 1.8])),
        tooltip=[
            alt.Tooltip("segment:N", title="Segment"),
            alt.Tooltip("of:N", title="Share of"),
            alt.Tooltip("share:Q", title="Share", format=".1%"),
        ],
    )
    bars = base.mark_bar(cornerRadiusEnd=2).encode(
        color=alt.Color("segment:N", scale=alt.Scale(domain=list(names.values()), range=[color(i) for i in names]), legend=None),
        fillOpacity=alt.FillOpacity("of:O", sort=None, scale=alt.Scale(domain=["customers", money], range=[0.45, 1.0]), legend=None),
    )
    words = base.mark_text(style="note", align="left", dx=6).encode(text="words:N")
    sentence = _sentence(story)
    return finish(
        alt.layer(bars, words).properties(width=WIDTH, height=48 * len(names)),
        name="sizes",
        title="Size and worth",
        sentence=sentence,
        alt_text=f"Bar chart of each segment's share of customers{f' and of {money}' if money else ''}. {sentence}",
        data={"shares": rows},
    )


def _sentence(story: Story) -> str:
    """The segment that weighs most beyond its number; without money, the largest."""
    segments, money = story.segments.segments, money_word(story)
    if not money:
        largest = max(segments, key=lambda s: s.share)
        return f"{largest.name} is the largest segment: {percent(largest.share)} of the customers."
    heavy = max(segments, key=lambda s: s.money_share - s.share)
    return f"{heavy.name}: {percent(heavy.share)} of the customers, {percent(heavy.money_share)} of the {money}."


MEMBER = draw
