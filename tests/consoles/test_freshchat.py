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

FRESHCHAT = Samples("freshchat")


def test_what_the_customer_writes() -> None:
    heard = FRESHCHAT.heard("message-from-the-customer")
    context, message = heard.said
    assert message == MessageRequest(
        conversation="ac2175df14d36caf64e9a578fad89070",
        message_id="7a454fde-c720-4c97-a61d-0ffe70449eb6",
        speaker="customer",
        text="Where is my parcel? I have been waiting for two weeks.",
        at=1795287600.803,
    )
    assert isinstance(context, ContextRequest)
    assert (context.customer, context.channel) == ("dbec0910-b4d6-4d81-8015-81f560a918de", "web")
    assert heard.account == "a1553a5a-9eed-48e8-9fc7-9106080f509d"


def test_french_keeps_its_accents() -> None:
    message = FRESHCHAT.heard("message-in-french").said[-1]
    assert isinstance(message, MessageRequest)
    assert message.text == "Où est mon colis ? J’attends depuis deux semaines."


def test_the_older_payload_says_the_same_things_elsewhere() -> None:
    context, message = FRESHCHAT.heard("message-in-the-older-payload").said
    assert isinstance(message, MessageRequest)
    assert (message.speaker, message.text) == ("customer", "USER MESSAGE - from postman")
    assert isinstance(context, ContextRequest)
    assert context.customer == "dbec0910-b4d6-4d81-8015-81f560a918de"


def test_what_the_agent_writes_names_the_agent() -> None:
    context, message = FRESHCHAT.heard("message-from-the-agent").said
    assert isinstance(message, MessageRequest)
    assert (message.speaker, message.text) == ("agent", "I am sorry, Jane. I look at it now.")
    assert isinstance(context, ContextRequest)
    assert (context.agent, context.channel) == ("fba1873d-67d6-4d63-be97-53b29ae1e42a", None)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("private-note", said.PRIVATE),
        ("private-note-of-a-bot", said.PRIVATE),
        ("message-by-the-system", said.SYSTEM),
        ("message-with-a-picture-only", said.EMPTY),
        ("conversation-resolved", said.EVENT),
    ],
)
def test_what_is_not_followed_is_left_out_and_why(name: str, why: str) -> None:
    heard = FRESHCHAT.heard(name)
    assert (heard.said, heard.left_out) == ((), (why,))


def test_a_bot_is_no_agent() -> None:
    body = FRESHCHAT.body("message-from-the-agent").replace(b'"agent"', b'"bot"')
    assert FRESHCHAT.read(body).left_out == (said.BOT,)


def test_whose_conversation_it_is_stands_in_its_changes() -> None:
    (context,) = FRESHCHAT.heard("conversation-reopened").said
    assert isinstance(context, ContextRequest)
    assert context.agent == "fba1873d-67d6-4d63-be97-53b29ae1e42a"
    later = FRESHCHAT.body("conversation-reopened").replace(b"19:00:00.824", b"19:05:00.824")
    (again,) = FRESHCHAT.read(later).said
    assert isinstance(again, ContextRequest)
    assert again.context_id != context.context_id


def test_the_past_is_asked_for_page_by_page() -> None:
    ask = FRESHCHAT.ask("c1")
    assert ask.url == (
        "https://api.example.com/v2/conversations/c1/messages?page=1&items_per_page=50"
    )
    past = FRESHCHAT.past("c1")
    messages = [one for one in past.heard.said if isinstance(one, MessageRequest)]
    assert [one.message_id for one in messages] == ["m1", "m2"]
    assert past.older == "2"
    assert "page=2&" in FRESHCHAT.ask("c1", past.older).url
    assert FRESHCHAT.past("c1", b'{"messages": []}').older is None


def test_fields_without_a_value_may_be_null() -> None:
    plain = json.loads(FRESHCHAT.body("message-from-the-customer"))
    plain["data"]["message"] |= {"message_type": None, "msg_parts": None, "botsPrivateNote": None}
    assert len(FRESHCHAT.read(json.dumps(plain).encode()).said) == 2


@given(MESSAGES)
def test_a_message_is_read_as_it_was_written(what: MessageRequest) -> None:
    assert FRESHCHAT.again(what).said == (replace(what, name=None),)


@given(CONTEXTS)
def test_an_assignment_is_read_as_it_was_written(what: ContextRequest) -> None:
    (context,) = FRESHCHAT.again(what).said
    assert isinstance(context, ContextRequest)
    assert (context.conversation, context.agent) == (what.conversation, what.agent)


@given(REVISIONS)
def test_freshchat_tells_of_no_edit(what: RevisionRequest) -> None:
    assert FRESHCHAT.connector.write(what) is None


@pytest.mark.parametrize("body", HOSTILE)
def test_a_body_that_is_none_is_refused(body: bytes) -> None:
    FRESHCHAT.refused(body)


@given(st.sampled_from(FRESHCHAT.names()).flatmap(lambda name: broken(FRESHCHAT.body(name))))
def test_a_body_that_is_broken_somewhere_is_read_or_refused(body: bytes) -> None:
    try:
        FRESHCHAT.read(body)
    except FrameError:
        return
