"""A request to open a websocket -> a connection, or a refusal that a browser's console shows."""

import base64
import binascii
import logging
from collections.abc import Iterable
from typing import Final

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.websockets import WebSocket

from assist.server.connection import Connection
from assist.server.line import WebSocketLine
from assist.server.service import Service
from assist.wire.subprotocols import SUBPROTOCOLS, choose

BEARER: Final = "assist.bearer."
"""Begins a subprotocol that is none: a token in base64url follows. It is never echoed."""

log = logging.getLogger("warmline.socket")


async def open_socket(websocket: WebSocket) -> None:
    """Serve `/v1/socket`. Cookies are never read, nor is a token in the address."""
    service: Service = websocket.app.state.service
    names = websocket.scope["subprotocols"]
    subprotocol = choose(names)
    refusal = _refusal(websocket, service, subprotocol)
    if refusal is not None or subprotocol is None:
        await websocket.send_denial_response(refusal or PlainTextResponse("", 400))
        return
    await websocket.accept(subprotocol=subprotocol)
    connection = Connection(
        WebSocketLine(websocket, service.telemetry.metrics.frames),
        SUBPROTOCOLS[subprotocol],
        service,
        origin=websocket.headers.get("origin"),
        offered=offered_token(names),
    )
    await connection.run()


def offered_token(names: Iterable[str]) -> str | None:
    """Return the token among the subprotocols; None if there is none, "" if it is malformed."""
    items = [name.removeprefix(BEARER) for name in names if name.startswith(BEARER)]
    if not items:
        return None
    try:
        (item,) = items
        padded = (item + "=" * (-len(item) % 4)).encode("ascii")
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (ValueError, binascii.Error):
        return ""


def _refusal(request: HTTPConnection, service: Service, subprotocol: str | None) -> Response | None:
    origins = request.headers.getlist("origin")
    if len(origins) > 1 or any(not service.origins.allow(origin) for origin in origins):
        log.warning("a page whose origin is not listed was refused")
        return PlainTextResponse("origin_forbidden", 403)
    if "token" in request.query_params:
        return PlainTextResponse("token_in_url", 403)
    if subprotocol is None:
        return PlainTextResponse("unsupported_protocol", 400)
    if service.draining:
        return PlainTextResponse("restarting", 503)
    return None
