"""Messages by HTTP, as a platform posts them."""

import asyncio

import httpx

from tests.server.harness import Running


def body(chat: str, **changes: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "conversation": chat,
        "message_id": "m1",
        "speaker": "customer",
        "text": "still no parcel",
    }
    return {name: value for name, value in (plain | changes).items() if value is not None}


async def send(running: Running, token: str | None = None, **request: object) -> httpx.Response:
    given = running.token("platform") if token is None else token
    headers = {"authorization": f"Bearer {given}"} | dict(request.pop("headers", {}))  # type: ignore[call-overload]
    async with running.http() as client:
        return await client.post("/v1/messages", headers=headers, **request)  # type: ignore[arg-type]


def error(response: httpx.Response) -> dict[str, object]:
    assert response.headers["content-type"] == "application/json"
    found: dict[str, object] = response.json()["error"]
    assert found["message"]
    return found


async def answer_to(running: Running, head: str, content: bytes) -> bytes:
    """Send a request by hand, perhaps not all of it, and return what comes back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
    request = (
        "POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {running.token('platform')}\r\n{head}\r\n\r\n"
    )
    writer.write(request.encode() + content)
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer
