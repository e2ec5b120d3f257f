"""A running server's tenants: what they say by HTTP, and where words of theirs are still found."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx

from assist.journal.records import Key
from tests.server.harness import SOON, TENANT, Running

Plain = dict[str, Any]


async def call(
    running: Running,
    method: str,
    path: str,
    body: Plain | None = None,
    *,
    role: str = "admin",
    tenant: str = TENANT,
    **claims: Any,  # noqa: ANN401
) -> httpx.Response:
    token = running.token(role, tenant=tenant, **claims)  # type: ignore[arg-type]
    async with running.http() as http:
        return await http.request(
            method, path, json=body, headers={"authorization": f"Bearer {token}"}
        )


async def say(
    running: Running, chat: str, id: str, text: str, *, tenant: str = TENANT, **more: object
) -> Plain:
    """Post a message of the customer; return the answer."""
    body = {"conversation": chat, "message_id": id, "speaker": "customer", "text": text, **more}
    answer = await call(running, "POST", "/v1/messages", body, role="platform", tenant=tenant)
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


async def tell(
    running: Running, chat: str, *, tenant: str = TENANT, id: str = "k1", **known: object
) -> Plain:
    """Give the context of a conversation; return the answer."""
    body = {"conversation": chat, "context_id": id, **known}
    answer = await call(running, "POST", "/v1/context", body, role="platform", tenant=tenant)
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


async def settled(running: Running) -> None:
    """Wait until every conversation is answered."""
    async with asyncio.timeout(SOON):
        while await running.service.journal.work(0, 10):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def stream(running: Running, chat: str, *, tenant: str = TENANT) -> list[Plain]:
    """Return a conversation's events once they are answered."""
    await settled(running)
    lines = await exported(running, tenant=tenant, conversation=chat)
    return [line for line in lines if line["about"] == "event"]


async def exported(running: Running, *, tenant: str = TENANT, **subject: str) -> list[Plain]:
    answer = await call(running, "GET", f"/v1/export?{httpx.QueryParams(subject)}", tenant=tenant)
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def found(folder: Path, *words: str, but: str = "nothing") -> list[str]:
    """Return which words stand in which file of a folder, but for one in it."""
    return [
        f"{word} in {path.name}"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and but not in path.parts
        for word in words
        if any(word.encode(form) in path.read_bytes() for form in ("utf-8", "utf-16-le"))
        or json.dumps(word)[1:-1].encode() in path.read_bytes()
    ]


def key(chat: str, tenant: str = TENANT) -> Key:
    return Key(tenant=tenant, conversation=chat)
