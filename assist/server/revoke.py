"""`POST /v1/revoke`: a subject, a session or a token's id -> refused from now on."""

from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from assist.journal.records import Unavailable
from assist.server.posts import RequestError, bearer, body, refused
from assist.server.revocations import What
from assist.server.service import Service
from assist.wire import codes
from assist.wire.frames import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeRequest:
    """The body: exactly one of these."""

    subject: Name | None = None
    session: Name | None = None
    token_id: Name | None = None


async def post_revoke(request: Request) -> Response:
    """Answer 200 with the number of sockets that ended, once it would survive a restart."""
    service: Service = request.app.state.service
    try:
        grant = bearer(request, service, "platform", "admin")
        what, name = _named(await body(request, service, RevokeRequest))
        ended = await service.revocations.revoke(grant.tenant, what, name, service.clock())
    except RequestError as error:
        return refused(error)
    except Unavailable:
        later = "it holds for now; send it again, so that it outlives a restart"
        return refused(RequestError(503, codes.UNAVAILABLE, later))
    except ClientDisconnect:
        return Response(status_code=400)
    return JSONResponse({"sockets_ended": ended})


def _named(asked: RevokeRequest) -> tuple[What, str]:
    fields: tuple[tuple[What, str | None], ...] = (
        ("subject", asked.subject),
        ("session", asked.session),
        ("token_id", asked.token_id),
    )
    named = [(what, name) for what, name in fields if name is not None]
    if len(named) != 1:
        what = "name exactly one of subject, session and token_id"
        raise RequestError(400, codes.BAD_REQUEST, what, path="$")
    return named[0]
