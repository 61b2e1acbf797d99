"""Forms as the pages send them, and the way back to a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse

MOST, LONGEST = 500, 10_000  # fields of a form, and bytes of one


@dataclass(frozen=True)
class Fields:
    """The fields of a form, as texts without space around them."""

    form: FormData

    def one(self, name: str) -> str:
        """A field that is there once; "" where it is not."""
        return str(self.form.get(name, "")).strip()

    def all(self, name: str) -> list[str]:
        """A field that may be there several times; empty ones do not count."""
        return [text for each in self.form.getlist(name) if (text := str(each).strip())]

    def under(self, head: str) -> dict[str, str]:
        """The fields whose name begins so, by the rest of their name; empty ones do not count."""
        names = (name for name in self.form if name.startswith(head))
        return {name.removeprefix(head): text for name in names if (text := self.one(name))}


async def fields(request: Request) -> Fields:
    """The form of a request; it holds no file."""
    return Fields(await request.form(max_files=0, max_fields=MOST, max_part_size=LONGEST))


Sent = Annotated[Fields, Depends(fields)]  # a route that takes it need not be async, and so may take its time


def back(request: Request, path: str, **query: str) -> RedirectResponse:
    """To a page of ours, after something was done."""
    asked = f"?{urlencode(query)}" if query else ""
    return RedirectResponse(f"{request.scope.get('root_path', '')}{path}{asked}", 303)
