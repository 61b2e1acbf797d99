"""`coterie features`: what can be known of a customer."""

from __future__ import annotations

from coterie.cli.answer import Answer
from coterie.cli.page import prose, table
from coterie.registry import load_all


def features() -> Answer:
    """List what can be known of a customer, and from which roles."""
    found = [feature for family in load_all("features").values() for feature in family]
    record = {
        "features": [
            {"name": f.name, "title": f.title, "sentence": f.sentence, "unit": f.unit, "family": f.family, "needs": f.needs} for f in found
        ]
    }
    rows = [(f.name, f.sentence, ", ".join(sorted(f.needs))) for f in found]
    use = (
        "Every attribute in a table of customers is a feature too.\nChoose with: coterie run orders.csv --features recency,frequency,money"
    )
    return Answer(record, (table("", ("feature", "what it is", "needs"), rows), prose(use)))
