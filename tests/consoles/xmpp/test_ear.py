"""Lines in their order -> what is said and was not taken before."""

from xml.etree.ElementTree import Element, SubElement

from hypothesis import given, settings
from hypothesis import strategies as st

from assist.consoles.contract import Heard
from assist.consoles.xmpp.stanzas import live
from assist.wire.requests import ContextRequest, MessageRequest
from tests.consoles.xmpp.lines import AGENT, CUSTOMER, ROOM, ear, line


def test_a_line_of_a_chat_of_two_says_whose_it_is_too() -> None:
    heard = ear().hear(line("<body>hi</body>", id="1"))
    whose, message = heard.said
    assert isinstance(whose, ContextRequest)
    assert (whose.conversation, whose.agent, whose.customer) == (CUSTOMER, AGENT, CUSTOMER)
    assert isinstance(message, MessageRequest)
    assert (message.message_id, message.speaker) == ("customer/1", "customer")


def test_what_was_taken_is_not_said_again_and_what_was_not_is() -> None:
    hearing = ear()
    first = hearing.hear(line("<body>hi</body>", id="1"))
    assert hearing.hear(line("<body>hi</body>", id="1")) == first
    hearing.took(first)
    assert hearing.hear(line("<body>hi</body>", id="1")) == Heard()
    assert hearing.hear(line("<body>hi</body>", id="2")).said


NAMES = st.sampled_from(
    [
        "{jabber:client}body",
        "{jabber:client}message",
        "{urn:xmpp:carbons:2}sent",
        "{urn:xmpp:carbons:2}received",
        "{urn:xmpp:forward:0}forwarded",
        "{urn:xmpp:delay}delay",
        "{urn:xmpp:message-correct:0}replace",
        "{urn:xmpp:message-retract:1}retract",
        "{urn:xmpp:fallback:0}fallback",
        "{urn:xmpp:sid:0}stanza-id",
        "{jabber:x:oob}x",
        "nothing",
    ]
)
VALUES = st.sampled_from(["", AGENT, CUSTOMER, ROOM, f"{ROOM}/Jo", "chat", "groupchat", "9" * 400])
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["id", "from", "to", "type", "by", "for", "start", "end", "stamp"]),
    VALUES | st.text(max_size=20),
)
PARTS: st.SearchStrategy[tuple[object, ...]] = st.recursive(
    st.tuples(NAMES, ATTRIBUTES, st.none() | st.text(max_size=20), st.just([])),
    lambda inner: st.tuples(NAMES, ATTRIBUTES, st.none() | st.text(max_size=9), st.lists(inner)),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(ATTRIBUTES, st.lists(PARTS, max_size=3), st.booleans())
def test_whatever_comes_is_heard_or_left_out(
    attributes: dict[str, str], parts: list[tuple[object, ...]], in_room: bool
) -> None:
    stanza = Element("{jabber:client}message", attributes)
    for part in parts:
        _grow(stanza, part)
    opened = live(stanza, AGENT)
    if opened is not None:
        heard = ear(ROOM).hear(opened) if in_room else ear().hear(opened)
        assert heard.said or heard.left_out


def _grow(above: Element, part: tuple[object, ...]) -> None:
    name, attributes, text, inner = part
    element = SubElement(above, str(name), attributes)  # type: ignore[arg-type]
    element.text = text  # type: ignore[assignment]
    for one in inner:  # type: ignore[attr-defined]
        _grow(element, one)
