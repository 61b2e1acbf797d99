"""Pages from templates: all that they print is escaped, and nothing in them runs that is no file of ours."""

from __future__ import annotations

import functools
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from coterie import __version__


def page(request: Request, template: str, *, status_code: int = 200, **context: Any) -> HTMLResponse:
    """The answer with a page.

    Templates know `root` (put it before every address), `proof` (put it first into every form), `csrf`, `signed_in`, `version`.
    """
    state = request.scope.get("state", {})
    csrf = state.get("csrf", "")
    known = {
        "root": request.scope.get("root_path", ""),
        "csrf": csrf,
        "proof": Markup('<input type="hidden" name="csrf" value="{}">').format(csrf),
        "signed_in": state.get("member", False),
        "version": __version__,
    }
    return HTMLResponse(environment().get_template(template).render({**known, **context}), status_code)


@functools.cache
def environment() -> Environment:
    """The templates of the pages, and behind them those of the report."""
    loader = ChoiceLoader([PackageLoader("coterie.web", "templates"), PackageLoader("coterie.report", ".")])
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
