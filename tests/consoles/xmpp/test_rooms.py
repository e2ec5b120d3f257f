"""Rooms on a real Prosody, and what presences say of who is an agent."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from xml.etree.ElementTree import fromstring

import pytest

from assist.consoles.xmpp.client import Client
from assist.consoles.xmpp.entry import beat
from assist.consoles.xmpp.feed import Xmpp
from assist.consoles.xmpp.rooms import Room, is_among
from assist.consoles.xmpp.server import Server
from assist.errors import ConfigError
from tests.consoles.xmpp.world import (
    ROOM,
    Person,
    Taken,
    following,
    person,
    server_with,
    stream,
    wire,
)
from tests.end_to_end.prosody import Prosody, jid_of, password_of
from tests.server.harness import SOON

USER = "<x xmlns='http://jabber.org/protocol/muc#user'>{}</x>"


@pytest.fixture(scope="module")
def prosody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prosody]:
    server = server_with(tmp_path_factory.mktemp("prosody"), "agent", "customer", "sidecar")
    server.start()
    yield server
    server.stop()


@asynccontextmanager
async def a_room(prosody: Prosody, jid: str) -> AsyncIterator[tuple[Person, Person]]:
    """Open a room that its agent owns, with a customer in it."""
    async with person(prosody, "agent") as agent, person(prosody, "customer") as customer:
        await enter(agent, jid, "Ada")
        iq = agent.xmpp.make_iq_set(ito=jid)
        iq.append(
            fromstring(
                '<query xmlns="http://jabber.org/protocol/muc#owner">'
                '<x xmlns="jabber:x:data" type="submit"/></query>'
            )
        )
        await iq.send(timeout=SOON)  # type: ignore[no-untyped-call]
        await enter(customer, jid, "Jo")
        yield agent, customer


async def enter(who: Person, jid: str, nick: str) -> None:
    inside: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def seen(presence: object) -> None:
        if "code='110'" in str(presence).replace('"', "'") and not inside.done():
            inside.set_result(None)

    who.xmpp.add_event_handler("presence", seen)
    who.xmpp.send_raw(
        f'<presence to="{jid}/{nick}"><x xmlns="http://jabber.org/protocol/muc"/></presence>'
    )
    await asyncio.wait_for(inside, SOON)


async def test_a_room_is_heard_in_silence_and_after_a_gap(prosody: Prosody) -> None:
    jid, taken = "one@conference.localhost", Taken()
    async with a_room(prosody, jid) as (agent, customer), wire(prosody.chat) as line:
        feed = Xmpp(stream(line.port, rooms=(jid,), user="sidecar"))
        async with following(feed, taken) as run:
            customer.say(jid, "Where is it?", kind="groupchat")
            await taken.until("Where is it?")
            agent.say(jid, "On its way", kind="groupchat")
            await taken.until("On its way")
            line.cut()
            with pytest.raises(ConnectionError):
                await asyncio.wait_for(run, SOON)
        customer.say(jid, "Still?", kind="groupchat")
        await agent.until("Still?")
        agent.say(jid, "Tomorrow", kind="groupchat")
        await customer.until("Tomorrow")
        async with following(feed, taken):
            customer.write(jid, "<subject>Lost parcels</subject>", kind="groupchat")
            customer.say(jid, "Fine", kind="groupchat")
            await taken.until("Fine")
        assert b"<message" not in line.up
    assert taken.lines() == [
        ("customer", "Where is it?"),
        ("agent", "On its way"),
        ("customer", "Still?"),
        ("agent", "Tomorrow"),
        ("customer", "Fine"),
    ]
    assert {one.conversation for one in taken.said.values()} == {jid}
    assert [one.name for one in taken.messages()][:2] == ["Jo", "Ada"]
    assert taken.again == 0


async def test_in_a_room_corrections_and_retractions_are_followed_by_a_new_process_too(
    prosody: Prosody,
) -> None:
    jid, taken = "two@conference.localhost", Taken()
    async with a_room(prosody, jid) as (agent, customer):
        settings = stream(prosody.chat, rooms=(jid,), user="sidecar")
        async with following(Xmpp(settings), taken):
            line = customer.say(jid, "I payed", kind="groupchat")
            customer.say(jid, "wrong room", kind="groupchat")
            await agent.until("wrong room")
            agent.say(jid, "Thank you", kind="groupchat")
            await taken.until("Thank you")
        kept = {one.text: one.message_id for one in taken.messages()}
        edit = f'<replace xmlns="urn:xmpp:message-correct:0" id="{line}"/><body>I paid</body>'
        customer.write(jid, edit, kind="groupchat")
        async with following(Xmpp(settings), taken):
            await taken.until("I paid")
            archived = await stanza_id(customer, jid, "wrong room")
            theirs = await stanza_id(customer, jid, "Thank you")
            taking_back = '<retract id="{}" xmlns="urn:xmpp:message-retract:1"/>'
            customer.write(jid, taking_back.format(theirs), kind="groupchat")
            customer.write(jid, taking_back.format(archived), kind="groupchat")
            one = await taken.until(None)
            while one.message_id != kept["wrong room"]:  # type: ignore[union-attr]
                await asyncio.sleep(0.01)
                one = await taken.until(None)
    told = [(one.message_id, one.text) for one in taken.revisions()]
    assert (kept["I payed"], "I paid") in told
    assert (kept["wrong room"], None) in told
    assert (kept["Thank you"], None) not in told


async def stanza_id(who: Person, jid: str, text: str) -> str:
    """Return the id that the room's archive gave a line."""
    iq = who.xmpp.make_iq_set(ito=jid)
    iq.append(fromstring('<query xmlns="urn:xmpp:mam:2" queryid="q"/>'))
    found: list[str] = []

    def seen(stanza: object) -> object:
        xml = stanza.xml  # type: ignore[attr-defined]
        result = xml.find("{urn:xmpp:mam:2}result")
        if result is not None and text in "".join(xml.itertext()):
            found.append(result.get("id"))
        return stanza

    who.xmpp.add_filter("in", seen)  # type: ignore[arg-type]
    await iq.send(timeout=SOON)  # type: ignore[no-untyped-call]
    who.xmpp.del_filter("in", seen)  # type: ignore[arg-type]
    return found[0]


