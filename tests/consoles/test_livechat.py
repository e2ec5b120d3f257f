from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.consoles import said
from assist.errors import FrameError
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest
from tests.consoles.drawn import CONTEXTS, MESSAGES, REVISIONS, broken
from tests.consoles.samples import HOSTILE, Samples

LIVECHAT = Samples("livechat")


def test_what_the_customer_writes() -> None:
    heard = LIVECHAT.heard("message-from-the-customer")
    context, message = heard.said
    assert message == MessageRequest(
        conversation="PS0X0L086G",
        message_id="PZ070E0W1B_3",
        speaker="customer",
        text="Where is my parcel? I have been waiting for two weeks.",
        at=1795287600.877,
    )
    assert isinstance(context, ContextRequest)
    assert context.customer == "345f8235-d60d-433e-63c5-7f813a6ffe25"
    assert heard.account == "390e44e6-f1e6-0368c-z6ddb-74g14508c2ex"


def test_french_keeps_its_accents() -> None:
    message = LIVECHAT.heard("message-in-french").said[-1]
    assert isinstance(message, MessageRequest)
    assert message.text == "Où est mon colis ? J’attends depuis deux semaines."


def test_what_the_agent_writes_names_the_agent() -> None:
    context, message = LIVECHAT.heard("message-from-the-agent").said
    assert isinstance(message, MessageRequest)
    assert message.speaker == "agent"
    assert isinstance(context, ContextRequest)
    assert context.agent == "ada@example.com"


def test_a_chat_begins_with_what_was_said_already() -> None:
    heard = LIVECHAT.heard("chat-begun")
    context, message = heard.said[0], heard.said[-1]
    assert isinstance(context, ContextRequest)
    assert (context.customer, context.agent, context.agent_name) == (
        "345f8235-d60d-433e-63c5-7f813a6ffe25",
        "ada@example.com",
        "Ada Byron",
    )
    assert isinstance(message, MessageRequest)
    assert (message.text, message.name) == ("Where is my parcel?", "Jane")
    assert heard.left_out == (said.SYSTEM, said.BOT)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("message-from-a-bot", said.BOT),
        ("message-among-agents", said.PRIVATE),
        ("message-among-agents-before-version-3-4", said.PRIVATE),
        ("system-message", said.SYSTEM),
        ("file", said.EMPTY),
        ("chat-closed", said.EVENT),
    ],
)
def test_what_is_not_followed_is_left_out_and_why(name: str, why: str) -> None:
    heard = LIVECHAT.heard(name)
    assert (heard.said, heard.left_out) == ((), (why,))


def test_an_edit_among_agents_is_not_followed_either() -> None:
    body = LIVECHAT.body("message-among-agents").replace(b"incoming_event", b"event_updated")
    assert LIVECHAT.read(body).left_out == (said.PRIVATE,)


def test_an_edit_changes_the_message_and_is_the_same_when_it_is_sent_again() -> None:
    (revision,) = LIVECHAT.heard("message-edited").said
    assert isinstance(revision, RevisionRequest)
    assert (revision.message_id, revision.text) == (
        "PZ070E0W1B_3",
        "Where is my parcel? I have been waiting for two days.",
    )
    assert LIVECHAT.heard("message-edited").said == (revision,)
    (other,) = LIVECHAT.read(LIVECHAT.body("message-edited").replace(b"days", b"hours")).said
    assert isinstance(other, RevisionRequest)
    assert other.revision_id != revision.revision_id


def test_a_message_that_is_deleted_is_taken_back() -> None:
    (revision,) = LIVECHAT.heard("message-deleted").said
    assert isinstance(revision, RevisionRequest)
    assert (revision.conversation, revision.message_id) == ("PS0X0L086G", "PZ070E0W1B_3")
    assert revision.text is None


def test_another_agent_is_told_by_the_transfer() -> None:
    (context,) = LIVECHAT.heard("chat-handed-over").said
    assert isinstance(context, ContextRequest)
    assert context.agent == "bob@example.com"


@given(MESSAGES)
def test_a_message_is_read_as_it_was_written(what: MessageRequest) -> None:
    assert LIVECHAT.again(what).said[-1] == replace(what, name=None)


@given(REVISIONS)
def test_a_revision_is_read_as_it_was_written(what: RevisionRequest) -> None:
    (heard,) = LIVECHAT.again(what).said
    assert isinstance(heard, RevisionRequest)
    assert replace(heard, revision_id=what.revision_id) == what


@given(CONTEXTS)
def test_a_transfer_is_read_as_it_was_written(what: ContextRequest) -> None:
    (context,) = LIVECHAT.again(what).said
    assert isinstance(context, ContextRequest)
    assert (context.conversation, context.agent) == (what.conversation, what.agent)


@pytest.mark.parametrize("body", HOSTILE)
def test_a_body_that_is_none_is_refused(body: bytes) -> None:
    LIVECHAT.refused(body)


@given(st.sampled_from(LIVECHAT.names()).flatmap(lambda name: broken(LIVECHAT.body(name))))
def test_a_body_that_is_broken_somewhere_is_read_or_refused(body: bytes) -> None:
    try:
        LIVECHAT.read(body)
    except FrameError:
        return
