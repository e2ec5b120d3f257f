"""The demo's routes: its pages, and tokens for the two sides of a chat that a page may play.

Nothing else knows of the demo: its pages use the sockets as any platform and console would.
"""

import secrets
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from assist.errors import ConfigError
from assist.resources import widget_dir
from assist.server.auth import Grant, Role
from assist.server.files import DemoFiles, check_local
from assist.server.service import Service

TENANT: Final = "demo"
TOKEN_LIFE: Final = 12 * 3600.0
SIDES: Final[tuple[Role, ...]] = ("agent", "platform")


def demo_dir() -> Path:
    """Return the folder of the demo's pages.

    Raises:
        ConfigError: this installation has none.
    """
    folder = widget_dir().parent / "demo"
    if not folder.is_dir():
        raise ConfigError(f"{folder}: the demo's pages are not there; run it in a checkout")
    return folder


def demo_routes() -> list[BaseRoute]:
    """Return the routes of the demo."""
    return [
        Route("/", _index),
        Route("/demo/config.json", _config),
        Mount("/demo", DemoFiles(directory=demo_dir(), html=True)),
    ]


async def _index(request: Request) -> Response:
    return RedirectResponse("/demo/")


async def _config(request: Request) -> Response:
    check_local(request.headers)
    service: Service = request.app.state.service
    return JSONResponse(
        {"socket": "/v1/socket", "tokens": _tokens(service)}, headers={"cache-control": "no-store"}
    )


def _tokens(service: Service) -> dict[str, str]:
    now = service.clock()
    # Each visitor is an agent of their own: one agent may hold only a few sockets.
    visitor = secrets.token_hex(4)
    return {
        role: service.tokens.issue(
            Grant(
                tenant=TENANT,
                role=role,
                subject=f"{role}-{visitor}",
                conversations=None,
                expires_at=now + TOKEN_LIFE,
            ),
            now=now,
        )
        for role in SIDES
    }
