"""A request by HTTP -> its bearer's grant and its body, or the refusal that answers it."""

import asyncio
import math
from typing import Any, Final, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assist.errors import FrameError
from assist.server.auth import Grant, Role, UnauthorizedError
from assist.server.service import Service
from assist.wire import codes
from assist.wire.codes import Refusal
from assist.wire.decode import strict
from assist.wire.plain import read_object

Body = TypeVar("Body")

JSON: Final = "application/json"


class RequestError(Exception):
    """The request is answered with this status and refusal.

    Args:
        status: of the answer.
        refusal: what a program acts upon.
        what: what would be right, for a person.
        path: the field at fault, as `$.text`.
        retry_after: seconds until the same request may be sent again (429 and 503).
        challenge: how to prove oneself (401).
    """

    def __init__(
        self,
        status: int,
        refusal: Refusal,
        what: str,
        *,
        path: str | None = None,
        retry_after: float = 1.0,
        challenge: str = "Bearer",
    ) -> None:
        super().__init__(what)
        self.status = status
        self.refusal = refusal
        self.what = what
        self.path = path
        self.retry_after = retry_after
        self.challenge = challenge

    def explained(self) -> dict[str, Any]:
        """Return what the peer is told."""
        plain = {
            "code": self.refusal.code,
            "key": self.refusal.key,
            "temporary": self.refusal.temporary,
            "path": self.path,
            "message": self.what,
        }
        return {key: value for key, value in plain.items() if value is not None}


def bearer(request: Request, service: Service, *roles: Role) -> Grant:
    """Return what the bearer of the request's token may do.

    Args:
        request: not from a page: a token that is bound to one is refused.
        service: whose tokens they are.
        roles: those that may ask this.

    Raises:
        RequestError: no good token, another role, a tenant that is switched off, or the server is
            about to stop.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    try:
        if scheme.lower() != "bearer":
            raise UnauthorizedError
        grant = service.tokens.verify(token.strip(), now=service.clock())
    except UnauthorizedError:
        what = "send `Authorization: Bearer TOKEN` with a token of this server, still in its time"
        raise RequestError(401, codes.UNAUTHORIZED, what) from None
    if grant.role not in roles:
        what = f"use a token of the role {' or '.join(roles)}"
        raise RequestError(403, codes.FORBIDDEN, what)
    open_for(service, grant.tenant)
    return grant


def open_for(service: Service, tenant: str) -> None:
    """Pass while requests of a tenant are taken.

    Raises:
        RequestError: the tenant is switched off, or the server is about to stop.
    """
    if not service.settings.tenant(tenant).enabled:
        raise RequestError(410, codes.FORBIDDEN, "this tenant is switched off; ask its operator")
    if service.draining:
        raise RequestError(503, codes.UNAVAILABLE, "send it again")


def admit(service: Service, tenant: str, count: int = 1) -> None:
    """Count messages of a tenant; all of them pass, or none.

    Raises:
        RequestError: the tenant sends too fast, or too much of it waits to be read; once
            `Retry-After` has passed, they would pass.
    """
    limits = service.settings.limits
    if service.fairness.full(tenant):
        what = "too much of this tenant waits to be read; send it again"
        raise RequestError(503, codes.UNAVAILABLE, what)
    now = asyncio.get_running_loop().time()
    wait = max(service.fairness.admit(tenant, now) for _ in range(count))
    if wait > 0:
        # Those that were counted before the pace was too high are counted again then.
        after = max(wait, (count - 1) / limits.tenant_rate)
        what = "this tenant sends too fast; send it again later"
        raise RequestError(429, codes.RATE_LIMITED, what, retry_after=after)


async def body(request: Request, service: Service, kind: type[Body]) -> Body:
    """Return the request's JSON object as a `kind`.

    Raises:
        RequestError: too large, too slow, or no such object.
    """
    if media_type(request) != JSON:
        raise RequestError(415, codes.BAD_REQUEST, f"send `Content-Type: {JSON}`")
    data = await raw(request, service)
    try:
        return strict(read_object(data), kind)
    except FrameError as error:
        what = "send one JSON object with the fields that docs/wire.md lists"
        raise RequestError(400, codes.BAD_REQUEST, what, path=error.path) from None


def media_type(request: Request) -> str:
    """Return the type of the body, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def raw(request: Request, service: Service) -> bytes:
    """Return the body as it came, read with a bound on its size and its time.

    Raises:
        RequestError: compressed, too large or too slow.
    """
    limits = service.settings.limits
    if request.headers.get("content-encoding", "identity") != "identity":
        raise RequestError(415, codes.BAD_REQUEST, "send the body uncompressed")
    too_large = RequestError(413, codes.TOO_LARGE, f"send at most {limits.body} bytes")
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared[:20]) > limits.body:
        raise too_large
    data = bytearray()
    try:
        async with asyncio.timeout(limits.request_body):
            async for chunk in request.stream():
                data += chunk
                if len(data) > limits.body:
                    raise too_large
    except TimeoutError:
        raise RequestError(408, codes.BAD_REQUEST, "send the body without a pause") from None
    return bytes(data)


def refused(error: RequestError) -> Response:
    """Return the answer that says what is wrong."""
    headers: dict[str, str] = {}
    if error.status in (429, 503):
        headers = {"retry-after": str(max(1, math.ceil(error.retry_after)))}
    elif error.status == 401:
        headers = {"www-authenticate": error.challenge}
    elif error.status in (408, 413):
        headers = {"connection": "close"}
    return JSONResponse({"error": error.explained()}, error.status, headers=headers)