async def test_a_room_that_does_not_exist_is_not_made(prosody: Prosody) -> None:
    jid = "nowhere@conference.localhost"
    async with wire(prosody.chat) as line:
        feed = Xmpp(stream(line.port, rooms=(jid,), user="sidecar"))
        for _ in range(2):
            with pytest.raises(ConfigError, match=r"^rooms\[0\]: a room that exists$"):
                await asyncio.wait_for(feed.run(None, Taken().take), SOON)
        assert b"<presence" not in line.up


async def test_who_is_put_out_of_a_room_comes_back(prosody: Prosody) -> None:
    jid, taken = "three@conference.localhost", Taken()
    async with a_room(prosody, jid) as (agent, customer):
        feed = Xmpp(stream(prosody.chat, rooms=(jid,), user="sidecar"))
        async with following(feed, taken) as run:
            iq = agent.xmpp.make_iq_set(ito=jid)
            kick = '<query xmlns="{}#admin"><item nick="warmline" role="none"/></query>'
            iq.append(fromstring(kick.format("http://jabber.org/protocol/muc")))
            await iq.send(timeout=SOON)  # type: ignore[no-untyped-call]
            with pytest.raises(ConnectionError, match="put out of a room"):
                await asyncio.wait_for(run, SOON)
        customer.say(jid, "while you were out", kind="groupchat")
        async with following(feed, taken):
            await taken.until("while you were out")


@pytest.mark.parametrize("name", ["five", "never-was"])
async def test_a_room_that_has_forgotten_us_is_noticed(prosody: Prosody, name: str) -> None:
    server = Server(host="127.0.0.1", port=prosody.chat, security="none")
    client = Client(server, f"{jid_of('sidecar')}/warmline", password_of("sidecar"))
    room = Room(f"{name}@conference.localhost", "warmline", jid_of("sidecar"), ())
    async with a_room(prosody, "five@conference.localhost"):
        await client.open()
        with pytest.raises(ConnectionError, match="no longer in a room"):
            await asyncio.wait_for(beat(client, {room.jid: room}, 0.5), SOON)
        await client.close()


async def test_another_name_is_taken_where_somebody_has_ours(prosody: Prosody) -> None:
    jid, taken = "four@conference.localhost", Taken()
    async with a_room(prosody, jid), person(prosody, "customer") as second:
        await enter(second, jid, "warmline")
        feed = Xmpp(stream(prosody.chat, rooms=(jid,), user="sidecar"))
        async with following(feed, taken):
            second.say(jid, "I am nobody's agent", kind="groupchat")
            await taken.until("I am nobody's agent")
    assert taken.lines() == [("customer", "I am nobody's agent")]


def presence(nick: str, inside: str, kind: str = "") -> str:
    return f"<presence xmlns='jabber:client' from='{ROOM}/{nick}'{kind}>{inside}</presence>"


@pytest.mark.parametrize(
    ("agents", "item", "speaker"),
    [
        ((), "affiliation='member' role='participant'", "agent"),
        ((), "affiliation='owner' role='moderator'", "agent"),
        ((), "affiliation='none' role='moderator'", "agent"),
        ((), "affiliation='none' role='participant'", "customer"),
        ((), f"affiliation='none' role='participant' jid='{jid_of('agent')}/pc'", "agent"),
        (("*:localhost",), f"affiliation='none' role='x' jid='{jid_of('bo')}/pc'", "agent"),
        (("*:elsewhere",), "affiliation='owner' role='moderator' jid='bo@localhost'", "customer"),
    ],
)
def test_an_agent_is_known_by_address_or_by_what_the_room_has_them_as(
    agents: tuple[str, ...], item: str, speaker: str
) -> None:
    room = Room(ROOM, "warmline", jid_of("agent"), agents)
    room.seen(fromstring(presence("Ada", USER.format(f"<item {item}/>"))))
    assert room.speaker("Ada") == speaker
    room.seen(fromstring(presence("Ada", "", " type='unavailable'")))
    assert room.speaker("Ada") == speaker


def test_what_a_line_claims_of_its_writer_does_not_count_while_they_are_there() -> None:
    room = Room(ROOM, "warmline", jid_of("agent"), ())
    claimed = fromstring("<item affiliation='owner'/>")
    room.seen(fromstring(presence("Jo", USER.format("<item affiliation='none'/>"))))
    assert room.speaker("Jo", claimed) == "customer"
    assert room.speaker("Past", claimed) == "agent"
    assert room.speaker("warmline") == "agent"


def test_addresses_are_compared_without_case_and_whole() -> None:
    assert is_among(("Ada@Example.com",), "ada@example.com/phone")
    assert not is_among(("*:example.com",), "ada@example.com.evil.test")
    assert not is_among(("*",), "ada@example.com")
