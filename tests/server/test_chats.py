from collections.abc import Iterator
from functools import cache

import msgpack
import pytest

from assist import codec
from assist.conversation.state import Conversation
from assist.events import MessagePosted, SuggestionExpired
from assist.journal.records import Commit, Committed, Entry, Key
from assist.playbooks.load import load
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from assist.server import chats
from assist.server.chats import Chat, Chats
from assist.session import Session
from tests.journal.conformance import CHAT, OTHER
from tests.server.harness import RULES

NOW = 1_700_000_000.0


@cache
def rules() -> tuple[Reader, Playbooks]:
    playbooks = load(RULES)
    return Reader(playbooks, {}), playbooks


def begun(conversation: Conversation) -> Session:
    return Session(*rules(), conversation)


@pytest.fixture
def at_hand() -> Iterator[Chats]:
    yield Chats(begun)


def said(offset: int) -> Entry:
    event = MessagePosted(message_id=f"m{offset}", speaker="customer", text="hello", at=NOW)
    return Entry(offset=offset, event=event, inbound=True)


def output(offset: int) -> Entry:
    return Entry(offset=offset, event=SuggestionExpired(suggestion_id="s", at=NOW), inbound=False)


def written(chat: Chat, *outputs: Entry, more: bool = False) -> None:
    """Commit all the news of a chat."""
    step = Commit(
        key=CHAT,
        expected_revision=chat.revision,
        new_checkpoint=chat.news[-1].offset if chat.news else chat.checkpoint,
        outputs=(),
        state=msgpack.packb(codec.to_plain(Conversation(now=NOW))),
        wake_at=None,
    )
    chat.committed(step, Committed(entries=outputs, more=more))


def offsets(chat: Chat, limit: int = 8) -> list[int] | None:
    page = chat.page(limit)
    return [entry.offset for entry in page.entries] if page else None


def taken(at_hand: Chats, key: Key = CHAT) -> Chat:
    chat = at_hand.take(key)
    assert chat is not None
    return chat


def test_a_conversation_that_begins_here_needs_no_journal(at_hand: Chats) -> None:
    at_hand.hear(CHAT, "e", (said(1),))
    chat = taken(at_hand)
    at_hand.hear(CHAT, "e", (said(2),))
    assert offsets(chat) == [1, 2]
    assert (chat.epoch, chat.checkpoint, chat.revision) == ("e", 0, 0)
    written(chat, output(3), output(4))
    assert offsets(chat) is None
    at_hand.keep(CHAT, chat)
    at_hand.hear(CHAT, "e", (said(5),))
    assert offsets(taken(at_hand)) == [5]


def test_a_page_holds_no_more_than_asked_for(at_hand: Chats) -> None:
    at_hand.hear(CHAT, "e", tuple(said(offset) for offset in range(1, 6)))
    page = taken(at_hand).page(3)
    assert page is not None
    assert ([entry.offset for entry in page.entries], page.more) == ([1, 2, 3], True)


def test_where_another_node_has_written_the_journal_is_read(at_hand: Chats) -> None:
    at_hand.hear(CHAT, "e", (said(1),))
    chat = taken(at_hand)
    written(chat, output(2))
    at_hand.keep(CHAT, chat)
    at_hand.hear(CHAT, "e", (said(5),))
    assert offsets(taken(at_hand)) is None
    # Once a step is written that has seen all of it, what is heard is whole again.
    written(chat, output(6))
    chat.hear("e", (said(7),))
    assert offsets(chat) == [7]


def test_news_that_come_while_a_step_is_written_are_not_passed_over(at_hand: Chats) -> None:
    at_hand.hear(CHAT, "e", (said(1),))
    chat = taken(at_hand)
    chat.latest = 9
    at_hand.hear(CHAT, "e", (said(13),))
    written(chat, output(12))
    assert offsets(chat) is None, "what was heard beyond the outputs is not known to be all"


def test_another_epoch_is_looked_up(at_hand: Chats) -> None:
    at_hand.hear(CHAT, "e", (said(1),))
    at_hand.hear(CHAT, "f", (said(1), said(2)))
    assert offsets(taken(at_hand)) is None


def test_nobody_hears_of_what_is_not_at_hand(at_hand: Chats) -> None:
    at_hand.hear(OTHER, "e", (said(7),))
    assert at_hand.take(OTHER) is None


def test_who_does_not_bring_it_back_leaves_nothing(at_hand: Chats) -> None:
    at_hand.hear(CHAT, "e", (said(1),))
    taken(at_hand)
    at_hand.forget(CHAT)
    assert at_hand.take(CHAT) is None
    assert at_hand.look(CHAT) is None


def test_J12_what_was_erased_meanwhile_is_not_brought_back(at_hand: Chats) -> None:
    at_hand.hear(CHAT, "e", (said(1),))
    chat = taken(at_hand)
    at_hand.forget(CHAT)
    at_hand.keep(CHAT, chat)
    assert at_hand.look(CHAT) is None


def test_of_too_many_the_oldest_are_packed_and_then_gone(
    at_hand: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chats, "AS_VALUES", 2)
    monkeypatch.setattr(chats, "KEPT", 4)
    keys = [Key(tenant="acme", conversation=f"{number}") for number in range(5)]
    for key in keys:
        at_hand.hear(key, "e", (said(1),))
        chat = taken(at_hand, key)
        written(chat, output(2))
        at_hand.keep(key, chat)
    assert at_hand.take(keys[0]) is None
    assert at_hand.look(keys[1]) is None
    at_hand.hear(keys[1], "e", (said(3),))
    packed = taken(at_hand, keys[1])
    assert packed.session.conversation == Conversation(now=NOW)
    assert (packed.epoch, packed.checkpoint, packed.revision) == ("e", 1, 1)
    assert offsets(packed) == [3], "a packed one has heard what came meanwhile"
    assert at_hand.look(keys[4]) is not None
