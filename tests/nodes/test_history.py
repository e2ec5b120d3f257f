"""The judge of whole runs: it finds what is lost, doubled, moved or told differently."""

import json

import pytest

from tests.faults.invariants import Applied
from tests.nodes.history import Streams, alike, disordered, misplaced
from tests.soak.producers import Ledger

EPOCH = "e1"


def event(offset: int, kind: str, id: str) -> Applied:
    return EPOCH, offset, kind, json.dumps({"message_id": id})


def stream(*said: str) -> list[Applied]:
    """Return a conversation of messages, each read at once."""
    kinds = [(kind, id) for id in said for kind in ("message.posted", "message.read")]
    return [event(offset, kind, id) for offset, (kind, id) in enumerate(kinds, 1)]


def ledger(*said: str) -> Ledger:
    """Return what was acknowledged of such a conversation, one after the other."""
    told = Ledger()
    for number, id in enumerate(said):
        told.sent["chat", id] = 2.0 * number
        told.told["chat", id] = 2.0 * number + 1
        told.acked["chat", id] = EPOCH, 2 * number + 1
    return told


GOOD = stream("p-1", "p-2", "p-3")
BROKEN: dict[str, list[Applied]] = {
    "one is lost": [*GOOD[:2], *stream("p-1", "p-2", "p-3")[4:]],
    "one is there twice": [*GOOD, *(e for e in stream("p-1", "p-2", "p-3", "p-3")[6:])],
    "one was not read": GOOD[:-1],
    "one was read twice": [*GOOD, event(7, "message.read", "p-3")],
    "nobody sent one": [*GOOD, *stream("p-1", "p-2", "p-3", "p-9")[6:]],
    "an offset is missing": [*GOOD[:-1], event(7, "message.read", "p-3")],
    "it rests under another epoch": [("e2", *one[1:]) for one in GOOD],
}


def test_a_conversation_that_rests_as_it_was_acknowledged_is_right() -> None:
    rest: Streams = {"chat": GOOD}
    assert misplaced(rest, ledger("p-1", "p-2", "p-3")) == []
    assert disordered(rest, ledger("p-1", "p-2", "p-3")) == []


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_lost_doubled_or_moved_is_found(what: str) -> None:
    assert misplaced({"chat": BROKEN[what]}, ledger("p-1", "p-2", "p-3"))


def test_a_message_behind_one_that_was_sent_after_its_acknowledgement_is_found() -> None:
    told = ledger("p-1", "q-1")
    assert disordered({"chat": stream("q-1", "p-1")}, told)
    told.sent["chat", "q-1"] = 0.5
    assert disordered({"chat": stream("q-1", "p-1")}, told) == [], "they were under way at once"


def test_messages_of_one_producer_keep_their_order_unless_one_was_sent_again() -> None:
    told = ledger("p-1", "p-2")
    told.told = dict.fromkeys(told.told, 9.0)
    assert disordered({"chat": stream("p-2", "p-1")}, told)
    told.again.add(("chat", "p-1"))
    assert disordered({"chat": stream("p-2", "p-1")}, told) == []


def test_only_what_time_brings_may_be_missing_where_one_looked_sooner() -> None:
    expired = event(7, "suggestion.expired", "p-3")
    assert alike(GOOD, [*GOOD, expired])
    assert not alike(GOOD, GOOD[:-1])
    assert not alike(GOOD, [*GOOD[:-1], event(6, "message.read", "p-2")])
