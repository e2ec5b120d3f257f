import json

import msgpack
import pytest

from assist import codec
from assist.events import ContextGiven, Event, Handover, LedgerChanged, Rest, RestsChanged
from assist.findings import DraftFinding, Edit, Span
from assist.ledger import (
    Deadline,
    Frame,
    Issue,
    Ledger,
    Memory,
    Moment,
    Move,
    Promise,
    Question,
    Stage,
)
from assist.wire.codes import CLOSES, REFUSALS
from assist.wire.encode import encode
from assist.wire.frames import (
    SERVER_FRAMES,
    Acknowledged,
    Bye,
    Checked,
    Failed,
    Ping,
    Pushed,
    ServerFrame,
    Subscribed,
)
from assist.wire.subprotocols import SUBPROTOCOLS, Form, choose

CASES: list[tuple[ServerFrame, dict[str, object]]] = [
    (Ping(), {"t": "ping"}),
    (
        Subscribed(c="chat-1", epoch="abc", top=0, recovered=True),
        {"t": "sub", "c": "chat-1", "epoch": "abc", "top": 0, "recovered": True},
    ),
    (
        Pushed(c="chat-1", o=1, k="message.posted", d={"text": "é 👍", "name": None}),
        {
            "t": "ev",
            "c": "chat-1",
            "o": 1,
            "k": "message.posted",
            "d": {"text": "é 👍", "name": None},
        },
    ),
    (
        Acknowledged(id=0, c="chat-1", e="abc", o=1, duplicate=False),
        {"t": "ack", "id": 0, "c": "chat-1", "e": "abc", "o": 1, "duplicate": False},
    ),
    (
        Failed(id=4, code=107, key="bad_request", temporary=False, path="$.text"),
        {
            "t": "err",
            "id": 4,
            "code": 107,
            "key": "bad_request",
            "temporary": False,
            "path": "$.text",
        },
    ),
    (
        Checked(
            id=8,
            c="chat-1",
            findings=(
                DraftFinding(
                    finding="blame",
                    advice="Say what you will do.",
                    evidence=(Span(start=0, end=3, text="You"),),
                    edit=Edit(start=0, end=3, text="We"),
                ),
                DraftFinding(finding="ignores-question", advice="Answer it.", about="where is it?"),
            ),
        ),
        {
            "t": "draft",
            "id": 8,
            "c": "chat-1",
            "findings": [
                {
                    "finding": "blame",
                    "advice": "Say what you will do.",
                    "evidence": [{"start": 0, "end": 3, "text": "You"}],
                    "about": "",
                    "edit": {"start": 0, "end": 3, "text": "We"},
                },
                {
                    "finding": "ignores-question",
                    "advice": "Answer it.",
                    "evidence": [],
                    "about": "where is it?",
                    "edit": None,
                },
            ],
        },
    ),
    (Bye(code=4200, key="restarting"), {"t": "bye", "code": 4200, "key": "restarting"}),
]


@pytest.mark.parametrize(("frame", "plain"), CASES)
def test_M04_both_forms_say_the_same_and_leave_out_what_is_none(
    frame: ServerFrame, plain: dict[str, object]
) -> None:
    assert json.loads(encode(frame, "json")) == plain
    assert msgpack.unpackb(encode(frame, "msgpack")) == plain


ISSUE = Issue(
    issue_id="i1",
    about="problem",
    words="toujours rien reçu",
    status="acknowledged",
    raised=2,
    moves=(Move(status="raised", message_id="m1", at=1.0, words="toujours rien reçu"),),
)
PROMISE = Promise(promise_id="p1", words="today", message_id="m2", at=2.0, due=9.5, status="near")
FRAME = Frame(name=None, words="the curse of the printer 🖨", message_id="m1", at=1.0, played=1)
LEDGER = Ledger(
    issues=(ISSUE,),
    questions=(Question(question_id="q1", words="when?", message_id="m1", at=1.0, asked=2),),
    promises=(PROMISE,),
    deadlines=(Deadline(words="before the wedding", message_id="m1", at=1.0, due=None),),
    moments=(Moment(what="peak", message_id="m1", at=1.0, feeling=-0.75, tone="anger"),),
    frame=FRAME,
    stage=Stage(stage="delivery", given=True),
)
MEMORY = Memory(conversation="chat-0", at=1.0, issues=(ISSUE,), promises=(PROMISE,), frame=FRAME)
EVENTS: list[Event] = [
    ContextGiven(context_id="k1", at=1.0, customer="c1", channel="email", memories=(MEMORY,)),
    LedgerChanged(at=3.0, ledger=LEDGER),
    LedgerChanged(at=3.0, ledger=Ledger()),
    Handover(
        at=3.0,
        agent="ben",
        before="ana",
        tone=None,
        feeling=-0.3,
        ledger=LEDGER,
        avoid=("apology",),
    ),
    RestsChanged(
        at=3.0,
        rests=(
            Rest(kind="apology", because="dismissed", turns=6),
            Rest(kind="humour", because="muted"),
        ),
    ),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
@pytest.mark.parametrize("form", SUBPROTOCOLS.values())
def test_M04_what_is_nested_arrives_as_it_was_in_both_forms(event: Event, form: Form) -> None:
    name, plain = codec.event_to_plain(event)
    sent = encode(Pushed(c="chat-1", o=1, k=name, d=plain), form)
    frame = json.loads(sent) if isinstance(sent, str) else msgpack.unpackb(sent)
    assert codec.event_from_plain(frame["k"], frame["d"]) == event


def test_every_server_frame_has_one_name_and_is_sent_under_it() -> None:
    assert len(set(SERVER_FRAMES.values())) == len(SERVER_FRAMES)
    for name, kind in SERVER_FRAMES.items():
        assert kind.__struct_config__.tag == name


def test_the_preferred_subprotocol_in_common_is_chosen() -> None:
    assert choose(["assist.v1.json", "assist.v1.msgpack"]) == "assist.v1.msgpack"
    assert choose(["graphql-ws", "assist.v1.json"]) == "assist.v1.json"
    assert choose(["assist.v2.json"]) is None
    assert choose([]) is None
    forms: set[Form] = set(SUBPROTOCOLS.values())
    assert forms == {"msgpack", "json"}


def test_codes_are_unique_and_in_their_ranges() -> None:
    assert len({close.code for close in CLOSES}) == len(CLOSES) == 23
    assert len({refusal.code for refusal in REFUSALS}) == len(REFUSALS) == 12
    assert all(close.code < 1012 or 4000 <= close.code < 4300 for close in CLOSES)
    assert all(len(close.key.encode()) <= 60 for close in CLOSES)
    assert [refusal.code for refusal in REFUSALS if refusal.temporary] == [100, 102, 111]
