"""Signing in with the token, and out again."""

from __future__ import annotations

import asyncio
import re

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from coterie.web.guard import cookie
from coterie.web.rendering import page
from coterie.web.server import Here
from coterie.web.tickets import MEMBER

router = APIRouter(include_in_schema=False)
PAUSE = 0.5  # seconds that a wrong token costs


@router.get("/sign-in")
async def ask(request: Request, next: str = "/") -> Response:
    """The form."""
    return page(request, "sign_in.html", next=next, wrong=False)


@router.post("/sign-in")
async def sign_in(request: Request, here: Here) -> Response:
    """Give the browser a ticket where the token is right."""
    form = await request.form(max_files=0, max_fields=10, max_part_size=10_000)
    wanted = str(form.get("next", ""))
    back = wanted if re.fullmatch(r"/(?![/\\])[^\\\s]*", wanted) else "/"
    if not here.tickets.is_token(str(form.get("token", ""))):
        await asyncio.sleep(PAUSE)
        return page(request, "sign_in.html", next=back, wrong=True, status_code=403)
    answer = RedirectResponse(request.scope.get("root_path", "") + back, 303)
    answer.headers.append("Set-Cookie", cookie(request, here.tickets.cookie, here.tickets.new(MEMBER)))
    return answer


@router.post("/sign-out")
async def sign_out(request: Request, here: Here) -> Response:
    """Take the ticket back."""
    answer = RedirectResponse(f"{request.scope.get('root_path', '')}/sign-in", 303)
    answer.headers.append("Set-Cookie", cookie(request, here.tickets.cookie, ""))
    return answer
