"""Tokens that are taken back while they are used, by HTTP at a real server."""

import time
from pathlib import Path

import pytest

from assist.server.auth import Role
from tests.faults.peers import UNAUTHORIZED, answer_to, sent_away, token
from tests.server.harness import CHAT, Closed, Plain, Running, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


REVOKED: list[tuple[Plain, Role]] = [
    ({"subject": "rita"}, "admin"),
    ({"session": "rs"}, "platform"),
    ({"token_id": "rt"}, "admin"),
]


@pytest.mark.parametrize(("named", "role"), REVOKED, ids=repr)
async def test_A15_what_is_revoked_ends_at_once_and_stays_out_after_a_restart(
    tmp_path: Path, named: Plain, role: Role
) -> None:
    async with serving(tmp_path) as running:
        taken = token(running, "rita", session="rs", token_id="rt")
        kept = token(running, "kim", session="ks", token_id="kt")
        async with running.open() as rita, running.open() as kim, running.http() as client:
            await rita.hello(taken)
            await kim.hello(kept)
            headers = {"Authorization": f"Bearer {token(running, 'boss', role)}"}
            started = time.monotonic()
            response = await client.post("/v1/revoke", json=named, headers=headers)
            assert (response.status_code, response.json()) == (200, {"sockets_ended": 1})
            await sent_away(rita, 4005, "revoked")
            assert time.monotonic() - started < 2
            assert (await kim.ask("subscribe", c=CHAT))["t"] == "sub"
            assert await answer_to(running, taken) == UNAUTHORIZED
            refused = await kim.ask("refresh", token=taken)
            assert refused["code"] == 101
            post = await client.post(
                "/v1/messages", json={}, headers={"Authorization": f"Bearer {taken}"}
            )
            assert post.status_code == 401
    async with serving(tmp_path) as again:
        assert await answer_to(again, taken) == UNAUTHORIZED
        assert (await answer_to(again, kept))[0]["t"] == "welcome"


async def test_A15_a_frame_behind_the_revocation_is_not_processed(running: Running) -> None:
    async with running.open() as platform:
        await platform.hello(token(running, "pia", "platform"))
        await running.service.revocations.revoke("acme", "subject", "pia", time.time())
        try:
            for n in range(50):
                await platform.send(
                    "message.post",
                    c="a15",
                    message_id=f"m{n}",
                    speaker="agent",
                    text="hello",
                )
        except Closed as closed:
            assert closed.code == 4005
        else:
            await sent_away(platform, 4005, "revoked")
    async with running.peer() as widget:
        assert (await widget.ask("subscribe", c="a15"))["top"] == 0


@pytest.mark.parametrize("role", ["agent", "supervisor"])
async def test_A15_agents_revoke_nobody(running: Running, role: Role) -> None:
    async with running.http() as client:
        headers = {"Authorization": f"Bearer {token(running, 'eve', role)}"}
        response = await client.post("/v1/revoke", json={"subject": "kim"}, headers=headers)
        assert (response.status_code, response.json()["error"]["code"]) == (403, 103)


@pytest.mark.parametrize(
    "body", [{}, {"subject": "a", "session": "b"}, {"subject": ""}, {"tenant": "x"}, []]
)
async def test_A15_a_revocation_names_one_thing(running: Running, body: object) -> None:
    async with running.http() as client:
        headers = {"Authorization": f"Bearer {token(running, 'boss', 'admin')}"}
        response = await client.post("/v1/revoke", json=body, headers=headers)
        assert (response.status_code, response.json()["error"]["code"]) == (400, 107)


async def test_A15_another_tenant_s_admin_revokes_nobody_here(running: Running) -> None:
    async with running.open() as peer, running.http() as client:
        await peer.hello(token(running, "mia"))
        admin = token(running, "boss", "admin", tenant="globex")
        headers = {"Authorization": f"Bearer {admin}"}
        response = await client.post("/v1/revoke", json={"subject": "mia"}, headers=headers)
        assert response.json() == {"sockets_ended": 0}
        assert (await peer.ask("subscribe", c=CHAT))["t"] == "sub"
