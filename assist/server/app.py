"""The service -> its routes, on one port."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from assist.resources import widget_dir
from assist.server.consoles import Consoles
from assist.server.demo import demo_routes
from assist.server.files import WidgetFiles, frame_ancestors
from assist.server.health import live, ready
from assist.server.hooks import HOOK, take_webhook
from assist.server.messages import post_context, post_message, post_revision
from assist.server.openapi import show_openapi
from assist.server.revoke import post_revoke
from assist.server.scrape import show_metrics
from assist.server.service import Service
from assist.server.socket import open_socket
from assist.server.subjects import SUBJECT_ROUTES
from assist.server.telemetry import CountedResponses


def make_app(service: Service) -> Starlette:
    """Return the ASGI application that serves `service`.

    Raises:
        ConfigError: the mapping of a console is wrong.
    """
    framed_by = partial(frame_ancestors, service.settings, service.origins.listed)
    widget = WidgetFiles(directory=widget_dir(), framed_by=framed_by)
    routes: list[BaseRoute] = [
        WebSocketRoute("/v1/socket", open_socket),
        Route("/v1/messages", post_message, methods=["POST"]),
        Route("/v1/revisions", post_revision, methods=["POST"]),
        Route("/v1/context", post_context, methods=["POST"]),
        Route(HOOK, take_webhook, methods=["POST", "HEAD"]),
        Route(HOOK + "/{rest:path}", take_webhook, methods=["POST", "PUT", "HEAD"]),
        Route("/v1/revoke", post_revoke, methods=["POST"]),
        *SUBJECT_ROUTES,
        Route("/v1/openapi.json", show_openapi),
        Route("/live", live),
        Route("/ready", ready),
        Route("/metrics", show_metrics),
        Mount("/widget", GZipMiddleware(widget)),
    ]
    if service.settings.demo:
        routes += demo_routes()
    metrics = service.telemetry.metrics
    counted = Middleware(CountedResponses, metrics=metrics, routes=routes)
    consoles = Consoles(service)

    @asynccontextmanager
    async def listening(app: Starlette) -> AsyncIterator[None]:
        consoles.start()
        yield
        await consoles.stop()

    app = Starlette(routes=routes, middleware=[counted], lifespan=listening)
    app.state.service, app.state.consoles = service, consoles
    return app
