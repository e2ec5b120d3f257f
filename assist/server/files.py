"""Folders -> files over HTTP: the widget for any page, the demo for this machine's pages."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import ClassVar, Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from assist.config import LOOPBACK, Settings

_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
"""Said outright: what Python guesses depends on the machine, and browsers run no script
that is called text/plain."""


class Files(StaticFiles):
    """A folder whose files are asked for again each time, and sent again only when changed."""

    headers: ClassVar = {"cache-control": "no-cache", "x-content-type-options": "nosniff"}

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file with its type and headers."""
        response = await super().get_response(path, scope)
        response.headers.update(self.headers)
        suffix = "." + path.rpartition(".")[2]
        if response.status_code == 200 and suffix in _TYPES:
            response.headers["content-type"] = _TYPES[suffix]
        return response


_PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; connect-src 'self' ws: wss:; base-uri 'none'; "
    "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; "
)
_CONSOLES: Final = "consoles/"
"""Where the pages are that a console holds, and that hold the widget's frame in their turn."""


class WidgetFiles(Files):
    """The widget's modules, which any console page may load, and the pages for a frame.

    Args:
        directory: where they are.
        framed_by: the tenants that the address of a page names -> who may hold it, as a policy
            has it.
    """

    headers: ClassVar = {
        **Files.headers,
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
    }

    def __init__(self, *, directory: Path, framed_by: Callable[[Sequence[str]], str]) -> None:
        super().__init__(directory=directory)
        self._framed_by = framed_by

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file with its headers; those of a page say what it may do and who holds it."""
        response = await super().get_response(path, scope)
        if path.endswith(".html"):
            named = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            ancestors = self._framed_by(named.get("tenant", []))
            holds = "frame-src 'self'; " if path.startswith(_CONSOLES) else ""
            policy = f"{_PAGE_POLICY}{holds}frame-ancestors {ancestors}"
            response.headers["content-security-policy"] = policy
            response.headers["referrer-policy"] = "no-referrer"
        return response


def frame_ancestors(settings: Settings, listed: Iterable[str], named: Sequence[str]) -> str:
    """Return who may hold the frame of a tenant, as a policy has it.

    Args:
        settings: they say which pages a tenant has; a tenant that is off has none.
        listed: the node's own origins, for a frame of no tenant and for tenants without any.
        named: the tenants that the frame's address names: one, or none.
    """
    tenant = settings.tenant(named[0]) if len(named) == 1 else None
    if len(named) > 1 or (tenant is not None and not tenant.enabled):
        return "'none'"
    own = (tenant.frame_ancestors or tenant.origins) if tenant else ()
    # The grammar of policies has no IPv6 addresses: a browser would complain of one.
    origins = [origin.lower() for origin in own or listed if "[" not in origin]
    return " ".join(["'self'", *origins])


class DemoFiles(Files):
    """The demo's pages, for a browser on this machine."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request if it names this machine."""
        check_local(Headers(scope=scope))
        await super().__call__(scope, receive, send)


def check_local(headers: Headers) -> None:
    """Refuse a request for a host that is not this machine.

    A foreign page can let its own name point to 127.0.0.1 and read what the demo gives away.

    Raises:
        HTTPException: the host is another one.
    """
    host = headers.get("host", "")
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    if name.lower() not in LOOPBACK:
        raise HTTPException(403, "open the demo under http://127.0.0.1")
