from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.consoles import said
from assist.errors import FrameError
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest
from tests.consoles.drawn import CONTEXTS, MESSAGES, REVISIONS, broken
from tests.consoles.samples import HOSTILE, Samples

LIBREDESK = Samples("libredesk")

LINES = MESSAGES.map(lambda one: replace(one, text=" ".join(one.text.split()) or "x"))
"""What words look like after they were HTML."""


def test_what_the_customer_writes() -> None:
    context, message = LIBREDESK.heard("message-from-the-customer").said
    assert message == MessageRequest(
        conversation="a3b9f3d2-6c1d-4b0e-9d1a-2f6f1f0c7a10",
        message_id="0c1f1a5e-9a54-4b44-8f1e-2a2b9c3f7a01",
        speaker="customer",
        text="Where is my parcel?\nI have been waiting for two weeks & a day.",
        at=1795287600.123456,
        name="Jane Doe",
    )
    assert isinstance(context, ContextRequest)
    assert (context.customer, context.agent) == ("7", None)


def test_french_keeps_its_accents() -> None:
    message = LIBREDESK.heard("message-in-french").said[-1]
    assert isinstance(message, MessageRequest)
    assert message.text == "Où est mon colis ? J’attends depuis deux semaines."


def test_what_the_agent_writes_names_the_agent() -> None:
    context, message = LIBREDESK.heard("message-from-the-agent").said
    assert isinstance(message, MessageRequest)
    assert (message.speaker, message.text) == ("agent", "I am sorry, Jane. I look at it now.")
    assert isinstance(context, ContextRequest)
    assert (context.agent, context.agent_name) == ("3", "Ada Byron")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("private-note", said.PRIVATE),
        ("activity", said.SYSTEM),
        ("message-by-automation", said.BOT),
        ("survey", said.BOT),
        ("message-delivered", said.EVENT),
        ("webhook-test", said.EVENT),
    ],
)
def test_what_is_not_followed_is_left_out_and_why(name: str, why: str) -> None:
    heard = LIBREDESK.heard(name)
    assert (heard.said, heard.left_out) == ((), (why,))


def test_a_conversation_begins_with_what_is_known() -> None:
    (context,) = LIBREDESK.heard("conversation-begun").said
    assert isinstance(context, ContextRequest)
    assert (context.customer, context.agent, context.channel) == ("7", "3", "livechat")


@pytest.mark.parametrize("name", ["conversation-assigned", "conversation-assigned-before-2026"])
def test_another_agent_is_told(name: str) -> None:
    (context,) = LIBREDESK.heard(name).said
    assert isinstance(context, ContextRequest)
    assert context.agent == "4"
    later = LIBREDESK.body(name).replace(b"19:00:01Z", b"19:05:01Z")
    (again,) = LIBREDESK.read(later).said
    assert isinstance(again, ContextRequest)
    assert again.context_id != context.context_id


def test_the_past_is_asked_for_page_by_page_without_notes() -> None:
    ask = LIBREDESK.ask("c1")
    assert ask.url == (
        "https://api.example.com/v2/api/v1/conversations/c1/messages"
        "?page=1&private=false&type=incoming&type=outgoing"
    )
    assert ask.headers["authorization"] == "Basic YWRhOnNlY3JldA=="
    past = LIBREDESK.past("c1")
    messages = [one for one in past.heard.said if isinstance(one, MessageRequest)]
    assert [one.message_id for one in messages] == ["a", "b"]
    assert past.older == "2"
    assert "?page=2&" in LIBREDESK.ask("c1", past.older).url
    with pytest.raises(FrameError):
        LIBREDESK.past("c1", b'{"status": "error", "message": "no"}')


@given(LINES)
def test_a_message_is_read_as_it_was_written(what: MessageRequest) -> None:
    assert LIBREDESK.again(what).said == (what,)


@given(CONTEXTS)
def test_an_assignment_is_read_as_it_was_written(what: ContextRequest) -> None:
    (context,) = LIBREDESK.again(replace(what, agent="17")).said
    assert isinstance(context, ContextRequest)
    assert (context.conversation, context.agent) == (what.conversation, "17")


@given(REVISIONS)
def test_libredesk_tells_of_no_edit(what: RevisionRequest) -> None:
    assert LIBREDESK.connector.write(what) is None


@pytest.mark.parametrize("body", HOSTILE)
def test_a_body_that_is_none_is_refused(body: bytes) -> None:
    LIBREDESK.refused(body)


@given(st.sampled_from(LIBREDESK.names()).flatmap(lambda name: broken(LIBREDESK.body(name))))
def test_a_body_that_is_broken_somewhere_is_read_or_refused(body: bytes) -> None:
    try:
        LIBREDESK.read(body)
    except FrameError:
        return
