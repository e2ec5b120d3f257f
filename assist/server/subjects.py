"""`/v1/erase`, `/v1/export`, `/v1/hold`, `/v1/opt-out`: what an admin asks about a person."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from assist.journal.records import Key, Unavailable
from assist.server import erasure, export
from assist.server.auth import Grant
from assist.server.posts import RequestError, bearer, body, refused
from assist.server.service import Service
from assist.wire import codes
from assist.wire.frames import LONGEST_NAME, Name

LINES: Final = "application/x-ndjson"


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseRequest:
    """The body: exactly one of these."""

    conversation: Name | None = None
    customer: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRequest:
    """The body: `held` keeps the conversation from retention and erasure until it is taken back."""

    conversation: Name
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutRequest:
    """The body: whether the customer wants none of this."""

    customer: Name
    opted_out: bool


Handler = Callable[[Request], Awaitable[Response]]
Answer = Callable[[Request, Service, Grant], Awaitable[Response]]


def _asked(answer: Answer) -> Handler:
    """Return a route that an admin alone is answered on."""

    async def handle(request: Request) -> Response:
        service: Service = request.app.state.service
        try:
            return await answer(request, service, bearer(request, service, "admin"))
        except RequestError as error:
            return refused(error)
        except Unavailable:
            later = "not all of it is done; send it again"
            return refused(RequestError(503, codes.UNAVAILABLE, later))
        except ClientDisconnect:
            return Response(status_code=400)

    return handle


@_asked
async def post_erase(request: Request, service: Service, grant: Grant) -> Response:
    """Answer 200 with how many conversations are gone, once nothing of them is left."""
    asked = await body(request, service, EraseRequest)
    _one_of(asked.conversation, asked.customer)
    if asked.conversation is not None:
        key = _conversation(grant, asked.conversation)
        done = await erasure.erase(service, [key], grant.subject)
    else:
        customer = _customer(grant, asked.customer)
        done = await erasure.erase_customer(service, grant.tenant, customer, grant.subject)
    return JSONResponse(asdict(done))


@_asked
async def get_export(request: Request, service: Service, grant: Grant) -> Response:
    """Answer 200 with all that is kept of a customer or a conversation, a JSON object a line."""
    names = request.query_params
    conversation, customer = names.get("conversation"), names.get("customer")
    _one_of(conversation, customer)
    if not 1 <= len(conversation or customer or "") <= LONGEST_NAME:
        what = f"name one of 1 to {LONGEST_NAME} characters"
        raise RequestError(400, codes.BAD_REQUEST, what, path="$")
    if conversation is not None:
        lines = export.conversation_lines(service.journal, _conversation(grant, conversation))
    else:
        customer = _customer(grant, customer)
        lines = export.customer_lines(service.journal, grant.tenant, customer)
    erasure.audit.info("%a had what is kept of one subject exported", grant.subject)
    headers = {"cache-control": "no-store"}
    return StreamingResponse(await _begun(lines), media_type=LINES, headers=headers)


async def _begun(lines: AsyncIterator[str]) -> AsyncIterator[str]:
    """Return the same lines, the first one read already: a failure still has its status."""
    first = await anext(lines, "")

    async def all_of_them() -> AsyncIterator[str]:
        yield first
        async for line in lines:
            yield line

    return all_of_them()


@_asked
async def post_hold(request: Request, service: Service, grant: Grant) -> Response:
    """Answer 200 once it would survive a restart."""
    asked = await body(request, service, HoldRequest)
    key = _conversation(grant, asked.conversation)
    if asked.held and await service.journal.load(key) is None:
        what = "name a conversation that is there"
        raise RequestError(404, codes.UNKNOWN_CONVERSATION, what, path="$.conversation")
    await erasure.hold(service, key, grant.subject, held=asked.held)
    return JSONResponse({"held": asked.held})


@_asked
async def post_opt_out(request: Request, service: Service, grant: Grant) -> Response:
    """Answer 200 with how many conversations heard of it, once it would survive a restart."""
    asked = await body(request, service, OptOutRequest)
    heard = await erasure.opt_out(
        service,
        grant.tenant,
        _customer(grant, asked.customer),
        grant.subject,
        opted_out=asked.opted_out,
    )
    return JSONResponse({"opted_out": asked.opted_out, "conversations": heard})


def _one_of(conversation: str | None, customer: str | None) -> None:
    if (conversation is None) == (customer is None):
        what = "name exactly one of conversation and customer"
        raise RequestError(400, codes.BAD_REQUEST, what, path="$")


def _conversation(grant: Grant, conversation: str) -> Key:
    if grant.assigned or not grant.covers(conversation):
        raise RequestError(403, codes.FORBIDDEN, "use a token that names this conversation")
    return Key(tenant=grant.tenant, conversation=conversation)


def _customer(grant: Grant, customer: str | None) -> str:
    if grant.assigned or grant.conversations is not None:
        what = "use a token that names all conversations (`conv` is `*`)"
        raise RequestError(403, codes.FORBIDDEN, what)
    return customer or ""


SUBJECT_ROUTES: Final = [
    Route("/v1/erase", post_erase, methods=["POST"]),
    Route("/v1/export", get_export, methods=["GET"]),
    Route("/v1/hold", post_hold, methods=["POST"]),
    Route("/v1/opt-out", post_opt_out, methods=["POST"]),
]
