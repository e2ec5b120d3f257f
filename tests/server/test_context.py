"""What a platform knows beside the words: by both ways in, kept, used, and brought along."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from assist.journal.records import Key
from tests.server.harness import TENANT, Peer, Plain, Running, message, serving, settle

pytestmark = pytest.mark.asyncio(loop_scope="module")

OVERLAY = """
[[suggestion]]
id = "own-delivery"
kind = "ownership"
about = "Say who looks after it."
requires = ["problem"]
text = ["Returns here: I'll trace it.", "Returns: I'm tracing it now.", "Returns: I'll find it."]
[[suggestion.example]]
offered = true
transcript = \"\"\"
customer: my parcel is late
\"\"\"
[[suggestion.example]]
offered = false
transcript = \"\"\"
customer: where is the shop
\"\"\"
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    overlays = tmp_path_factory.mktemp("overlays")
    file = overlays / "returns/en/delivery.toml"
    file.parent.mkdir(parents=True)
    file.write_text(OVERLAY)
    async with serving(tmp_path_factory.mktemp("data"), overlays=overlays) as running:
        yield running


async def give(peer: Peer, chat: str, context_id: str = "k1", **known: object) -> Plain:
    return await peer.ask("context.give", c=chat, context_id=context_id, **known)


async def send(running: Running, token: str = "", **body: object) -> httpx.Response:
    headers = {"authorization": f"Bearer {token or running.token('platform')}"}
    async with running.http() as client:
        return await client.post("/v1/context", headers=headers, json=body)


def kinds(events: list[Plain]) -> list[str]:
    return [event["k"] for event in events]


async def complain(running: Running, platform: Peer, chat: str, customer: str) -> None:
    """Leave something open in a conversation of a customer."""
    assert (await give(platform, chat, customer=customer, channel="chat"))["t"] == "ack"
    await platform.post("my parcel is late", "m1", chat)
    await settle(running, chat)


async def memories(platform: Peer, chat: str, customer: str, **known: object) -> list[Plain]:
    """Return what comes along when a customer is named in a conversation."""
    await platform.ask("subscribe", c=chat)
    await platform.send("context.give", c=chat, context_id="k1", customer=customer, **known)
    event = await platform.event("context.given", chat)
    found: list[Plain] = event["d"]["memories"]
    return found


async def test_a_context_is_durable_and_stands_in_the_stream(running: Running, chat: str) -> None:
    known = {"customer": "c1", "channel": "email", "journey": "delivery", "item": "bag"}
    async with running.peer("platform", "msgpack") as platform:
        ack = await give(platform, chat, **known)
    assert (ack["t"], ack["c"], ack["o"], ack["duplicate"]) == ("ack", chat, 1, False)
    events = await settle(running, chat)
    assert kinds(events) == ["context.given", "ledger.changed"]
    assert events[0]["d"] | known | {"context_id": "k1", "agent": None} == events[0]["d"]
    stage = events[1]["d"]["ledger"]["stage"]
    assert (stage["stage"], stage["given"]) == ("delivery", True)


async def test_a_context_is_the_same_by_both_ways_in(running: Running, chat: str) -> None:
    async with running.peer("platform") as platform:
        ack = await give(platform, chat, customer="c1", at=5)
    response = await send(running, conversation=chat, context_id="k1", customer="c1", at=5)
    assert response.status_code == 202
    assert response.json() == {
        "conversation": chat,
        "epoch": ack["e"],
        "offset": 1,
        "duplicate": True,
    }
    assert kinds(await settle(running, chat)).count("context.given") == 1


async def test_C09_the_same_id_for_another_context_is_refused(running: Running, chat: str) -> None:
    async with running.peer("platform") as platform:
        await give(platform, chat, customer="c1")
        refused = await give(platform, chat, customer="c2")
        assert (refused["code"], refused["key"]) == (116, "id_conflict")
        assert (await platform.post("hello", "k1", chat))["t"] == "ack"
    response = await send(running, conversation=chat, context_id="k1", customer="c1", team="a")
    assert (response.status_code, response.json()["error"]["code"]) == (409, 116)


async def test_A11_an_agent_or_a_token_for_another_conversation_gives_no_context(
    running: Running, chat: str
) -> None:
    other = frozenset({"other"})
    async with running.peer() as widget, running.peer("platform", conversations=other) as platform:
        for peer in (widget, platform):
            assert (await give(peer, chat, customer="c1"))["code"] == 103
    for token in (running.token("agent"), running.token("platform", conversations=other)):
        response = await send(running, token, conversation=chat, context_id="k1")
        assert (response.status_code, response.json()["error"]["code"]) == (403, 103)
    nobody = Key(tenant=TENANT, conversation=chat)
    assert await running.service.journal.load(nobody) is None


async def test_without_a_token_no_context_is_taken(running: Running, chat: str) -> None:
    response = await send(running, "x.y.z", conversation=chat, context_id="k1")
    assert (response.status_code, response.json()["error"]["code"]) == (401, 101)


