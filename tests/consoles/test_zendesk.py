import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.consoles import said
from assist.errors import FrameError
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest
from tests.consoles.drawn import CONTEXTS, MESSAGES, REVISIONS, broken
from tests.consoles.samples import HOSTILE, Samples, told

ZENDESK = Samples("zendesk")


def test_what_the_customer_writes_in_a_live_conversation() -> None:
    heard = ZENDESK.heard("message-from-the-customer")
    context, message = heard.said
    assert message == MessageRequest(
        conversation="141",
        message_id="67ab5f55155becd183e284cb",
        speaker="customer",
        text="Where is my parcel? I have been waiting for two weeks.",
        at=1795287600.254571,
        name="Jane Doe",
    )
    assert isinstance(context, ContextRequest)
    assert (context.customer, context.agent) == ("8447388090494", None)
    assert heard.account == "21825834"


def test_french_keeps_its_accents() -> None:
    message = ZENDESK.heard("message-in-french").said[-1]
    assert isinstance(message, MessageRequest)
    assert message.text == "Où est mon colis ? J’attends depuis deux semaines."


def test_what_the_agent_writes_names_the_agent() -> None:
    context, message = ZENDESK.heard("message-from-the-agent").said
    assert isinstance(message, MessageRequest) and message.speaker == "agent"
    assert isinstance(context, ContextRequest)
    assert (context.agent, context.agent_name) == ("8447388090495", "Ada Byron")


def test_comments_of_tickets_are_said_by_staff_or_by_customers() -> None:
    context, message = ZENDESK.heard("comment-from-the-customer").said
    assert isinstance(message, MessageRequest) and isinstance(context, ContextRequest)
    assert (message.conversation, message.message_id) == ("5158", "30064117810589")
    assert (message.speaker, message.text) == ("customer", "The parcel has not come.")
    assert (context.customer, context.channel) == ("8447388090494", "email")
    message = ZENDESK.heard("comment-from-the-agent").said[-1]
    assert isinstance(message, MessageRequest) and message.speaker == "agent"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("message-from-a-bot", said.BOT),
        ("message-by-a-trigger", said.BOT),
        ("comment-private", said.PRIVATE),
        (
            "comment-on-a-live-conversation",
            "a comment on a live conversation, whose messages come one by one",
        ),
        ("ticket-status-changed", said.EVENT),
    ],
)
def test_what_is_not_followed_is_left_out_and_why(name: str, why: str) -> None:
    heard = ZENDESK.heard(name)
    assert (heard.said, heard.left_out) == ((), (why,))


@pytest.mark.parametrize(
    ("name", "message_id"),
    [("comment-redacted", "30064117810589"), ("comment-made-private", "30064117810590")],
)
def test_what_is_redacted_or_made_private_is_taken_back(name: str, message_id: str) -> None:
    (revision,) = ZENDESK.heard(name).said
    assert isinstance(revision, RevisionRequest)
    assert (revision.conversation, revision.message_id) == ("5158", message_id)
    assert revision.text is None
    assert ZENDESK.heard(name).said == (revision,)


def test_another_agent_is_told() -> None:
    (context,) = ZENDESK.heard("ticket-handed-over").said
    assert told(context) == {
        "conversation": "5158",
        "context_id": "d4f5c389-8f4a-4c2e-a1b9-8e4f39c71d58",
        "at": 1795287600.254571,
        "agent": "8447388090496",
        "channel": "email",
    }


def test_fields_without_a_value_may_be_null() -> None:
    plain = json.loads(ZENDESK.body("comment-from-the-customer"))
    plain["detail"]["via"] = None
    context = ZENDESK.read(json.dumps(plain).encode()).said[0]
    assert isinstance(context, ContextRequest)
    assert context.channel is None


@given(MESSAGES)
def test_a_message_is_read_as_it_was_written(what: MessageRequest) -> None:
    assert ZENDESK.again(what).said == (what,)


@given(REVISIONS)
def test_a_revision_is_read_as_it_was_written(what: RevisionRequest) -> None:
    assert ZENDESK.again(what).said == (what,)


@given(CONTEXTS)
def test_a_context_is_read_as_it_was_written(what: ContextRequest) -> None:
    assert ZENDESK.again(what).said == (replace(what, customer=None, agent_name=None),)


@pytest.mark.parametrize("body", HOSTILE)
def test_a_body_that_is_none_is_refused(body: bytes) -> None:
    ZENDESK.refused(body)


@given(st.sampled_from(ZENDESK.names()).flatmap(lambda name: broken(ZENDESK.body(name))))
def test_a_body_that_is_broken_somewhere_is_read_or_refused(body: bytes) -> None:
    try:
        ZENDESK.read(body)
    except FrameError:
        return
