import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.consoles import said
from assist.errors import FrameError
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest
from tests.consoles.drawn import MESSAGES, REVISIONS, broken
from tests.consoles.samples import HOSTILE, Samples, told

SUNSHINE = Samples("sunshine")


def test_what_the_customer_writes() -> None:
    heard = SUNSHINE.heard("message-from-the-customer")
    context, message = heard.said
    assert message == MessageRequest(
        conversation="029c31f25a21b47effd7be90",
        message_id="5f1f2a3b4c5d6e7f80910001",
        speaker="customer",
        text="Where is my parcel? I have been waiting for two weeks.",
        at=1795287600.254,
        name="Jane Doe",
    )
    assert isinstance(context, ContextRequest)
    assert (context.customer, context.channel) == ("7494535bff5cef41a15be74d", "web")
    assert heard.account == "5d8cff3cd55b040010928b5b"


def test_french_keeps_its_accents() -> None:
    message = SUNSHINE.heard("message-in-french").said[-1]
    assert isinstance(message, MessageRequest)
    assert message.text == "Où est mon colis ? J’attends depuis deux semaines."


def test_what_the_agent_writes_and_no_agent_is_named() -> None:
    (message,) = SUNSHINE.heard("message-from-the-agent").said
    assert isinstance(message, MessageRequest)
    assert (message.speaker, message.name) == ("agent", "Ada")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("message-from-a-bot", said.BOT),
        ("message-made-by-ai", said.BOT),
        ("message-with-a-file-only", said.EMPTY),
    ],
)
def test_what_is_not_followed_is_left_out_and_why(name: str, why: str) -> None:
    heard = SUNSHINE.heard(name)
    assert (heard.said, heard.left_out) == ((), (why,))


def test_several_events_come_in_their_order() -> None:
    heard = SUNSHINE.heard("several-events")
    messages = [one for one in heard.said if isinstance(one, MessageRequest)]
    assert [one.message_id[-4:] for one in messages] == ["0001", "0006"]
    assert heard.left_out == (said.EVENT,)


def test_a_message_that_is_deleted_is_taken_back() -> None:
    (revision,) = SUNSHINE.heard("message-deleted").said
    assert told(revision) == {
        "conversation": "029c31f25a21b47effd7be90",
        "message_id": "5f1f2a3b4c5d6e7f80910001",
        "revision_id": "5f1f2a3b4c5d6e7f8091a006",
    }


def test_the_past_is_asked_for_page_by_page() -> None:
    ask = SUNSHINE.ask("a/../b")
    assert ask.url == "https://api.example.com/v2/conversations/a%2F..%2Fb/messages"
    assert ask.headers["authorization"] == "Basic YWRhOnNlY3JldA=="
    past = SUNSHINE.past("c1")
    messages = [one for one in past.heard.said if isinstance(one, MessageRequest)]
    assert [(one.conversation, one.speaker) for one in messages] == [
        ("c1", "customer"),
        ("c1", "agent"),
    ]
    assert past.older == "5f1f2a3b4c5d6e7f80910001"
    assert SUNSHINE.ask("c1", past.older).url.endswith(f"?page%5Bbefore%5D={past.older}")
    assert SUNSHINE.past("c1", b'{"messages": []}').older is None


def test_fields_without_a_value_may_be_null() -> None:
    plain = json.loads(SUNSHINE.body("message-from-the-customer"))
    message = plain["events"][0]["payload"]["message"]
    message |= {"source": None, "deleted": None, "content": {"text": "hi"}}
    message["author"] |= {"subtypes": None, "user": {"profile": None}}
    heard = SUNSHINE.read(json.dumps(plain).encode()).said[-1]
    assert isinstance(heard, MessageRequest)
    assert (heard.text, heard.name) == ("hi", "Jane Doe")


@given(MESSAGES)
def test_a_message_is_read_as_it_was_written(what: MessageRequest) -> None:
    assert SUNSHINE.again(what).said == (what,)


@given(REVISIONS)
def test_a_deletion_is_read_as_it_was_written(what: RevisionRequest) -> None:
    assert SUNSHINE.again(replace(what, text=None)).said == (replace(what, text=None),)


def test_what_sunshine_has_no_event_for_is_not_written() -> None:
    edit = RevisionRequest(conversation="1", message_id="2", revision_id="3", text="x")
    assert SUNSHINE.connector.write(edit) is None
    assert SUNSHINE.connector.write(ContextRequest(conversation="1", context_id="k")) is None


@pytest.mark.parametrize("body", HOSTILE)
def test_a_body_that_is_none_is_refused(body: bytes) -> None:
    SUNSHINE.refused(body)


@given(st.sampled_from(SUNSHINE.names()).flatmap(lambda name: broken(SUNSHINE.body(name))))
def test_a_body_that_is_broken_somewhere_is_read_or_refused(body: bytes) -> None:
    try:
        SUNSHINE.read(body)
    except FrameError:
        return
