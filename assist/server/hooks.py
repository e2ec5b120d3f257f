"""`POST /v1/hooks/{tenant}/{endpoint}`: a console's webhook -> proven, durable, and answered."""

import base64
import hashlib
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from assist.config import Webhook
from assist.consoles import own
from assist.consoles.contract import Connector
from assist.errors import FrameError
from assist.journal.records import Delivery
from assist.server.batches import UNREADABLE, take_batch
from assist.server.consoles import Consoles
from assist.server.messages import placed, taken
from assist.server.posts import RequestError, admit, open_for, raw, refused
from assist.server.service import Service
from assist.webhooks import SignatureError, Signed, verify
from assist.wire import codes
from assist.wire.requests import Said

HOOK: Final = "/v1/hooks/{tenant}/{endpoint}"
"""Below it stands what a scheme or a console adds: a token, a transaction."""

log = logging.getLogger("warmline.hooks")

# Stands in for an endpoint that does not exist: to ask for one takes as long and ends the same.
_NOBODY: Final = Webhook(scheme="standard", secrets=(base64.b64encode(secrets.token_bytes(32)),))
_WRONG: Final = "sign the bytes of the body as the endpoint's scheme says (docs/webhooks.md)"
_UNKNOWN: Final = "send what the console's documentation says (`warmline console check`)"
_LONGEST_ECHO: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A webhook that has proven where it is from. `id`: the same when it is sent again."""

    tenant: str
    endpoint: str
    webhook: Webhook
    signed: Signed
    id: str | None

    @property
    def delivery(self) -> Delivery | None:
        """What tells a repeated request from a new one; None: its messages' own ids do."""
        if self.id is None:
            return None
        body_hash = hashlib.blake2b(self.signed.body, digest_size=16).digest()
        return Delivery(endpoint=self.endpoint, id=self.id, body_hash=body_hash)


async def take_webhook(request: Request) -> Response:
    """Answer once what it says is durable, or with what is wrong."""
    if request.method == "HEAD":
        # Intercom asks so whether the address is there; it is told of no other than of any.
        return Response()
    service: Service = request.app.state.service
    consoles: Consoles = request.app.state.consoles
    ours = False
    try:
        arrived = await _arrived(request, service)
        connector = consoles.connector(arrived.tenant, arrived.endpoint)
        if connector is not None:
            open_for(service, arrived.tenant)
            return await _heard(consoles, arrived, connector)
        ours = True
        open_for(service, arrived.tenant)
        return await _own(service, arrived)
    except RequestError as error:
        # Before the proof nobody is told which of the two it would have been.
        return refused(error) if ours else _silent(error)
    except ClientDisconnect:
        return Response(status_code=400)


async def _arrived(request: Request, service: Service) -> Arrived:
    """Return the webhook once it is proven; nothing of its body has been read by then.

    Raises:
        RequestError: with 401 for whatever cannot be believed, and for what does not exist.
    """
    tenant, endpoint = request.path_params["tenant"], request.path_params["endpoint"]
    content = await raw(request, service)
    webhook = service.settings.tenant(tenant).webhooks.get(endpoint)
    signed = Signed(headers=request.headers, body=content, url=str(request.url))
    most = service.settings.limits.signatures
    try:
        proof = verify(webhook or _NOBODY, signed, service.clock(), most=most)
    except SignatureError as error:
        metrics = service.telemetry.metrics
        reason = error.key if webhook else "unknown"
        metrics.webhooks_refused.labels(metrics.tenant(tenant), reason).inc()
        if webhook is not None:
            log.info("a request to the webhook %s of %s is refused: %s", endpoint, tenant, error)
        raise RequestError(401, codes.UNAUTHORIZED, _WRONG, challenge="Signature") from None
    return Arrived(
        tenant=tenant, endpoint=endpoint, webhook=webhook or _NOBODY, signed=signed, id=proof.id
    )


async def _own(service: Service, arrived: Arrived) -> Response:
    """Take a body in our own format; its sender is told where each thing rests."""
    said = _read(arrived, service)
    if isinstance(said, Sequence):
        return await take_batch(service, arrived.tenant, said)
    admit(service, arrived.tenant)
    done = await taken(
        service,
        arrived.tenant,
        said,
        transport="hook",
        delivery=arrived.delivery,
        where=own.DATA,
    )
    return JSONResponse({"conversation": said.conversation} | placed(done), 202)


def _read(arrived: Arrived, service: Service) -> Said | Sequence[Said | FrameError]:
    try:
        return own.read(arrived.signed.body, service.settings.limits.batch)
    except FrameError as error:
        raise RequestError(400, codes.BAD_REQUEST, UNREADABLE, path=error.path) from None


async def _heard(consoles: Consoles, arrived: Arrived, connector: Connector) -> Response:
    """Take a console's body, and answer as the console wants it."""
    try:
        heard = connector.read(arrived.signed)
    except FrameError as error:
        log.warning(
            "a request to the webhook %s of %s is no %s: %s is not as it should be",
            arrived.endpoint,
            arrived.tenant,
            connector.title,
            error.path,
        )
        raise RequestError(400, codes.BAD_REQUEST, _UNKNOWN, path=error.path) from None
    if heard.echo is not None:
        if len(heard.echo.encode()) > _LONGEST_ECHO:
            raise RequestError(413, codes.TOO_LARGE, f"at most {_LONGEST_ECHO} bytes")
        return PlainTextResponse(heard.echo, headers={"x-content-type-options": "nosniff"})
    account = arrived.webhook.account
    if account is None or heard.account in (None, account):
        await consoles.take(arrived.tenant, heard)
        consoles.backfill.saw(arrived.tenant, arrived.webhook, connector, heard)
    return Response(connector.answer, connector.status, media_type=connector.media_type)


def _silent(error: RequestError) -> Response:
    """Return an answer without a body: a console may show what it is told to the customer."""
    told = refused(error)
    path = f" {error.path}" if error.path else ""
    headers = {
        name: value
        for name, value in told.headers.items()
        if name not in ("content-length", "content-type")
    }
    headers["x-warmline-error"] = f"{error.refusal.code} {error.refusal.key}{path}"
    return Response(status_code=error.status, headers=headers)
