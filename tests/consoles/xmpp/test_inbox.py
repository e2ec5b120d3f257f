"""More that is said than can be taken, on a real Prosody."""

import asyncio
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest

from assist.consoles.contract import Heard
from assist.consoles.xmpp.client import Client
from assist.consoles.xmpp.feed import Xmpp
from assist.consoles.xmpp.inbox import FULL, Inbox
from tests.consoles.xmpp.world import AGENT, Taken, person, server_with, stream
from tests.end_to_end.prosody import Prosody
from tests.server.harness import SOON


@pytest.fixture(scope="module")
def prosody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prosody]:
    server = server_with(tmp_path_factory.mktemp("prosody"), "agent", "customer")
    server.start()
    yield server
    server.stop()


async def test_while_too_much_waits_nothing_more_is_read_and_then_all_of_it(
    prosody: Prosody, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, most, taken = asyncio.Event(), FULL + 700, Taken()

    async def slow(heard: Heard, mark: str | None) -> None:
        if heard.said:
            await go.wait()
        await taken.take(heard, mark)

    inboxes: list[Client] = []
    opened = Client.open

    async def noted(self: Client) -> None:
        inboxes.append(self)
        await opened(self)

    monkeypatch.setattr(Client, "open", noted)
    async with person(prosody, "agent") as agent, person(prosody, "customer") as customer:
        task = asyncio.create_task(Xmpp(stream(prosody.chat), every=1.0).run(None, slow))
        await asyncio.wait_for(taken.started.wait(), SOON)
        for number in range(most):
            customer.say(AGENT, f"line {number}")
        await agent.until(f"line {most - 1}")
        inbox = inboxes[0].inbox
        assert inbox.holds
        await asyncio.sleep(2.2)
        assert not task.done()
        assert FULL // 2 < len(inbox) < most - 1
        go.set()
        await taken.until(f"line {most - 1}")
        assert not inbox.holds
        task.cancel()
    assert [text for _, text in taken.lines()] == [f"line {number}" for number in range(most)]


class Wire(asyncio.Transport):
    """A wire that is read, or not."""

    reads = True

    def is_closing(self) -> bool:
        return False

    def pause_reading(self) -> None:
        self.reads = False

    def resume_reading(self) -> None:
        self.reads = True


async def test_a_wire_is_held_once_and_let_go_of_once() -> None:
    inbox, wire = Inbox(), Wire()
    for _ in range(FULL + 100):
        inbox.put(Element("message"), wire)
    assert (inbox.holds, inbox.let_go, wire.reads) == (True, 0, False)
    for _ in range(FULL + 100):
        await inbox.get()
    inbox.release()
    assert (inbox.holds, inbox.let_go, wire.reads) == (False, 1, True)
