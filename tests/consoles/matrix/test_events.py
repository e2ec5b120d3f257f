import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.consoles import said
from assist.consoles.contract import Heard
from assist.consoles.matrix.events import (
    ENCRYPTED,
    UNREADABLE,
    Event,
    People,
    event_of,
    heard,
    inviters,
    names_of,
)
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest
from tests.consoles.drawn import ODD, broken

ROOM = "!room:acme.example"
ANA, JO, US = "@ana:acme.example", "@jo:acme.example", "@warmline:acme.example"
PEOPLE = People(agents=(ANA, "@desk-*:acme.example", "*:staff.example"), me=US)
WORDS = {"msgtype": "m.text", "body": "Where is my order?"}

Plain = dict[str, Any]


def raw(plain: object) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(plain).encode())


def plain(kind: str = "m.room.message", content: object = None, **fields: object) -> Plain:
    """Return an event as it stands in a room."""
    event: Plain = {
        "type": kind,
        "event_id": "$one",
        "sender": JO,
        "origin_server_ts": 1795287600000,
        "content": WORDS if content is None else content,
    }
    return event | fields


def read(*arguments: object, people: People = PEOPLE, **fields: object) -> Heard:
    event = event_of(raw(plain(*arguments, **fields)))  # type: ignore[arg-type]
    assert event is not None
    return heard(event, ROOM, people)


def spoken(found: Heard) -> MessageRequest:
    (message,) = [one for one in found.said if isinstance(one, MessageRequest)]
    return message


def told(found: Heard) -> ContextRequest:
    (context,) = [one for one in found.said if isinstance(one, ContextRequest)]
    return context


@pytest.mark.parametrize(
    ("sender", "speaker"),
    [
        (ANA, "agent"),
        ("@desk-7:acme.example", "agent"),
        ("@anybody:staff.example", "agent"),
        (JO, "customer"),
        ("@desk-7:evil.example", "customer"),
        ("@staff.example:evil.example", "customer"),
        ("@ana:acme.example.evil.example", "customer"),
    ],
)
def test_agents_are_those_that_the_settings_list(sender: str, speaker: str) -> None:
    found = read(sender=sender)
    assert spoken(found) == MessageRequest(
        conversation=ROOM,
        message_id="$one",
        speaker=speaker,  # type: ignore[arg-type]
        text="Where is my order?",
        at=1795287600.0,
    )
    context = told(found)
    assert (context.agent, context.customer) == (
        (sender, None) if speaker == "agent" else (None, sender)
    )


def test_people_are_called_as_they_are_in_the_room() -> None:
    member = plain("m.room.member", {"membership": "join", "displayname": "Ana"}, sender=ANA)
    events = [event_of(raw(member | {"state_key": ANA})), event_of(raw(plain()))]
    names = names_of([event for event in events if event])
    assert names == {ANA: "Ana"}
    people = People(agents=(ANA,), names=names)
    found = read(sender=ANA, people=people)
    assert (spoken(found).name, told(found).agent_name) == ("Ana", "Ana")


def test_an_agent_who_comes_in_takes_the_room_and_a_customer_does_not() -> None:
    content = {"membership": "join", "displayname": "Ana"}
    came = read("m.room.member", content, sender=ANA, state_key=ANA)
    assert told(came).agent == ANA
    for found in (
        read("m.room.member", content, sender=JO, state_key=JO),
        read("m.room.member", {"membership": "leave"}, sender=ANA, state_key=ANA),
        read("m.room.member", {"membership": "invite"}, sender=JO, state_key=ANA),
        read("m.room.topic", {"topic": "parcels"}, state_key=""),
    ):
        assert found == Heard(left_out=(said.SYSTEM,))


def test_what_we_did_ourselves_is_nothing() -> None:
    assert read(sender=US) == Heard()
    assert read("m.room.member", {"membership": "invite"}, state_key=US) == Heard()


@pytest.mark.parametrize(
    ("kind", "content", "why"),
    [
        ("m.room.encrypted", {"ciphertext": "AwgA"}, ENCRYPTED),
        ("m.room.message", {"msgtype": "m.notice", "body": "Ticket 7 is open."}, said.BOT),
        ("m.room.message", {}, said.EMPTY),
        ("m.room.message", {"msgtype": "m.text"}, said.EMPTY),
        ("m.room.message", {"msgtype": "m.text", "body": " \n"}, said.EMPTY),
        ("m.room.message", {"msgtype": "m.image", "body": "box.jpg"}, said.EMPTY),
        ("m.room.message", {"msgtype": "m.image", "body": "a", "filename": "a"}, said.EMPTY),
        ("m.room.message", {"msgtype": "m.location", "body": "here"}, said.EVENT),
        ("m.reaction", {}, said.EVENT),
        ("m.room.redaction", {}, UNREADABLE),
    ],
)
def test_what_has_no_words_of_a_person_is_left_out(kind: str, content: Plain, why: str) -> None:
    assert read(kind, content) == Heard(left_out=(why,))


