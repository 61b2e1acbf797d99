"""From a result to a destination: who is handed over, who is held out, and what there is to say of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coterie.activate._contacts import CONTACTS, email_sql, read_contacts
from coterie.activate._control import Trial, held_out_sql, share_of, write_down, written
from coterie.activate._destination import Destination, Sending
from coterie.activate._pseudonyms import key_of, pseudonyms
from coterie.errors import InputError, did_you_mean, shown
from coterie.records import Story
from coterie.registry import member
from coterie.sql import quote
from coterie.store.folder import check_writable
from coterie.store.manifest import NAME as MANIFEST
from coterie.words import counted

if TYPE_CHECKING:
    import pyarrow as pa

    from coterie.engines.duckdb import DuckDBEngine

PEOPLE = "handed_over"
NOT_CHOSEN = "in a segment that was not asked for"


@dataclass(frozen=True)
class Wish:
    """What is to be handed over, as the user says it; `earlier` are the customers and segments of an earlier run."""

    to: str
    out: str = ""
    segments: tuple[str, ...] = ()
    contacts: Any = None
    earlier: pa.Table | None = None
    control: str | float = ""
    min_size: int = 0
    pseudonyms: str | Path | None = None
    table: str = "segments"
    seed: int = 0


def wished(to: str, out: str | Path, earlier: pa.Table | None, wishes: dict[str, Any]) -> Wish:
    """A wish from keywords; one that there is not is refused with the nearest.

    >>> wished("csv", "", None, {"controll": "10%"})
    Traceback (most recent call last):
    ...
    coterie.errors.InputError: An export has no 'controll'. Did you mean 'control'? [unknown-wish]
    """
    known = [f.name for f in fields(Wish) if f.name not in ("to", "out", "earlier")]
    for name in wishes:
        if name not in known:
            raise InputError("unknown-wish", f"An export has no {shown(name)}", remedy=did_you_mean(name, known))
    given = wishes.get("segments", ())
    segments = tuple(map(str, [given] if isinstance(given, str | int) else given))
    return Wish(to, str(out), earlier=earlier, **{**wishes, "segments": segments})


@dataclass(frozen=True)
class HandOver:
    """What was handed over, where to, and who was not: `rows` by segment id, and the reasons of the others with their number."""

    to: str
    place: str
    rows: int
    segments: dict[int, int]
    held_out: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    control: str = ""
    notes: tuple[str, ...] = ()


def export(engine: DuckDBEngine, story: Story, customers: str, folder: Path | None, wish: Wish) -> HandOver:
    """Hand over the customers of a result; `customers` is a query for them."""
    destination: Destination = member("activate", wish.to)
    share = share_of(wish.control)
    _check(destination, wish, share, folder)
    if share and folder:
        written(engine, folder, story.model.names)
    place = _place(destination, wish)
    chosen = _segments(story, wish, destination)
    lent = _lent(engine, customers, wish)
    try:
        engine.run(f"CREATE OR REPLACE TEMP TABLE {PEOPLE} AS {_people(customers, wish, share)}")
        _check_reachable(engine, destination)
        return _handed(engine, story, customers, destination, wish=wish, place=place, chosen=chosen, folder=folder, share=share)
    finally:
        engine.run(f"DROP TABLE IF EXISTS {PEOPLE}")
        for name in lent:
            engine.run(f"DROP TABLE {name}")


def _check(destination: Destination, wish: Wish, share: float, folder: Path | None) -> None:
    """Refuse what cannot be, before any work."""
    if wish.pseudonyms and (destination.needs or wish.contacts is not None):
        fact = f"{wish.to} needs contacts, and pseudonyms are to hide them" if destination.needs else "Contacts would undo the pseudonyms"
        raise InputError("pseudonyms-and-contacts", fact, remedy="Leave out one of the two.")
    if share and not folder:
        remedy = "Save it first: result.save(folder)."
        raise InputError("not-saved", "A control group is written down in the folder of the run, and this run has none", remedy=remedy)
    if wish.min_size < 0:
        raise InputError("bad-min-size", f"min_size is {wish.min_size}", remedy="Give 0 or more.")


def _check_reachable(engine: DuckDBEngine, destination: Destination) -> None:
    """Refuse a list of nobody: a file with its head alone looks like a list."""
    if not destination.needs:
        return
    there = " OR ".join(f"{need} IS NOT NULL" for need in destination.needs)
    everyone, reachable = engine.rows(f"SELECT count(*), count(*) FILTER (WHERE {there}) FROM {PEOPLE}")[0]
    if not reachable:
        fact = f"None of the {counted(everyone, 'customer')} has a usable {_contact(destination)}"
        raise InputError("nobody-reachable", fact, remedy="Give a file with their ids and contacts: --contacts contacts.csv.")


def _contact(destination: Destination) -> str:
    """What a destination reaches people by, in words."""
    return " or ".join({"_email": "e-mail", "_phone": "telephone number"}[need] for need in destination.needs)


def _place(destination: Destination, wish: Wish) -> str:
    """Where it goes: the file, or the address of a service."""
    if not destination.ending:
        if not wish.out:
            raise InputError("no-address", f"{wish.to} needs an address", remedy="Give it with --out.")
        return wish.out
    path = Path(wish.out or f"{wish.to}{destination.ending}")
    check_writable(path, folder=False)
    if (path.absolute().parent / MANIFEST).is_file():
        fact = "This is the folder of a run, whose files are its own"
        raise InputError("into-a-run", fact, place=str(path), remedy="Give a file in another folder with --out.")
    return str(path)


def _segments(story: Story, wish: Wish, destination: Destination) -> list[int]:
    """The ids of the segments that are to go, without those that are too small."""
    known = {s.id: s for s in story.segments.segments}
    asked = [story.segments.find(said) for said in wish.segments]
    for said, found in zip(wish.segments, asked, strict=True):
        if found is None:
            options = [*map(str, known), *(s.name for s in known.values())]
            raise InputError("unknown-segment", f"There is no segment {shown(said)}", remedy=did_you_mean(said, options))
    wanted = [found.id for found in asked if found] or list(known)
    kept = [i for i in dict.fromkeys(wanted) if known[i].customers >= wish.min_size]
    if not kept:
        fact = f"No segment has {wish.min_size:,} customers"
        raise InputError("all-too-small", fact, remedy="Give a smaller --min-size, or other segments.")
    if destination.audience and len(kept) > 1:
        fact = f"A list for {wish.to} is one audience, and {len(kept)} segments are asked for"
        raise InputError("one-audience", fact, remedy=f"Name one of them: --segments {kept[0]}.")
    return kept


def _lent(engine: DuckDBEngine, customers: str, wish: Wish) -> list[str]:
    """The tables that people are joined with."""
    made = []
    ids = email_sql("customer")
    everyone = engine.arrow(f"SELECT customer FROM ({customers}) AS c")
    tables = {
        "export_contacts": read_contacts(wish.contacts, everyone) if wish.contacts is not None else None,
        "export_earlier": wish.earlier,
        "export_pseudonyms": pseudonyms(everyone, key_of(wish.pseudonyms)) if wish.pseudonyms else None,
    }
    for name, table in tables.items():
        if table is not None:
            engine.load(name, table)
            made.append(name)
    if wish.contacts is None and not wish.pseudonyms:
        cells = ", ".join(f"CAST(NULL AS VARCHAR) AS {name}" for name in CONTACTS if name != "_email")
        engine.run(f"CREATE OR REPLACE TABLE export_contacts AS SELECT customer, {ids} AS _email, {cells} FROM ({customers}) AS c")
        made.append("export_contacts")
    return made


def _people(customers: str, wish: Wish, share: float) -> str:
    """Everyone, with contacts, the segment of then, and whether they are held out; not with the features, whose names are the user's."""
    cells = [f"{held_out_sql(share, wish.seed)} AS _control", *([] if wish.pseudonyms else CONTACTS)]
    joins = (
        ""
        if wish.pseudonyms
        else " LEFT JOIN (SELECT customer AS _id, * EXCLUDE (customer) FROM export_contacts) AS k ON k._id = c.customer"
    )
    if wish.earlier is not None:
        cells.append("_previous")
        joins += " LEFT JOIN (SELECT customer AS _then, segment AS _previous FROM export_earlier) AS e ON e._then = c.customer"
    if wish.pseudonyms:
        cells.append("pseudonym AS _pseudonym")
        joins += " LEFT JOIN (SELECT customer AS _own, pseudonym FROM export_pseudonyms) AS p ON p._own = c.customer"
    own = f"SELECT customer, segment, name, confidence FROM ({customers}) AS l"
    return f"SELECT c.*, {', '.join(cells)} FROM ({own}) AS c{joins}"


