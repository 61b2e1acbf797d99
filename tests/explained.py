"""Segments that are given, explained: the tables and records that earlier stages would leave, made by hand."""

import dataclasses

import numpy as np
import pyarrow as pa

from coterie.explain import explain
from coterie.explore import explore
from coterie.plan import Plan
from coterie.records import (
    Assigned,
    Candidates,
    Cleaned,
    Feature,
    Features,
    Given,
    Inputs,
    Leaderboard,
    Ledger,
    Model,
    Parameter,
    Points,
    Prototypes,
    Space,
    SpaceModel,
    Value,
)

NOBODY = Leaderboard((), (), None, "", "none", "")
ALONE = Cleaned(Ledger((), {}), "", customers="customers")


def laid(engine, columns, segment, confidence=None, family="attribute"):
    """Tables and records as earlier stages leave them: the features, and who is in which segment."""
    count = len(segment)
    engine.load("features", pa.table({"position": np.arange(count), "customer": [f"c{i:06}" for i in range(count)], **columns}))
    texts = {n for n, values in columns.items() if any(isinstance(v, str) for v in list(values)[:50])}
    features = Features(
        "features",
        tuple(
            Feature(
                n,
                n.capitalize(),
                "",
                "days" if n == "recency" else "",
                ",.1f",
                "category" if n in texts else "numeric",
                family if n not in texts else "attribute",
            )
            for n in columns
        ),
        count,
    )
    segment = np.asarray(segment, dtype=np.int64)
    sure = np.ones(count) if confidence is None else np.asarray(confidence, dtype=float)
    engine.load("labels", {"position": np.arange(count), "segment": segment, "confidence": sure, "distance": np.zeros(count)})
    return features, Assigned("labels", segment, sure, np.zeros(count))


def space_of(features, columns):
    """Every customer a point, standardised."""
    numbers = [f.name for f in features.columns if f.kind == "numeric"]
    matrix = np.column_stack([np.asarray(columns[n], dtype=float) for n in numbers])
    matrix = (matrix - matrix.mean(axis=0)) / matrix.std(axis=0)
    n, d = matrix.shape
    points = Points(matrix, np.ones(n), np.zeros((n, d, d)), np.arange(n), True)
    return Space(SpaceModel(tuple(Parameter(name, "numeric") for name in numbers), tuple(numbers)), points, matrix)


def model_of(features, space, k, **changes):
    prototypes = np.zeros((k, space.matrix.shape[1]))
    model = Model(features.columns, (), space.model, "kmeans", k, Prototypes(prototypes, np.arange(1, k + 1)), prototypes)
    return dataclasses.replace(model, **changes)


def explained(engine, columns, segment, cleaned=ALONE, family="attribute", previous=None, **changes):
    features, assigned = laid(engine, columns, segment, family=family)
    space = space_of(features, columns)
    return explain(
        engine=engine,
        plan=Plan(),
        given=Given(None, previous=previous),
        candidates=Candidates(()),
        leaderboard=NOBODY,
        cleaned=cleaned,
        features=features,
        exploration=explore(engine, Plan(), Inputs(), dataclasses.replace(cleaned, orders=""), features),
        value=Value(),
        space=space,
        model=model_of(features, space, int(max(segment)), **changes),
        assigned=assigned,
    )
