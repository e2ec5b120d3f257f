"""Chats of two on a real Prosody, seen beside the agent's own client."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest

from assist.consoles import said
from assist.consoles.xmpp.feed import FORGED, Xmpp
from assist.consoles.xmpp.said import COLLEAGUES, ENCRYPTED
from assist.errors import ConfigError
from assist.wire.requests import ContextRequest, MessageRequest
from tests.consoles.xmpp.world import (
    AGENT,
    CUSTOMER,
    Taken,
    following,
    person,
    server_with,
    stream,
    wire,
)
from tests.end_to_end.prosody import Prosody, jid_of, password_of
from tests.server.harness import SOON


@pytest.fixture(scope="module")
def prosody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prosody]:
    server = server_with(tmp_path_factory.mktemp("prosody"), "agent", "customer", "other")
    server.start()
    yield server
    server.stop()


async def broken(task: asyncio.Task[None]) -> None:
    with pytest.raises(ConnectionError):
        await asyncio.wait_for(task, SOON)


async def test_the_customers_lines_and_the_agents_replies_are_heard_in_order(
    prosody: Prosody,
) -> None:
    taken = Taken()
    async with (
        person(prosody, "agent") as agent,
        person(prosody, "customer") as customer,
        following(Xmpp(stream(prosody.chat)), taken),
    ):
        customer.say(AGENT, "My parcel is lost")
        await taken.until("My parcel is lost")
        agent.say(CUSTOMER, "I look into it")
        await taken.until("I look into it")
        customer.say(AGENT, "Thanks")
        await taken.until("Thanks")
        await agent.until("Thanks")
    assert taken.lines() == [
        ("customer", "My parcel is lost"),
        ("agent", "I look into it"),
        ("customer", "Thanks"),
    ]
    assert {one.conversation for one in taken.said.values()} == {CUSTOMER}
    whose = next(one for one in taken.said.values() if isinstance(one, ContextRequest))
    assert (whose.agent, whose.customer) == (AGENT, CUSTOMER)
    assert agent.heard == ["My parcel is lost", "Thanks"]


async def test_what_is_said_while_the_wire_is_cut_is_heard_once_and_in_its_place(
    prosody: Prosody,
) -> None:
    taken = Taken()
    async with (
        person(prosody, "agent") as agent,
        person(prosody, "customer") as customer,
        wire(prosody.chat) as line,
    ):
        feed = Xmpp(stream(line.port))
        async with following(feed, taken) as run:
            customer.say(AGENT, "one")
            await taken.until("one")
            agent.say(CUSTOMER, "two")
            await taken.until("two")
            line.cut()
            await broken(run)
        customer.say(AGENT, "three")
        await agent.until("three")
        agent.say(CUSTOMER, "four")
        await customer.until("four")
        async with following(feed, taken):
            customer.say(AGENT, "five")
            await taken.until("five")
        assert b"<presence" in line.up
        assert b"<message" not in line.up
    assert [text for _, text in taken.lines()] == ["one", "two", "three", "four", "five"]
    assert taken.again == 0


async def test_what_an_absent_agent_is_told_is_heard_and_still_waits_for_them(
    prosody: Prosody,
) -> None:
    taken = Taken()
    async with (
        person(prosody, "customer") as customer,
        following(Xmpp(stream(prosody.chat)), taken),
    ):
        customer.say(AGENT, "is anybody there?")
        await taken.until("is anybody there?")
        async with person(prosody, "agent") as agent:
            await agent.until("is anybody there?")


async def test_a_restart_of_the_server_loses_nothing(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    server = server_with(tmp_path_factory.mktemp("again"), "agent", "customer")
    server.start()
    taken, feed = Taken(), Xmpp(stream(server.chat))
    try:
        async with following(feed, taken) as run:
            async with person(server, "customer") as customer:
                customer.say(AGENT, "before")
                await taken.until("before")
            server.stop()
            await broken(run)
        with pytest.raises(ConnectionError):
            await asyncio.wait_for(feed.run(taken.mark, taken.take), SOON)
        server.start()
        async with person(server, "agent") as agent, person(server, "customer") as customer:
            customer.say(AGENT, "missed")
            await agent.until("missed")
            async with following(feed, taken):
                customer.say(AGENT, "after")
                await taken.until("after")
    finally:
        server.stop()
    assert [text for _, text in taken.lines()] == ["before", "missed", "after"]


async def test_a_server_that_is_silent_is_noticed(prosody: Prosody) -> None:
    taken = Taken()
    async with (
        wire(prosody.chat) as line,
        following(Xmpp(stream(line.port), every=0.5), taken) as run,
    ):
        for _ in range(2):
            await line.until(b"urn:xmpp:ping")
            line.up.clear()
        assert not run.done()
        line.still.set()
        await broken(run)


async def test_corrections_and_retractions_are_followed_and_only_of_ones_own_lines(
    prosody: Prosody,
) -> None:
    taken = Taken()
    replace_with = '<replace xmlns="urn:xmpp:message-correct:0" id="{}"/><body>{}</body>'
    async with (
        person(prosody, "agent") as agent,
        person(prosody, "customer") as customer,
        following(Xmpp(stream(prosody.chat)), taken),
    ):
        line = customer.say(AGENT, "I payed")
        await agent.until("I payed")
        reply = agent.say(CUSTOMER, "Sure")
        await taken.until("Sure")
        again = customer.write(AGENT, replace_with.format(line, "I paid"))
        customer.write(AGENT, replace_with.format(again, "I paid twice"))
        customer.write(AGENT, replace_with.format(reply, "Never"))
        await agent.until("Never")
        # As converse.js 14.0.0 writes it.
        agent.write(
            CUSTOMER,
            f'<retract id="{reply}" xmlns="urn:xmpp:message-retract:1"/>'
            '<body>/me retracted a message</body><store xmlns="urn:xmpp:hints"/>'
            '<fallback xmlns="urn:xmpp:fallback:0" for="urn:xmpp:message-retract:1"/>',
        )
        await taken.until(None)
    first, answer, other = taken.messages()
    told = [(one.message_id, one.text) for one in taken.revisions()]
    assert told == [
        (first.message_id, "I paid"),
        (first.message_id, "I paid twice"),
        (answer.message_id, None),
    ]
    assert (other.speaker, other.text) == ("customer", "Never")


async def test_what_nobody_says_is_left_out_and_what_is_odd_does_no_harm(prosody: Prosody) -> None:
    taken = Taken()
    settings = replace(stream(prosody.chat), agents=(jid_of("other"),))
    async with (
        person(prosody, "agent") as agent,
        person(prosody, "customer") as customer,
        person(prosody, "other") as colleague,
        following(Xmpp(settings), taken),
    ):
        customer.write(AGENT, '<composing xmlns="http://jabber.org/protocol/chatstates"/>')
        await taken.until_left_out(said.EMPTY)
        customer.write(
            AGENT, '<body>secret</body><encrypted xmlns="eu.siacs.conversations.axolotl"/>'
        )
        await taken.until_left_out(ENCRYPTED)
        colleague.say(AGENT, "lunch?")
        await taken.until_left_out(COLLEAGUES)
        forged = (
            '<received xmlns="urn:xmpp:carbons:2"><forwarded xmlns="urn:xmpp:forward:0">'
            f'<message xmlns="jabber:client" from="{jid_of("other")}/x" to="{AGENT}" type="chat">'
            "<body>forged</body></message></forwarded></received>"
        )
        customer.write(f"{AGENT}/warmline", forged)
        await taken.until_left_out(FORGED)
        customer.write(AGENT, "<body>no name</body>", name="")
        customer.write(AGENT, "<body>long name</body>", name="n" * 5000)
        customer.write(AGENT, f"<body>{'b' * 200_000}</body>")
        customer.write(AGENT, "<a>" * 50 + "</a>" * 50 + "<body>deep <b>down</b></body>")
        await taken.until("deep down")
        agent.say(AGENT, "a note to myself")
        agent.say(CUSTOMER, "still here")
        await taken.until("still here")
    lines = [text[:20] for _, text in taken.lines()]
    assert lines == ["no name", "long name", "b" * 20, "deep down", "still here"]
    assert all(len(one.message_id) <= 200 for one in taken.messages())


async def test_nothing_is_answered_in_the_agents_name(prosody: Prosody) -> None:
    taken = Taken()
    async with (
        person(prosody, "customer") as customer,
        wire(prosody.chat) as line,
        following(Xmpp(stream(line.port)), taken),
    ):
        question = '<query xmlns="jabber:iq:version"/>'
        customer.xmpp.send_raw(f'<iq to="{AGENT}/warmline" type="get" id="q">{question}</iq>')
        customer.write(f"{AGENT}/warmline", '<request xmlns="urn:xmpp:receipts"/><body>x</body>')
        await taken.until("x")
        assert b"<message" not in line.up
        assert b"slixmpp" not in line.up.lower()


async def test_no_words_and_no_password_are_logged(
    prosody: Prosody, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    taken = Taken()
    async with (
        person(prosody, "customer") as customer,
        following(Xmpp(stream(prosody.chat)), taken),
    ):
        customer.say(AGENT, "unspeakable")
        await taken.until("unspeakable")
    assert "unspeakable" not in caplog.text
    assert password_of("agent") not in caplog.text
    assert CUSTOMER not in caplog.text


@pytest.mark.parametrize("user", ["agent", "nobody"])
async def test_a_wrong_password_is_for_the_operator_to_mend(prosody: Prosody, user: str) -> None:
    settings = replace(stream(prosody.chat, user=user), secrets=(b"not-this-one",))
    with pytest.raises(ConfigError, match=r"^user, secret: ") as refused:
        await asyncio.wait_for(Xmpp(settings).run(None, Taken().take), SOON)
    assert "not-this-one" not in str(refused.value)


async def test_a_taker_that_fails_ends_the_run_and_is_handed_the_same_again(
    prosody: Prosody,
) -> None:
    taken, feed = Taken(), Xmpp(stream(prosody.chat))

    async def refuse(heard: object, mark: str | None) -> None:
        if mark != taken.mark:
            raise RuntimeError("not now")

    async with person(prosody, "agent"), person(prosody, "customer") as customer:
        async with following(feed, taken):
            pass
        customer.say(AGENT, "hold on to this")
        with pytest.raises(RuntimeError, match="not now"):
            async with asyncio.timeout(SOON):
                await feed.run(taken.mark, refuse)
        async with following(feed, taken):
            one = await taken.until("hold on to this")
    assert isinstance(one, MessageRequest)
    assert password_of("agent") not in repr(stream(prosody.chat))
