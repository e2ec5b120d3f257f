import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.consoles import said
from assist.consoles.contract import Api, Heard
from assist.consoles.live_helper_chat import CONNECTOR
from assist.errors import FrameError
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest
from tests.consoles.drawn import CONTEXTS, MESSAGES, REVISIONS, broken
from tests.consoles.samples import Samples

KNOWN = Samples("live-helper-chat")
sample, read = KNOWN.body, KNOWN.read
written, history = KNOWN.written, KNOWN.history
PAGE = Path(__file__).parents[2] / "docs" / "consoles" / "live-helper-chat.md"


def test_what_the_customer_writes_and_who_has_the_chat() -> None:
    context, message = read(sample("message-from-the-customer")).said
    assert message == MessageRequest(
        conversation="3",
        message_id="10",
        speaker="customer",
        text="I am really angry now…",
        at=1795289171.0,
        name="Jane",
    )
    assert isinstance(context, ContextRequest)
    assert (context.conversation, context.agent) == ("3", "7")


def test_the_first_line_of_a_chat_comes_with_its_start() -> None:
    (message,) = read(sample("chat-started")).said
    assert isinstance(message, MessageRequest)
    assert (message.message_id, message.text) == ("8", "Hello, is anybody there?")


def test_what_the_agent_writes_is_plain_words() -> None:
    context, message = read(sample("message-from-the-agent")).said
    assert isinstance(message, MessageRequest)
    assert (message.speaker, message.text, message.name) == ("agent", "I am sorry, Jane.", "Ana")
    assert isinstance(context, ContextRequest)
    assert (context.agent, context.agent_name) == ("7", "Ana")


def test_an_operator_who_helps_does_not_take_the_chat() -> None:
    context, message = read(sample("message-from-another-operator")).said
    assert isinstance(message, MessageRequest)
    assert message.name == "Ben"
    assert isinstance(context, ContextRequest)
    assert (context.agent, context.agent_name) == ("7", None)


def test_the_shortest_template_will_do_and_numbers_may_be_text() -> None:
    (message,) = read(sample("shortest-template")).said
    (_, whole) = read(sample("message-from-the-customer")).said
    assert isinstance(whole, MessageRequest)
    assert message == replace(whole, name=None)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("message-of-the-system", said.SYSTEM),
        ("message-from-a-bot", said.BOT),
        ("message-with-a-file-only", said.EMPTY),
        ("chat-closed", said.EVENT),
    ],
)
def test_what_is_not_followed_is_left_out_and_why(name: str, why: str) -> None:
    heard = read(sample(name))
    assert heard.said == ()
    assert heard.left_out == (why,)


def test_a_chat_that_starts_without_a_line_says_nothing() -> None:
    plain = json.loads(sample("chat-started")) | {"msg_id": None, "user_id": None, "msg": None}
    assert read(plain).left_out == (said.EMPTY,)


@pytest.mark.parametrize(
    ("name", "id", "text"),
    [
        ("message-edited-by-the-customer", "10", "I am a little angry now…"),
        ("message-edited-by-the-agent", "11", "I am very sorry, Jane."),
        ("message-removed", "10", None),
    ],
)
def test_edits_and_deletions_are_followed(name: str, id: str, text: str | None) -> None:
    (revision,) = read(sample(name)).said
    assert isinstance(revision, RevisionRequest)
    assert (revision.conversation, revision.message_id, revision.text) == ("3", id, text)
    assert read(sample(name)).said == (revision,)


def test_an_edit_of_a_bots_line_is_nobodys() -> None:
    plain = json.loads(sample("message-removed")) | {"user_id": -2}
    assert read(plain).left_out == (said.BOT,)


def test_agents_come_and_go() -> None:
    (ana,) = read(sample("chat-accepted")).said
    (ben,) = read(sample("chat-handed-over")).said
    assert isinstance(ana, ContextRequest)
    assert isinstance(ben, ContextRequest)
    assert (ana.agent, ana.agent_name) == ("7", "Ana")
    assert (ben.agent, ben.agent_name) == ("8", "Ben")
    (again,) = read(json.loads(sample("chat-accepted")) | {"ts": 1795289999}).said
    assert isinstance(again, ContextRequest)
    assert again.context_id != ana.context_id


def filled(which: str, **other: object) -> bytes:
    """Return a template of the page as Live Helper Chat sends it: each value as JSON."""
    values = {
        "event": "chat.addmsguser",
        "chat_id": 3,
        "args.msg.id": 10,
        "args.msg.user_id": 0,
        "args.msg.msg": 'He said "no" \\ \n and left',
        "args.msg.time": 1795289171,
        "lhc.nick": 'Jane "J" Doe',
        "args.chat.user_id": 7,
        "args.msg.name_support": "",
        "timestamp": 1795289180,
        "args.chat.user.name_support": "Ana",
    } | other
    block = PAGE.read_text().split(f"<!-- template of {which} -->")[1].split("```")[1]
    body = re.sub(r"\{\{(.+?)\}\}", lambda found: json.dumps(values[found[1]]), block)
    return body.encode()


