"""Groups C and D over many nodes: whoever takes a message or a follower, all see one order."""

import asyncio
import json
import random
from collections import Counter

import pytest

from tests.nodes import history
from tests.nodes.cluster import Cluster
from tests.nodes.load import load
from tests.server.harness import Peer, positions
from tests.soak.producers import Front, Ledger, Producer, over_socket, socket

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_C08_one_message_a_hundred_times_at_three_nodes_rests_once(three: Cluster) -> None:
    nodes = three.nodes
    answers = await asyncio.gather(
        *(three.say("c08", "m1", "still no parcel", at=nodes[n % 3]) for n in range(100))
    )
    assert {(one["epoch"], one["offset"]) for one in answers} == {(answers[0]["epoch"], 1)}
    assert Counter(one["duplicate"] for one in answers) == {False: 1, True: 99}
    async with three.peer(at=nodes[1]) as widget:
        await widget.ask("subscribe", c="c08")
        await widget.event("message.read", "c08")
    for node in nodes:
        events = (await history.streams(node, ["c08"]))["c08"]
        kinds = Counter(kind for _, _, kind, _ in events)
        assert (kinds["message.posted"], kinds["message.read"]) == (1, 1)


async def test_D01_widgets_cut_off_again_and_again_miss_and_double_nothing(three: Cluster) -> None:
    async with load(three, "d01", widgets=24) as going:
        for _ in range(5):
            await asyncio.sleep(0.5)
            three.balancer.cut()
        wrong = await going.wrong()
    assert wrong == []
    assert going.anew == []
    assert all(one.welcomed >= 2 for one in going.widgets), "nobody was cut off"


async def test_D03_D09_who_resumes_at_another_node_gets_what_is_missing_and_then_what_comes(
    three: Cluster,
) -> None:
    one, two, other = three.nodes
    async with three.peer("platform", "pat", at=one) as platform, three.peer(at=two) as widget:
        await widget.ask("subscribe", c="d03")
        for number in range(25):
            await platform.post("still no parcel", f"m{number}", "d03")
        before = [await widget.event("message.read", "d03") for _ in range(25)][-1]
        epoch, top = (await platform.post("the last", "last", "d03"))["e"], before["o"]
        await widget.event("message.read", "d03")
    for node in (one, other):
        async with three.peer(at=node, resume=[["d03", epoch, top - 50]]) as late:
            sub = await late.receive("sub")
            assert (sub["recovered"], sub["epoch"]) == (True, epoch)
            found = await late.events(sub["top"] - top + 50, "d03")
            assert positions(found) == list(range(top - 49, sub["top"] + 1))
    async with (
        three.peer("platform", "pat", at=two) as platform,
        three.peer(at=other, resume=[["d03", epoch, sub["top"]]]) as late,
    ):
        assert (await late.receive("sub"))["recovered"]
        ack = await platform.post("and more", "more", "d03")
        assert positions(await late.events(1, "d03")) == [ack["o"]]


async def test_D05_an_old_epoch_is_told_by_every_node(three: Cluster) -> None:
    ack = await three.say("d05", "m1", "still no parcel", at=three.nodes[0])
    for node in three.nodes:
        async with three.peer(at=node, resume=[["d05", "oldepoch", 99]]) as widget:
            sub = await widget.receive("sub")
            told = (sub["recovered"], sub["reason"], sub["epoch"])
            assert told == (False, "epoch", ack["epoch"])
            assert positions(await widget.events(2, "d05")) == [1, 2]


async def offered(group: Cluster, widget: Peer, chat: str) -> str:
    """Return the card that a complaint brings."""
    await widget.ask("subscribe", c=chat)
    await group.say(chat, "m1", "still no parcel")
    card = (await widget.event("suggestion.offered", chat))["d"]["suggestion"]
    return str(card["suggestion_id"])


async def test_D10_two_tabs_at_two_nodes_see_each_others_decision(three: Cluster) -> None:
    one, two, _ = three.nodes
    async with three.peer(at=one) as tab, three.peer(at=two) as other:
        card = await offered(three, tab, "d10")
        await other.ask("subscribe", c="d10")
        accept = {"c": "d10", "suggestion_id": card, "decision": "accepted"}
        first = await tab.ask("suggestion.decide", decision_id="d1", **accept)
        assert first["t"] == "ack"
        seen = await other.event("suggestion.decided", "d10")
        assert (seen["o"], seen["d"]["suggestion_id"]) == (first["o"], card)
        second = await other.ask("suggestion.decide", decision_id="d2", **accept)
        assert second["t"] == "ack"


async def test_D11_a_decision_whose_answer_was_lost_is_taken_once_by_another_node(
    three: Cluster,
) -> None:
    one, two, _ = three.nodes
    async with three.peer(at=one) as widget:
        card = await offered(three, widget, "d11")
        accept = {"c": "d11", "decision_id": "d1", "suggestion_id": card, "decision": "accepted"}
        await widget.send("suggestion.decide", **accept)
        seen = await widget.event("suggestion.decided", "d11")
        widget.socket.transport.abort()  # Its answer is never read.
    async with three.peer(at=two) as again:
        ack = await again.ask("suggestion.decide", **accept)
        assert (ack["t"], ack["o"], ack["duplicate"]) == ("ack", seen["o"], True)
    events = (await history.streams(two, ["d11"]))["d11"]
    assert [kind for _, _, kind, _ in events].count("suggestion.decided") == 1


async def test_D14_many_conversations_between_many_senders_keep_their_orders(
    three: Cluster,
) -> None:
    chats = tuple(f"d14-{number}" for number in range(300))
    ledger, stop = Ledger(), asyncio.Event()
    senders = [
        Producer(f"d14p{n}", three, ledger, stop, chats, random.Random(n), 0.0) for n in range(16)
    ]
    posting = [asyncio.create_task(one.run(over_socket)) for one in senders]
    async with asyncio.timeout(30):
        while len(ledger.acked) < 1500:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    stop.set()
    await asyncio.gather(*posting)
    assert await history.wrong(three.nodes, ledger, [], chats) == []
    assert ledger.again == set()


async def test_D14_who_sends_in_a_row_is_written_in_that_row_whoever_else_writes_there(
    three: Cluster,
) -> None:
    chats, ledger = tuple(f"d14row-{number}" for number in range(5)), Ledger()
    await asyncio.gather(
        *(in_a_row(three.nodes[n % 3], f"d14s{n}", chats, ledger) for n in range(6))
    )
    assert len(ledger.acked) == 6 * 100
    assert await history.wrong(three.nodes, ledger, [], chats) == []


async def in_a_row(node: Front, name: str, chats: tuple[str, ...], ledger: Ledger) -> None:
    """Send many messages over one socket at one node, and wait for no answer in between."""
    async with socket(node, "platform", name) as connection:
        sent = {number: (chats[number % len(chats)], f"{name}-{number}") for number in range(100)}
        for number, (chat, id) in sent.items():
            ledger.send(chat, id)
            said = {"c": chat, "message_id": id, "speaker": "customer", "text": "still no parcel"}
            await connection.send(json.dumps({"t": "message.post", "id": number, **said}))
            if number % 7 == 0:
                await asyncio.sleep(0.003)
        while sent:
            frame = json.loads(await connection.recv())
            if "id" in frame:
                assert frame["t"] == "ack", frame
                ledger.take(*sent.pop(frame["id"]), frame["e"], frame["o"])
