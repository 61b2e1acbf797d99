"""What every chart must be: it compiles, it says its finding, it keeps the colours, and it stays small."""

from __future__ import annotations

import dataclasses
import itertools
import json
import re
from pathlib import Path
from typing import Any

import altair
import pytest
import vl_convert

from coterie.charts import ORDER, VEGA_LITE, color, draw, draw_all, labels, picture, shape, variants
from coterie.charts._theme import MARKS, PALETTE
from coterie.errors import InputError
from coterie.records import Portrait, Story
from coterie.registry import members
from coterie.segmentation import Charts

NAMES = sorted(members("charts"))


@pytest.mark.parametrize("name", NAMES)
def test_every_chart_compiles_and_keeps_to_the_schema(name: str, story: Story) -> None:
    chart = draw(name, story)
    assert "<svg" in picture(chart).decode()
    altair.Chart.from_dict({**chart.spec, "datasets": {}})  # Altair brings Vega-Lite's schema
    json.dumps(chart.spec, allow_nan=False)


@pytest.mark.parametrize("name", NAMES)
def test_every_chart_says_its_finding_to_eyes_and_ears(name: str, story: Story) -> None:
    chart = draw(name, story)
    assert chart.sentence.endswith(".")
    assert chart.sentence in chart.alt
    assert chart.spec["description"] == chart.alt
    assert chart.spec["title"]["text"] == chart.title


@pytest.mark.parametrize("name", NAMES)
def test_no_chart_draws_more_than_5000_marks(name: str, story: Story) -> None:
    portrait = story.segments.portrait
    times = 30  # 24,000 customers
    crowd = Portrait(
        portrait.x * times,
        portrait.y * times,
        "a",
        "b",
        portrait.segment * times,
        {k: v * times for k, v in portrait.values.items()},
        24_000,
        0.5,
    )
    chart = draw(name, dataclasses.replace(story, segments=dataclasses.replace(story.segments, portrait=crowd)))
    assert 0 < sum(len(rows) for rows in chart.spec["datasets"].values()) <= MARKS


@pytest.mark.parametrize("name", ["sizes", "map", "scatter"])
def test_a_segment_has_one_colour_everywhere(name: str, story: Story) -> None:
    scale = _found(draw(name, story).spec, "color")["scale"]
    drawn = {domain.replace("\n", " "): code for domain, code in zip(scale["domain"], scale["range"], strict=True)}
    assert drawn == {label: color(segment) for segment, label in labels(story).items()}


@pytest.mark.parametrize("name", ["map", "scatter", "snake", "distributions"])
def test_who_is_in_no_segment_is_as_grey_as_on_the_card(name: str, story: Story) -> None:
    first, *rest = story.segments.segments
    outside = dataclasses.replace(first, id=0, name="In no segment")
    portrait = dataclasses.replace(story.segments.portrait, segment=tuple(i * (i != first.id) for i in story.segments.portrait.segment))
    told = dataclasses.replace(story, segments=dataclasses.replace(story.segments, segments=(outside, *rest), portrait=portrait))
    scale = _found(draw(name, told).spec, "color")["scale"]
    assert dict(zip(scale["domain"], scale["range"], strict=True))["In no segment"] == color(0)


