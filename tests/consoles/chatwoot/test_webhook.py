import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.config import Webhook
from assist.consoles import said
from assist.consoles.chatwoot.webhook import CONNECTOR, HISTORY
from assist.consoles.contract import Api, Heard
from assist.errors import FrameError
from assist.webhooks import Signed, verify
from assist.webhooks.signatures import signature
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest
from tests.consoles.drawn import CONTEXTS, MESSAGES, REVISIONS, broken
from tests.consoles.samples import Samples

KNOWN = Samples("chatwoot")
sample, read = KNOWN.body, KNOWN.read
written = KNOWN.written
CUSTOMER = MessageRequest(
    conversation="567",
    message_id="1234",
    speaker="customer",
    text="Where is my parcel? I have been waiting for two weeks.",
    at=1795287600.0,
    name="Jane Doe",
)
"""What the sample of the customer's message says; a message of the API says the same."""


def test_what_the_customer_writes_and_whom_it_reaches() -> None:
    heard = read(sample("message-from-the-customer"))
    context, message = heard.said
    assert message == CUSTOMER
    assert isinstance(context, ContextRequest)
    assert replace(context, context_id="") == ContextRequest(
        conversation="567",
        context_id="",
        customer="89",
        agent="7",
        agent_name="Ana Lima",
        channel="chat",
    )
    assert heard.account == "1"


def test_what_the_agent_writes() -> None:
    _, message = read(sample("message-from-the-agent")).said
    assert message == MessageRequest(
        conversation="567",
        message_id="1235",
        speaker="agent",
        text="I am sorry, Jane. I look at it now.",
        at=1795287641.0,
        name="Ana Lima",
    )


def test_french_keeps_its_accents() -> None:
    _, message = read(sample("message-in-french")).said
    assert isinstance(message, MessageRequest)
    assert message.text == "Où est mon colis ? J’attends depuis deux semaines."


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("message-private-note", said.PRIVATE),
        ("message-from-a-bot", said.BOT),
        ("message-template", said.BOT),
        ("message-by-automation", said.BOT),
        ("message-with-a-file-only", said.EMPTY),
        ("conversation-typing", said.EVENT),
        ("contact-updated", said.EVENT),
    ],
)
def test_what_is_not_followed_is_left_out_and_why(name: str, why: str) -> None:
    heard = read(sample(name))
    assert heard.said == ()
    assert heard.left_out == (why,)


def test_a_campaign_in_a_users_name_is_no_agent() -> None:
    plain = json.loads(sample("message-from-the-agent"))
    plain["additional_attributes"] = {"campaign_id": 3}
    assert read(plain).left_out == (said.BOT,)


def test_an_edit_changes_the_message_and_is_the_same_when_it_is_sent_again() -> None:
    revision = read(sample("message-edited")).said[-1]
    assert isinstance(revision, RevisionRequest)
    assert (revision.conversation, revision.message_id) == ("567", "1234")
    assert revision.text == "Where is my parcel? I have been waiting for two days."
    assert read(sample("message-edited")).said[-1] == revision
    other = json.loads(sample("message-edited")) | {"content": "Never mind."}
    again = read(other).said[-1]
    assert isinstance(again, RevisionRequest)
    assert again.revision_id != revision.revision_id


def test_a_deleted_message_is_taken_back_whatever_stands_in_its_place() -> None:
    revision = read(sample("message-deleted")).said[-1]
    assert isinstance(revision, RevisionRequest)
    assert (revision.message_id, revision.text) == ("1234", None)


def test_another_agent_is_told_by_the_conversation() -> None:
    (context,) = read(sample("conversation-handed-over")).said
    assert isinstance(context, ContextRequest)
    assert (context.agent, context.agent_name) == ("8", "Ben Okoro")
    # To Ben, to Ana and to Ben again are three things that happened.
    later = json.loads(sample("conversation-handed-over")) | {"updated_at": 1795287777.5}
    (again,) = read(later).said
    assert isinstance(again, ContextRequest)
    assert again.context_id != context.context_id


def test_a_bot_that_a_conversation_is_assigned_to_is_no_agent() -> None:
    plain = json.loads(sample("conversation-handed-over"))
    plain["meta"]["assignee"] = {"id": 2, "name": "Robot", "type": "agent_bot"}
    (context,) = read(plain).said
    assert isinstance(context, ContextRequest)
    assert (context.agent, context.agent_name) == (None, None)


def test_whose_conversation_it_is_stands_in_its_messages() -> None:
    assert read(sample("conversation-created")).account == "1"
    plain = json.loads(sample("conversation-created")) | {"messages": []}
    assert read(plain).account is None


