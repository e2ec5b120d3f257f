"""The server's state -> whether it lives, and whether it should be sent traffic."""

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from assist.server.service import Service


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
    return await service.journal.trouble()
