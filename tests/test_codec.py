"""Frozen values <-> plain data."""

import pytest
from msgpack import packb, unpackb

from assist.codec import (
    event_from_plain,
    event_to_plain,
    from_plain,
    pack,
    pack_event,
    to_plain,
    unpack,
    unpack_event,
)
from assist.conversation.said import after_customer
from assist.conversation.state import Conversation, CustomerTurn, HeardLabel
from assist.errors import FrameError
from assist.events import (
    NAMES,
    TYPES,
    ContextGiven,
    Handover,
    LedgerChanged,
    MessagePosted,
    SuggestionDecided,
    TimePassed,
)
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

MESSAGE = MessagePosted(message_id="m1", speaker="customer", text="é", at=1.5)


def test_an_event_comes_back_as_it_was() -> None:
    name, plain = event_to_plain(MESSAGE)
    assert name == "message.posted"
    assert event_from_plain(name, plain) == MESSAGE


def test_a_whole_ledger_comes_back_as_it_was() -> None:
    moves = (Move(status="raised", message_id="m1", at=1.0, words="it is late"),)
    ledger = Ledger(
        issues=(Issue(issue_id="i1", about="problem", words="it is late", moves=moves),),
        questions=(Question(question_id="m1.1", words="où ?", message_id="m1", at=1.0),),
        promises=(Promise(promise_id="p1", words="soon", message_id="a1", at=2.0, due=None),),
        deadlines=(Deadline(words="by Friday", message_id="m1", at=1.0, due=9.0),),
        moments=(Moment(what="peak", message_id="m1", at=1.0, feeling=-0.6, tone="anger"),),
        frame=Frame(name=None, words="the curse", message_id="m1", at=1.0),
        stage=Stage(stage="delivery", given=True),
    )
    memory = Memory(conversation="old", at=1.0, issues=ledger.issues, promises=ledger.promises)
    context = ContextGiven(context_id="c1", at=3.0, customer="c42", memories=(memory,))
    handover = Handover(at=3.0, agent="ben", before=None, tone="anger", feeling=-0.6, ledger=ledger)
    for event in (LedgerChanged(at=3.0, ledger=ledger), context, handover):
        name, plain = event_to_plain(event)
        assert event_from_plain(name, unpackb(packb(plain))) == event
        assert unpack_event(*pack_event(event)) == event
        assert pack_event(event) == (name, packb(plain)), "the bytes are those of the plain data"


def test_every_event_has_one_name() -> None:
    assert len(NAMES) == len(TYPES)
    assert all(TYPES[name] is kind for kind, name in NAMES.items())


def test_unknown_fields_are_ignored_and_missing_ones_have_defaults() -> None:
    plain = {"message_id": "m1", "speaker": "agent", "text": "", "at": 3, "new": 1}
    assert from_plain(MessagePosted, plain).name is None


@pytest.mark.parametrize(
    ("plain", "path"),
    [
        ({"message_id": "m1", "speaker": "robot", "text": "", "at": 1}, "$.speaker"),
        ({"message_id": 7, "speaker": "agent", "text": "", "at": 1}, "$.message_id"),
        ({"speaker": "agent", "text": "", "at": 1}, "$"),
        (["no"], "$"),
    ],
)
def test_an_error_names_the_field(plain: object, path: str) -> None:
    with pytest.raises(FrameError) as error:
        from_plain(MessagePosted, plain)
    assert error.value.path == path


def test_an_unknown_event_is_the_peers_error() -> None:
    with pytest.raises(FrameError) as error:
        event_from_plain("message.unposted", {})
    assert error.value.path == "$.k"


def test_inbound_and_time_events_round_trip_too() -> None:
    decided = SuggestionDecided(decision_id="d", suggestion_id="s", decision="edited", at=0)
    for event in (decided, TimePassed(at=2)):
        assert event_from_plain(*event_to_plain(event)) == event
    assert to_plain(TimePassed(at=2)) == {"at": 2}


def conversation() -> Conversation:
    late = HeardLabel(label="problem", words="it is late", message_id="m1", value=None)
    said = after_customer(Conversation.new().said, "it is late")
    return Conversation(now=3.0, turn=CustomerTurn(number=1, heard=(late,)), said=said)


def test_a_state_comes_back_as_it_was() -> None:
    for chat in (Conversation.new(), conversation()):
        assert unpack(Conversation, pack(chat)) == chat
        assert from_plain(Conversation, to_plain(chat)) == chat


def test_a_state_holds_nothing_that_goes_without_saying() -> None:
    assert unpackb(pack(conversation())).keys() == {"now", "turn", "said"}


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (b"", "$"),
        (b"\xc1", "$"),
        (pack(MESSAGE)[:-1], "$"),
        (pack(MESSAGE) + b"\x00", "$"),
        (packb({"message_id": b"m", "speaker": "agent", "text": "", "at": 1}), "$.message_id"),
        (b"\x84\xaamessage_id\xa1\xff\xa7speaker\xa5agent\xa4text\xa0\xa2at\x01", "$"),
    ],
)
def test_bytes_that_are_no_value_are_an_error_that_names_the_field(data: bytes, path: str) -> None:
    with pytest.raises(FrameError) as error:
        unpack(MessagePosted, data)
    assert error.value.path == path


def test_a_state_of_an_earlier_version_is_refused_and_not_misread() -> None:
    plain = to_plain(conversation()) | {"said": {"rows": [], "words": [7]}, "phrases": []}
    with pytest.raises(FrameError) as as_bytes:
        unpack(Conversation, packb(plain))
    with pytest.raises(FrameError) as as_plain:
        from_plain(Conversation, plain)
    assert {as_bytes.value.path, as_plain.value.path} <= {"$.said.rows", "$.phrases"}


def test_an_unknown_event_is_refused_as_bytes_too() -> None:
    with pytest.raises(FrameError) as error:
        unpack_event("message.unposted", pack({}))
    assert error.value.path == "$.k"
