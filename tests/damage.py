"""A clean file of orders, written in any dialect and damaged in one place, and what must be read of it."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.plan import Plan
from coterie.read._door import open_table

HEADER = ("order_id", "order_date", "customer_id", "customer", "product", "quantity", "price", "amount", "country")
PEOPLE = ("Ada Byron", "José Núñez", "Zoë Müller", "O'Brien", "Anna")
PLAIN = ("Lamp", "Café au lait", "Chair", "Wall clock")
ODD = ("Lamp, red; big|small", 'Pipe 5" wide', 'The "best" chair', "Tab\there: now~^", "It's", "Mug\nwith a handle")
COUNTRIES = ("France", "Österreich", "", "Spain")


def orders(odd: bool, several: bool) -> list[tuple[str, ...]]:
    """83 orders, the last ones like the first. `odd` ones have cells that must be quoted, `several` some that go over two lines."""
    rows = []
    for at in range(83):
        product = PLAIN[at % 4]
        if odd and at % 3 == 0:
            product = ODD[at // 3 % (6 if several else 5)]
        cents = 995 + 317 * at
        number, price = at % 5 + 1, f"{cents // 100}.{cents % 100:02}"
        amount = f"{cents * number // 100}.{cents * number % 100:02}"
        day = f"2024-{at // 28 + 1:02}-{at % 28 + 1:02}"
        rows.append((f"{100 + at:06}", day, f"C{at * 7 % 31:03}", PEOPLE[at % 5], product, str(number), price, amount, COUNTRIES[at % 4]))
    return rows


@dataclass(frozen=True)
class Way:
    """A dialect: `quoting` is none, minimal or all; `several` allows cells over several lines."""

    delimiter: str = ","
    quote: str = '"'
    quoting: str = "minimal"
    backslash: bool = False
    end: str = "\n"
    encoding: str = "utf-8"
    several: bool = False

    def field(self, cell: str) -> str:
        """A cell as it is written."""
        needs = any(mark in cell for mark in (self.delimiter, self.quote, "\n", "\r"))
        if self.quoting == "none" or (self.quoting == "minimal" and not needs):
            return cell
        escaped = (
            cell.replace("\\", "\\\\").replace(self.quote, "\\" + self.quote)
            if self.backslash
            else cell.replace(self.quote, self.quote * 2)
        )
        return f"{self.quote}{escaped}{self.quote}"

    def lines(self) -> tuple[list[tuple[str, ...]], list[list[str]]]:
        """The rows with their header, and their fields as they are written."""
        rows = [HEADER, *orders(self.quoting != "none", self.several)]
        return rows, [[self.field(cell) for cell in row] for row in rows]

    def written(self, texts: list[str]) -> bytes:
        """The file."""
        ends = itertools.cycle(["\n", "\r\n"] if self.end == "mixed" else [self.end])
        text = "".join(f"{text}{next(ends)}" for text in texts)
        return text.encode(self.encoding, errors="strict")

    def cells(self, text: str) -> tuple[str, ...] | None:
        """A row alone, as a reader that is not ours takes it; None when it is not one good row."""
        escape = "\\" if self.backslash else None
        marks = {"delimiter": self.delimiter, "quotechar": self.quote, "doublequote": not self.backslash, "escapechar": escape}
        reader = csv.reader(io.StringIO(text, newline=""), strict=True, **marks)
        try:
            rows = list(reader)
        except csv.Error:
            return None
        return tuple(rows[0]) if len(rows) == 1 and len(rows[0]) == len(HEADER) else None


def damages(fields: list[str], way: Way) -> Iterator[tuple[str, str]]:
    """Every damage of a row by one letter: its name, and the row as it is then written."""
    d, q = way.delimiter, way.quote
    text = d.join(fields)
    for at, field in enumerate(fields):
        middle = len(field) // 2

        def instead(new: str, at: int = at) -> str:
            return d.join([*fields[:at], new, *fields[at + 1 :]])

        if at + 1 < len(fields):
            yield f"delimiter missing after {at}", d.join(fields[: at + 1]) + d.join(fields[at + 1 :])
        yield f"delimiter before {at}", instead(d + field)
        yield f"delimiter in {at}", instead(field[:middle] + d + field[middle:])
        yield f"quote before {at}", instead(q + field)
        yield f"quote in {at}", instead(field[:middle] + q + field[middle:])
        yield f"quote after {at}", instead(field + q)
    yield "empty field at the end", text + d


@dataclass
class Tally:
    """What came of the damaged files."""

    files: int = 0
    exact: int = 0
    set_aside: int = 0
    refused: int = 0
    silent: int = 0

    def add(self, verdict: str) -> None:
        """Count one."""
        self.files += 1
        setattr(self, verdict, getattr(self, verdict) + 1)


def judge(engine: DuckDBEngine, path: Path, way: Way, row: int, text: str) -> tuple[str, str]:
    """What is read of the clean file when one row is written like this: the verdict, and what is wrong with it if it is silent."""
    rows, fields = way.lines()
    texts = [way.delimiter.join(own) for own in fields]
    texts[row] = text
    path.write_bytes(way.written(texts))
    heights = [1 + t.count("\n") for t in texts]
    starts = [1 + sum(heights[:at]) for at in range(len(texts))]
    own = range(starts[row], starts[row] + heights[row])
    try:
        table = open_table(engine, path, "t", Plan())
        found = engine.rows(f"SELECT * EXCLUDE (_file) FROM {table.numbered} ORDER BY _line")
        names = tuple(engine.columns(f"SELECT * FROM {table.relation}")[:-1])
    except InputError as error:
        line = re.search(r"(?i)\bline (\d+)", str(error))
        return ("refused", str(error)) if line and int(line[1]) in own else ("silent", f"refused elsewhere: {error}")
    legal = way.cells(text)
    expected = {start: cells for at, (start, cells) in enumerate(zip(starts, rows, strict=True)) if at not in (0, row)}
    if row == 0 and names != (legal or HEADER):
        return "silent", f"names {names}"
    by_line = {}
    for *cells, fault, line in found:
        if line in by_line:
            return "silent", f"line {line} twice"
        by_line[line] = (tuple(cells), fault)
    for line, cells in expected.items():
        if by_line.pop(line, None) != (cells, None):
            return "silent", f"line {line} is not as written"
    if row == 0:
        return ("exact", "") if not by_line else ("silent", f"more rows: {by_line}")
    told = [(line, cells, fault) for line, (cells, fault) in by_line.items()]
    if not told or any(line not in own for line, *_ in told):
        return "silent", f"{told} for line {starts[row]}"
    if all(fault for *_, fault in told):  # a row over two lines may be set aside as two
        return "set_aside", str(told[0][2])
    return ("exact", "") if [cells for _, cells, _ in told] == [legal] else ("silent", f"{told} for {text!r}")


def tally(engine: DuckDBEngine, path: Path, way: Way, take: slice = slice(None)) -> tuple[Tally, list[str]]:
    """The count over all rows and damages, or over some of them; and what is wrong."""
    found, wrong = Tally(), []
    _, fields = way.lines()
    cases = ((row, name, text) for row, own in enumerate(fields) for name, text in damages(own, way))
    for row, name, text in itertools.islice(cases, take.start, take.stop, take.step):
        verdict, why = judge(engine, path, way, row, text)
        found.add(verdict)
        if verdict == "silent":
            wrong.append(f"{way}, line {row + 1}, {name}: {why}")
    return found, wrong
