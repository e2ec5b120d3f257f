"""A server with a webhook of each console, and what each console sends to it."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from assist.config import Console, Tenant, Webhook
from assist.config.consoles import WAYS
from assist.consoles import registry
from assist.consoles.contract import Connector
from assist.webhooks import Signed
from assist.webhooks.sign import sign
from tests.server.harness import TENANT, Running, serving
from tests.webhooks.senders import pem, rsa_key

SECRET = b"0123456789abcdef0123456789abcdef"
SAMPLES = Path(registry.__file__).parent / "samples"


def webhook(console: Console, **changes: Any) -> Webhook:  # noqa: ANN401
    """Return a console's webhook as the settings would have it."""
    way = WAYS[console]
    known: dict[str, Any] = {
        "console": console,
        "scheme": way.scheme,
        "header": way.header,
        "token_path": way.token_path,
        "secrets": (pem() if way.scheme == "rsa-sha256" else SECRET,),
    }
    return Webhook(**known | changes)


def connector(console: Console) -> Connector:
    return registry.named(console)


@asynccontextmanager
async def consoled(
    data: Path,
    webhooks: Mapping[str, Webhook] | None = None,
    **settings: Any,  # noqa: ANN401
) -> AsyncIterator[Running]:
    """Run a server with these webhooks; left out: one of each console, by its name."""
    hooks = webhooks or {console: webhook(console) for console in registry.NAMES}
    tenants = {TENANT: Tenant(name=TENANT, webhooks=hooks)}
    async with serving(data, tenants=tenants, **settings) as running:
        yield running


def signed(
    running: Running,
    hook: Webhook,
    body: bytes,
    *,
    endpoint: str | None = None,
    id: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Signed:
    """Return a request as its console signs it just now."""
    url = f"{running.url}/v1/hooks/{TENANT}/{endpoint or hook.console}"
    form = not body.lstrip().startswith((b"{", b"["))
    kind = "application/x-www-form-urlencoded" if form else "application/json"
    return sign(
        hook,
        secret(hook),
        body,
        now=time.time(),
        id=id or token_hex(8),
        url=url,
        headers={"content-type": kind, **(headers or {})},
    )


def secret(hook: Webhook) -> bytes:
    if hook.scheme != "rsa-sha256":
        return hook.secrets[0]
    return rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


async def send(client: httpx.AsyncClient, request: Signed) -> httpx.Response:
    parts = urlsplit(request.url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    headers = [(name.encode(), value.encode("latin-1")) for name, value in request.headers.items()]
    return await client.post(path, content=request.body, headers=headers)
