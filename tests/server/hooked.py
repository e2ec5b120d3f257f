"""A server with one webhook of each scheme, for two tenants, and requests to it."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

import httpx

from assist.config import Scheme, Tenant, Webhook
from assist.journal.records import Entry, Key
from assist.webhooks import Signed
from tests.server.harness import CHAT, TENANT, Running, serving
from tests.webhooks.senders import SCHEMES, SECRET, sent, webhook

OTHER_TENANT = "globex"


def tenant(name: str, **changes: Any) -> Tenant:  # noqa: ANN401
    """Return a tenant with one endpoint a scheme, named after it."""
    hooks: dict[str, Webhook] = {}
    for scheme in SCHEMES:
        url = f"https://assist.example.com/v1/hooks/{name}/{scheme}"
        hooks[scheme] = webhook(scheme, url=url if scheme == "twilio" else None)
    return replace(Tenant(name=name, webhooks=hooks), **changes)


@asynccontextmanager
async def hooked(data: Path, *tenants: Tenant, **settings: Any) -> AsyncIterator[Running]:  # noqa: ANN401
    """Run a server that takes webhooks."""
    known = tenants or (tenant(TENANT), tenant(OTHER_TENANT))
    async with serving(data, tenants={one.name: one for one in known}, **settings) as running:
        yield running


def said(
    chat: str = CHAT, message_id: str = "m1", text: str = "still no parcel", **fields: object
) -> dict[str, Any]:
    """Return one message in our own format."""
    data = {"conversation": chat, "message_id": message_id, "speaker": "customer", "text": text}
    return {"type": "message.post", "data": data | fields}


def request(
    scheme: Scheme = "standard",
    plain: object = None,
    *,
    body: bytes | None = None,
    at: float | None = None,
    id: str | None = None,
    secret: bytes = SECRET,
    tenant: str = TENANT,
) -> Signed:
    """Return a request that a console signed just now."""
    content = json.dumps(said() if plain is None else plain).encode() if body is None else body
    when = time.time() if at is None else at
    url = f"https://assist.example.com/v1/hooks/{tenant}/{scheme}"
    return sent(scheme, content, at=when, id=id or token_hex(8), secret=secret, url=url)


async def post(
    running: Running,
    signed: Signed,
    endpoint: str = "standard",
    tenant: str = TENANT,
    client: httpx.AsyncClient | None = None,
) -> httpx.Response:
    """Send a request as it is."""
    asked = urlsplit(signed.url)
    below = "".join(f"/{part}" for part in asked.path.split("/")[5:])
    url = f"/v1/hooks/{tenant}/{endpoint}{below}" + (f"?{asked.query}" if asked.query else "")
    headers = [(name.encode(), value.encode("latin-1")) for name, value in signed.headers.items()]
    if client is not None:
        return await client.post(url, content=signed.body, headers=headers)
    async with running.http() as own:
        return await own.post(url, content=signed.body, headers=headers)


def error(response: httpx.Response) -> dict[str, object]:
    """Return what a refusal says."""
    if (told := response.headers.get("x-warmline-error")) is not None:
        # Before the proof there is no body: a console may show it to the customer.
        assert response.content == b""
        code, key = told.split()
        return {"code": int(code), "key": key}
    found: dict[str, object] = response.json()["error"]
    assert found["message"]
    return found


async def stream(running: Running, chat: str = CHAT, tenant: str = TENANT) -> list[Entry]:
    """Return what was said in a conversation, as it rests in the journal."""
    key = Key(tenant=tenant, conversation=chat)
    page = await running.service.journal.read(key, None, 0, 10_000)
    return [] if page is None else [entry for entry in page.entries if entry.inbound]
