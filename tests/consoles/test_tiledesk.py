import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.consoles import said
from assist.errors import FrameError
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest
from tests.consoles.drawn import CONTEXTS, MESSAGES, REVISIONS, broken
from tests.consoles.samples import HOSTILE, Samples

TILEDESK = Samples("tiledesk")


def test_what_the_customer_writes() -> None:
    heard = TILEDESK.heard("message-from-the-customer")
    context, message = heard.said
    assert message == MessageRequest(
        conversation="support-group-5f0a1c2d3e4f-6a7b8c9d",
        message_id="62c3f10152dc7400352bab30",
        speaker="customer",
        text="Where is my parcel? I have been waiting for two weeks.",
        at=1795287600.254,
        name="Jane Doe",
    )
    assert isinstance(context, ContextRequest)
    assert (context.customer, context.channel) == ("4f0c1d2e-jane", "chat21")
    assert heard.account == "62c3f10152dc7400352bab0d"


def test_french_keeps_its_accents() -> None:
    message = TILEDESK.heard("message-in-french").said[-1]
    assert isinstance(message, MessageRequest)
    assert message.text == "Où est mon colis ? J’attends depuis deux semaines."


def test_what_the_agent_writes_names_the_agent() -> None:
    context, message = TILEDESK.heard("message-from-the-agent").said
    assert isinstance(message, MessageRequest)
    assert message.speaker == "agent"
    assert isinstance(context, ContextRequest)
    assert (context.agent, context.agent_name) == ("62c3f10152dc7400352bab01", "Ada Byron")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("message-from-a-bot", said.BOT),
        ("message-by-the-system", said.SYSTEM),
        ("private-note", said.PRIVATE),
        ("picture", said.EMPTY),
        ("message-without-a-request", "its request names no customer: who speaks cannot be told"),
        ("request-closed", said.EVENT),
    ],
)
def test_what_is_not_followed_is_left_out_and_why(name: str, why: str) -> None:
    heard = TILEDESK.heard(name)
    assert (heard.said, heard.left_out) == ((), (why,))


@given(MESSAGES)
def test_a_message_is_read_as_it_was_written(what: MessageRequest) -> None:
    assert TILEDESK.again(what).said[-1] == what


@given(REVISIONS | CONTEXTS)
def test_tiledesk_tells_of_messages_alone(what: RevisionRequest | ContextRequest) -> None:
    assert TILEDESK.connector.write(what) is None


@pytest.mark.parametrize("body", HOSTILE)
def test_a_body_that_is_none_is_refused(body: bytes) -> None:
    TILEDESK.refused(body)


@given(st.sampled_from(TILEDESK.names()).flatmap(lambda name: broken(TILEDESK.body(name))))
def test_a_body_that_is_broken_somewhere_is_read_or_refused(body: bytes) -> None:
    try:
        TILEDESK.read(body)
    except FrameError:
        return
