"""The service -> its routes, on one port."""

from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from assist.resources import widget_dir
from assist.server.demo import demo_routes
from assist.server.files import WidgetFiles
from assist.server.messages import post_context, post_message
from assist.server.service import Service
from assist.server.socket import open_socket


def make_app(service: Service) -> Starlette:
    """Return the ASGI application that serves `service`."""
    widget = WidgetFiles(directory=widget_dir(), framed_by=service.origins.listed)
    routes: list[BaseRoute] = [
        WebSocketRoute("/v1/socket", open_socket),
        Route("/v1/messages", post_message, methods=["POST"]),
        Route("/v1/context", post_context, methods=["POST"]),
        Route("/live", _live),
        Route("/ready", _ready),
        Mount("/widget", GZipMiddleware(widget)),
    ]
    if service.settings.demo:
        routes += demo_routes()
    app = Starlette(routes=routes)
    app.state.service = service
    return app


async def _live(request: Request) -> Response:
    return JSONResponse({"live": True})


async def _ready(request: Request) -> Response:
    service: Service = request.app.state.service
    why = "draining" if service.draining else service.journal.failed
    return JSONResponse({"ready": why is None} | ({"why": why} if why else {}), 503 if why else 200)
