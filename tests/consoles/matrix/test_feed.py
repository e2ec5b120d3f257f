from typing import Any
from urllib.parse import quote

from assist.consoles.matrix.room import BEFORE, FORGED
from assist.wire.requests import ContextRequest, RevisionRequest
from tests.consoles.matrix.world import World, listening
from tests.end_to_end.synapse import User


async def test_what_is_said_is_heard_in_its_order(matrix: World) -> None:
    ana, jo, warmline, room = matrix.desk()
    jo.say(room, "this was said before anybody listened")
    async with listening(matrix.stream(warmline)) as ear:
        ids = [
            jo.say(room, "Où est mon colis ?"),
            ana.say(room, "I look at it now."),
            jo.say(room, "dances", msgtype="m.emote"),
        ]
        await ear.hears("dances")
    assert [message.message_id for message in ear.messages] == ids
    assert [message.speaker for message in ear.messages] == ["customer", "agent", "customer"]
    assert ear.texts[:2] == ["Où est mon colis ?", "I look at it now."]
    assert {message.conversation for message in ear.messages} == {room}
    assert [message.name for message in ear.messages] == [
        user.id[1:].partition(":")[0] for user in (jo, ana, jo)
    ]
    known = [said for said in ear.said if isinstance(said, ContextRequest)]
    assert [(one.customer, one.agent, one.channel) for one in known] == [
        (jo.id, None, "matrix"),
        (None, ana.id, "matrix"),
        (jo.id, None, "matrix"),
    ]


async def test_edits_and_what_is_taken_back_are_followed(matrix: World) -> None:
    _, jo, warmline, room = matrix.desk()
    async with listening(matrix.stream(warmline)) as ear:
        first = jo.say(room, "I am angry")
        edit = jo.edit(room, first, "I am happy")
        gone = jo.redact(room, first)
        jo.say(room, "now")
        await ear.hears("now")
    found = [said for said in ear.said if isinstance(said, RevisionRequest)]
    assert [(one.message_id, one.revision_id, one.text) for one in found] == [
        (first, edit, "I am happy"),
        (first, gone, None),
    ]


async def test_an_edit_of_what_somebody_else_said_is_left_out(matrix: World) -> None:
    ana, jo, warmline, room = matrix.desk()
    async with listening(matrix.stream(warmline)) as ear:
        jo.edit(room, ana.say(room, "No refund."), "You get a refund.")
        jo.say(room, "now")
        await ear.hears("now")
    assert ear.left_out == [FORGED]
    assert not any(isinstance(said, RevisionRequest) for said in ear.said)


async def test_what_nobody_said_is_left_out(matrix: World) -> None:
    _, jo, warmline, room = matrix.desk()
    async with listening(matrix.stream(warmline)) as ear:
        warmline.say(room, "this is us")
        jo.say(room, "a ticket was opened", msgtype="m.notice")
        jo.send(room, "m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2"})
        jo.send(room, "m.reaction", {})
        jo.say(room, "box.jpg", msgtype="m.image", url="mxc://matrix.test/abc")
        jo.say(room, "now")
        await ear.hears("now")
    assert ear.texts == ["now"]
    assert ear.left_out == ["said by a bot", "encrypted", "no words in it"]


async def test_odd_events_hold_nothing_up(matrix: World) -> None:
    _, jo, warmline, room = matrix.desk()
    odd: list[dict[str, Any]] = [
        {"msgtype": "m.text", "body": " \n"},
        {"msgtype": "m.text", "body": "x", "m.relates_to": "nothing"},
        {"msgtype": "m.text", "body": "x", "m.relates_to": {"rel_type": "m.replace"}},
        {"msgtype": "m.key.verification.request", "body": "x"},
    ]
    async with listening(matrix.stream(warmline)) as ear:
        for content in odd:
            jo.send(room, "m.room.message", content)
        jo.say(room, "ü" * 30_000)
        jo.say(room, "now")
        await ear.hears("now")
    assert [len(text) for text in ear.texts] == [1, 30_000, 3]
    assert len(ear.left_out) == len(odd) - 1


