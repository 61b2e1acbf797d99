"""A story made by hand: six segments of a shop's customers, for the tests of what shows it."""

from __future__ import annotations

import dataclasses
import random
from datetime import date, timedelta
from typing import Any

from coterie import records as r

# name, customers, share of revenue, then the typical value of each number feature in the order of FEATURES
KINDS: tuple[tuple[str, int, float, tuple[float, ...]], ...] = (
    ("Champions", 312, 0.47, (9, 24.0, 9420.0, 355, 392.0, 210.0, 168, 14.8, 0.71, 0.18, 0.03)),
    ("Loyal regulars", 640, 0.24, (24, 8.2, 2370.0, 330, 289.0, 160.0, 96, 36.0, 0.55, 0.04, 0.02)),
    ("Big baskets, rare visits", 208, 0.11, (88, 2.1, 3340.0, 260, 1590.0, 940.0, 61, 105.0, 0.33, -0.06, 0.05)),
    ("New and promising", 806, 0.09, (21, 1.9, 705.0, 60, 371.0, 190.0, 38, 22.0, 0.41, 0.35, 0.02)),
    ("Bargain visitors", 1120, 0.06, (74, 2.6, 338.0, 240, 130.0, 74.0, 27, 61.0, 0.38, -0.10, 0.12)),
    ("Slipping away", 1252, 0.03, (246, 1.3, 151.0, 251, 116.0, 66.0, 16, 0.0, 0.20, -0.52, 0.01)),
)

FEATURES: tuple[r.Feature, ...] = (
    r.Feature(
        "recency",
        "Days since last order",
        "Days between the last order and the day we look.",
        "days",
        ",.0f",
        "numeric",
        "recency",
        good=-1,
    ),
    r.Feature("frequency", "Orders", "How many orders the customer placed.", "orders", ",.1f", "numeric", "frequency", good=1),
    r.Feature("money", "Revenue", "What the customer spent, returns taken off.", "£", ",.0f", "numeric", "money", good=1),
    r.Feature("tenure", "Days as a customer", "Days between the first order and the day we look.", "days", ",.0f", "numeric", "tenure"),
    r.Feature("order_value", "Mean order value", "Revenue per order.", "£", ",.0f", "numeric", "money", good=1),
    r.Feature("units", "Units per order", "How many pieces an order holds.", "units", ",.0f", "numeric", "basket"),
    r.Feature(
        "products", "Different products", "How many different products were ever bought.", "products", ",.0f", "numeric", "basket", good=1
    ),
    r.Feature("gap", "Days between orders", "The mean gap between one order and the next.", "days", ",.0f", "numeric", "rhythm", good=-1),
    r.Feature("regularity", "Regularity", "How even the gaps are: 1 is a clock.", "", ".2f", "numeric", "rhythm", good=1),
    r.Feature("trend", "Trend", "Second half of the time against the first.", "", "+.0%", "numeric", "rhythm", good=1),
    r.Feature("return_share", "Share returned", "Money sent back, as a share of money spent.", "", ".0%", "numeric", "returns", good=-1),
    r.Feature("country", "Country", "Where the customer lives.", "", "", "category", "attribute"),
)

CUTS = (
    r.Cuts("r_score", "recency", (15.0, 32.0, 72.0, 180.0), 5, reverse=True),
    r.Cuts("f_score", "frequency", (2.0, 3.0, 4.0, 6.0), 5),
)
NUMBERS = tuple(f.name for f in FEATURES if f.kind == "numeric")
SPREAD = (95.0, 7.0, 2900.0, 105.0, 420.0, 260.0, 47.0, 41.0, 0.2, 0.35, 0.06)
PLACES = ((3.6, 1.2), (1.7, 0.4), (1.1, -2.6), (-0.4, 2.3), (-1.0, -0.5), (-2.4, -1.2))
TOTAL = sum(kind[1] for kind in KINDS)
ROUGH = "A rough rule: it catches 75% of them; 75% of those it catches are right."


