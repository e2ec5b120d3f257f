from typing import Any

import msgpack
import pytest
from msgspec import inspect

from assist.errors import FrameError
from assist.wire.decode import client_frame, read_frame, request_id
from assist.wire.frames import (
    CLIENT_FRAMES,
    CheckDraft,
    CorrectReading,
    DecideSuggestion,
    GiveContext,
    Hello,
    Ping,
    PostMessage,
    Refresh,
    Subscribe,
)

GOOD: dict[str, dict[str, Any]] = {
    "hello": {"token": "x.y.z", "client": "widget/1", "resume": [["chat-1", "abc", 7]]},
    "refresh": {"id": 9, "token": "x.y.z"},
    "subscribe": {"id": 1, "c": "chat-1", "epoch": "abc", "offset": 7, "snapshot": True},
    "unsubscribe": {"id": 2, "c": "chat-1"},
    "message.post": {
        "id": 3,
        "c": "chat-1",
        "message_id": "m1",
        "speaker": "customer",
        "text": "still no parcel",
        "at": 1.5,
        "name": "Ana",
        "language": "en",
        "late": True,
    },
    "message.revise": {
        "id": 9,
        "c": "chat-1",
        "message_id": "m1",
        "revision_id": "r1",
        "text": "parcel is here",
        "at": 2.5,
    },
    "context.give": {
        "id": 5,
        "c": "chat-1",
        "context_id": "k1",
        "at": 1.5,
        "customer": "c42",
        "agent": "a7",
        "agent_name": "Ben",
        "channel": "e-mail",
        "journey": "delivery",
        "timezone": "Europe/Paris",
        "order": "1234",
        "item": "washing machine",
        "team": "returns",
        "opted_out": True,
    },
    "suggestion.decide": {
        "id": 4,
        "c": "chat-1",
        "decision_id": "d1",
        "suggestion_id": "s1",
        "decision": "accepted",
    },
    "kind.mute": {"id": 6, "c": "chat-1", "mute_id": "u1", "kind": "apology", "muted": True},
    "reading.correct": {
        "id": 7,
        "c": "chat-1",
        "correction_id": "r1",
        "message_id": "m1",
        "tone": "neutral",
    },
    "draft.check": {"id": 8, "c": "chat-1", "text": "Calm down."},
    "ping": {},
    "pong": {},
}


def frame(name: str, /, **changes: object) -> dict[str, Any]:
    return {"t": name} | GOOD[name] | changes


def refusal(plain: dict[str, Any]) -> FrameError:
    with pytest.raises(FrameError) as caught:
        client_frame(plain)
    return caught.value


def test_every_client_frame_is_read() -> None:
    assert GOOD.keys() == CLIENT_FRAMES.keys()
    for name, kind in CLIENT_FRAMES.items():
        assert isinstance(client_frame(frame(name)), kind)


def test_the_fields_arrive() -> None:
    assert client_frame(frame("hello")) == Hello(
        token="x.y.z", client="widget/1", resume=(("chat-1", "abc", 7),)
    )
    assert client_frame(frame("refresh")) == Refresh(id=9, token="x.y.z")
    assert client_frame(frame("subscribe")) == Subscribe(
        id=1, c="chat-1", epoch="abc", offset=7, snapshot=True
    )
    post = client_frame(frame("message.post", at=None, name=None, language=None, late=False))
    assert post == PostMessage(
        id=3, c="chat-1", message_id="m1", speaker="customer", text="still no parcel"
    )
    context = {"t": "context.give", "id": 5, "c": "chat-1", "context_id": "k1", "customer": "c42"}
    assert client_frame(context) == GiveContext(id=5, c="chat-1", context_id="k1", customer="c42")
    assert isinstance(client_frame(frame("suggestion.decide")), DecideSuggestion)
    back = client_frame(
        {"t": "reading.correct", "id": 7, "c": "chat-1", "correction_id": "r1", "message_id": "m1"}
    )
    assert back == CorrectReading(id=7, c="chat-1", correction_id="r1", message_id="m1", tone=None)
    assert client_frame(frame("draft.check")) == CheckDraft(id=8, c="chat-1", text="Calm down.")
    assert client_frame({"t": "ping"}) == Ping()