def test_the_templates_of_the_page_are_read() -> None:
    context, message = read(filled("lines")).said
    assert message == MessageRequest(
        conversation="3",
        message_id="10",
        speaker="customer",
        text='He said "no" \\ \n and left',
        at=1795289171.0,
        name='Jane "J" Doe',
    )
    assert isinstance(context, ContextRequest)
    assert context.agent == "7"
    # Without a line each of its values is null.
    names = ("id", "user_id", "msg", "time", "name_support")
    empty: dict[str, object] = {f"args.msg.{name}": None for name in names}
    body = filled("lines", event="chat.chat_started", **empty, **{"args.chat.user_id": 0})
    assert read(body).said == ()
    (accepted,) = read(filled("agents", event="chat.accept")).said
    assert isinstance(accepted, ContextRequest)
    assert (accepted.agent, accepted.agent_name) == ("7", "Ana")


def test_the_answer_is_nothing_at_all() -> None:
    assert (CONNECTOR.status, CONNECTOR.answer) == (204, b"")


@given(MESSAGES)
def test_a_message_is_read_as_it_was_written(what: MessageRequest) -> None:
    assert read(written(what).body).said == (what,)


@given(REVISIONS)
def test_a_revision_is_read_as_it_was_written(what: RevisionRequest) -> None:
    (heard,) = read(written(what).body).said
    assert isinstance(heard, RevisionRequest)
    assert replace(heard, revision_id=what.revision_id) == what


@given(CONTEXTS, st.integers(1, 10**9).map(str))
def test_who_has_a_chat_is_read_as_it_was_written(what: ContextRequest, agent: str) -> None:
    (heard,) = read(written(replace(what, agent=agent)).body).said
    assert isinstance(heard, ContextRequest)
    assert (heard.conversation, heard.agent) == (what.conversation, agent)
    assert heard.agent_name == what.agent_name


def test_what_it_has_no_event_for_is_not_written() -> None:
    assert CONNECTOR.write(ContextRequest(conversation="1", context_id="k", customer="9")) is None
    assert CONNECTOR.write(ContextRequest(conversation="1", context_id="k", agent="ana")) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"event": "chat.addmsguser"}',
        b'{"event": "chat.addmsguser", "chat_id": 3, "msg_id": 1, "user_id": "", "msg": "x"}',
        b'{"event": "chat.addmsguser", "chat_id": 3, "msg_id": 1, "user_id": "x", "msg": "x"}',
        b'{"event": "chat.addmsguser", "chat_id": {}, "msg_id": 1, "user_id": 0, "msg": "x"}',
        # A template whose placeholders were not filled in.
        b'{"event": "chat.addmsguser", "chat_id": {{chat_id}}}',
    ],
)
def test_a_body_that_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(FrameError):
        read(body)


@given(st.data(), st.sampled_from(KNOWN.names()))
def test_a_body_that_is_broken_is_read_or_refused(data: st.DataObject, name: str) -> None:
    try:
        heard = read(data.draw(broken(sample(name))))
    except FrameError:
        return
    assert isinstance(heard, Heard)


def test_the_past_is_asked_for_with_the_users_key() -> None:
    api = Api(url="https://chat.example.com/index.php", user="ana", secret=b"key")
    asked = history().ask(api, "3", None)
    assert asked.url == "https://chat.example.com/index.php/restapi/fetchchatmessages?chat_id=3"
    assert asked.headers["authorization"] == "Basic YW5hOmtleQ=="


LINES: list[dict[str, Any]] = [
    {"id": 9, "msg": "Hello, I am the robot.", "time": 1795289102, "chat_id": 3, "user_id": -2},
    {"id": 10, "msg": "I am really angry now…", "time": 1795289171, "chat_id": 3, "user_id": 0},
    {"id": "11", "msg": "I am [b]sorry[/b], Jane.", "time": "1795289190", "user_id": "7"},
    {"id": 12, "msg": "Chat was accepted", "time": 1795289191, "chat_id": 3, "user_id": -1},
]


def test_the_past_says_what_the_webhooks_said() -> None:
    lines = [line | {"name_support": "Ana", "meta_msg": "", "del_st": 3} for line in LINES]
    result = {"messages": lines, "ot": "", "closed": False, "check_status": False, "lmid": 12}
    past = history().read(json.dumps({"error": False, "result": result}).encode(), "3")
    customer, agent = past.heard.said
    assert isinstance(customer, MessageRequest)
    (_, told) = read(sample("message-from-the-customer")).said
    assert replace(customer, name="Jane") == told
    (_, told) = read(sample("message-from-the-agent")).said
    assert agent == told
    assert past.heard.left_out == (said.BOT, said.SYSTEM)
    assert past.older is None


@pytest.mark.parametrize(
    "answer",
    [
        b'{"error":true,"result":"Authorization failed!"}',
        b'{"error":true,"result":""}',
        b"{}",
        b"<html>",
        b"",
    ],
)
def test_a_login_that_failed_is_no_empty_past(answer: bytes) -> None:
    with pytest.raises(FrameError) as caught:
        history().read(answer, "3")
    assert "Authorization" not in str(caught.value)
