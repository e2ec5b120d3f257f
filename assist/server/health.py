"""The server's state -> whether it lives, and whether it should be sent traffic."""

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assist.server.scrape import free

if TYPE_CHECKING:
    from assist.server.service import Service

LEAST_FREE: Final = 64 * 1024 * 1024
"""Bytes beside the journal below which others should take the traffic."""


async def live(request: Request) -> Response:
    """Answer 200: that it does says that the event loop turns."""
    return JSONResponse({"live": True})


async def ready(request: Request) -> Response:
    """Answer 200, or 503 and why not."""
    service: Service = request.app.state.service
    why = await why_not(service)
    return JSONResponse({"ready": why is None} | ({"why": why} if why else {}), 503 if why else 200)


async def why_not(service: "Service") -> str | None:
    """Return why the server should get no traffic; None where it should."""
    if service.draining:
        return "draining"
    if service.journal.failed is not None:
        return service.journal.failed
    # In a thread: a disk that hangs must not hold up those who are here.
    return await asyncio.to_thread(of_disk, service.settings.data)


def of_disk(folder: Path, least: int = LEAST_FREE) -> str | None:
    """Return why a folder's disk is no place for more; None where it is."""
    try:
        read_only = bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except (AttributeError, OSError):
        read_only = not os.access(folder, os.W_OK)
    if read_only:
        return "the disk cannot be written"
    # Nobody can tell: then it is for the journal to find out.
    return "the disk is nearly full" if free(folder) < least else None