@pytest.mark.parametrize("name", ["", "hullo", "message.posted", "ev", 7, None, ["hello"]])
def test_B15_an_unknown_frame_is_refused(name: object) -> None:
    assert refusal({"t": name, "id": 1}).path == "$.t"


@pytest.mark.parametrize("name", sorted(GOOD))
def test_B15_an_extra_field_is_refused_by_its_path(name: str) -> None:
    error = refusal(frame(name, extra="SECRET"))
    assert error.path == "$.extra"
    assert "SECRET" not in str(error)


def test_B15_a_field_name_that_is_no_name_is_not_echoed() -> None:
    assert refusal(frame("ping", **{"<script>": 1})).path == "$.?"
    assert refusal(frame("ping", **{"a" * 33: 1})).path == "$.?"


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        (name, field.name)
        for name, kind in CLIENT_FRAMES.items()
        for field in inspect.type_info(kind).fields  # type: ignore[attr-defined]
        if field.required
    ],
)
def test_B15_a_missing_field_is_refused_by_its_path(name: str, missing: str) -> None:
    plain = frame(name)
    del plain[missing]
    assert refusal(plain).path == f"$.{missing}"


@pytest.mark.parametrize(
    ("name", "field", "value", "path"),
    [
        ("message.post", "text", 7, "$.text"),
        ("message.post", "speaker", "bot", "$.speaker"),
        ("message.post", "at", "noon", "$.at"),
        ("message.post", "at", True, "$.at"),
        ("message.post", "at", -1, "$.at"),
        ("message.post", "at", 1e18, "$.at"),
        ("message.post", "language", "de", "$.language"),
        ("message.post", "message_id", "", "$.message_id"),
        ("message.post", "message_id", "m" * 201, "$.message_id"),
        ("message.post", "c", None, "$.c"),
        ("suggestion.decide", "decision", "expired", "$.decision"),
        ("kind.mute", "kind", "apologies", "$.kind"),
        ("kind.mute", "muted", 1, "$.muted"),
        ("reading.correct", "tone", "mood", "$.tone"),
        ("reading.correct", "message_id", None, "$.message_id"),
        ("draft.check", "text", "d" * 8193, "$.text"),
        ("context.give", "context_id", "", "$.context_id"),
        ("context.give", "customer", "c" * 201, "$.customer"),
        ("context.give", "channel", "E-Mail", "$.channel"),
        ("context.give", "channel", "c" * 41, "$.channel"),
        ("context.give", "team", "../returns", "$.team"),
        ("context.give", "journey", "honeymoon", "$.journey"),
        ("context.give", "item", "", "$.item"),
        ("context.give", "order", "1" * 81, "$.order"),
        ("context.give", "memories", [], "$.memories"),
        ("subscribe", "offset", -1, "$.offset"),
        ("subscribe", "offset", 2**53, "$.offset"),
        ("subscribe", "offset", 1.5, "$.offset"),
        ("subscribe", "id", -1, "$.id"),
        ("subscribe", "id", 2**32, "$.id"),
        ("subscribe", "id", "1", "$.id"),
        ("subscribe", "snapshot", 1, "$.snapshot"),
        ("refresh", "token", "", "$.token"),
        ("refresh", "id", None, "$.id"),
        ("context.give", "opted_out", "yes", "$.opted_out"),
        ("hello", "token", "t" * 8193, "$.token"),
        ("hello", "resume", [["chat-1", "abc"]], "$.resume[0]"),
        ("hello", "resume", [["chat-1", "abc", 1], ["chat-2", 1, 1]], "$.resume[1][1]"),
        ("hello", "resume", [["chat", "abc", 1]] * 129, "$.resume"),
    ],
)
def test_B12_B15_B16_a_wrong_value_is_refused_by_its_path(
    name: str, field: str, value: object, path: str
) -> None:
    assert refusal(frame(name, **{field: value})).path == path


@pytest.mark.parametrize("plain", [[], "hello", 7, None, True])
def test_a_frame_is_a_map(plain: object) -> None:
    with pytest.raises(FrameError):
        read_frame(msgpack.packb(plain), "msgpack")


def test_B16_only_a_proper_id_is_answered_to() -> None:
    assert request_id({"id": 7}) == 7
    assert request_id({"id": 0}) == 0
    for wrong in (-1, 2**32, 2**53, "7", 7.0, True, None):
        assert request_id({"id": wrong}) is None