def _handed(
    engine: DuckDBEngine,
    story: Story,
    customers: str,
    destination: Destination,
    *,
    wish: Wish,
    place: str,
    chosen: Sequence[int],
    folder: Path | None,
    share: float,
) -> HandOver:
    """Send who is to be sent, write the control group down, and count."""
    told, reached = _sorted(destination, wish, chosen)
    sent = f"SELECT * FROM ({reached}) AS s{' WHERE NOT _control' if destination.acts else ''}"
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S")
    about = {
        "export": _named(engine, story, f"{wish.to}@{now}", folder if share else None),
        "title": story.title,
        "as_of": str(story.features.as_of or ""),
    }
    trial = Trial(share, wish.seed, about["export"], now)
    # what a service was given cannot be taken back, so it is written down before; a file is whole or not there
    control = str(write_down(engine, reached, folder, trial)) if share and folder and not destination.ending else ""
    sending = Sending(engine, _columns(engine, story, customers, sent, destination=destination, wish=wish), place, wish.table, about)
    destination.write(sending)
    control = control or (str(write_down(engine, reached, folder, trial)) if share and folder else "")
    counts = engine.rows(f"SELECT segment, count(*), count(*) FILTER (WHERE _control) FROM ({reached}) AS r GROUP BY 1 ORDER BY 1")
    left = {reason: n for reason, n in engine.rows(f"SELECT _reason, count(*) FROM ({told}) AS t GROUP BY 1 ORDER BY 1") if reason}
    doubles = engine.rows(f"SELECT count(*) FROM {PEOPLE}")[0][0] - sum(left.values()) - sum(n for _, n, _ in counts)
    left |= {"with the same contact as another customer": doubles} if doubles else {}
    if wish.min_size:
        left.pop(NOT_CHOSEN, None)  # it could say how many are in a segment that is kept back
    rows = {segment: n - (held if destination.acts else 0) for segment, n, held in counts}
    held_out = sum(held for *_, held in counts)
    notes = (*_notes(destination, wish, story, chosen, place), *([] if share or not folder else _met(engine, story, reached, folder)))
    return HandOver(wish.to, _shown(destination, place), sum(rows.values()), rows, held_out, left, control, notes)


