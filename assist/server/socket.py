"""A request to open a websocket -> a connection, or a refusal that a browser's console shows."""

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.websockets import WebSocket

from assist.server.connection import Connection
from assist.server.line import WebSocketLine
from assist.server.service import Service
from assist.wire.subprotocols import SUBPROTOCOLS, choose


async def open_socket(websocket: WebSocket) -> None:
    """Serve `/v1/socket`. Cookies are never read, and a token only in the hello."""
    service: Service = websocket.app.state.service
    subprotocol = choose(websocket.scope["subprotocols"])
    refusal = _refusal(websocket, service, subprotocol)
    if refusal is not None or subprotocol is None:
        await websocket.send_denial_response(refusal or PlainTextResponse("", 400))
        return
    await websocket.accept(subprotocol=subprotocol)
    connection = Connection(
        WebSocketLine(websocket),
        SUBPROTOCOLS[subprotocol],
        service,
        browser="origin" in websocket.headers,
    )
    await connection.run()


def _refusal(request: HTTPConnection, service: Service, subprotocol: str | None) -> Response | None:
    origins = request.headers.getlist("origin")
    if len(origins) > 1 or any(not service.origins.allow(origin) for origin in origins):
        return PlainTextResponse("origin_forbidden", 403)
    if "token" in request.query_params:
        return PlainTextResponse("token_in_url", 403)
    if subprotocol is None:
        return PlainTextResponse("unsupported_protocol", 400)
    if service.draining:
        return PlainTextResponse("restarting", 503)
    return None
