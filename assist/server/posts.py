"""A platform's POST -> its grant and its body, or the refusal that answers it."""

import asyncio
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assist.errors import FrameError
from assist.server.auth import Grant, UnauthorizedError
from assist.server.service import Service
from assist.wire import codes
from assist.wire.codes import Refusal
from assist.wire.decode import strict
from assist.wire.plain import read_plain

Body = TypeVar("Body")


class RequestError(Exception):
    """The request is answered with this status and refusal."""

    def __init__(
        self, status: int, refusal: Refusal, what: str, *, path: str | None = None
    ) -> None:
        super().__init__(what)
        self.status = status
        self.refusal = refusal
        self.what = what
        self.path = path


def platform(request: Request, service: Service) -> Grant:
    """Return what the bearer may do.

    Raises:
        RequestError: no platform, or the server is about to stop.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    try:
        if scheme.lower() != "bearer":
            raise UnauthorizedError
        grant = service.tokens.verify(token.strip())
    except UnauthorizedError:
        what = "send `Authorization: Bearer TOKEN` with a platform token that has not expired"
        raise RequestError(401, codes.UNAUTHORIZED, what) from None
    if grant.role != "platform":
        raise RequestError(403, codes.FORBIDDEN, "use a token of the role platform")
    if service.draining:
        raise RequestError(503, codes.UNAVAILABLE, "send it again")
    return grant


async def body(request: Request, service: Service, kind: type[Body]) -> Body:
    """Return the request's JSON object as a `kind`.

    Raises:
        RequestError: too large, too slow, or no such object.
    """
    data = await _bytes(request, service.settings.limits.body)
    try:
        plain = read_plain(data, "json", max_bytes=len(data))
        if not isinstance(plain, dict):
            raise FrameError("an object", path="$")
        return strict(plain, kind)
    except FrameError as error:
        what = "send one JSON object with the fields that docs/wire.md lists"
        raise RequestError(400, codes.BAD_REQUEST, what, path=error.path) from None


async def _bytes(request: Request, most: int) -> bytes:
    """Return the body, read with a bound on its size and its time."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise RequestError(415, codes.BAD_REQUEST, "send `Content-Type: application/json`")
    if request.headers.get("content-encoding", "identity") != "identity":
        raise RequestError(415, codes.BAD_REQUEST, "send the body uncompressed")
    too_large = RequestError(413, codes.TOO_LARGE, f"send at most {most} bytes")
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared[:20]) > most:
        raise too_large
    body = bytearray()
    limits = request.app.state.service.settings.limits
    try:
        async with asyncio.timeout(limits.request_body):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise too_large
    except TimeoutError:
        raise RequestError(408, codes.BAD_REQUEST, "send the body without a pause") from None
    return bytes(body)


def refused(error: RequestError) -> Response:
    """Return the answer that says what is wrong."""
    headers: dict[str, str] = {}
    if error.status == 503:
        headers = {"retry-after": "1"}
    elif error.status == 401:
        headers = {"www-authenticate": "Bearer"}
    elif error.status in (408, 413):
        headers = {"connection": "close"}
    plain = {
        "code": error.refusal.code,
        "key": error.refusal.key,
        "temporary": error.refusal.temporary,
        "path": error.path,
        "message": error.what,
    }
    body = {"error": {key: value for key, value in plain.items() if value is not None}}
    return JSONResponse(body, error.status, headers=headers)