def test_a_segment_keeps_its_colour_when_others_go(story: Story) -> None:
    last = dataclasses.replace(story.segments, segments=story.segments.segments[-1:])
    scale = _found(draw("sizes", dataclasses.replace(story, segments=last)).spec, "color")["scale"]
    assert scale["range"] == [color(6)]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("elbow", "the curve bends at 6 for k-means, 5 for Ward"),
        ("structure", "(4.2 standard deviations) is deeper than in almost every made-up crowd without groups."),
        ("silhouette", "k-means with 6 segments scores highest (0.41), and is the choice"),
        ("foretold", "foretold 4,800 orders in the 124 days since; 5,000 came: 4.0% too few."),
        ("sizes", "Champions: 7.2% of the customers, 47% of the revenue"),
        ("map", "Closest to each other: Bargain visitors and Slipping away"),
        ("heatmap", "mean order value of “Big baskets, rare visits”, £1,590 against"),
        ("scatter", "Highest in both, Orders and Revenue: Champions"),
        (
            "snake",
            "Big baskets, rare visits: furthest above everyone, +3.1 in mean order value and +3.0 in units per order.",
        ),
        ("differences", "Champions: above everyone in orders (+2.8, surely +2.7 to +2.8) and revenue (+2.7, surely +2.6 to +2.8); below"),
        ("course", "Up: Champions (73%) and Loyal regulars (33%). Down: New and promising (27%),"),
        ("distributions", "Mean order value is highest for Big baskets, rare visits (middle £1,431, half of them between £954 and £1,908)"),
        ("concentration", "The best 10% of the customers bring 57% of the revenue, the best 20% bring 83%. Steepest: Champions"),
        ("rfm-grid", "The fullest cell, recency 1 with frequency 1, holds 23% of the customers; the richest, recency 5 with frequency 5,"),
        ("silhouettes", "Holds together best: Champions. 9.0% of a sample of 600 customers lie nearer to another segment"),
        ("silhouettes", "most of all Slipping away: 24%."),
        (
            "relations",
            "Orders and revenue rise together most closely (rank correlation +0.79); days since last order and revenue run against",
        ),
        ("missing", "Most is missing in CustomerID (25%) and Description (0.3%). 1 column of 4 lacks nothing."),
        ("categories", "Country United Kingdom is less frequent in Slipping away than anywhere else: 65%, against 90% of everyone."),
        ("cohorts", "31% of new customers buy again in the month after their first purchase, 22% after 6 months; those of"),
        ("rhythm", "quickest are"),
        ("stability", "New and promising, Bargain visitors and Slipping away are not found again for sure"),
        (
            "usefulness",
            "Segments made on 10 June 2011 explain 38% of the differences in what customers spent in the 182 days after; RFM scores",
        ),
        ("dendrogram", "The first division of Ward sets Champions apart from the rest; most alike are Bargain visitors and Slipping away"),
        ("trend", "The best month was November 2011. The last month, shown pale, is not over."),
    ],
)
def test_the_sentence_is_what_one_sees(name: str, words: str, story: Story) -> None:
    assert words in draw(name, story).sentence


def test_charts_come_in_the_stated_order_and_without_those_that_show_nothing(story: Story, small_story: Story) -> None:
    assert [chart.name for chart in draw_all(story)] == [name for name in ORDER if name in NAMES]
    assert [chart.name for chart in draw_all(small_story)] == ["sizes"]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "sizes"])
def test_a_chart_with_nothing_to_show_says_why(name: str, small_story: Story) -> None:
    with pytest.raises(InputError, match=r"has nothing to show: .+") as caught:
        draw(name, small_story)
    assert caught.value.code == "chart-not-applicable"


def test_scatter_takes_any_two_features(story: Story) -> None:
    spec = draw("scatter", story, x="recency", y="trend").spec
    assert Charts(story).scatter("recency", "trend").spec == spec
    assert spec["encoding"]["x"]["title"] == "Days since last order, logarithmic"
    assert spec["encoding"]["y"]["title"] == "Trend"
    assert spec["encoding"]["y"]["axis"]["format"] == "+.0%"


def test_scatter_leaves_out_customers_without_a_value(story: Story) -> None:
    rows = draw("scatter", story, x="gap").spec["datasets"]["points"]
    assert len(rows) == sum(v is not None for v in story.segments.portrait.values["gap"]) < 800


def test_scatter_takes_the_features_that_separate_best_where_there_are_no_orders(story: Story) -> None:
    kept = {k: v for k, v in story.segments.portrait.values.items() if k not in {"frequency", "money"}}
    portrait = dataclasses.replace(story.segments.portrait, values=kept)
    spec = draw("scatter", dataclasses.replace(story, segments=dataclasses.replace(story.segments, portrait=portrait))).spec
    assert spec["encoding"]["x"]["title"].startswith("Mean order value")
    assert spec["encoding"]["y"]["title"].startswith("Units per order")


