"""Group J, leaks: no file, log line, metric or representation tells what it must not."""

import json
import signal
from pathlib import Path

import httpx
import pytest

from assist.config import Settings
from assist.config.tenants import Tenant, Webhook
from assist.journal.secret import Secret
from assist.privacy import Masker
from assist.server.auth import Tokens
from assist.server.masking import Carried
from tests.faults.people import found
from tests.server.sidecar import Sidecar, free_port, sidecar

PANS = ("4111 1111 1111 1111", "5555-5555-5555-4444", "378282246310005", "6011111111111117")
WRITTEN = (*PANS, *("".join(filter(str.isdigit, pan)) for pan in PANS))
PARTS = ("4000 0566", "5566 5556")
WORDS = "Hollowbrook-SECRET"


async def post(running: Sidecar, path: str, token: str, body: object) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as http:
        return await http.post(
            f"http://127.0.0.1:{running.port}{path}",
            content=body if isinstance(body, str) else json.dumps(body),
            headers={"authorization": f"Bearer {token}", "content-type": "application/json"},
        )


async def talk(running: Sidecar, token: str) -> None:
    """Say card numbers and names by every way in, rightly and wrongly."""
    say = {"conversation": "chat", "speaker": "customer"}
    for number, pan in enumerate(PANS):
        for speaker in ("customer", "agent"):
            text = f"my card is {pan}, says {WORDS}"
            ids = {"message_id": f"{speaker}-{number}", "name": pan}
            done = await post(
                running, "/v1/messages", token, say | ids | {"speaker": speaker, "text": text}
            )
            assert done.status_code == 202, done.text
    for number, part in enumerate(PARTS):
        await post(
            running, "/v1/messages", token,
            say | {"message_id": f"part-{number}", "text": f"card: {part}" if not number else part},
        )  # fmt: skip
    for body in (f"{{{WORDS}", {"text": PANS[0], WORDS: 1}, [PANS[0]], "\x00" + WORDS):
        assert (await post(running, "/v1/messages", token, body)).status_code == 400
    for path in ("/v1/messages", "/v1/erase", f"/{WORDS}", f"/v1/hooks/demo/{WORDS}"):
        assert (await post(running, path, f"{token}{WORDS}", {})).status_code in (401, 404)


async def draft(running: Sidecar, platform: str) -> None:
    async with running.peer("agent") as agent:
        await agent.send(json.dumps({"t": "subscribe", "id": 1, "c": "chat"}))
        text = f"I took {PANS[0]}, dear {WORDS}"
        await agent.send(json.dumps({"t": "draft.check", "id": 2, "c": "chat", "text": text}))
        await agent.send(json.dumps({"t": "draft.check", "id": 3, WORDS: PANS[0]}))
        await agent.send(f"{WORDS} {PANS[0]}")
        for _ in range(20):
            if json.loads(await agent.recv()).get("id") == 3:
                break


async def test_J07_J09_after_a_run_no_card_is_anywhere_and_no_word_or_token_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARMLINE_SERVER_LOG_LEVEL", "debug")
    data = tmp_path / "data"
    async with sidecar(data, free_port()) as running:
        token = await running.token("platform")
        await talk(running, token)
        await draft(running, token)
        async with httpx.AsyncClient(trust_env=False) as http:
            metrics = (await http.get(f"http://127.0.0.1:{running.port}/metrics")).text
        assert "# TYPE" in metrics
        assert found(data, *WRITTEN, "0566 5566", "5566 5556", but="rules") == []
        running.process.send_signal(signal.SIGINT)
        code, log = await running.ended()
    assert code == 0
    assert found(data, *WRITTEN, "0566 5566", "5566 5556", but="rules") == []
    assert found(data, WORDS), "the words themselves rest in the journal"
    for told in (log, metrics):
        assert not [word for word in (*WRITTEN, WORDS, token, token[-20:]) if word in told]
        assert "chat" not in told.replace("chats", "")


def test_J09_no_representation_tells_a_secret() -> None:
    secret, key = b"S3CRET" * 6, "K3Y" * 12
    hook = Webhook(scheme="standard", secrets=(secret,))
    tenant = Tenant(name="acme", webhooks={"chat": hook})
    settings = Settings(tenants={"acme": tenant})
    _, carry = Masker().mask("my card is 4111 1111 11")
    assert carry.digits == "4111111111"
    for value in (settings, Secret(secret), Tokens(key.encode()), carry, Carried(customer=carry)):
        told = f"{value!r} {value}"
        assert "S3CRET" not in told
        assert "K3Y" not in told
        assert "1111" not in told
