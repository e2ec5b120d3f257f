"""`POST /v1/messages` and `/v1/context`: what a platform says -> durable, and where it rests."""

from collections.abc import Awaitable
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from assist.journal.contract import Appended, IdConflict, Key, Unavailable
from assist.server.auth import Grant
from assist.server.ingest import FieldError
from assist.server.posts import RequestError, body, platform, refused
from assist.server.service import Service
from assist.vocabulary import Language, Speaker
from assist.wire import codes
from assist.wire.frames import Known, Name, Seconds, Text


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextRequest(Known):
    """The body: what the frame `context.give` holds, with the conversation's whole name."""

    conversation: Name


async def post_message(request: Request) -> Response:
    """Answer 202 once the message is durable; the same message again gets the same answer."""
    return await _post(request, MessageRequest)


async def post_context(request: Request) -> Response:
    """Answer 202 once what the platform knows is durable."""
    return await _post(request, ContextRequest)


async def _post(request: Request, kind: type[MessageRequest] | type[ContextRequest]) -> Response:
    service: Service = request.app.state.service
    try:
        grant = platform(request, service)
        said = await body(request, service, kind)
        done = await _durable(_append(service, _key(grant, said.conversation), said))
    except RequestError as error:
        return refused(error)
    except ClientDisconnect:
        return Response(status_code=400)
    return JSONResponse(
        {
            "conversation": said.conversation,
            "epoch": done.epoch,
            "offset": done.offset,
            "duplicate": done.duplicate,
        },
        202,
    )


def _key(grant: Grant, conversation: str) -> Key:
    if not grant.covers(conversation):
        raise RequestError(403, codes.FORBIDDEN, "use a token that names this conversation")
    return Key(tenant=grant.tenant, conversation=conversation)


async def _append(service: Service, key: Key, said: MessageRequest | ContextRequest) -> Appended:
    if isinstance(said, ContextRequest):
        return await service.ingest.tell(key, said)
    return await service.ingest.post(
        key,
        message_id=said.message_id,
        speaker=said.speaker,
        text=said.text,
        at=said.at,
        name=said.name,
        language=said.language,
    )


async def _durable(appending: Awaitable[Appended]) -> Appended:
    """Return where it rests, or raise what the platform is told instead."""
    try:
        return await appending
    except FieldError as error:
        what = "name what exists, as Europe/Paris for a time zone"
        raise RequestError(400, codes.BAD_REQUEST, what, path=str(error)) from None
    except IdConflict:
        what = "this id named something else before; give each its own"
        raise RequestError(409, codes.ID_CONFLICT, what) from None
    except Unavailable:
        raise RequestError(503, codes.UNAVAILABLE, "send it again") from None