@pytest.mark.parametrize(("name", "option"), [("scatter", "x"), ("distributions", "feature"), ("categories", "feature")])
def test_a_chart_names_the_nearest_feature(name: str, option: str, story: Story) -> None:
    with pytest.raises(InputError, match=r"Did you mean '(money|country)'"):
        draw(name, story, **{option: "contry" if name == "categories" else "mony"})


@pytest.mark.parametrize("name", NAMES)
def test_every_variant_is_a_chart_and_one_of_them_is_the_first_shown(name: str, story: Story) -> None:
    others = variants(name, story)
    assert not others or draw(name, story).alt in [chart.alt for chart in others.values()]
    assert len({chart.sentence for chart in others.values()}) == len(others)


def test_every_number_feature_can_be_seen_by_segment(story: Story) -> None:
    chart = draw("distributions", story, feature="money")
    assert chart.sentence.startswith("Revenue is highest for Champions (middle £8,478, half of them between £5,652 and £11,304)")
    assert [row["segment"] for row in chart.spec["datasets"]["spans"]][:2] == ["Everyone", "Champions"]
    assert chart.spec["encoding"]["x"]["title"] == "Revenue (£), logarithmic"
    assert list(variants("distributions", story)) == [f.title for f in story.features.columns if f.kind == "numeric"]


def test_every_segment_can_be_seen_against_everyone(story: Story) -> None:
    assert list(variants("differences", story)) == [s.name for s in story.segments.segments]
    chart = draw("differences", story, segment="slipping away")
    assert chart == draw("differences", story, segment="6")
    rows = chart.spec["datasets"]["differences"]
    assert all(row["low"] <= row["difference"] <= row["high"] for row in rows)
    assert {row["side"] for row in rows} == {"more", "less", "unsure"}
    assert "the side is not sure" in chart.sentence
    with pytest.raises(InputError, match="Did you mean 'Champions'"):
        draw("differences", story, segment="Champion")


def test_the_names_at_the_ends_of_the_snake_do_not_overlap(story: Story) -> None:
    spec = draw("snake", story).spec
    places = sorted(row["place"] for row in spec["datasets"]["ends"])
    domain = spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
    gaps = [(b - a) / (domain[1] - domain[0]) * spec["height"] for a, b in itertools.pairwise(places)]
    assert min(gaps) >= 20.9


def test_the_cells_of_the_grid_say_what_the_scores_stand_for(story: Story) -> None:
    encoding = draw("rfm-grid", story).spec["encoding"]
    assert encoding["x"]["sort"] == ["1\n1", "2\n2", "3\n3", "4\n4 to 5", "5\n6 and more"]
    assert encoding["y"]["sort"][0] == "5\nup to 14"


def test_bands_go_from_the_best_to_the_worst_and_all_are_there(story: Story) -> None:
    spec = draw("silhouettes", story).spec
    rows = [row for row in spec["datasets"]["customers"] if row["segment"] == "Slipping away"]
    assert (rows[0]["score"], rows[-1]["score"]) == (0.3, -0.096)
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    assert spec["datasets"]["bands"][-1]["words"] == "Slipping away: mean 0.10, 24% below 0"


@pytest.mark.parametrize(
    ("figure", "title", "words"),
    [
        ("money", "Revenue (£)", "The best month was November 2011."),
        ("orders", "Orders", "Most orders came in December 2011: 1,990."),
        ("customers", "Customers", "Most customers bought in December 2011: 1,400."),
        ("order_value", "Mean order value (£)", "Orders were largest in November 2011: £769 on average."),
        ("repeat_share", "Bought in an earlier month", "The share of customers who had bought before was highest in December 2011: 90%."),
    ],
)
def test_the_trend_shows_each_key_figure(figure: str, title: str, words: str, story: Story) -> None:
    chart = draw("trend", story, figure)
    assert chart.sentence == f"{words} The last month, shown pale, is not over."
    assert chart.spec["encoding"]["y"]["title"] == title
    assert len(variants("trend", story)) == 5
    told = [place["title"] for place in chart.spec["encoding"]["tooltip"]]
    assert {"Month", "Orders", "Customers", "Bought in an earlier month"} < set(told)


