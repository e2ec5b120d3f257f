"""Groups A, E and J over many nodes: what one node is told, all of them keep to."""

import asyncio
import time

import pytest

from tests.faults.peers import UNAUTHORIZED, sent_away
from tests.nodes import history
from tests.nodes.cluster import Cluster
from tests.server.harness import Closed, message
from tests.soak.producers import Front

pytestmark = pytest.mark.asyncio(loop_scope="module")

READ = "warmline_reading_seconds_count"
CARD = ("4111 1111", "1111 1111")


async def test_A15_a_revocation_reaches_all_nodes_within_two_seconds(three: Cluster) -> None:
    one, two, other = three.nodes
    taken, kept = three.grant("agent", "rita"), three.grant("agent", "kim")
    async with (
        three.peer(at=one, token=taken) as near,
        three.peer(at=two, token=taken) as far,
        three.peer(at=other, token=kept) as kim,
    ):
        started = time.monotonic()
        answer = await three.call("POST", "/v1/revoke", {"subject": "rita"}, at=other, role="admin")
        assert answer.status_code == 200, answer.text
        for rita in (near, far):
            await sent_away(rita, 4005, "revoked")
        assert time.monotonic() - started < 2
        assert (await kim.ask("subscribe", c="a15"))["t"] == "sub"
    for node in three.nodes:
        assert await turned_away(three, node, taken)
    fresh = (await three.add())[0]
    assert await turned_away(three, fresh, taken), "a node that came later knows it as well"
    await fresh.end()
    three.nodes.remove(fresh)


async def turned_away(group: Cluster, node: Front, token: str) -> bool:
    """Whether a node closes a socket that comes with a token, as it does with any bad one."""
    try:
        async with group.peer(at=node, token=token):
            return False
    except Closed as closed:
        return closed.code == 4001 and closed.last == UNAUTHORIZED


async def test_J11_what_is_erased_at_one_node_is_gone_from_all(three: Cluster) -> None:
    one, two, other = three.nodes
    known = {"conversation": "j11", "context_id": "k1", "customer": "c-11"}
    assert (await three.call("POST", "/v1/context", known, at=one)).status_code == 202
    for number, node in enumerate(three.nodes):
        await three.say("j11", f"m{number}", f"my kettle Zyxxa is late {number}", at=node)
    async with three.peer(at=one) as near, three.peer(at=two) as far:
        for widget in (near, far):
            before = await widget.ask("subscribe", c="j11")
            for _ in range(3):
                await widget.event("message.read", "j11")
        assert found(three, b"Zyxxa"), "it stood there before"
        answer = await three.call("POST", "/v1/erase", {"customer": "c-11"}, at=other, role="admin")
        assert answer.json() == {"erased": 1, "held": 0}
        for widget in (near, far):
            sub = await widget.receive("sub")
            assert (sub["recovered"], sub["reason"], sub["top"]) == (False, "erased", 0)
        again = await three.say("j11", "m0", "my kettle Zyxxa is late 0", at=one)
        assert again["duplicate"], "a message that is sent again brings nothing back"
        told = await three.say("j11", "fresh", "hello", at=two)
        assert (told["offset"], told["epoch"] != before["epoch"]) == (1, True)
        for widget in (near, far):
            event = await widget.event("message.read", "j11")
            assert event["d"]["message_id"] == "fresh"
    for node in three.nodes:
        events = str((await history.streams(node, ["j11"]))["j11"])
        assert "Zyxxa" not in events
    assert found(three, b"Zyxxa") == []


def found(group: Cluster, words: bytes) -> list[bytes]:
    """Return the keys in Redis under which words stand."""
    with group.redis.client as client:
        client.config_set("rdbcompression", "no")
        return [key for key in client.keys("*") if words in (client.dump(key) or b"")]


async def test_J01_a_card_in_two_messages_that_go_to_two_nodes_is_masked(three: Cluster) -> None:
    one, two, other = three.nodes
    await three.say("j01", "m1", "Can I have the number of your card?", at=other, speaker="agent")
    await three.say("j01", "m2", f"it is {CARD[0]}", at=one)
    await three.say("j01", "m3", f"and then {CARD[1]}", at=two)
    events = str((await history.streams(other, ["j01"]))["j01"])
    assert "and then" in events
    assert CARD[1] not in events


async def test_an_agent_follows_what_is_assigned_to_them_whichever_node_was_told(
    three: Cluster,
) -> None:
    one, two, other = three.nodes
    ana = three.grant("agent", "ana", conversations=frozenset(), assigned=True)
    await three.say("assigned", "m1", "still no parcel", at=one)
    async with three.peer(at=two, token=ana) as widget:
        assert (await widget.ask("subscribe", c="assigned"))["t"] == "err"
        await assign(three, one, "ana", "k1")
        async with asyncio.timeout(5):
            while (await widget.ask("subscribe", c="assigned"))["t"] != "sub":  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await assign(three, other, "bob", "k2")
        unsub = await widget.receive("unsub", "err")
        assert unsub["c"] == "assigned"
        assert (await widget.ask("subscribe", c="assigned"))["t"] == "err"


async def assign(group: Cluster, node: Front, agent: str, id: str) -> None:
    known = {"conversation": "assigned", "context_id": id, "agent": agent}
    assert (await group.call("POST", "/v1/context", known, at=node)).status_code == 202


async def test_E05_a_flood_at_one_node_leaves_another_tenant_quick(three: Cluster) -> None:
    flooded, other, _ = three.nodes
    async with (
        three.peer("platform", "loud", at=flooded) as loud,
        three.peer("platform", "quiet", at=flooded, tenant="globex") as quiet,
        three.peer(at=other, tenant="globex") as widget,
    ):
        await widget.ask("subscribe", c="calm")
        text = "still no parcel, and nobody answers; where is it? " * 60
        before = [await three.metric(READ, at=node) for node in three.nodes]
        for number in range(600):
            said = message(text, f"m{number}", f"e05-{number % 200}")
            await loud.send("message.post", **said)
        waits = []
        for number in range(10):
            began = time.monotonic()
            assert (await quiet.post("hello", f"m{number}", "calm"))["t"] == "ack"
            await widget.event("message.read", "calm")
            waits.append(time.monotonic() - began)
        for _ in range(600):
            assert (await loud.receive("ack", "err"))["t"] == "ack"
        chats = [f"e05-{number}" for number in range(200)]
        async with asyncio.timeout(30):
            while await read(other, chats) < 600:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        took = [await three.metric(READ, at=node) for node in three.nodes]
    assert sorted(waits)[len(waits) // 2] < 2.0
    shares = [now - then for now, then in zip(took, before, strict=True)]
    assert sum(1 for share in shares if share > 20) >= 2, "the other nodes took none of it"


async def read(node: Front, chats: list[str]) -> int:
    """Return how many messages were read."""
    told = await history.streams(node, chats)
    return sum(kind == "message.read" for events in told.values() for _, _, kind, _ in events)
