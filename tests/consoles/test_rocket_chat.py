import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.consoles import said
from assist.consoles.contract import Api, Heard
from assist.consoles.rocket_chat import CONNECTOR
from assist.errors import FrameError
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest
from tests.consoles.drawn import CONTEXTS, MESSAGES, REVISIONS, broken
from tests.consoles.samples import Samples

KNOWN = Samples("rocket-chat")
sample, read = KNOWN.body, KNOWN.read
written, history = KNOWN.written, KNOWN.history
ROOM = "ctRaPb3X8sGzQk2Lw"
CUSTOMER = MessageRequest(
    conversation=ROOM,
    message_id="mCq1",
    speaker="customer",
    text="Where is my parcel?",
    at=1795287601.824,
    name="Jane Doe",
)
AGENT = MessageRequest(
    conversation=ROOM,
    message_id="mAg1",
    speaker="agent",
    text="I am sorry, Jane. I look at it now.",
    at=1795287641.102,
)


def test_what_the_customer_writes_and_whom_it_reaches() -> None:
    context, message = read(sample("message-from-the-customer")).said
    assert message == CUSTOMER
    assert isinstance(context, ContextRequest)
    assert context.customer == "vJb8wTg5Yx"
    assert (context.agent, context.agent_name) == ("rbAXPnMktTFbNpwtJ", "Ana Lima")


def test_who_is_not_the_visitor_is_an_agent() -> None:
    assert read(sample("message-from-the-agent")).said[-1] == AGENT


def test_french_keeps_its_accents() -> None:
    message = read(sample("message-in-french")).said[-1]
    assert isinstance(message, MessageRequest)
    assert message.text == "Où est mon colis ?"


def test_the_words_beside_a_file_are_words() -> None:
    message = read(sample("message-with-a-file-and-words")).said[-1]
    assert isinstance(message, MessageRequest)
    assert message.text == "It came broken!"


def test_the_link_to_what_is_answered_is_no_word() -> None:
    plain = json.loads(sample("message-from-the-customer"))
    link = "[ ](https://chat.example.com/live/ctRaPb3X8sGzQk2Lw?msg=mAg1)"
    plain["messages"][0]["msg"] = f"{link} And when?"
    message = read(plain).said[-1]
    assert isinstance(message, MessageRequest)
    assert message.text == "And when?"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("message-from-a-bot", said.BOT),
        ("message-of-an-app", said.BOT),
        ("message-of-navigation", said.SYSTEM),
        ("message-with-a-file-only", said.EMPTY),
        ("offline-message", said.EVENT),
    ],
)
def test_what_is_not_followed_is_left_out_and_why(name: str, why: str) -> None:
    heard = read(sample(name))
    assert heard.said == ()
    assert heard.left_out == (why,)


def test_the_test_of_the_settings_is_taken_and_says_nothing() -> None:
    # Rocket.Chat says "It works" when it is answered with 200; its messages have no ids.
    assert read(sample("test-of-the-settings")).said == ()
    assert (CONNECTOR.status, CONNECTOR.answer) == (200, b"")


def test_an_edit_changes_the_message_and_is_the_same_when_it_is_sent_again() -> None:
    revision = read(sample("message-edited")).said[-1]
    assert isinstance(revision, RevisionRequest)
    assert (revision.message_id, revision.text) == ("mCq1", "Where is my parcel, please?")
    assert read(sample("message-edited")).said[-1] == revision
    plain = json.loads(sample("message-edited"))
    plain["messages"][0]["editedAt"] = "2026-11-21T19:03:00.000Z"
    again = read(plain).said[-1]
    assert isinstance(again, RevisionRequest)
    assert again.revision_id != revision.revision_id


def test_a_chat_that_is_taken_brings_what_was_said_before() -> None:
    context, message = read(sample("chat-taken")).said
    assert isinstance(context, ContextRequest)
    assert context.agent == "rbAXPnMktTFbNpwtJ"
    assert message == replace(CUSTOMER, late=True)


def test_a_chat_that_is_forwarded_has_another_agent() -> None:
    context, *messages = read(sample("chat-forwarded")).said
    assert isinstance(context, ContextRequest)
    assert (context.agent, context.agent_name) == ("sQ2XPnMktTFbNpwtK", "Ben Okoro")
    assert messages == [replace(CUSTOMER, late=True), replace(AGENT, late=True)]
    # Back to Ana and to Ben again: another time that it happened.
    later = json.loads(sample("chat-forwarded"))
    later["servedBy"]["ts"] = "2026-11-21T19:20:00.000Z"
    again = read(later).said[0]
    assert isinstance(again, ContextRequest)
    assert again.context_id != context.context_id


def test_an_agent_without_a_name_has_that_of_the_account() -> None:
    plain = json.loads(sample("message-from-the-customer"))
    plain["agent"] = {"_id": "rbAXPnMktTFbNpwtJ", "username": "ana"}
    context = read(plain).said[0]
    assert isinstance(context, ContextRequest)
    assert context.agent_name == "ana"


