"""`POST /v1/hooks/{tenant}/{endpoint}`: a console's webhook -> proven, durable, and answered."""

import base64
import hashlib
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from assist.config import Webhook
from assist.errors import FrameError
from assist.journal.contract import Delivery
from assist.server import formats
from assist.server.batches import UNREADABLE, take_batch
from assist.server.messages import placed, taken
from assist.server.posts import RequestError, admit, open_for, raw, refused
from assist.server.service import Service
from assist.webhooks import SignatureError, Signed, verify
from assist.wire import codes
from assist.wire.requests import Said

log = logging.getLogger("warmline.hooks")

# Stands in for an endpoint that does not exist: to ask for one takes as long and ends the same.
_NOBODY: Final = Webhook(scheme="standard", secrets=(base64.b64encode(secrets.token_bytes(32)),))
_WRONG: Final = "sign the bytes of the body as the endpoint's scheme says (docs/webhooks.md)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A webhook that has proven where it is from. `id`: the same when it is sent again."""

    tenant: str
    endpoint: str
    body: bytes
    id: str | None

    @property
    def delivery(self) -> Delivery | None:
        """What tells a repeated request from a new one; None: its messages' own ids do."""
        if self.id is None:
            return None
        body_hash = hashlib.blake2b(self.body, digest_size=16).digest()
        return Delivery(endpoint=self.endpoint, id=self.id, body_hash=body_hash)


async def take_webhook(request: Request) -> Response:
    """Answer 202 once what it says is durable, or with what is wrong."""
    service: Service = request.app.state.service
    try:
        arrived = await _arrived(request, service)
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
            where=formats.DATA,
        )
    except RequestError as error:
        return refused(error)
    except ClientDisconnect:
        return Response(status_code=400)
    return JSONResponse({"conversation": said.conversation} | placed(done), 202)


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
    open_for(service, tenant)
    return Arrived(tenant=tenant, endpoint=endpoint, body=content, id=proof.id)


def _read(arrived: Arrived, service: Service) -> Said | Sequence[Said | FrameError]:
    try:
        return formats.own(arrived.body, service.settings.limits.batch)
    except FrameError as error:
        raise RequestError(400, codes.BAD_REQUEST, UNREADABLE, path=error.path) from None