def _named(engine: DuckDBEngine, story: Story, name: str, folder: Path | None) -> str:
    """The name of the export, with a number behind it where one of the same second is written down."""
    before = written(engine, folder, story.model.names) if folder else ""
    taken = {row[0] for row in engine.rows(f"SELECT DISTINCT export FROM ({before}) AS w")} if before else set()
    free = (name if number == 1 else f"{name}-{number}" for number in range(1, len(taken) + 2))
    return next(each for each in free if each not in taken)


def _sorted(destination: Destination, wish: Wish, chosen: Sequence[int]) -> tuple[str, str]:
    """Queries for everyone with the `_reason` why they are not handed over, and for those who are, each contact once."""
    cases = " ".join(f"WHEN {condition} THEN {quote.text(reason)}" for reason, condition in _reasons(destination, wish, chosen))
    told = f"SELECT *, CASE {cases} END AS _reason FROM {PEOPLE}"
    reached = f"SELECT * FROM ({told}) AS t WHERE _reason IS NULL"
    for need in destination.needs:
        place = f"row_number() OVER (PARTITION BY {need} ORDER BY customer) AS _place"
        reached = f"SELECT * EXCLUDE (_place) FROM (SELECT *, {place} FROM ({reached}) AS r) AS o WHERE _place = 1 OR {need} IS NULL"
    return told, reached


