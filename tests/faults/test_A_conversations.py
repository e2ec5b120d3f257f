"""Who may follow, feed and decide about which conversation, asked frame by frame."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from assist.server.auth import Grant, Role
from tests.server.harness import Plain, Running, message, serving, settle

pytestmark = pytest.mark.asyncio(loop_scope="module")


ASKED: Final[dict[str, Plain]] = {
    "subscribe": {},
    "suggestion.decide": {"decision_id": "d", "suggestion_id": "s1", "decision": "accepted"},
    "kind.mute": {"mute_id": "k", "kind": "humour", "muted": True},
    "reading.correct": {"correction_id": "r", "message_id": "m1"},
    "draft.check": {"text": "I am sorry that your parcel is late. I will call them now."},
    "message.post": {"message_id": "m9", "speaker": "agent", "text": "hello"},
    "message.revise": {"message_id": "m1", "revision_id": "r9"},
    "context.give": {"context_id": "k9", "agent": "eve"},
    "unsubscribe": {},
}
ALLOWED: Final[dict[Role, set[str]]] = {
    "agent": {
        *("subscribe", "suggestion.decide", "kind.mute", "reading.correct", "draft.check"),
        "unsubscribe",
    },
    "supervisor": {"subscribe", "unsubscribe"},
    "platform": {"subscribe", "message.post", "message.revise", "context.give", "unsubscribe"},
    "admin": {"unsubscribe"},
}


async def answers(running: Running, role: Role, chat: str, **claims: Any) -> dict[str, str]:  # noqa: ANN401
    """Return, for every request, the bytes of the answer, asked on a socket of its own."""
    found = {}
    for name, fields in ASKED.items():
        async with running.peer(role, **claims) as peer:
            await peer.ask(name, c=chat, **fields)
            found[name] = json.dumps(peer.frames[1])
    return found


@pytest.mark.parametrize("role", ["agent", "supervisor", "admin"])
async def test_A10_another_tenant_s_conversation_answers_like_one_that_does_not_exist(
    running: Running, chat: str, role: Role
) -> None:
    before = await answers(running, role, chat, tenant="globex")
    async with running.peer("platform") as platform, running.peer(tenant="globex") as waiting:
        await waiting.ask("subscribe", c=chat)
        await platform.ask("context.give", c=chat, context_id="k1", agent="ana", customer="c1")
        await platform.post("still no parcel", "m1", chat)
        stood = await settle(running, chat)
        assert await answers(running, role, chat, tenant="globex") == before
        await platform.post("hello?", "m2", chat)
        assert (await waiting.ask("subscribe", c="another"))["t"] == "sub"
        assert not [frame for frame in waiting.frames if frame["t"] == "ev"]
    after = await settle(running, chat)
    assert after[: len(stood)] == stood
    assert "eve" not in json.dumps(after)


@pytest.mark.parametrize("role", ALLOWED)
async def test_A11_a_role_may_do_what_it_is_for_and_nothing_else(
    running: Running, chat: str, role: Role
) -> None:
    async with running.peer("platform") as platform:
        await platform.post("still no parcel", "m1", chat)
        before = await settle(running, chat)
        found = await answers(running, role, chat)
        refused = {name for name, answer in found.items() if '"code": 103' in answer}
        assert refused == ASKED.keys() - ALLOWED[role]
        if not ALLOWED[role] - {"subscribe", "unsubscribe"}:
            assert await settle(running, chat) == before


@pytest.mark.parametrize("role", ALLOWED)
async def test_A11_outside_its_conversations_a_token_may_do_nothing(
    running: Running, chat: str, role: Role
) -> None:
    async with running.peer("platform") as platform:
        await platform.post("still no parcel", "m1", chat)
        before = await settle(running, chat)
        mine = frozenset({"mine"})
        known = await answers(running, role, chat, conversations=mine)
        unknown = await answers(running, role, "nobody", conversations=mine)
        for name in ASKED.keys() - {"unsubscribe"}:
            assert json.loads(known[name])["code"] == 103
            assert known[name] == unknown[name]
        assert await settle(running, chat) == before


async def test_A11_a_resume_outside_the_token_is_refused_by_its_place(
    running: Running, chat: str
) -> None:
    mine = frozenset({chat})
    async with running.peer(conversations=mine, resume=[[chat, "", 0], ["other", "e", 1]]) as peer:
        refused = await peer.receive("err")
        assert (refused["code"], refused["c"], refused["path"]) == (103, "other", "$.resume[1]")
        assert (await peer.ask("subscribe", c="other"))["code"] == 103
        assert (await peer.ask("subscribe", c=chat))["t"] == "sub"


async def test_A11_by_http_too(running: Running, chat: str) -> None:
    async with running.http() as client:
        body = {**message("hello", "m1", chat), "conversation": chat}
        del body["c"]
        for role, named, status in (
            ("agent", None, 403),
            ("supervisor", None, 403),
            ("admin", None, 403),
            ("platform", frozenset({"mine"}), 403),
            ("platform", frozenset({chat}), 202),
        ):
            given = running.token(role, conversations=named)  # type: ignore[arg-type]
            headers = {"Authorization": f"Bearer {given}"}
            response = await client.post("/v1/messages", json=body, headers=headers)
            assert response.status_code == status
    assert len(await settle(running, chat)) >= 1


def assigned(running: Running, subject: str, role: Role = "agent") -> str:
    now = running.service.clock()
    grant = Grant(
        tenant="acme",
        role=role,
        subject=subject,
        conversations=frozenset(),
        expires_at=now + 600,
        assigned=True,
    )
    return running.service.tokens.issue(grant, now=now)


async def test_A11_A15_a_conversation_that_passes_on_is_taken_from_the_agent_at_once(
    running: Running, chat: str
) -> None:
    async with (
        running.peer("platform") as platform,
        running.open() as ana,
        running.open() as bob,
    ):
        await ana.hello(assigned(running, "ana"))
        await bob.hello(assigned(running, "bob"))
        assert (await ana.ask("subscribe", c=chat))["code"] == 103
        await platform.ask("context.give", c=chat, context_id="k1", agent="ana")
        assert (await ana.ask("subscribe", c=chat))["t"] == "sub"
        assert (await bob.ask("subscribe", c=chat))["code"] == 103
        await platform.post("still no parcel", "m1", chat)
        await ana.event("suggestion.offered", chat)
        await platform.ask("context.give", c=chat, context_id="k2", agent="bob", agent_name="Bob")
        ended = await ana.receive("err")
        assert (ended["code"], ended["c"]) == (103, chat)
        await platform.post("hello?", "m2", chat)
        assert (await bob.ask("subscribe", c=chat))["t"] == "sub"
        await bob.event("handover.made", chat)
        for name in ("subscribe", "suggestion.decide", "draft.check"):
            assert (await ana.ask(name, c=chat, **ASKED[name]))["code"] == 103
        seen = json.dumps(ana.frames)
        assert "Bob" not in seen
        assert "hello?" not in seen


async def test_A11_what_is_assigned_is_known_after_a_restart(tmp_path: Path) -> None:
    async with serving(tmp_path) as first, first.peer("platform") as platform:
        await platform.ask("context.give", c="a", context_id="k1", agent="ana")
        await platform.ask("context.give", c="a", context_id="k2", channel="email")
        await platform.ask("context.give", c="b", context_id="k1", agent="bob")
    async with serving(tmp_path) as again, again.open() as ana:
        await ana.hello(assigned(again, "ana"), resume=[["a", "", 0], ["b", "", 0]])
        assert (await ana.receive("err"))["path"] == "$.resume[1]"
        assert (await ana.ask("subscribe", c="a"))["t"] == "sub"
        async with again.open() as stranger:
            grant = again.service.tokens.verify(assigned(again, "ana"), now=again.service.clock())
            elsewhere = again.service.tokens.issue(
                Grant(
                    tenant="globex",
                    role="agent",
                    subject=grant.subject,
                    conversations=frozenset(),
                    expires_at=grant.expires_at,
                    assigned=True,
                ),
                now=again.service.clock(),
            )
            await stranger.hello(elsewhere)
            assert (await stranger.ask("subscribe", c="a"))["code"] == 103


async def test_A11_a_supervisor_follows_and_a_platform_is_assigned_nothing(
    running: Running, chat: str
) -> None:
    async with running.peer("platform") as platform, running.open() as peer:
        await platform.ask("context.give", c=chat, context_id="k1", agent="p")
        await peer.hello(assigned(running, "q", "platform"))
        assert (await peer.ask("message.post", **message("hi", "m1", chat)))["code"] == 103
        async with running.peer("supervisor") as wall:
            await wall.ask("subscribe", c=chat)
            await platform.post("still no parcel", "m1", chat)
            await wall.event("suggestion.offered", chat)
