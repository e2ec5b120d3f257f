"""Group G, nodes that die, freeze, come and go: nothing acknowledged is lost, doubled or moved."""

import pytest

from tests.nodes import faults
from tests.nodes.cluster import Cluster
from tests.nodes.load import load
from tests.nodes.pace import AGAIN, in_time
from tests.nodes.rolling import rolling

pytestmark = [pytest.mark.asyncio(loop_scope="module"), AGAIN]

# Twice what is aimed at, for machines that do more than this; `python -m tests.nodes` tells the
# times themselves.
TAKEOVER = 7.0
DARK = 10.0
PAUSE = 3.0
REFUSED = "warmline_commits_refused_total"


async def test_G01_what_a_killed_node_had_taken_is_read_by_others_in_time(three: Cluster) -> None:
    await others_take_over(three, "g01", faults.killed)


async def test_G02_a_node_that_was_frozen_writes_nothing_that_others_have_written(
    three: Cluster,
) -> None:
    frozen = three.nodes[0]
    before = await three.metric(REFUSED, at=frozen)
    await others_take_over(three, "g02", faults.frozen)
    assert await three.metric(REFUSED, at=frozen) > before


async def others_take_over(group: Cluster, name: str, fault: faults.Fault) -> None:
    victim, other, _ = group.nodes
    async with load(group, name) as going:
        going.observe(other)
        await going.heard(60)
        at = await fault(group, going, victim)
        await going.heard(60)
        wrong = await going.wrong()
    assert wrong == []
    assert going.anew == []
    assert going.takeover(at) > 0.5, "it had nothing to read"
    in_time(going.takeover(at), TAKEOVER, "take-over")
    assert going.darkest(at) > 0
    in_time(going.darkest(at), DARK, "dark")


async def test_G15_nodes_that_come_and_go_under_load_move_the_work_and_lose_nothing(
    three: Cluster,
) -> None:
    victim = three.nodes[0]
    async with load(three, "g15") as going:
        await going.heard(60)
        at = await faults.scaled(three, going, victim)
        await going.heard(60)
        wrong = await going.wrong()
    assert wrong == []
    assert going.anew == []
    # Who ends in good order lets others have its work at once.
    in_time(max(going.waits(at)), PAUSE, "waits")
    assert going.darkest(at) > 0
    in_time(going.darkest(at), DARK, "dark")


async def test_G16_a_rolling_restart_leaves_no_widget_dark_for_long(three: Cluster) -> None:
    rolled = await rolling(three, "g16", widgets=300)
    assert rolled.wrong == []
    assert rolled.anew == []
    assert rolled.darkest > 0
    in_time(rolled.darkest, DARK, "dark")
    assert rolled.busiest <= 200


async def test_G23_each_request_may_go_to_another_node(three: Cluster) -> None:
    async with three.peer("supervisor", "sue") as desk:
        await desk.ask("subscribe", c="g23")
        before = [three.balancer.backend(node.port).taken for node in three.nodes]
        offsets = []
        for number in range(9):
            told = await three.say("g23", f"m{number}", "where is my parcel? " * (number + 1))
            offsets.append(told["offset"])
            again = await three.say("g23", f"m{number}", "where is my parcel? " * (number + 1))
            assert (again["offset"], again["duplicate"]) == (told["offset"], True)
        body = {"conversation": "g23", "revision_id": "r1", "message_id": "m3", "text": "thanks"}
        assert (await three.call("POST", "/v1/revisions", body)).status_code == 202
        known = {"conversation": "g23", "context_id": "k1", "customer": "hollowbrook"}
        assert (await three.call("POST", "/v1/context", known)).status_code == 202
        kinds: list[str] = []
        last = 0
        while kinds.count("message.read") < 10 or "context.given" not in kinds:
            (event,) = await desk.events(1, "g23")
            assert event["o"] == last + 1
            last = event["o"]
            kinds.append(event["k"])
    assert offsets == sorted(set(offsets))
    taken = [three.balancer.backend(node.port).taken for node in three.nodes]
    assert all(now - then >= 6 for now, then in zip(taken, before, strict=True))