def test_the_words_beside_a_picture_are_read() -> None:
    content = {"msgtype": "m.image", "body": "It came broken.", "filename": "box.jpg"}
    assert spoken(read("m.room.message", content)).text == "It came broken."


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("> <@ana:acme.example> I am sorry.\n> Really.\n\nThank you", "Thank you"),
        ("> <@ana:acme.example> I am sorry.\nThank you", "Thank you"),
        ("Thank you\n> for nothing", "Thank you\n> for nothing"),
        ("Thank you", "Thank you"),
    ],
)
def test_words_that_a_reply_quotes_are_not_the_speakers(body: str, words: str) -> None:
    relation = {"m.in_reply_to": {"event_id": "$two"}}
    content = {"msgtype": "m.text", "body": body, "m.relates_to": relation}
    assert spoken(read("m.room.message", content)).text == words


def test_a_quotation_that_is_no_reply_stays() -> None:
    content = {"msgtype": "m.text", "body": "> it says so\nbut it is wrong"}
    assert spoken(read("m.room.message", content)).text == content["body"]


def test_an_edit_names_what_it_replaces() -> None:
    relation = {"rel_type": "m.replace", "event_id": "$first"}
    content = WORDS | {"m.relates_to": relation, "m.new_content": {**WORDS, "body": "Never mind"}}
    (edit,) = read("m.room.message", content).said
    assert edit == RevisionRequest(
        conversation=ROOM,
        message_id="$first",
        revision_id="$one",
        text="Never mind",
        at=1795287600.0,
    )
    assert read("m.room.message", WORDS | {"m.relates_to": relation}).left_out == (said.EMPTY,)


@pytest.mark.parametrize(
    "fields", [{"redacts": "$first"}, {"content": {"redacts": "$first"}}], ids=["v10", "v11"]
)
def test_what_is_taken_back_is_named_in_either_place(fields: Plain) -> None:
    event = event_of(raw(plain("m.room.redaction", {}) | fields))
    assert event is not None
    (gone,) = heard(event, ROOM, PEOPLE).said
    assert isinstance(gone, RevisionRequest)
    assert (gone.message_id, gone.revision_id, gone.text) == ("$first", "$one", None)


def test_names_that_are_too_long_are_left_out() -> None:
    assert read(event_id="$" + "x" * 200) == Heard(left_out=(UNREADABLE,))


def test_an_invitation_is_known_by_who_sent_it() -> None:
    shown = [
        {"type": "m.room.create", "sender": JO, "state_key": "", "content": {}},
        {"type": "m.room.member", "sender": ANA, "state_key": US, "content": {}},
        {"type": "m.room.member", "sender": JO, "state_key": JO, "content": {}},
        {"type": "m.room.member", "sender": 7, "state_key": US},
        "nothing",
    ]
    assert inviters(map(raw, shown), US) == [ANA]


def test_we_are_let_in_once() -> None:
    def lets_in(now: str, before: object) -> bool:
        unsigned = {"prev_content": {"membership": before}} if before else {}
        member = plain("m.room.member", {"membership": now}, state_key=US, unsigned=unsigned)
        event = event_of(raw(member))
        assert event is not None
        return event.lets_in(US)

    assert lets_in("join", None)
    assert lets_in("join", "invite")
    assert not lets_in("join", "join")
    assert not lets_in("leave", "join")


@given(st.data())
def test_any_event_is_read_or_left_out(data: st.DataObject) -> None:
    relation = {"rel_type": "m.replace", "event_id": "$first", "m.in_reply_to": {"event_id": "$a"}}
    content = WORDS | {"m.relates_to": relation, "m.new_content": WORDS, "membership": "join"}
    kind = data.draw(
        st.sampled_from(["m.room.message", "m.room.redaction", "m.room.member", "m.reaction"])
    )
    full = plain(kind, content, redacts="$first", state_key=data.draw(ODD))
    event = event_of(msgspec.Raw(data.draw(broken(json.dumps(full).encode()))))
    assert event is None or isinstance(heard(event, ROOM, PEOPLE), Heard)


@pytest.mark.parametrize("odd", [7, None, "x", [], {}, {"type": "m.room.message"}])
def test_what_is_no_event_is_none(odd: object) -> None:
    assert event_of(raw(odd)) is None
    assert isinstance(event_of(raw(plain())), Event)
