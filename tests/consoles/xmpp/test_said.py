"""Lines -> what is said, without a server."""

import pytest

from assist.consoles import said
from assist.consoles.contract import Heard
from assist.consoles.xmpp.ear import TOO_LONG
from assist.consoles.xmpp.said import COLLEAGUES, ELSEWHERE, KEPT, UNKNOWN, Names, Who
from assist.wire.requests import MessageRequest, RevisionRequest
from tests.consoles.xmpp.lines import AGENT, CUSTOMER, ROOM, ear, line


@pytest.mark.parametrize(
    ("attributes", "inside", "why"),
    [
        ({"type": "groupchat"}, "<body>x</body>", ELSEWHERE),
        ({"type": "headline"}, "<body>x</body>", said.SYSTEM),
        ({"type": "error"}, "<body>x</body>", said.SYSTEM),
        ({"from": "example.com"}, "<body>x</body>", said.SYSTEM),
        ({"from": ""}, "<body>x</body>", said.SYSTEM),
        ({"from": f"{AGENT}/pc"}, "<body>x</body>", COLLEAGUES),
        ({"from": "Colleague@example.com/pc"}, "<body>x</body>", COLLEAGUES),
        ({}, "<body>x</body><x xmlns='http://jabber.org/protocol/muc#user'/>", ELSEWHERE),
        ({}, "<composing xmlns='http://jabber.org/protocol/chatstates'/>", said.EMPTY),
        ({"from": f"{'c' * 300}@example.com"}, "<body>x</body>", TOO_LONG),
    ],
)
def test_what_no_customer_says_is_left_out(
    attributes: dict[str, str], inside: str, why: str
) -> None:
    assert ear().hear(line(inside, **attributes)) == Heard(left_out=(why,))


def test_a_line_without_a_name_has_the_archives_or_one_of_its_own() -> None:
    hearing = ear()
    _, kept = hearing.hear(line("<body>x</body>", archived="7")).said
    _, one = hearing.hear(line("<body>x</body>")).said
    _, other = hearing.hear(line("<body>x</body>")).said
    assert isinstance(kept, MessageRequest)
    assert kept.message_id == "customer/7"
    assert one != other


def test_a_correction_by_an_origin_id_is_of_the_same_line() -> None:
    hearing = ear()
    origin = "<origin-id xmlns='urn:xmpp:sid:0' id='given'/>"
    hearing.hear(line(f"<body>x</body>{origin}", id="1"))
    back = hearing.hear(line("<retract xmlns='urn:xmpp:message-retract:1' id='given'/>", id="2"))
    assert back.said == (
        RevisionRequest(
            conversation=CUSTOMER, message_id="customer/1", revision_id="customer/2", text=None
        ),
    )


def test_a_room_itself_may_take_back_what_anybody_said_but_only_what_is_known() -> None:
    hearing = ear(ROOM)
    written = {"from": f"{ROOM}/Jo", "type": "groupchat", "id": "1"}
    hearing.hear(line("<body>rude</body>", archived="a1", **written))
    back = "<retract xmlns='urn:xmpp:message-retract:1' id='{}'/>"
    by_room = {"from": ROOM, "type": "groupchat", "id": "2"}
    (gone,) = hearing.hear(line(back.format("a1"), **by_room)).said
    assert isinstance(gone, RevisionRequest)
    assert (gone.message_id, gone.text) == ("Jo/1", None)
    assert hearing.hear(line(back.format("a2"), **by_room)).left_out == (UNKNOWN,)
    other = {"from": f"{ROOM}/Bo", "type": "groupchat", "id": "3"}
    assert hearing.hear(line(back.format("a1"), **other)).left_out == (UNKNOWN,)
    topic = hearing.hear(line("<body>Welcome</body>", **by_room))
    assert topic.left_out == (said.SYSTEM,)
    assert hearing.hear(line("<body>hi</body>", **written | {"type": "chat"})).left_out


def test_names_are_forgotten_oldest_first() -> None:
    names, who = Names(), Who(conversation="c", speaker="customer", key="customer")
    for number in range(KEPT + 1):
        names.learn(who, line(""), f"customer/{number}", str(number))
    assert names.meant(who, "0") is None
    assert names.meant(who, str(KEPT)) == f"customer/{KEPT}"
