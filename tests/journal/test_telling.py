from assist.journal.records import Entry, Key
from assist.journal.telling import Telling
from tests.journal.conformance import CHAT, OTHER, expired


def entries(*offsets: int) -> tuple[Entry, ...]:
    return tuple(Entry(offset=n, event=expired(f"s{n}"), inbound=False) for n in offsets)


def test_what_is_held_is_told_when_asked_and_once() -> None:
    heard, telling = list[tuple[Key, int]](), Telling()
    telling.follow(lambda key, epoch, told: heard.extend((key, one.offset) for one in told))
    release = telling.later(CHAT, "e", entries(2, 3))
    assert heard == []
    release()
    release()
    assert heard == [(CHAT, 2), (CHAT, 3)]


def test_what_follows_is_told_after_it_and_other_chats_do_not_wait() -> None:
    heard, telling = list[tuple[Key, int]](), Telling()
    telling.follow(lambda key, epoch, told: heard.extend((key, one.offset) for one in told))
    release = telling.later(CHAT, "e", entries(2))
    telling.tell(OTHER, "e", entries(1))
    telling.tell(CHAT, "e", entries(3))
    release()
    assert heard == [(OTHER, 1), (CHAT, 2), (CHAT, 3)]