async def test_a_gap_is_filled_whole_and_in_order(matrix: World) -> None:
    ana, jo, warmline, room = matrix.desk()
    async with listening(matrix.stream(warmline)) as ear:
        jo.say(room, "first")
        await ear.hears("first")
    said = [f"line {number}" for number in range(40)]
    for number, text in enumerate(said):
        (ana if number % 3 else jo).say(room, text)
    async with listening(matrix.stream(warmline), ear.mark) as again:
        await again.hears("line 39")
        jo.say(room, "last")
        await again.hears("last")
    assert again.texts == [*said, "last"]
    assert [message.speaker for message in again.messages[:3]] == ["customer", "agent", "agent"]


async def test_an_agents_invitation_is_accepted_and_what_was_said_is_read(matrix: World) -> None:
    ana, jo, warmline = (matrix.user(name) for name in ("ana", "jo", "warmline"))
    early = jo.room(ana)
    ana.join(early)
    jo.say(early, "in the early room")
    ana.invite(early, warmline)
    async with listening(matrix.stream(warmline)) as ear:
        await ear.hears("in the early room")
        late = jo.room(ana)
        ana.join(late)
        jo.say(late, "in the late room")
        ana.say(late, "I ask for help")
        ana.invite(late, warmline)
        await ear.hears("I ask for help")
        for number in range(BEFORE // 4):
            jo.say(late, f"then {number}")
        await ear.hears(f"then {BEFORE // 4 - 1}")
    there = [message.text for message in ear.messages if message.conversation == late]
    unique = list(dict.fromkeys(there))
    assert unique[:3] == ["in the late room", "I ask for help", "then 0"]
    agents = [said.agent for said in ear.said if isinstance(said, ContextRequest) and said.agent]
    assert agents[0] == ana.id


async def test_a_strangers_invitation_is_left_alone(matrix: World) -> None:
    jo, warmline, ana = (matrix.user(name) for name in ("jo", "warmline", "ana"))
    async with listening(matrix.stream(warmline)) as ear:
        hidden = jo.room(warmline)
        jo.say(hidden, "pull me before the agents")
        open_ = ana.room(warmline)
        ana.say(open_, "hello")
        await ear.hears("hello")
        jo.say(hidden, "again")
        ana.say(open_, "now")
        await ear.hears("now")
    assert {message.conversation for message in ear.messages} == {open_}
    assert hidden not in joined(warmline)


async def test_only_rooms_that_are_listed_are_followed(matrix: World) -> None:
    ana, jo, warmline, listed = matrix.desk()
    other = ana.room(warmline)
    warmline.join(other)
    stream = matrix.stream(warmline, rooms=(listed,))
    async with listening(stream) as ear:
        ana.say(other, "elsewhere")
        third = ana.room(warmline)
        jo.say(listed, "here")
        await ear.hears("here")
    assert ear.texts == ["here"]
    assert third not in joined(warmline)
    fourth = jo.room(warmline)
    async with listening(matrix.stream(warmline, rooms=(fourth,)), ear.mark) as ear:
        jo.say(fourth, "let in")
        await ear.hears("let in")


async def test_the_last_words_before_it_is_sent_away_are_heard(matrix: World) -> None:
    _, jo, warmline, room = matrix.desk()
    async with listening(matrix.stream(warmline)) as ear:
        pass
    jo.say(room, "bye")
    jo.ask("POST", f"/rooms/{quote(room)}/kick", user_id=warmline.id)
    async with listening(matrix.stream(warmline), ear.mark) as ear:
        await ear.hears("bye")


def joined(user: User) -> list[str]:
    rooms: list[str] = user.ask("GET", "/joined_rooms")["joined_rooms"]
    return rooms
