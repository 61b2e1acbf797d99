"""Uploads: files for a look, a run or a score."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from coterie.web.api._router import BODY, UploadId, problems, routes, said
from coterie.web.server import Here
from coterie.web.uploads import Upload

router = routes("uploads")
FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "array", "items": {"type": "string", "format": "binary"}, "maxItems": 10}},
                }
            }
        },
    }
}


def told(upload: Upload) -> dict[str, Any]:
    """An upload as the API says it."""
    return {"id": upload.id, "name": upload.name, "bytes": upload.bytes, "expires": int(upload.expires)}


@router.post("/uploads", status_code=201, responses=BODY | problems(507), openapi_extra=FORM, summary="Upload files")
async def upload(request: Request, here: Here) -> Response:
    """Each part `file` of the form is a file. What it holds is told by its content."""
    files, _ = await here.uploads.receive(request.headers.get("content-type", ""), request.stream())
    return said({"uploads": [told(each) for each in files]}, 201)


@router.get("/uploads", summary="The uploads that are still there")
def listed(here: Here) -> Response:
    """The oldest first; `expires` is in seconds since 1970."""
    return said({"uploads": [told(each) for each in here.uploads.all()]})


@router.delete("/uploads/{upload}", status_code=204, responses=problems(404), summary="Throw an upload away")
def remove(upload: UploadId, here: Here) -> Response:
    """At once."""
    here.uploads.remove(upload)
    return Response(status_code=204)