def test_a_chat_that_is_closed_tells_its_messages_and_no_agent() -> None:
    heard = read(sample("chat-closed"))
    assert heard.said == (replace(CUSTOMER, late=True), replace(AGENT, late=True))
    assert heard.left_out == (said.SYSTEM,)


def test_an_edited_message_among_all_of_them_is_a_message() -> None:
    plain = json.loads(sample("chat-closed"))
    plain["messages"][0]["editedAt"] = "2026-11-21T19:03:00.000Z"
    assert read(plain).said[0] == replace(CUSTOMER, late=True)


@given(MESSAGES)
def test_a_message_is_read_as_it_was_written(what: MessageRequest) -> None:
    # An agent's name does not stand beside the message.
    carried = replace(what, name=what.name if what.speaker == "customer" else None)
    assert read(written(what).body).said == (carried,)


@given(REVISIONS)
def test_a_revision_is_read_as_it_was_written(what: RevisionRequest) -> None:
    request = CONNECTOR.write(what)
    if what.text is None:
        assert request is None
        return
    assert request is not None
    (heard,) = read(request.body).said
    assert isinstance(heard, RevisionRequest)
    assert replace(heard, revision_id=what.revision_id) == what


@given(CONTEXTS)
def test_a_context_is_read_as_it_was_written(what: ContextRequest) -> None:
    (heard,) = read(written(what).body).said
    assert isinstance(heard, ContextRequest)
    assert replace(heard, context_id=what.context_id, channel=what.channel) == what


def test_what_it_has_no_event_for_is_not_written() -> None:
    assert CONNECTOR.write(ContextRequest(conversation="1", context_id="k", channel="chat")) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"type": "Message"}',
        b'{"type": "Message", "_id": 5}',
        b'{"type": "Message", "_id": "r", "messages": [1]}',
        b'{"type": "Message", "_id": "r", "messages": [{"_id": "m", "msg": []}]}',
        b'{"type": "Message", "_id": "", "messages": [{"_id": "m", "msg": "x"}]}',
        b'{"type": "Message", "_id": "r", "messages": ' + b"[" * 100_000,
    ],
)
def test_a_body_that_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(FrameError):
        read(body)


@given(st.data(), st.sampled_from(KNOWN.names()))
def test_a_body_that_is_broken_is_read_or_refused(data: st.DataObject, name: str) -> None:
    try:
        heard = read(data.draw(broken(sample(name))))
    except FrameError:
        return
    assert isinstance(heard, Heard)


def test_the_past_is_asked_for_page_by_page() -> None:
    api = Api(url="https://chat.example.com", user="rbAXPnMktTFbNpwtJ", secret=b"token")
    asked = history().ask(api, ROOM, None)
    address = f"https://chat.example.com/api/v1/livechat/{ROOM}/messages"
    assert asked.url == f"{address}?count=50&offset=0"
    assert asked.headers == {"x-user-id": "rbAXPnMktTFbNpwtJ", "x-auth-token": "token"}
    assert history().ask(api, ROOM, "50").url == f"{address}?count=50&offset=50"


def of_the_api(message: MessageRequest, ts: str) -> dict[str, Any]:
    """Return a message as the API has it."""
    plain = {"_id": message.message_id, "rid": ROOM, "msg": message.text, "ts": ts}
    if message.speaker == "customer":
        plain |= {"alias": "Jane Doe", "token": "b6k2fa1qz"}
        return plain | {"u": {"_id": "vJb8wTg5Yx", "username": "guest-12"}}
    return plain | {"u": {"_id": "rbAXPnMktTFbNpwtJ", "username": "ana", "name": "Ana Lima"}}


def test_the_past_says_what_the_webhooks_said_the_oldest_first() -> None:
    closing = of_the_api(AGENT, "2026-11-21T19:09:00.000Z") | {"_id": "mCl1", "t": "livechat-close"}
    page = [
        closing,
        of_the_api(AGENT, "2026-11-21T19:00:41.102Z"),
        of_the_api(CUSTOMER, "2026-11-21T19:00:01.824Z"),
    ]
    answer = {"messages": page, "offset": 50, "count": 3, "total": 60, "success": True}
    past = history().read(json.dumps(answer).encode(), ROOM)
    assert past.heard.said == (replace(CUSTOMER, late=True), replace(AGENT, late=True))
    assert past.heard.left_out == (said.SYSTEM,)
    assert past.older == "53"
    last = json.dumps(answer | {"total": 53}).encode()
    assert history().read(last, ROOM).older is None


@pytest.mark.parametrize(
    "answer",
    [b"", b"{}", b"<html>", b'{"success":false,"error":"invalid-room"}', b'{"status":"error"}'],
)
def test_an_answer_that_is_no_past_is_refused(answer: bytes) -> None:
    with pytest.raises(FrameError):
        history().read(answer, ROOM)
