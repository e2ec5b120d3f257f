"""`POST /v1/messages`, `/v1/revisions`, `/v1/context`: what is said -> durable, and its place."""

from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from assist.journal.records import Appended, Delivery, IdConflict, Key, Unavailable
from assist.server.ingest import FieldError
from assist.server.posts import RequestError, admit, bearer, body, refused
from assist.server.service import Service
from assist.server.telemetry import Transport
from assist.wire import codes
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest, Said


async def post_message(request: Request) -> Response:
    """Answer 202 once the message is durable; the same message again gets the same answer."""
    return await _post(request, MessageRequest)


async def post_context(request: Request) -> Response:
    """Answer 202 once what the platform knows is durable."""
    return await _post(request, ContextRequest)


async def post_revision(request: Request) -> Response:
    """Answer 202 once it is durable that a message reads otherwise, or was taken back."""
    return await _post(request, RevisionRequest)


async def _post(request: Request, kind: type[Said]) -> Response:
    service: Service = request.app.state.service
    try:
        grant = bearer(request, service, "platform")
        said = await body(request, service, kind)
        if not grant.covers(said.conversation):
            what = "use a token that names this conversation"
            raise RequestError(403, codes.FORBIDDEN, what)
        admit(service, grant.tenant)
        done = await taken(service, grant.tenant, said)
    except RequestError as error:
        return refused(error)
    except ClientDisconnect:
        return Response(status_code=400)
    return JSONResponse({"conversation": said.conversation} | placed(done), 202)


def placed(done: Appended) -> dict[str, Any]:
    """Return what the platform is told of where its event rests."""
    return {"epoch": done.epoch, "offset": done.offset, "duplicate": done.duplicate}


async def taken(
    service: Service,
    tenant: str,
    said: Said,
    *,
    transport: Transport = "http",
    delivery: Delivery | None = None,
    where: str = "$",
) -> Appended:
    """Make durable what a platform says, and return where it rests.

    Args:
        service: takes it.
        tenant: who says it.
        said: what.
        transport: the way that it came.
        delivery: the request that brought it, where its sender may repeat that.
        where: the path of its fields.

    Raises:
        RequestError: what the platform is told instead.
    """
    key = Key(tenant=tenant, conversation=said.conversation)
    try:
        appending = _append(service, key, said, delivery)
        return await service.telemetry.acknowledged(transport, key, appending)
    except FieldError as error:
        what = "name what exists, as Europe/Paris for a time zone"
        raise RequestError(400, codes.BAD_REQUEST, what, path=f"{where}{str(error)[1:]}") from None
    except IdConflict:
        what = "this id named something else before; give each its own"
        raise RequestError(409, codes.ID_CONFLICT, what) from None
    except Unavailable:
        raise RequestError(503, codes.UNAVAILABLE, "send it again") from None


async def _append(service: Service, key: Key, said: Said, delivery: Delivery | None) -> Appended:
    if isinstance(said, ContextRequest):
        return await service.ingest.tell(key, said, delivery=delivery)
    if isinstance(said, RevisionRequest):
        return await service.ingest.revise(
            key,
            message_id=said.message_id,
            revision_id=said.revision_id,
            text=said.text,
            at=said.at,
            delivery=delivery,
        )
    return await service.ingest.post(
        key,
        message_id=said.message_id,
        speaker=said.speaker,
        text=said.text,
        at=said.at,
        name=said.name,
        language=said.language,
        late=said.late,
        delivery=delivery,
    )
