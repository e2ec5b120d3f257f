from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.consoles import said
from assist.errors import FrameError
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest
from tests.consoles.drawn import CONTEXTS, MESSAGES, REVISIONS
from tests.consoles.samples import HOSTILE, Samples

TWILIO = Samples("twilio")


def test_what_the_customer_writes_by_sms() -> None:
    heard = TWILIO.heard("message-from-the-customer")
    context, message = heard.said
    assert message == MessageRequest(
        conversation="CH6c25138e952448e3b27ef8164097a1c7",
        message_id="IM8d613ccb9016450fa29faecfaa7bb6f4",
        speaker="customer",
        text="Where is my parcel? I have been waiting for two weeks.",
        at=1795287600.111,
    )
    assert isinstance(context, ContextRequest)
    assert (context.channel, context.agent) == ("sms", None)
    assert heard.account == "AC" + "0" * 32


def test_the_number_of_a_customer_is_nowhere_in_what_is_said() -> None:
    for name in ("message-from-the-customer", "message-by-whatsapp", "message-edited"):
        assert "33600000000" not in repr(TWILIO.heard(name))


def test_a_guest_of_the_web_chat_is_the_customer() -> None:
    (message,) = TWILIO.heard("message-in-french-from-the-web-chat").said
    assert isinstance(message, MessageRequest)
    assert message.speaker == "customer"
    assert message.text == "Où est mon colis ? J’attends depuis deux semaines."


def test_who_else_writes_by_the_sdk_is_the_agent() -> None:
    context, message = TWILIO.heard("message-from-the-agent").said
    assert isinstance(message, MessageRequest)
    assert message.speaker == "agent"
    assert isinstance(context, ContextRequest)
    assert (context.agent, context.channel) == ("ada_40example_2Ecom", None)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("message-by-the-api", said.BOT),
        ("message-with-a-picture-only", said.EMPTY),
        ("participant-added", said.EVENT),
    ],
)
def test_what_is_not_followed_is_left_out_and_why(name: str, why: str) -> None:
    heard = TWILIO.heard(name)
    assert (heard.said, heard.left_out) == ((), (why,))


def test_an_edit_changes_the_message_and_is_the_same_when_it_is_sent_again() -> None:
    (revision,) = TWILIO.heard("message-edited").said
    assert isinstance(revision, RevisionRequest)
    assert revision.text == "Where is my parcel? I have been waiting for two days."
    retried = TWILIO.body("message-edited").replace(b"RetryCount=0", b"RetryCount=1")
    assert TWILIO.read(retried).said == (revision,)
    (later,) = TWILIO.read(retried.replace(b"DateUpdated=2026", b"DateUpdated=2027")).said
    assert isinstance(later, RevisionRequest)
    assert later.revision_id != revision.revision_id


def test_a_message_that_is_removed_is_taken_back() -> None:
    (revision,) = TWILIO.heard("message-removed").said
    assert isinstance(revision, RevisionRequest)
    assert (revision.message_id[-4:], revision.text) == ("b6f4", None)


@given(MESSAGES)
def test_a_message_is_read_as_it_was_written(what: MessageRequest) -> None:
    assert TWILIO.again(what).said == (replace(what, name=None),)


@given(REVISIONS)
def test_a_revision_is_read_as_it_was_written(what: RevisionRequest) -> None:
    (heard,) = TWILIO.again(what).said
    assert isinstance(heard, RevisionRequest)
    assert replace(heard, revision_id=what.revision_id) == what


@given(CONTEXTS)
def test_twilio_tells_of_no_agent(what: ContextRequest) -> None:
    assert TWILIO.connector.write(what) is None


@pytest.mark.parametrize("body", HOSTILE)
def test_a_body_that_is_none_is_refused(body: bytes) -> None:
    TWILIO.refused(body)


@given(
    st.dictionaries(
        st.sampled_from(["EventType", "MessageSid", "ConversationSid", "Source", "Author", "Body"]),
        st.text() | st.sampled_from(["onMessageAdded", "onMessageUpdated", "SMS", "x" * 999]),
    )
)
def test_fields_of_any_kind_are_read_or_refused(fields: dict[str, str]) -> None:
    body = urlencode(fields, errors="surrogatepass").encode()
    try:
        TWILIO.read(body)
    except FrameError:
        return