@pytest.mark.parametrize(
    ("known", "path"),
    [
        ({"timezone": "Mars/Olympus"}, "$.timezone"),
        ({"timezone": "../../etc/passwd"}, "$.timezone"),
        ({"timezone": ""}, "$.timezone"),
        ({"journey": "honeymoon"}, "$.journey"),
        ({"channel": "E-Mail"}, "$.channel"),
        ({"customer": 7}, "$.customer"),
        ({"memories": []}, "$.memories"),
    ],
    ids=repr,
)
async def test_B15_a_wrong_field_is_named_and_nothing_is_written(
    running: Running, known: Plain, path: str
) -> None:
    async with running.peer("platform") as platform:
        refused = await give(platform, "wrong", **known)
        assert (refused["code"], refused["path"]) == (107, path)
    response = await send(running, conversation="wrong", context_id="k1", **known)
    error = response.json()["error"]
    assert (response.status_code, error["code"], error["path"]) == (400, 107, path)
    nobody = Key(tenant=TENANT, conversation="wrong")
    assert await running.service.journal.load(nobody) is None


async def test_a_message_does_not_overtake_the_context_before_it(
    running: Running, chat: str
) -> None:
    async with running.peer("platform", "msgpack") as platform:
        for n in range(20):
            known = {"context_id": f"k{n}", "customer": "c-quick"}
            await platform.send("context.give", c=chat, **known)
            await platform.send("message.post", **message("hello", f"m{n}", chat))
        offsets = [(await platform.receive("ack"))["o"] for _ in range(40)]
    assert offsets == sorted(offsets)
    posted = [event for event in await settle(running, chat) if "context_id" in event["d"]]
    assert [event["d"]["context_id"] for event in posted] == [f"k{n}" for n in range(20)]


async def test_what_was_left_open_comes_along_on_another_channel(
    running: Running, chat: str
) -> None:
    async with running.peer("platform") as platform:
        await complain(running, platform, f"{chat} 1", "c-back")
        (memory,) = await memories(platform, f"{chat} 2", "c-back", channel="email")
        assert (memory["conversation"], memory["channel"]) == (f"{chat} 1", "chat")
        assert [issue["words"] for issue in memory["issues"]] == ["parcel is late"]
        moved = await platform.event("ledger.changed", f"{chat} 2")
        (issue,) = moved["d"]["ledger"]["issues"]
        assert (issue["about"], issue["brought"], issue["moves"]) == ("problem", True, [])
        await settle(running, f"{chat} 2")
        # The second holds what the first left open: it comes once.
        third = await memories(platform, f"{chat} 3", "c-back")
        assert [memory["conversation"] for memory in third] == [f"{chat} 2"]
        assert third[0]["channel"] == "email"
        # The same customer named again brings nothing twice.
        await settle(running, f"{chat} 3")
        again = {"c": f"{chat} 3", "context_id": "k2", "customer": "c-back"}
        await platform.send("context.give", **again)
        assert (await platform.event("context.given", f"{chat} 3"))["d"]["memories"] == []


async def test_A10_a_past_is_not_told_to_another_tenant_or_customer(
    running: Running, chat: str
) -> None:
    async with running.peer("platform") as ours, running.peer("platform", tenant="globex") as other:
        await complain(running, ours, f"{chat} 1", "c-ours")
        assert await memories(other, f"{chat} 2", "c-ours") == []
        assert await memories(other, f"{chat} 1", "c-ours") == []
        assert await memories(ours, f"{chat} 3", "c-another") == []
        assert await memories(ours, f"{chat} 4", "c-OURS") == []


async def test_a_customer_who_left_nothing_open_brings_nothing(running: Running, chat: str) -> None:
    async with running.peer("platform") as platform:
        await give(platform, f"{chat} 1", customer="c-calm")
        await platform.post("hello", "m1", f"{chat} 1")
        await settle(running, f"{chat} 1")
        assert await memories(platform, f"{chat} 2", "c-calm") == []


async def test_the_rules_of_the_team_hold_once_it_is_named(running: Running, chat: str) -> None:
    texts: list[str] = []
    async with running.peer("platform") as platform:
        for n, team in enumerate((None, "returns", "unheard-of")):
            await platform.ask("subscribe", c=f"{chat} {n}")
            if team:
                await give(platform, f"{chat} {n}", team=team)
            await platform.send("message.post", **message("my parcel is late", "m1", f"{chat} {n}"))
            offered = await platform.event("suggestion.offered", f"{chat} {n}")
            texts.append(offered["d"]["suggestion"]["text"])
    assert [text.startswith("Returns") for text in texts] == [False, True, False]


async def test_another_agent_gets_a_handover(running: Running, chat: str) -> None:
    async with running.peer("platform") as platform:
        await give(platform, chat, "k1", agent="ana")
        await platform.post("my parcel is late", "m1", chat)
        await give(platform, chat, "k2", agent="ana")
        await give(platform, chat, "k3", agent="ben")
    events = await settle(running, chat)
    (made,) = (event["d"] for event in events if event["k"] == "handover.made")
    assert (made["before"], made["agent"]) == ("ana", "ben")
    assert made["ledger"]["issues"][0]["words"] == "parcel is late"
    assert kinds(events).index("handover.made") > kinds(events).index("message.read")


async def test_C15_when_nothing_can_be_written_no_context_is_acknowledged(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path) as running:
        await running.service.journal.close()
        for known in ({}, {"customer": "c1"}):
            response = await send(running, conversation="chat", context_id="k1", **known)
            assert (response.status_code, response.json()["error"]["code"]) == (503, 102)
            async with running.peer("platform") as platform:
                refused = await give(platform, "chat", **known)
                assert (refused["code"], refused["temporary"]) == (102, True)
