"""The bodies and answers of the HTTP surface -> one OpenAPI 3.1 document, for programs to read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assist.server.erasure import Erased
from assist.server.revoke import RevokeRequest
from assist.server.subjects import EraseRequest, HoldRequest, OptOutRequest
from assist.wire.codes import REFUSALS
from assist.wire.frames import Name
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest

JSON: Final = "application/json"
_REFS: Final = "#/components/schemas/{name}"
_COUNT: Final = Meta(ge=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """It is durable, and rests there."""

    conversation: Name
    epoch: str
    offset: Annotated[int, Meta(ge=1)]
    duplicate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong, for a program (`code`, `key`, `path`) and for a person (`message`)."""

    code: Annotated[int, Meta(ge=100, le=199)]
    key: str
    temporary: bool
    message: str
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The request is not done."""

    error: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """How many sockets ended."""

    sockets_ended: Annotated[int, _COUNT]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Whether retention and erasure leave the conversation alone."""

    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OptedOut:
    """What holds for the customer, and how many conversations heard of it."""

    opted_out: bool
    conversations: Annotated[int, _COUNT]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alive:
    """The event loop turns."""

    live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Whether the server should be sent traffic; if not, why."""

    ready: bool
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one item of a batch."""

    index: Annotated[int, _COUNT]
    status: int
    epoch: str | None = None
    offset: int | None = None
    duplicate: bool | None = None
    error: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What became of each item, in the order of the batch."""

    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooked:
    """What a webhook says: `data` is a message, a revision, a context, or a list of such values."""

    type: Literal["message.post", "message.revise", "context.give", "batch"]
    data: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One path.

    Args:
        answers: status -> its body: a kind, one of some kinds, or a type of text.
        refusals: statuses whose body is a `Refused`.
    """

    name: str
    method: Literal["get", "post"]
    path: str
    summary: str
    answers: Mapping[int, Any]
    body: type[Any] | None = None
    refusals: tuple[int, ...] = ()
    security: Literal["token", "signature"] | None = "token"
    parameters: tuple[dict[str, Any], ...] = field(default=())


