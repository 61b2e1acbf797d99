"""Our statements for other engines: SQLGlot writes the dialect, the primitives put in their own text.

What SQLGlot does not know of an engine is one small function each, in `MENDS`, with the reason in its docstring.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import sqlglot
from sqlglot import exp

from coterie.sql.primitives import PRIMITIVES

Mend = Callable[[exp.Expr], None]


def translate(sql: str, dialect: str) -> str:
    """Our SQL as another engine takes it; a statement that it needs two for comes with a semicolon between.

    >>> translate("SELECT days_between(a, b) AS d FROM t", "postgres")
    'SELECT ((CAST(b AS DATE) - CAST(a AS DATE))) AS d FROM t'
    """
    return ";\n".join(statements(sql, dialect))


def statements(sql: str, dialect: str, *, pretty: bool = False) -> list[str]:
    """The statements of `translate`, one by one; `pretty` is on many lines, every name in quotes.

    >>> statements("CREATE OR REPLACE TABLE t AS SELECT 1 AS a", "postgres")
    ['DROP TABLE IF EXISTS t CASCADE', 'CREATE TABLE t AS SELECT 1 AS a']
    """
    trees = [_mended(tree, dialect) for tree in sqlglot.parse(sql, read="duckdb") if tree]
    return [one.sql(dialect=dialect, pretty=pretty, identify=pretty) for tree in trees for one in _without_replace(tree, dialect)]


def _mended(tree: exp.Expr, dialect: str) -> exp.Expr:
    """The tree after every mend of the dialect, and with its primitives."""
    for mend in MENDS[dialect]:
        mend(tree)
    return _with_primitives(tree, dialect)


def _with_primitives(tree: exp.Expr, dialect: str) -> exp.Expr:
    """The tree with every call of a primitive replaced by the engine's own text, the innermost first."""
    calls = [node for node in tree.find_all(exp.Anonymous) if node.name.lower() in PRIMITIVES]
    for call in reversed(calls):
        primitive = PRIMITIVES[call.name.lower()]
        arguments = [_closed(argument) for argument in call.expressions]
        if dialect in ("postgres", "spark"):
            say, texts = getattr(primitive, dialect), [argument.sql(dialect=dialect) for argument in arguments]
            call.replace(exp.Var(this=f"({say.format(*texts) if isinstance(say, str) else say(*texts)})"))
        else:
            words = (primitive.warehouse if dialect != "duckdb" else "") or primitive.plain or primitive.duckdb
            ours = words.format(*(argument.sql(dialect="duckdb") for argument in arguments))
            call.replace(exp.Paren(this=sqlglot.parse_one(ours, read="duckdb")))
    return tree


def _closed(argument: exp.Expr) -> exp.Expr:
    """The argument in parentheses where an operator beside it could tear it apart."""
    return exp.Paren(this=argument.copy()) if isinstance(argument, exp.Binary | exp.Unary | exp.Case) else argument


def _without_replace(tree: exp.Expr, dialect: str) -> list[exp.Expr]:
    """CREATE OR REPLACE TABLE as two statements: neither engine has it for its ordinary tables."""
    if not (isinstance(tree, exp.Create) and tree.kind == "TABLE" and tree.args.get("replace")):
        return [tree]
    tree.set("replace", False)
    name = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    return [exp.Drop(tables=[name.copy()], kind="TABLE", exists=True, cascade=dialect == "postgres"), tree]


def _name_subqueries(tree: exp.Expr) -> None:
    """PostgreSQL (before 16) wants a name for every subquery in FROM."""
    for number, query in enumerate(tree.find_all(exp.Subquery)):
        if isinstance(query.parent, exp.From | exp.Join) and not query.alias:
            query.set("alias", exp.TableAlias(this=exp.to_identifier(f"q{number}")))


def _refer_with_dollars(tree: exp.Expr) -> None:
    r"""Spark's replacements refer to a group as $1, where ours say \1."""
    for call in tree.find_all(exp.RegexpReplace):
        put = call.args.get("replacement")
        if isinstance(put, exp.Literal):
            call.set("replacement", exp.Literal.string(re.sub(r"\\(\d)", r"$\1", put.this.replace("$", "\\$"))))


def _nulls_last_by_hand(tree: exp.Expr) -> None:
    """BigQuery's windows cannot say where NULL stands in their order: first it is asked whether there is one."""
    for window in list(tree.find_all(exp.Window)):
        if order := window.args.get("order"):
            keys: list[exp.Expr] = []
            for key in order.expressions:
                null = exp.Is(this=exp.paren(key.this.copy()), expression=exp.Null())
                keys += [exp.Ordered(this=null, desc=bool(key.args.get("nulls_first")), nulls_first=True)]
                keys += [exp.Ordered(this=key.this.copy(), desc=bool(key.args.get("desc")), nulls_first=not key.args.get("desc"))]
            order.set("expressions", keys)


MENDS: dict[str, tuple[Mend, ...]] = {
    "duckdb": (),  # as it stands outside of our engine, which knows the primitives by name
    "postgres": (_name_subqueries,),
    "spark": (_refer_with_dollars,),
    "bigquery": (_nulls_last_by_hand,),
    "snowflake": (),
}