def _reasons(destination: Destination, wish: Wish, chosen: Sequence[int]) -> Iterator[tuple[str, str]]:
    """Why somebody is not handed over, each with its condition, in the order in which they are tried."""
    yield NOT_CHOSEN, f"segment NOT IN ({', '.join(map(str, chosen))})"
    if wish.earlier is not None:
        yield "in the same segment as before", "segment IS NOT DISTINCT FROM _previous"
    if destination.needs:
        yield f"without a usable {_contact(destination)}", " AND ".join(f"{need} IS NULL" for need in destination.needs)


def _columns(engine: DuckDBEngine, story: Story, customers: str, sent: str, *, destination: Destination, wish: Wish) -> str:
    """The people as the destination wants them, in the order of their ids."""
    own = "_pseudonym" if wish.pseudonyms else "customer"
    if destination.columns is not None:
        headers = ", ".join(f"{own if sql == 'customer' else sql} AS {quote.name(header)}" for header, sql in destination.columns.items())
        return f"SELECT {headers} FROM ({sent}) AS sent ORDER BY {own}"
    there = [column for column in engine.columns(customers) if column != "customer"]
    if wish.earlier is not None and "previous_segment" not in (f.name for f in story.features.columns):
        there = [column for column in there if column != "previous_segment"]  # that of the run before, and changes are since another
    ours = {name[1:]: name for name in CONTACTS if wish.contacts is not None and name[1:] not in map(str.casefold, there)}
    ours |= {"previous_segment": "_previous"} if wish.earlier is not None else {}
    ours |= {"control": "_control"} if share_of(wish.control) else {}
    cells = [f"sent.{own} AS customer", *(f"c.{quote.name(column)}" for column in there)]
    cells += [f"sent.{sql} AS {quote.name(_free(name, there))}" for name, sql in ours.items()]
    return f"SELECT {', '.join(cells)} FROM ({sent}) AS sent JOIN ({customers}) AS c ON c.customer = sent.customer ORDER BY 1"


def _free(name: str, taken: Sequence[str]) -> str:
    """A name of ours for a column, another one where the user has one of that name.

    >>> _free("control", ["age"]), _free("control", ["Control"])
    ('control', 'coterie_control')
    """
    while name in map(str.casefold, taken):
        name = f"coterie_{name}"
    return name


def _shown(destination: Destination, place: str) -> str:
    """The place as it may be shown: of an address, which may hold a secret, only the host."""
    from urllib.parse import urlsplit

    return place if destination.ending else urlsplit(place).hostname or "a service"


def _met(engine: DuckDBEngine, story: Story, reached: str, folder: Path) -> Iterator[str]:
    """Who is handed over now, and was held out of an earlier export; what is damaged stops no export that adds nothing to it."""
    try:
        before = written(engine, folder, story.model.names)
    except InputError as error:
        yield f"{error.fact}."
        return
    held = f"SELECT customer FROM ({before}) AS w WHERE \"group\" = 'control'"
    met = engine.rows(f"SELECT count(*) FROM ({reached}) AS r WHERE customer IN ({held})")[0][0] if before else 0
    if met:
        who = f"{counted(met, 'customer')} of these were held out of an earlier export"
        yield f"{who}: once they are contacted, what it brought can no longer be told."


def _notes(destination: Destination, wish: Wish, story: Story, chosen: Sequence[int], place: str) -> Iterator[str]:
    """What else there is to know."""
    asked = {said.strip().casefold() for said in wish.segments}
    small = sum(s.id not in chosen and (not asked or {str(s.id), s.name.casefold()} & asked != set()) for s in story.segments.segments)
    if small:
        yield f"Left out: {counted(small, 'segment')} with fewer than {wish.min_size:,} customers."
    size = Path(place).stat().st_size if destination.largest else 0
    if destination.largest and size > destination.largest:
        yield f"The file has {size:,} bytes, and {wish.to} takes at most {destination.largest:,} at a time: export some segments at a time."