_BODY: Final = (400, 401, 403, 408, 410, 413, 415, 503)
_POST: Final = (*_BODY, 409, 429)
_ONE_OF: Final = tuple(
    {"name": name, "in": "query", "schema": {"type": "string"}}
    for name in ("conversation", "customer")
)
_HOOK: Final = tuple(
    {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    for name in ("tenant", "endpoint")
)
_LINES: Final = "application/x-ndjson"
_PLAIN: Final = "text/plain"

OPERATIONS: Final = (
    Operation(
        name="postMessage", method="post", path="/v1/messages", body=MessageRequest,
        summary="Say what somebody wrote (role platform).", answers={202: Placed}, refusals=_POST,
    ),
    Operation(
        name="postRevision", method="post", path="/v1/revisions",
        summary="Say that a message reads otherwise, or was taken back (role platform).",
        body=RevisionRequest, answers={202: Placed}, refusals=_POST,
    ),
    Operation(
        name="postContext", method="post", path="/v1/context",
        summary="Say what the platform knows beside the words (role platform).",
        body=ContextRequest, answers={202: Placed}, refusals=_POST,
    ),
    Operation(
        name="postWebhook", method="post", path="/v1/hooks/{tenant}/{endpoint}",
        summary="Take a console's signed webhook.",
        body=Hooked, answers={202: (Placed, Results), 207: Results}, refusals=_POST,
        security="signature", parameters=_HOOK,
    ),
    Operation(
        name="revoke", method="post", path="/v1/revoke",
        summary="Refuse the tokens of a subject or a session, or one token (platform, admin).",
        body=RevokeRequest, answers={200: Revoked}, refusals=_BODY,
    ),
    Operation(
        name="erase", method="post", path="/v1/erase",
        summary="Erase a conversation, or all of a customer (role admin).",
        body=EraseRequest, answers={200: Erased}, refusals=_BODY,
    ),
    Operation(
        name="export", method="get", path="/v1/export",
        summary="All that is kept of a conversation or a customer (role admin).",
        answers={200: _LINES}, refusals=(400, 401, 403, 410, 503), parameters=_ONE_OF,
    ),
    Operation(
        name="hold", method="post", path="/v1/hold",
        summary="Keep a conversation from retention and erasure, or no longer (role admin).",
        body=HoldRequest, answers={200: Held}, refusals=(*_BODY, 404),
    ),
    Operation(
        name="optOut", method="post", path="/v1/opt-out",
        summary="A customer wants none of this, or does again (role admin).",
        body=OptOutRequest, answers={200: OptedOut}, refusals=_BODY,
    ),
    Operation(
        name="live", method="get", path="/live", summary="Whether the process turns.",
        answers={200: Alive}, security=None,
    ),
    Operation(
        name="ready", method="get", path="/ready", summary="Whether it should be sent traffic.",
        answers={200: Ready, 503: Ready}, security=None,
    ),
    Operation(
        name="metrics", method="get", path="/metrics",
        summary="The numbers for Prometheus, to the addresses of `metrics_from`.",
        answers={200: _PLAIN, 403: _PLAIN}, security=None,
    ),
)  # fmt: skip
"""Every path but the websocket and the files of the widget."""


async def show_openapi(request: Request) -> Response:
    """Answer 200 with the document."""
    return JSONResponse(document())


@cache
def document() -> dict[str, Any]:
    """Return the document; it is the same for every server of this version."""
    bodies = {one.body.__name__ for one in OPERATIONS if one.body}
    models: list[type[Any]] = [Refused]
    for one in OPERATIONS:
        for kind in (one.body, *one.answers.values()):
            models += kind if isinstance(kind, tuple) else [kind] if isinstance(kind, type) else []
    _, schemas = msgspec.json.schema_components(models, ref_template=_REFS)
    for name in bodies - {"Hooked"}:
        schemas[name]["additionalProperties"] = False
    for name in ("RevokeRequest", "EraseRequest"):
        schemas[name] = _one_of(schemas[name])
    schemas["Problem"]["properties"]["key"] = {"enum": sorted(one.key for one in REFUSALS)}
    paths: dict[str, dict[str, Any]] = {}
    for one in OPERATIONS:
        paths.setdefault(one.path, {})[one.method] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Warmline", "version": version("warmline")},
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": _SECURITY},
    }


def _one_of(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema of which exactly one field is named; the others may be null."""
    named = {"type": "string", "minLength": 1, "maxLength": 200}
    kinds = [
        schema
        | {"required": [one]}
        | {
            "properties": {
                field: named if field == one else {"type": "null"} for field in schema["properties"]
            }
        }
        for one in schema["properties"]
    ]
    return {"title": schema["title"], "oneOf": kinds}


_SECURITY: Final = {
    "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "signature": {"type": "apiKey", "in": "header", "name": "webhook-signature"},
}


def _operation(one: Operation) -> dict[str, Any]:
    answers = {str(status): _answer(kind) for status, kind in one.answers.items()}
    answers |= {str(status): _answer(Refused, status) for status in sorted(one.refusals)}
    made: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "responses": answers,
        "security": [{one.security: []}] if one.security else [],
    }
    if one.parameters:
        made["parameters"] = list(one.parameters)
    if one.body is not None:
        made["requestBody"] = {"required": True, "content": {JSON: {"schema": _schema(one.body)}}}
    return made


def _answer(kind: Any, status: int | None = None) -> dict[str, Any]:  # noqa: ANN401
    if isinstance(kind, str):
        return {"description": "As text.", "content": {kind: {"schema": {"type": "string"}}}}
    told = "One of these." if isinstance(kind, tuple) else str(kind.__doc__)
    made: dict[str, Any] = {
        "description": told.splitlines()[0],
        "content": {JSON: {"schema": _schema(kind)}},
    }
    header = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}.get(status or 0)
    if header:
        made["headers"] = {header: {"required": True, "schema": {"type": "string"}}}
    return made


def _schema(kind: Any) -> dict[str, Any]:  # noqa: ANN401
    if isinstance(kind, tuple):
        return {"oneOf": [_schema(one) for one in kind]}
    (schema,), _ = msgspec.json.schema_components([kind], ref_template=_REFS)
    return schema
