import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.consoles import said
from assist.errors import FrameError
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest
from tests.consoles.drawn import CONTEXTS, MESSAGES, REVISIONS, broken
from tests.consoles.samples import HOSTILE, Samples

INTERCOM = Samples("intercom")

LINES = MESSAGES.map(lambda one: replace(one, text=" ".join(one.text.split()) or "x"))
"""What words look like after they were HTML."""


def test_what_the_customer_writes() -> None:
    heard = INTERCOM.heard("message-from-the-customer")
    context, message = heard.said
    assert message == MessageRequest(
        conversation="21322009097",
        message_id="2824391734",
        speaker="customer",
        text="Where is my parcel?\nI have been waiting for two weeks & a day.",
        at=1795287600.0,
        name="Jane Doe",
    )
    assert isinstance(context, ContextRequest)
    assert (context.customer, context.agent) == ("5c9553cb27e377f24eed49f7", "1957471")
    assert context.channel == "chat"
    assert heard.account == "i6wc9ipe"


def test_french_keeps_its_accents() -> None:
    message = INTERCOM.heard("message-in-french").said[-1]
    assert isinstance(message, MessageRequest)
    assert message.text == "Où est mon colis ? J’attends depuis deux semaines."


@pytest.mark.parametrize(
    ("name", "text", "name_of"),
    [
        (
            "conversation-begun",
            "Where is my parcel?\nI have been waiting for two weeks & a day.",
            "Jane Doe",
        ),
        ("conversation-begun-before-version-2", "Hello", None),
    ],
)
def test_the_first_words_of_a_conversation(name: str, text: str, name_of: str | None) -> None:
    message = INTERCOM.heard(name).said[-1]
    assert message == MessageRequest(
        conversation="21322009097",
        message_id="331499307",
        speaker="customer",
        text=text,
        at=1795287000.0,
        name=name_of,
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("message-from-the-agent", "I am sorry, Jane. I look at it now."),
        ("message-that-takes-the-conversation", "Hey Jane! How can I help?"),
    ],
)
def test_what_the_agent_writes(name: str, text: str) -> None:
    context, message = INTERCOM.heard(name).said
    assert isinstance(message, MessageRequest)
    assert (message.speaker, message.text, message.name) == ("agent", text, "Ada Byron")
    assert isinstance(context, ContextRequest)
    assert context.agent == "1957471"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("private-note", said.PRIVATE),
        ("assigned-with-a-note", said.SYSTEM),
        ("message-from-a-bot", said.BOT),
        ("message-by-ai", said.BOT),
        ("conversation-closed", said.EMPTY),
        ("ping", said.EVENT),
    ],
)
def test_what_is_not_followed_is_left_out_and_why(name: str, why: str) -> None:
    heard = INTERCOM.heard(name)
    assert not any(isinstance(one, MessageRequest) for one in heard.said)
    assert heard.left_out == (why,)


def test_a_message_that_is_redacted_is_taken_back() -> None:
    revision = INTERCOM.heard("message-redacted").said[-1]
    assert isinstance(revision, RevisionRequest)
    assert (revision.message_id, revision.text) == ("2824391734", None)
    assert INTERCOM.heard("message-redacted").said[-1] == revision


def test_the_past_comes_in_order_without_notes() -> None:
    ask = INTERCOM.ask("21322009097")
    assert ask.url == "https://api.example.com/v2/conversations/21322009097"
    assert ask.headers["authorization"] == "Bearer secret"
    past = INTERCOM.past("21322009097")
    messages = [one for one in past.heard.said if isinstance(one, MessageRequest)]
    assert [one.message_id for one in messages] == ["331499307", "2824391734", "2824382500"]
    assert messages[1].text == "Where is my parcel?\nI have been waiting for two weeks & a day."
    assert past.heard.left_out == (said.PRIVATE,)
    assert past.older is None


def test_fields_without_a_value_may_be_null() -> None:
    plain = json.loads(INTERCOM.body("conversation-begun"))
    plain["data"]["item"] |= {"conversation_parts": None, "contacts": None, "assignee": None}
    heard = INTERCOM.read(json.dumps(plain).encode())
    assert [type(one) for one in heard.said] == [ContextRequest, MessageRequest]


@given(LINES)
def test_a_message_is_read_as_it_was_written(what: MessageRequest) -> None:
    assert INTERCOM.again(what).said == (what,)


@given(CONTEXTS)
def test_an_assignment_is_read_as_it_was_written(what: ContextRequest) -> None:
    (context,) = INTERCOM.again(what).said
    assert isinstance(context, ContextRequest)
    assert replace(context, context_id=what.context_id) == replace(what, channel=None)


@given(REVISIONS)
def test_intercom_tells_of_no_edit(what: RevisionRequest) -> None:
    assert INTERCOM.connector.write(what) is None


@pytest.mark.parametrize("body", HOSTILE)
def test_a_body_that_is_none_is_refused(body: bytes) -> None:
    INTERCOM.refused(body)


@given(st.sampled_from(INTERCOM.names()).flatmap(lambda name: broken(INTERCOM.body(name))))
def test_a_body_that_is_broken_somewhere_is_read_or_refused(body: bytes) -> None:
    try:
        INTERCOM.read(body)
    except FrameError:
        return