def make_story(**changes: Any) -> r.Story:
    """The story of a shop with six segments; `changes` replace whole fields."""
    story = r.Story(
        title="Online shop",
        sources=("orders.csv",),
        roles={
            "orders": {"customer": "CustomerID", "order": "InvoiceNo", "time": "InvoiceDate", "quantity": "Quantity", "price": "UnitPrice"}
        },
        settings={"method": ("kmeans", "ward"), "k": (2, 10), "scale": "standard", "seed": 0},
        ledger=_ledger(),
        features=r.Features("features", FEATURES, TOTAL, as_of=date(2011, 12, 10), cuts=CUTS),
        exploration=_exploration(),
        dropped=(r.Dropped("units", "It tells the same as mean order value: their correlation is 0.97."),),
        clipped={"money": 9, "order_value": 7},
        notes=("Customers with one order have no gap between orders: it was filled with the median, and a mark says so.",),
        leaderboard=_leaderboard(),
        model=_model(),
        segments=_segments(),
        value=make_value(),
    )
    return dataclasses.replace(story, **changes)


def make_value() -> r.Value:
    """A check of three models, of which MBG/NBD is chosen."""
    tried = (
        r.Tried("mbgnbd", "MBG/NBD", -9582.1, 4800.0, 0.31, 1.9, chosen=True),
        r.Tried("pareto", "Pareto/NBD", -9595.0, 4700.0, 0.30, 1.9),
        r.Tried("bgnbd", "BG/NBD", -9582.4, 4750.0, 0.29, 2.0, note="not chosen: it takes all 1,494 customers with one order as active"),
    )
    bars = tuple(r.Foretold(n, n == 8, 1500 // n, 0.3 * n, 0.28 * n + 0.1) for n in range(1, 9))
    sentence = "MBG/NBD, fitted to what was known then, foretold 4,800 orders in the 124 days since; 5,000 came: 4.0% too few."
    check = r.OutOfTime(date(2011, 8, 8), 124, 3900, 5000, tried, bars, sentence)
    notes = ("Customers who order more often spend more per order (correlation 0.35).",)
    return r.Value(table="value_customers", columns=(*r.OF_ORDERS, *r.OF_SPENDING), cells=1000, check=check, notes=notes)


def make_worth(customers: int, money: float) -> r.Worth:
    """What so many customers are worth, who are to spend so much."""
    sentence = f"Expected in the next 365 days: £{money:,.0f}. Chance of being active: 62% on average."
    orders = money / 100
    return r.Worth(customers, 0.62, orders, orders * 0.9, orders * 1.1, money, money * 0.85, money * 1.2, money / 9, sentence)


def make_small_story() -> r.Story:
    """Two segments of customers without orders, money, months or a range of k: what a page must bear."""
    story = make_story()
    board = dataclasses.replace(
        story.leaderboard,
        standings=story.leaderboard.standings[:1],
        elbows={"kmeans": ((2, 10.0),)},
        knees={},
        verdict="weak",
        structure=None,
        usefulness=None,
    )
    portrait = r.Portrait((), (), "", "", (), {}, TOTAL, 0.0)
    pair = tuple(
        dataclasses.replace(
            s, advice=(), traits=(), profile=(), differences=(), course=None, money=0.0, money_share=0.0, found_again=None, worth=None
        )
        for s in story.segments.segments[:2]
    )
    return dataclasses.replace(
        story,
        exploration=r.Exploration((), (), (), ()),
        leaderboard=board,
        segments=r.Segments(pair, "", "Two groups.", portrait),
        value=r.Value(reason="Nobody can say what customers will be worth: there are no orders with a time."),
        model=dataclasses.replace(story.model, value=None),
    )


def make_hostile_story(text: str) -> r.Story:
    """The same story with one text in every place that a user's file or hand can reach."""
    story = make_story()
    column = dataclasses.replace(FEATURES[2], title=text, sentence=text, unit=text)
    features = tuple(column if f.name == "money" else f for f in FEATURES)
    rule = r.Rule(text, text, 1, 1, 1.0, 1.0, text)
    segments = tuple(dataclasses.replace(s, name=f"{text} {s.id}", summary=text, rule=rule) for s in story.segments.segments)
    portrait = dataclasses.replace(story.segments.portrait, x_title=text, y_title=text)
    example = r.Example("orders", "missing-customer", text, 7, text, text)
    caution = r.Caution(text, text, text)
    quality = tuple(dataclasses.replace(c, name=text, examples=(example,)) for c in story.exploration.columns)
    return dataclasses.replace(
        story,
        title=text,
        sources=(text,),
        roles={text: {text: text}},
        settings={text: text},
        features=dataclasses.replace(story.features, columns=features),
        notes=(text,),
        ledger=dataclasses.replace(story.ledger, examples=(example,), notes=(text,)),
        exploration=dataclasses.replace(story.exploration, columns=quality, cautions=(caution,), findings=(text,)),
        segments=r.Segments(segments, text, text, portrait),
        model=dataclasses.replace(story.model, lineage=make_lineage(dict.fromkeys(range(1, 9), text))),
    )


def make_lineage(names: dict[int, str]) -> r.Lineage:
    """An earlier run in which segment 4 was part of 3, 6 was two, 1 was not there, and 8 was."""
    changes = (r.Change("merged", (6, 7), (6,)), r.Change("split", (3,), (3, 4)), r.Change("new", (), (1,)), r.Change("lost", (8,), ()))
    return r.Lineage("2011-11-10T08-00-00", date(2011, 11, 10), "customers", 3900, 0.97, (2, 3, 5, 6), changes, names, 8)


def _ledger() -> r.Ledger:
    line = r.LedgerLine
    return r.Ledger(
        lines=(
            line("orders", "used", "Used as they are", "used", 392_732, 8_887_208.89),
            line(
                "orders",
                "identical-line",
                "Identical to another line",
                "merged",
                5_225,
                28_120.41,
                "Every column is the same.",
                "Keep them with duplicates = 'keep'.",
            ),
            line(
                "orders",
                "cancellation",
                "Cancellations and what they cancel",
                "netted",
                8_872,
                -611_342.09,
                "The order number begins with C.",
            ),
            line(
                "orders",
                "missing-customer",
                "No customer",
                "set aside",
                135_037,
                1_447_487.53,
                "The customer's cell is empty.",
                "Fill CustomerID, or accept that guests are not segmented.",
            ),
            line("orders", "unreadable-date", "Unreadable date", "set aside", 43, 0.0, "The date cannot be read", column="InvoiceDate"),
        ),
        rows_in={"orders": 541_909},
        notes=("The same product has more than one description in 1,312 lines; nothing was changed.",),
        would=(line("orders", "outlier", "Absurdly large", "set aside", 2, 245_653.2, "The money is far above the rest."),),
        examples=(
            r.Example("orders", "missing-customer", "year/orders.csv", 624, "CustomerID"),
            r.Example("orders", "missing-customer", "year/orders.csv", 1445, "CustomerID"),
            r.Example("orders", "unreadable-date", "year/orders.csv", 1204, "InvoiceDate", "soon"),
        ),
    )


AGAIN = tuple(
    r.FoundAgain(overlap, found, grade, f"Found again in {round(20 * found)} of 20 tries with some of the customers: {words}.")
    for overlap, found, grade, words in (
        (0.93, 1.0, "highly stable", "highly stable"),
        (0.88, 0.95, "highly stable", "highly stable"),
        (0.79, 0.7, "stable", "stable"),
        (0.68, 0.3, "pattern", "a pattern is there, but its borders are not sure"),
        (0.57, 0.05, "doubtful", "doubtful"),
        (0.44, 0.0, "dissolved", "not stable, it dissolves among other customers"),
    )
)


def _exploration() -> r.Exploration:
    figures = (
        r.KeyFigure("customers", "Customers", float(TOTAL), ",.0f", "Everyone who bought at least once."),
        r.KeyFigure("orders", "Orders", 18_532.0, ",.0f", "Purchases, cancellations left out."),
        r.KeyFigure("revenue", "Revenue", 8_275_866.0, ",.0f", "What was paid, returns taken off.", "£"),
        r.KeyFigure("repeat_share", "Came back", 0.655, ".0%", "Customers with two orders or more."),
    )
    money = (572, 498, 683, 493, 723, 691, 681, 682, 1019, 1070, 1461, 433)
    counts = ((740 + 60 * i, 1000 + 90 * i, m * 1000.0, 420 - 25 * i) for i, m in enumerate(money))
    months = tuple(r.Month(date(2011, i, 1), c, o, m, new, m / o, 1 - new / c) for i, (c, o, m, new) in enumerate(counts, 1))
    shapes = tuple(_distribution(i) for i in range(len(NUMBERS)))
    country = r.Distribution("country", 0, 37, levels=(("United Kingdom", 3921), ("Germany", 94), ("France", 87), ("Spain", 30)))
    findings = (
        "Revenue is very uneven: 20% of the customers bring 73% of it.",
        "Autumn is the season: November sells twice as much as June.",
    )
    cautions = (
        r.Caution(
            "The orders span 345 days.",
            "Everything that has a season: a customer who buys once a year looks lost.",
            "Export a longer period; a year or more is best.",
        ),
    )
    relations = (("money", "frequency", 0.79), ("recency", "money", -0.44), ("recency", "frequency", 0.02), ("tenure", "gap", 0.31))
    return r.Exploration(
        figures,
        months,
        (*shapes, country),
        relations,
        findings,
        cautions,
        columns=_columns(),
        concentration=tuple((n / 100, 1 - (1 - n / 100) ** 8) for n in range(1, 101)),
        scores=_scores(),
        cohorts=_cohorts(),
    )


def _cohorts() -> r.Cohorts:
    rows = tuple(r.Cohort(date(2011, i + 1, 1), 400 - 20 * i, tuple(120 - 8 * j - 2 * i for j in range(11 - i))) for i in range(12))
    return r.Cohorts("month", rows, (0.31, 0.29, 0.27, 0.25, 0.24, 0.22), unfinished=True)


def _scores() -> tuple[r.ScoreCell, ...]:
    sizes = {(i, j): 60 + 20 * abs(i - j) + (600 if i == j == 1 else 0) for i in range(1, 6) for j in range(1, 6)}
    money = {(i, j): float(i * j**3) for i, j in sizes}
    return tuple(
        r.ScoreCell(i, j, n, money[i, j], n / sum(sizes.values()), money[i, j] / sum(money.values())) for (i, j), n in sizes.items()
    )


def _columns() -> tuple[r.ColumnQuality, ...]:
    column = r.ColumnQuality
    soon = r.Example("orders", "unreadable-date", "year/orders.csv", 1204, "InvoiceDate", "soon")
    return (
        column("orders", "InvoiceNo", "order", "text", 541_909, 541_909, 25_900),
        column("orders", "InvoiceDate", "time", "date, written like 31/12/2024 13:45", 541_909, 541_909, 23_260, 43, (soon,)),
        column("orders", "CustomerID", "customer", "text", 541_909, 406_872, 4_372),
        column("orders", "Description", "", "text", 541_909, 540_455, None),
    )


def _distribution(i: int) -> r.Distribution:
    values = [kind[3][i] for kind in KINDS]
    low, high = min(values), max(values)
    step = (high - low) / 12
    bins = tuple((low + step * b, low + step * (b + 1), round(1400 / (b + 1))) for b in range(12))
    places = {"min": 0, "p1": 0.1, "p5": 0.3, "p25": 1, "median": 2, "p75": 4, "p95": 9, "p99": 11, "max": 12}
    quantiles = {name: low + step * place for name, place in places.items()}
    missing = 1494 if NUMBERS[i] == "gap" else 0
    return r.Distribution(NUMBERS[i], missing, 900, quantiles, low + 3 * step, SPREAD[i], 2.6 if i in (1, 2, 4, 5) else 0.4, 31, bins=bins)


def _leaderboard() -> r.Leaderboard:
    yardsticks = (
        r.Yardstick(
            "silhouette",
            "Silhouette",
            "How much nearer customers are to their own segment than to the next: 1 is perfect, 0 is none.",
            True,
            2.0,
        ),
        r.Yardstick("calinski-harabasz", "Calinski–Harabasz", "Spread between segments against spread inside them.", True, 1.0),
        r.Yardstick("davies-bouldin", "Davies–Bouldin", "How much each segment overlaps with its worst neighbour.", False, 1.0),
    )
    standings = sorted((_standing(m, k) for m in ("kmeans", "ward") for k in range(2, 11)), key=lambda s: -s.total)
    standings[0] = dataclasses.replace(standings[0], chosen=True, note="Chosen: best on the sum of ranks.")
    elbows = {
        m: tuple((k, round(30_000 / (k - 0.4) + (900 if m == "ward" else 0) + 260 * max(0, 6 - k), 1)) for k in range(2, 11))
        for m in ("kmeans", "ward")
    }
    return r.Leaderboard(
        standings=tuple(standings),
        yardsticks=yardsticks,
        chosen=None,
        reason="k-means with six segments is first or second on every yardstick, and its smallest segment holds 5% of the customers.",
        verdict="clear",
        verdict_sentence="The segments are distinct: most customers clearly belong to one, and few stand between two (silhouette 0.53).",
        knees={"kmeans": 6, "ward": 5},
        elbows=elbows,
        sample=2000,
        refused=(("dbscan", "It found one group and noise."),),
        usefulness=r.Usefulness(0.38, 0.31, 3.4, date(2011, 6, 10), 182, 2000),
        findings=("The sizes are uneven: one segment holds 61% of the customers, and 5 others share the rest.",),
        structure=r.Structure(
            True,
            1 / 60,
            4.2,
            tuple(1.5 + 0.03 * n for n in range(59)),
            1000,
            1,
            (),
            "There are groups: none of 59 made-up crowds without groups has as deep a gap.",
            "1,000 customers were held against them.",
        ),
    )


def _standing(method: str, k: int) -> r.Standing:
    handicap = 0.02 if method == "ward" else 0.0
    silhouette = 0.41 - 0.028 * abs(k - 6) - handicap
    scores = {
        "silhouette": silhouette,
        "calinski-harabasz": 1900 - 90 * abs(k - 5) - 2000 * handicap,
        "davies-bouldin": 0.88 + 0.05 * abs(k - 6) + handicap,
    }
    ranks = {name: 1.0 + abs(k - 6) for name in scores}
    title = {"kmeans": "k-means", "ward": "Ward"}[method]
    return r.Standing(method, k, scores, ranks, round(silhouette * 2, 4), 0.4 / k, 1.9 / k, title=title)


def _model() -> r.Model:
    import numpy as np

    prototypes = np.array(PLACES, dtype=np.float64)
    names = {i: kind[0] for i, kind in enumerate(KINDS, 1)}
    return r.Model(
        FEATURES,
        (),
        r.SpaceModel((), ("recency", "money")),
        "kmeans",
        6,
        r.Prototypes(prototypes, np.arange(1, 7)),
        prototypes,
        as_of=date(2011, 12, 10),
        names=names,
        value=r.ValueModel(
            r.Estimate("mbgnbd", "MBG/NBD", ("r", "alpha", "a", "b"), (0.5, 6.2, 0.9, 1.6), ((0.1,),), (0.0,)),
            r.Estimate("gamma-gamma", "Gamma-Gamma", ("p", "q", "gamma"), (6.2, 3.7, 15.4), ((0.1,),), (0.0,)),
            365,
        ),
    )


def _segments() -> r.Segments:
    headline = "Six kinds of customer: 312 Champions, 7% of everyone, bring 47% of the revenue"
    return r.Segments(
        tuple(_segment(i) for i in range(len(KINDS))),
        "Revenue",
        headline,
        _portrait(),
        silhouettes=_silhouettes(),
        rhythm=r.Rhythm((14, 30, 90), {i: tuple(10 * abs(i - j) + 20 for j in range(5)) for i in range(len(KINDS) + 1)}),
        hierarchy=_hierarchy(),
        worth=make_worth(TOTAL, 9_100_000.0),
    )


def _silhouettes() -> r.Silhouettes:
    bands = []
    for i in range(len(KINDS)):
        values = tuple(round(0.7 - 0.08 * i - 0.004 * j, 3) for j in range(100))
        bands.append(r.Band(i + 1, values, round(sum(values) / 100, 3), sum(v < 0 for v in values) / 100))
    return r.Silhouettes(600, 0.302, 0.09, tuple(bands))


def _hierarchy() -> r.Hierarchy:
    """Two leaves of each segment, which join first; then segment after segment, Champions at last."""
    leaves = tuple((40 + 10 * i, i // 2 + 1) for i in range(12))
    pairs = [(2 * i, 2 * i + 1, 10.0 + i) for i in range(6)]
    chain = [(17, 16, 100.0), (18, 15, 200.0), (19, 14, 300.0), (20, 13, 400.0), (21, 12, 900.0)]
    return r.Hierarchy("ward", "Ward", 6, 57.5, leaves, (*pairs, *chain))


def _segment(i: int) -> r.Segment:
    name, customers, money_share, values = KINDS[i]
    overall = [sum(kind[1] * kind[3][j] for kind in KINDS) / TOTAL for j in range(len(NUMBERS))]
    profile = [
        r.FeatureProfile(
            f,
            "",
            values[j],
            values[j] * 0.9,
            overall[j],
            overall[j] * 0.7,
            (values[j] - overall[j]) / SPREAD[j],
            quantiles={
                "p5": values[j] * 0.3,
                "p25": values[j] * 0.6,
                "median": values[j] * 0.9,
                "p75": values[j] * 1.2,
                "p95": values[j] * 2,
            },
        )
        for j, f in enumerate(NUMBERS)
    ]
    profile.append(r.FeatureProfile("country", "United Kingdom", 0.9 - 0.05 * i, 0.0, 0.9, 0.0, 0.1 * (2 - i)))
    far = sorted(profile[:11], key=lambda p: -abs(p.difference))[:3]
    titles = {f.name: f.title.lower() for f in FEATURES}
    traits = tuple(
        r.Trait(
            p.feature,
            p.mean,
            p.overall_mean,
            "mean",
            p.difference,
            f"{titles[p.feature]}: {p.mean:,.4g} against {p.overall_mean:,.4g} for everyone",
        )
        for p in far
    )
    differences = tuple(
        r.Difference(p.feature, p.level, p.difference, p.difference - 0.05 * (j + 1), p.difference + 0.05 * (j + 1))
        for j, p in enumerate(sorted(profile, key=lambda p: -abs(p.difference)))
    )
    advice = (
        r.Advice(
            "marketing",
            "They buy most and answer first.",
            "Invite them to new products before anyone else",
            "E-mail, a week before each launch.",
            "Orders in launch week.",
            customers,
            money_share * 8_275_866,
        ),
        r.Advice(
            "offers",
            "They pay the full price already.",
            "Reward visits, not discounts",
            "At the till.",
            "Visits per month.",
            customers,
            0.0,
        ),
        r.Advice(
            "retention",
            "Their usual gap is two weeks.",
            "Write to those who have been silent for 30 days",
            "By phone, this week.",
            "Share that orders within 60 days.",
            customers // 5,
            money_share * 1_100_000,
        ),
        r.Advice(
            "service",
            "One lost Champion costs as much as 62 who slip away.",
            "Give them a person to call",
            "Now.",
            "Time to answer.",
            customers,
            0.0,
        ),
    )
    summary = f"They ordered {values[1]:,.1f} times, spent £{values[2]:,.0f} each, and were last here {values[0]:,.0f} days ago."
    return r.Segment(
        i + 1,
        name,
        summary,
        customers,
        customers / TOTAL,
        money_share * 8_275_866,
        money_share,
        0.86 - 0.04 * i,
        traits,
        tuple(profile),
        advice,
        rule=r.Rule(
            f"placed at least {values[1]:.0f} orders", f'"frequency" >= {values[1]:.0f}', customers, 3 * customers // 4, 0.75, 0.75, ROUGH
        ),
        found_again=AGAIN[i],
        worth=make_worth(customers, money_share * 9_100_000),
        differences=differences,
        course=_course(customers, money_share * 8_275_866, 1.0 + 0.1 * (2 - i)),
    )


def _course(customers: int, money: float, growth: float) -> r.Course:
    """Six months, each of which brings a part more than the one before."""
    periods = []
    for n in range(6):
        last = date(2011, 12, 9) - timedelta(days=30 * (5 - n))
        part = growth**n
        periods.append(r.Period(last - timedelta(days=29), last, customers // 4, round(customers / 3 * part), round(money / 12 * part, 2)))
    return r.Course(30, tuple(periods), "In the last 30 days they spent £9, 10% more than in the 30 days before (everyone: as much as).")


def _portrait() -> r.Portrait:
    draw = random.Random(7)
    segment = [i for i, kind in enumerate(KINDS) for _ in range(round(800 * kind[1] / TOTAL))][:800]
    x = tuple(round(draw.gauss(PLACES[i][0], 0.6), 3) for i in segment)
    y = tuple(round(draw.gauss(PLACES[i][1], 0.6), 3) for i in segment)
    values: dict[str, tuple[float | str | None, ...]] = {
        name: tuple(round(KINDS[i][3][j] * draw.lognormvariate(0, 0.45), 2) for i in segment) for j, name in enumerate(NUMBERS)
    }
    values["gap"] = tuple(None if i == 5 else v for i, v in zip(segment, values["gap"], strict=True))
    values["country"] = tuple(draw.choice(("United Kingdom", "Germany", "France")) for _ in segment)
    return r.Portrait(x, y, "How much and how often they buy", "How recent they are", tuple(i + 1 for i in segment), values, TOTAL, 0.63)


def make_comparison() -> r.Comparison:
    """What became of the customers of an earlier run, of which one segment is no longer there."""
    moves = (
        r.Move(1, 1, 300, 9000.0, 9900.0, stayed=True),
        r.Move(1, 2, 20, 500.0, 500.0),
        r.Move(7, 6, 80, 800.0, 800.0),
        r.Move(7, None, 20, 100.0, 0.0),
        r.Move(None, 4, 40, 0.0, 1200.0),
    )
    names = {i: kind[0] for i, kind in enumerate(KINDS, 1)} | {7: "One-off visitors"}
    drift = (r.Drift("recency", 41.0, 52.0, 0.3, "changed"), r.Drift("country", 0.9, 0.7, 0.12, "moved", level="United Kingdom"))
    return r.Comparison("before", date(2011, 11, 10), names, moves, drift, r.Fit(440, 0.01, 0.01, 0.01), "keep", "Keep them.")
