"""R, F and M scores from 1 to 5, by frozen cut-points. They serve rules and display, not distances."""

from coterie.records import SCORES, Feature


def _score(letter: str, of: str, meaning: str, role: str) -> Feature:
    """One score; its SQL is made of the cut-points."""
    return Feature(
        name=f"{letter}_score",
        title=f"{letter.upper()} score",
        sentence=f"{of.capitalize()} as a score from 1 to 5: 5 for those who {meaning}.",
        unit="",
        show=".0f",
        kind="numeric",
        family=SCORES,
        good=1,
        space=False,
        needs=frozenset({role}),
    )


MEMBER = (
    _score("r", "recency", "bought most recently", "time"),
    _score("f", "frequency", "order most often", "customer"),
    _score("m", "money", "spend most", "amount"),
)