def test_the_trend_of_orders_without_money_is_that_of_the_orders(story: Story) -> None:
    months = tuple(dataclasses.replace(m, money=0.0, order_value=0.0) for m in story.exploration.months)
    poor = dataclasses.replace(story, exploration=dataclasses.replace(story.exploration, months=months))
    assert draw("trend", poor).sentence.startswith("Most orders came in December 2011")
    assert list(variants("trend", poor)) == ["Orders", "Customers", "Bought in an earlier month"]
    with pytest.raises(InputError, match=r"no figure 'mony' by month\. There are: orders, customers, repeat_share"):
        draw("trend", poor, "mony")


def test_a_band_is_as_high_as_it_has_customers(story: Story) -> None:
    data = draw("silhouettes", story).spec["datasets"]
    for band in data["bands"]:
        places = [row["place"] for row in data["customers"] if row["segment"] == band["segment"]]
        assert (places[-1] - places[0]) / band["sampled"] == pytest.approx(38 * 6 / 600, rel=0.01)


def test_each_piece_of_a_bar_adds_up_to_everyone(story: Story) -> None:
    rows = draw("categories", story).spec["datasets"]["pieces"]
    assert {row["level"] for row in rows} == {"United Kingdom", "all others"}
    for bar in {row["row"] for row in rows}:
        assert sum(row["share"] for row in rows if row["row"] == bar) == pytest.approx(1)


def test_a_month_that_is_not_over_is_told_apart_in_the_cohorts(story: Story) -> None:
    rows = draw("cohorts", story).spec["datasets"]["cells"]
    first = [row for row in rows if row["cohort"] == "Jan 2011 · 400"]
    assert [row["open"] for row in first] == [False] * 10 + [True]
    assert first[0]["words"] == "30%"


def test_no_branch_of_the_tree_crosses_another(story: Story) -> None:
    spec = draw("dendrogram", story).spec
    places = [row["place"] for row in spec["datasets"]["leaves"]]
    assert sorted(places) == [float(i) for i in range(12)]
    order = [row["segment"] for row in sorted(spec["datasets"]["leaves"], key=lambda row: row["place"])]
    assert len(list(itertools.groupby(order))) == 6
    assert spec["datasets"]["cut"][0]["words"] == "cut: 6 groups"


def test_rows_of_the_rhythm_are_whole(story: Story) -> None:
    rows = draw("rhythm", story).spec["datasets"]["cells"]
    assert [row["gap"].replace("\n", " ") for row in rows[:5]] == [
        "up to 14 days",
        "14 to 30 days",
        "30 to 90 days",
        "over 90 days",
        "one order",
    ]
    assert sum(row["share"] for row in rows[:5]) == pytest.approx(1, abs=0.001)


def test_segments_lie_along_the_curve_from_the_most_to_the_least_worth(story: Story) -> None:
    pieces = draw("concentration", story).spec["datasets"]["pieces"]
    assert [row["segment"] for row in pieces[::2]][:2] == ["Champions", "Big baskets, rare visits"]
    assert (pieces[-1]["customers"], pieces[-1]["money"]) == (1.0, 1.0)


def test_two_segments_of_one_name_stay_two(story: Story) -> None:
    same = tuple(dataclasses.replace(s, name="Same") for s in story.segments.segments)
    story = dataclasses.replace(story, segments=dataclasses.replace(story.segments, segments=same))
    assert list(labels(story).values()) == [f"Same ({i})" for i in range(1, 7)]


def test_without_money_sizes_are_of_customers_only(small_story: Story) -> None:
    chart = draw("sizes", small_story)
    assert {row["of"] for row in chart.spec["datasets"]["shares"]} == {"customers"}
    assert "money" not in chart.alt


@pytest.mark.parametrize(("name", "head"), [("a.png", b"\x89PNG"), ("b.SVG", b"<svg")])
def test_a_chart_saves_itself_as_a_picture(name: str, head: bytes, story: Story, tmp_path: Path) -> None:
    assert draw("sizes", story).save(tmp_path / name).read_bytes().startswith(head)


