"""What passes between the stages, in flow order. Every record is frozen: names of tables in the engine, plus metadata.

A stage takes the records it names as parameters and returns one new record; the pipeline hands them along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.records.clean import FATES, Cleaned, Example, Fate, Ledger, LedgerLine
from coterie.records.cluster import Candidate, Candidates, Prototypes
from coterie.records.comparison import Comparison, Drift, Fit, Move
from coterie.records.effect import Effect
from coterie.records.explain import (
    Advice,
    Band,
    Course,
    Difference,
    Favourite,
    FeatureProfile,
    Group,
    Hierarchy,
    Period,
    Portrait,
    Rhythm,
    Rule,
    Segment,
    Segments,
    Silhouettes,
    Step,
    Tastes,
    Trait,
)
from coterie.records.explore import Caution, Cohort, Cohorts, ColumnQuality, Distribution, Exploration, KeyFigure, Month, ScoreCell, is_open
from coterie.records.features import SCORES, SPENT, Cuts, Earlier, Feature, Features
from coterie.records.judge import FoundAgain, Heap, Leaderboard, Stability, Standing, Structure, Usefulness, Yardstick
from coterie.records.lineage import Change, Lineage
from coterie.records.model import NO_SEGMENT, NO_SEGMENT_NAME, Assigned, Model
from coterie.records.previous import Previous
from coterie.records.read import NO_ROWS, PERSONAL, Column, Given, Guess, Inputs, Kind, Known, Source
from coterie.records.space import LARGEST, Dropped, Parameter, Past, Points, Space, SpaceModel
from coterie.records.story import Chart, Story
from coterie.records.value import OF_ORDERS, OF_SPENDING, Estimate, Forecast, Foretold, OutOfTime, Tried, Value, ValueModel, Worth

if TYPE_CHECKING:
    from coterie.records.arrays import Floats, Integers

__all__ = [
    "FATES",
    "LARGEST",
    "NO_ROWS",
    "NO_SEGMENT",
    "NO_SEGMENT_NAME",
    "OF_ORDERS",
    "OF_SPENDING",
    "PERSONAL",
    "SCORES",
    "SPENT",
    "Advice",
    "Assigned",
    "Band",
    "Candidate",
    "Candidates",
    "Caution",
    "Change",
    "Chart",
    "Cleaned",
    "Cohort",
    "Cohorts",
    "Column",
    "ColumnQuality",
    "Comparison",
    "Course",
    "Cuts",
    "Difference",
    "Distribution",
    "Drift",
    "Dropped",
    "Earlier",
    "Effect",
    "Estimate",
    "Example",
    "Exploration",
    "Fate",
    "Favourite",
    "Feature",
    "FeatureProfile",
    "Features",
    "Fit",
    "Floats",
    "Forecast",
    "Foretold",
    "FoundAgain",
    "Given",
    "Group",
    "Guess",
    "Heap",
    "Hierarchy",
    "Inputs",
    "Integers",
    "KeyFigure",
    "Kind",
    "Known",
    "Leaderboard",
    "Ledger",
    "LedgerLine",
    "Lineage",
    "Model",
    "Month",
    "Move",
    "OutOfTime",
    "Parameter",
    "Past",
    "Period",
    "Points",
    "Portrait",
    "Previous",
    "Prototypes",
    "Rhythm",
    "Rule",
    "ScoreCell",
    "Segment",
    "Segments",
    "Silhouettes",
    "Source",
    "Space",
    "SpaceModel",
    "Stability",
    "Standing",
    "Step",
    "Story",
    "Structure",
    "Tastes",
    "Trait",
    "Tried",
    "Usefulness",
    "Value",
    "ValueModel",
    "Worth",
    "Yardstick",
    "is_open",
]