def test_its_signature_is_the_one_that_the_scheme_wants() -> None:
    body, secret = sample("message-from-the-customer"), b"a-secret-of-the-webhook"
    made = signature(secret, b"1795287600." + body, "sha256", "hex").decode()
    headers = {
        "x-chatwoot-timestamp": "1795287600",
        "x-chatwoot-signature": f"sha256={made}",
        "x-chatwoot-delivery": "7c9f5a3e-0f0e-4f6e-9d4e-0b1a5b1d2c3e",
    }
    webhook = Webhook(scheme="chatwoot", secrets=(secret,), console="chatwoot")
    proof = verify(webhook, Signed(headers=headers, body=body), 1795287601.0)
    assert proof.id == headers["x-chatwoot-delivery"]


@given(MESSAGES)
def test_a_message_is_read_as_it_was_written(what: MessageRequest) -> None:
    heard = read(written(what).body)
    assert heard.said == (what,)


@given(REVISIONS)
def test_a_revision_is_read_as_it_was_written(what: RevisionRequest) -> None:
    (heard,) = read(written(what).body).said
    assert isinstance(heard, RevisionRequest)
    # Chatwoot names no revision: its id is made of the message and the words.
    assert replace(heard, revision_id=what.revision_id) == what


@given(CONTEXTS)
def test_a_context_is_read_as_it_was_written(what: ContextRequest) -> None:
    (heard,) = read(written(what).body).said
    assert isinstance(heard, ContextRequest)
    assert replace(heard, context_id=what.context_id) == what


def test_what_chatwoot_has_no_event_for_is_not_written() -> None:
    assert CONNECTOR.write(ContextRequest(conversation="1", context_id="k", team="vip")) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"event": 1}',
        b'{"event": "message_created"}',
        b'{"event": "message_created", "id": 1, "message_type": "incoming", "content": "x"}',
        b'{"event": "message_created", "id": [1], "message_type": "incoming"}',
        b'{"event": "conversation_updated", "id": null}',
        b'{"event": "message_created", "id": ' + b"9" * 5000 + b', "message_type": 0}',
        b'{"a":' * 100_000,
        b'{"event": "\xff"}',
    ],
)
def test_a_body_that_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(FrameError):
        read(body)


@given(st.data(), st.sampled_from(KNOWN.names()))
def test_a_body_that_is_broken_is_read_or_refused(data: st.DataObject, name: str) -> None:
    body = data.draw(broken(sample(name)))
    try:
        heard = read(body)
    except FrameError:
        return
    assert isinstance(heard, Heard)


def test_the_past_is_asked_for_page_by_page() -> None:
    api = Api(url="https://chat.example.com/api/v1/accounts/1", secret=b"token")
    first = HISTORY.ask(api, "567", None)
    assert first.url == "https://chat.example.com/api/v1/accounts/1/conversations/567/messages"
    assert first.headers == {"api_access_token": "token"}
    assert HISTORY.ask(api, "567", "1234").url == first.url + "?before=1234"
    assert "/../" not in HISTORY.ask(api, "../../2", "1&x=y").url


def of_the_api(**other: object) -> dict[str, Any]:
    """Return a message as the API has it."""
    return {
        "id": 1234,
        "content": CUSTOMER.text,
        "inbox_id": 3,
        "conversation_id": 567,
        "message_type": 0,
        "content_type": "text",
        "status": "sent",
        "content_attributes": {},
        "created_at": 1795287600,
        "private": False,
        "source_id": None,
        "sender": {"id": 89, "name": "Jane Doe", "type": "contact", "email": "jane@example.com"},
    } | other


def test_the_past_says_what_the_webhooks_said() -> None:
    page = [
        of_the_api(id=1200, message_type=2, content="Assigned to Ana", sender=None),
        of_the_api(),
        of_the_api(id=1235, private=True),
        of_the_api(id=1236, content="It was deleted", content_attributes={"deleted": True}),
    ]
    past = HISTORY.read(json.dumps({"meta": {}, "payload": page}).encode(), "567")
    message, taken_back = past.heard.said
    assert message == CUSTOMER
    assert isinstance(taken_back, RevisionRequest)
    assert taken_back.text is None
    assert past.heard.left_out == (said.SYSTEM, said.PRIVATE)
    assert past.older == "1200"


def test_the_past_ends_with_an_empty_page() -> None:
    assert HISTORY.read(b'{"payload": []}', "567").older is None


@pytest.mark.parametrize("answer", [b"", b"{}", b'{"error": "You need to sign in"}', b"<html>"])
def test_an_answer_that_is_no_past_is_refused(answer: bytes) -> None:
    with pytest.raises(FrameError):
        HISTORY.read(answer, "567")
