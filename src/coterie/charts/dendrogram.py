"""The tree of a hierarchical method: its last merges, the cut that leaves as many groups as there are segments."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from coterie.charts._theme import SHAPES, WIDTH, color_scale, field, finish, labels, not_applicable, shape_scale
from coterie.records import Chart, Hierarchy, Story
from coterie.words import listed

MIXED = "#8a857c"  # of a branch that holds several segments


def draw(story: Story) -> Chart:
    """Leaves are groups of customers in the colour of the segment that most of them are in; a branch has it while all below do."""
    tree = story.segments.hierarchy
    if not tree:
        raise not_applicable("dendrogram", "no method that joins groups two by two was tried")
    names = labels(story)
    inside, places = _inside(tree), _places_of(tree)
    branches = [row for join in range(len(tree.joins)) for row in _branch(tree, join, places, inside, names)]
    leaves = [
        {"place": places[node][0], "height": 0.0, "customers": customers, "segment": names.get(segment, "")}
        for node, (customers, segment) in enumerate(tree.leaves)
    ]
    cut = [] if math.isnan(tree.cut) else [{"height": tree.cut, "words": f"cut: {tree.k} groups"}]
    sentence = _sentence(tree, inside, names)
    return finish(
        {"encoding": _axes(len(tree.leaves)), "layer": _layers(story, names), "width": WIDTH, "height": 300},
        name="dendrogram",
        title="How segments join",
        sentence=sentence,
        alt_text=f"Tree of the last {len(tree.joins)} merges of {tree.title}, from {len(leaves)} groups to one. {sentence}",
        data={"branches": branches, "leaves": leaves, "cut": cut},
    )


def _inside(tree: Hierarchy) -> list[frozenset[int]]:
    """The segments that are below each node."""
    found = [frozenset({segment}) for _, segment in tree.leaves]
    for one, other, _ in tree.joins:
        found.append(found[one] | found[other])
    return found


def _places_of(tree: Hierarchy) -> list[tuple[float, float]]:
    """Where each node stands: across, so that no branches cross, and its height."""
    count = len(tree.leaves)
    order: list[int] = []
    waiting = [count + len(tree.joins) - 1]
    while waiting:
        node = waiting.pop()
        if node < count:
            order.append(node)
        else:
            waiting += tree.joins[node - count][1::-1]
    across = {node: float(i) for i, node in enumerate(order)}
    found = [(across[node], 0.0) for node in range(count)]
    for one, other, height in tree.joins:
        found.append(((found[one][0] + found[other][0]) / 2, height))
    return found


def _branch(
    tree: Hierarchy, join: int, places: list[tuple[float, float]], inside: list[frozenset[int]], names: Mapping[int, str]
) -> list[dict[str, Any]]:
    """The two branches that a join puts together, each from the lower node up and to the middle."""
    one, other, height = tree.joins[join]
    middle = places[len(tree.leaves) + join][0]
    rows = []
    for side in (one, other):
        segments = inside[side]
        name = names.get(next(iter(segments)), "") if len(segments) == 1 else ""
        corners = (places[side], (places[side][0], height), (middle, height))
        rows += [{"branch": f"{join} {side}", "step": i, "place": x, "height": y, "segment": name} for i, (x, y) in enumerate(corners)]
    return rows


def _axes(leaves: int) -> dict[str, Any]:
    """Leaves side by side; heights by their root, for the last merges tower above all others."""
    return {
        "x": field("place:Q", title=None, axis=None, scale={"domain": [-0.7, leaves - 0.3], "nice": False}),
        "y": field(
            "height:Q",
            title="Height of the merge (root scale)",
            scale={"type": "sqrt", "nice": False, "zero": True},
            axis={"labels": False, "tickCount": 5, "grid": False},
        ),
    }


def _layers(story: Story, names: Mapping[int, str]) -> list[dict[str, Any]]:
    """The branches, the leaves, and the cut with its words."""
    colors, shapes = color_scale(story), shape_scale(story)
    branch = {"domain": ["", *colors["domain"]], "range": [MIXED, *colors["range"]]}
    marks = {"domain": ["", *shapes["domain"]], "range": [SHAPES[0], *shapes["range"]]}
    legend = {"values": list(names.values())}
    color = field("segment:N", title=None, scale=branch, legend=legend)
    tooltip = [field("customers:Q", title="Customers", format=","), field("segment:N", title="Most of them in")]
    return [
        {
            "data": {"name": "branches"},
            "mark": {"type": "line", "strokeWidth": 2},
            "encoding": {"color": color, "detail": field("branch:N"), "order": field("step:Q")},
        },
        {
            "data": {"name": "leaves"},
            "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
            "encoding": {
                "color": color,
                "shape": field("segment:N", title=None, scale=marks, legend=legend),
                "tooltip": tooltip,
            },
        },
        {
            "data": {"name": "cut"},
            "mark": {"type": "rule", "strokeDash": [5, 4]},
            "encoding": {"x": {"value": 0}, "x2": {"value": "width"}},
        },
        {
            "data": {"name": "cut"},
            "mark": {"type": "text", "style": "finding", "align": "left", "dx": 4, "dy": -8},
            "encoding": {"x": {"value": 0}, "text": field("words:N")},
        },
    ]


def _sentence(tree: Hierarchy, inside: list[frozenset[int]], names: Mapping[int, str]) -> str:
    """What the first division sets apart, and which segments are most alike."""
    one, other, _ = tree.joins[-1]
    only = sorted((inside[one] - inside[other], inside[other] - inside[one]), key=len)
    apart = next((side for side in only if side), frozenset())
    told = []
    if apart:
        told.append(f"sets {listed([names[s] for s in sorted(apart) if s in names])} apart from the rest")
    merges = ((inside[a], inside[b], h) for a, b, h in tree.joins)
    alike = next((a | b for a, b, _ in merges if len(a) == len(b) == 1 and a != b), frozenset())
    first = f"The first division of {tree.title} {told[0]}" if told else f"The branches of {tree.title} hold several segments each"
    if len(alike) == 2 and len(names) > 2:
        return f"{first}; most alike are {listed([names[s] for s in sorted(alike) if s in names])}, which join first."
    return f"{first}."


MEMBER = draw
