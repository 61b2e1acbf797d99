"""What a run is told in: the report in any form, and the segments as one query."""

from __future__ import annotations

import html
import re
import tempfile
from pathlib import Path
from typing import Annotated, Literal

from fastapi import Query
from starlette.responses import PlainTextResponse, Response

from coterie.report import write
from coterie.web.api._router import RunId, files, problems, routes
from coterie.web.server import Here

router = routes("documents")
TYPES = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
    "ipynb": "application/x-ipynb+json",
}
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">')
# Its two scripts may run, and reach nothing of ours: a page in a sandbox has no origin and no cookies.
AROUND = "frame-ancestors 'none'; sandbox allow-scripts allow-downloads allow-popups"
NOTHING = "default-src 'none'"
Name = Annotated[str, Query(min_length=1, max_length=200)]


@router.get("/runs/{run}/report", responses=problems(404) | files(*TYPES.values()), response_class=Response, summary="The report")
def report(run: RunId, here: Here, format: Literal["html", "md", "pdf", "ipynb"] = "html", download: bool = False) -> Response:
    """As a page that needs nothing else, as Markdown, on paper, or as a notebook."""
    with here.runs.open(run) as found:
        story, saved = found.story, found.folder
    with tempfile.TemporaryDirectory() as folder:  # paper takes seconds, for which nobody else is to wait
        content = write(story, Path(folder) / f"report.{format}", run=saved).read_bytes()
    headers = {"Content-Disposition": f'{"attachment" if download or format != "html" else "inline"}; filename="report.{format}"'}
    if format == "html":
        policy = POLICY.search(content[:4096].decode("utf-8", "ignore"))
        headers["Content-Security-Policy"] = f"{html.unescape(policy[1]) if policy else NOTHING}; {AROUND}"
    return Response(content, media_type=TYPES[format], headers=headers)


@router.get("/runs/{run}/sql", responses=problems(404), response_class=PlainTextResponse, summary="The segments as one query")
def sql(
    run: RunId,
    here: Here,
    dialect: Literal["duckdb", "postgres", "spark", "bigquery", "snowflake"] = "duckdb",
    table: Name = "orders",
    customer_table: Name = "customers",
) -> Response:
    """For your warehouse."""
    with here.runs.open(run) as found:
        return PlainTextResponse(found.sql(dialect, table=table, customer_table=customer_table))
