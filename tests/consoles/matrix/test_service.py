import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.config import Webhook
from assist.consoles import registry, said
from assist.consoles.contract import Heard
from assist.consoles.matrix.events import ENCRYPTED, UNREADABLE
from assist.consoles.matrix.service import CONNECTOR
from assist.errors import FrameError
from assist.webhooks import SignatureError, Signed, verify
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest, Said
from tests.consoles.drawn import CONTEXTS, MESSAGES, REVISIONS, broken

SAMPLES = Path(said.__file__).parent / "samples" / "matrix"
ROOM = "!ljcsVG4GlY8Lgq0ZA4GSPlkB_75CyCgE0jV4LR3kqjA"
FIRST = "$j9CS8Tuc_g29WkP8wIY0D6bGQN66T6njvdOsSG9dwZo"
JO, ANA = "@jo:acme.example", "@agent:acme.example"
HOOK = Webhook(
    scheme="header-token",
    header="authorization",
    secrets=(b"Bearer the-token-of-the-homeserver",),
    console="matrix",
    agents=("@ana:*",),
)


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.json").read_bytes()


def read(body: bytes | str | dict[str, Any]) -> Heard:
    if isinstance(body, dict):
        body = json.dumps(body)
    return CONNECTOR.read(Signed(headers={}, body=body.encode() if isinstance(body, str) else body))


def again(what: Said) -> list[Said]:
    """Return what is read of what is written, without what is known beside the words."""
    request = CONNECTOR.write(what)
    assert request is not None
    return [one for one in read(request.body).said if not isinstance(one, ContextRequest)]


def test_what_the_customer_writes() -> None:
    context, message = read(sample("message-from-the-customer")).said
    assert message == MessageRequest(
        conversation=ROOM,
        message_id=FIRST,
        speaker="customer",
        text="Where is my order? I have been waiting for two weeks.",
        at=1795351863.971,
    )
    assert isinstance(context, ContextRequest)
    assert (context.customer, context.agent, context.channel) == (JO, None, "matrix")


def test_what_the_agent_writes() -> None:
    context, message = read(sample("message-from-the-agent")).said
    assert isinstance(message, MessageRequest)
    assert (message.speaker, message.text) == ("agent", "I am sorry, Jo. I look at it now.")
    assert isinstance(context, ContextRequest)
    assert (context.customer, context.agent) == (None, ANA)


def test_french_keeps_its_accents() -> None:
    _, message = read(sample("message-in-french")).said
    assert isinstance(message, MessageRequest)
    assert message.text == "Où est mon colis ?"


def test_an_agent_who_comes_in_takes_the_room() -> None:
    (context,) = read(sample("agent-comes-in")).said
    assert isinstance(context, ContextRequest)
    assert (context.agent, context.agent_name) == (ANA, "Ana Lima")


def test_edits_and_what_is_taken_back_name_the_first_message() -> None:
    (edit,) = read(sample("message-edited")).said
    (gone,) = read(sample("message-taken-back")).said
    assert isinstance(edit, RevisionRequest)
    assert isinstance(gone, RevisionRequest)
    assert (edit.message_id, gone.message_id) == (FIRST, FIRST)
    assert edit.text == "Where is my order? I have been waiting for three weeks."
    assert gone.text is None


def test_a_reply_does_not_say_what_it_quotes() -> None:
    _, message = read(sample("reply-that-quotes")).said
    assert isinstance(message, MessageRequest)
    assert message.text == "Thank you"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("message-encrypted", ENCRYPTED),
        ("message-with-a-picture-only", said.EMPTY),
        ("notice-of-a-bot", said.BOT),
        ("reaction", said.EVENT),
        ("state-of-the-room", said.SYSTEM),
    ],
)
def test_what_is_not_followed_is_left_out_and_why(name: str, why: str) -> None:
    assert read(sample(name)) == Heard(left_out=(why,))


def test_each_sample_is_read() -> None:
    assert all(read(path.read_bytes()) != Heard() for path in SAMPLES.iterdir())


def test_events_of_one_transaction_stay_in_their_order_and_rooms() -> None:
    both = json.loads(sample("several-at-once"))
    both["events"][1]["room_id"] = "!another:acme.example"
    messages = [one for one in read(both).said if isinstance(one, MessageRequest)]
    assert [one.conversation for one in messages] == [ROOM, "!another:acme.example"]
    assert [one.speaker for one in messages] == ["customer", "agent"]


def test_one_odd_event_does_not_hold_up_the_others() -> None:
    # Synapse sends a transaction again for ever: refusing one event would stop every room.
    plain = json.loads(sample("message-from-the-customer"))
    odd = [7, {}, {"type": "m.room.message", "content": {"body": 7}}]
    nowhere = {**plain["events"][0], "room_id": None}
    found = read({"events": [*odd, *plain["events"], nowhere]})
    assert len(found.said) == 2
    assert found.left_out == (UNREADABLE,) * 4


def test_agents_are_those_that_the_settings_list() -> None:
    plain = json.loads(sample("message-from-the-customer"))
    plain["events"][0]["sender"] = "@ana:acme.example"
    body = Signed(headers={}, body=json.dumps(plain).encode())
    _, message = registry.connector(HOOK).read(body).said
    assert isinstance(message, MessageRequest)
    assert message.speaker == "agent"


@pytest.mark.parametrize(
    ("given_", "reason"),
    [
        ("Bearer the-token-of-the-homeserver", None),
        ("Bearer the-token-of-the-homeserveR", "sig_invalid"),
        ("the-token-of-the-homeserver", "sig_invalid"),
        ("", "sig_missing"),
    ],
)
def test_the_homeserver_proves_itself_by_its_token(given_: str, reason: str | None) -> None:
    request = Signed(headers={"authorization": given_}, body=sample("reaction"))
    if reason is None:
        verify(HOOK, request, 0.0)
        return
    with pytest.raises(SignatureError) as error:
        verify(HOOK, request, 0.0)
    assert error.value.key == reason


def test_the_homeserver_is_answered_as_it_wants() -> None:
    assert (CONNECTOR.status, CONNECTOR.answer, CONNECTOR.media_type) == (
        200,
        b"{}",
        "application/json",
    )


@given(MESSAGES.filter(lambda what: bool(what.text.strip())))
def test_a_message_is_read_as_it_was_written(what: MessageRequest) -> None:
    (message,) = again(what)
    assert isinstance(message, MessageRequest)
    expected = (what.conversation, what.message_id, what.speaker, what.text, what.at)
    assert expected == (
        message.conversation,
        message.message_id,
        message.speaker,
        message.text,
        message.at,
    )


@given(REVISIONS)
def test_a_revision_is_read_as_it_was_written(what: RevisionRequest) -> None:
    assert again(what) == [what]


@given(CONTEXTS)
def test_nothing_in_a_room_says_what_is_known_beside_the_words(what: ContextRequest) -> None:
    assert CONNECTOR.write(what) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"events": {}}',
        b'{"events": null}',
        b'{"events": [}',
        b"\xff",
        b"[" * 5000,
        b'{"events":' + b"[" * 5000,
        b'{"events": [' + b'{"content":' * 5000,
    ],
)
def test_a_body_that_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(FrameError):
        read(body)


@given(st.data(), st.sampled_from([path.stem for path in sorted(SAMPLES.iterdir())]))
def test_a_body_that_is_broken_is_read_or_refused(data: st.DataObject, name: str) -> None:
    with contextlib.suppress(FrameError):
        assert isinstance(read(data.draw(broken(sample(name)))), Heard)
