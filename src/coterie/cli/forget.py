"""`coterie forget`: one customer out of saved runs."""

from __future__ import annotations

from dataclasses import asdict

from coterie.cli.answer import Answer
from coterie.cli.page import prose, table
from coterie.errors import InputError


def forget(*runs_and_customer: str) -> Answer:
    """Remove one customer from every table of saved runs, from all of them or from none.

    Parameters
    ----------
    runs_and_customer
        The folders of the runs, and last the id of the customer, as it stands in the run's customers.
    """
    import coterie

    *runs, customer = runs_and_customer or ("",)
    if not runs:
        raise InputError("bad-argument", "Runs and a customer are needed", remedy="Write: coterie forget results/latest C0001")
    done = coterie.forget(customer, *runs)
    rows = [(each.run, ", ".join(f"{name.replace('_', ' ')} {n:,}" for name, n in each.rows.items()) or "nothing") for each in done]
    told = "What was counted over all customers stays as it was counted. Files that were exported before are not touched."
    return Answer({"forgotten": [asdict(each) for each in done]}, (table("", ("run", "went"), rows), prose(told)))
