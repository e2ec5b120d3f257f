"""`POST /v1/messages`: one message of a chat platform -> durable, and where it rests."""

import asyncio
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from assist.errors import FrameError
from assist.journal.contract import Appended, IdConflict, Key, Unavailable
from assist.server.auth import Grant, UnauthorizedError
from assist.server.service import Service
from assist.vocabulary import Language, Speaker
from assist.wire import codes
from assist.wire.codes import Refusal
from assist.wire.decode import strict
from assist.wire.frames import Name, Seconds, Text
from assist.wire.plain import read_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRequest:
    """The body: what the frame `message.post` holds, with the conversation's whole name."""

    conversation: Name
    message_id: Name
    speaker: Speaker
    text: Text
    at: Seconds | None = None
    name: Name | None = None
    language: Language | None = None


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


async def post_message(request: Request) -> Response:
    """Answer 202 once the message is durable; the same message again gets the same answer."""
    service: Service = request.app.state.service
    try:
        grant = _grant(request, service)
        message = _message(await _body(request, service.settings.limits.body))
        done = await _append(service, grant, message)
    except RequestError as error:
        return _refused(error)
    except ClientDisconnect:
        return Response(status_code=400)
    return JSONResponse(
        {
            "conversation": message.conversation,
            "epoch": done.epoch,
            "offset": done.offset,
            "duplicate": done.duplicate,
        },
        202,
    )


def _grant(request: Request, service: Service) -> Grant:
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


async def _body(request: Request, most: int) -> bytes:
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


def _message(body: bytes) -> MessageRequest:
    try:
        plain = read_plain(body, "json", max_bytes=len(body))
        if not isinstance(plain, dict):
            raise FrameError("an object", path="$")
        return strict(plain, MessageRequest)
    except FrameError as error:
        what = "send one JSON object with the fields that docs/wire.md lists"
        raise RequestError(400, codes.BAD_REQUEST, what, path=error.path) from None


async def _append(service: Service, grant: Grant, message: MessageRequest) -> Appended:
    if not grant.covers(message.conversation):
        raise RequestError(403, codes.FORBIDDEN, "use a token that names this conversation")
    try:
        return await service.ingest.post(
            Key(tenant=grant.tenant, conversation=message.conversation),
            message_id=message.message_id,
            speaker=message.speaker,
            text=message.text,
            at=message.at,
            name=message.name,
            language=message.language,
        )
    except IdConflict:
        what = "this message_id named another message before; give each message its own"
        raise RequestError(409, codes.ID_CONFLICT, what) from None
    except Unavailable:
        raise RequestError(503, codes.UNAVAILABLE, "send it again") from None


def _refused(error: RequestError) -> Response:
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