@pytest.mark.parametrize("name", ["map", "relations", "sizes"])
def test_words_of_a_picture_have_room_where_a_font_is_wide(name: str, story: Story) -> None:
    drawn = draw(name, story)
    width = float(re.search(r'width="([\d.]+)"', picture(drawn).decode())[1])
    bare = float(re.search(r'width="([\d.]+)"', vl_convert.vegalite_to_svg({**drawn.spec, "padding": 0}, vl_version=VEGA_LITE))[1])
    assert width >= bare + 60
    assert all(7 * len(line) <= max(drawn.spec["width"], 308) for line in drawn.spec["title"]["subtitle"])


def test_picture_is_a_png_when_asked(story: Story) -> None:
    assert picture(draw("sizes", story), "png").startswith(b"\x89PNG")


def test_a_notebook_shows_the_chart(story: Story) -> None:
    shown: Any = draw("sizes", story)
    shown = shown._repr_mimebundle_()
    assert "<svg" in shown["image/svg+xml"]
    assert shown["text/plain"].startswith("Bar chart")


def test_the_specification_is_of_the_version_that_pictures_and_pages_draw(story: Story) -> None:
    assert f"/v{VEGA_LITE}." in draw("sizes", story).spec["$schema"]
    assert VEGA_LITE in vl_convert.get_vegalite_versions()


@pytest.mark.parametrize("ground", [(255, 255, 255), (0x1E, 0x20, 0x24)], ids=["light", "dark"])
def test_colours_stand_out_by_day_and_by_night(ground: tuple[int, int, int]) -> None:
    assert all(_contrast(_rgb(code), ground) >= 2.6 for code in PALETTE)


# how the three kinds of colour blindness see a linear colour: Machado, Oliveira and Fernandes, 2009, severity 1
SIGHTS = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red cones": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green cones": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}


@pytest.mark.parametrize("sight", SIGHTS)
def test_ten_segments_are_told_apart_by_every_eye(sight: str) -> None:
    seen = [_oklab(tuple(sum(m * c for m, c in zip(row, _linear(_rgb(code)), strict=True)) for row in SIGHTS[sight])) for code in PALETTE]
    nearest = min(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 for one, other in itertools.combinations(seen, 2))
    assert nearest > 0.07
    assert len({shape(i) for i in range(1, 11)}) == 10


def _found(spec: Any, key: str) -> Any:
    """The first value under `key` that has a scale, anywhere in a specification."""
    if isinstance(spec, dict):
        if isinstance(spec.get(key), dict) and "scale" in spec[key]:
            return spec[key]
        return next((hit for part in spec.values() if (hit := _found(part, key))), None)
    return next((hit for part in spec if (hit := _found(part, key))), None) if isinstance(spec, list) else None


def _rgb(code: str) -> tuple[int, int, int]:
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def _linear(rgb: tuple[int, int, int]) -> list[float]:
    return [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]


def _contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """The contrast of WCAG 2."""
    low, high = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (_linear(one), _linear(other)))
    return (high + 0.05) / (low + 0.05)


def _oklab(rgb: tuple[float, ...]) -> tuple[float, float, float]:
    """Ottosson's OKLab of a linear colour."""
    r, g, b = (max(0.0, c) for c in rgb)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


@pytest.mark.parametrize("knees", [{}, {"kmeans": 4}, {"kmeans": 4, "ward": 4}])
def test_the_elbow_has_no_layer_without_marks(story, knees):
    """The library warns of such a layer on the console, where a page must be silent."""
    board = dataclasses.replace(story.leaderboard, knees=knees, elbows={m: story.leaderboard.elbows[m] for m in knees or ("kmeans",)})
    spec = draw("elbow", dataclasses.replace(story, leaderboard=board)).spec
    for layer in spec["layer"]:
        rows = spec["datasets"][layer.get("data", spec["data"])["name"]]
        wanted = [t["filter"] for t in layer.get("transform", ())]
        assert [r for r in rows if all(r["top"] == (f == "datum.top") for f in wanted)]
