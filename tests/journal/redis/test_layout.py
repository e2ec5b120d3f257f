import msgpack
import pytest

from assist.errors import FrameError
from assist.events import TYPES, MessagePosted
from assist.journal.nodes import Gone, News
from assist.journal.records import Assignment, Entry, Key, Mark
from assist.journal.redis import layout
from tests.journal.conformance import CHAT, NOW, message


def test_every_event_that_rests_has_a_letter_of_its_own() -> None:
    assert set(layout.CODES) == set(TYPES) - {"time.passed"}
    assert len(set(layout.CODES.values())) == len(layout.CODES)
    assert {len(code) for code in layout.CODES.values()} == {1}


def test_letters_never_change_their_meaning() -> None:
    # A Redis outlives versions: entries of these letters rest in it.
    assert "".join(code.decode() for code in layout.CODES.values()) == "pvcdmkrnlhsowx"


@pytest.mark.parametrize(
    "key",
    [
        CHAT,
        Key(tenant="a:b", conversation="c"),
        Key(tenant="a", conversation="b:c"),
        Key(tenant="é:3", conversation="1:é"),
        Key(tenant="", conversation=""),
    ],
)
def test_a_name_leads_back_to_its_conversation(key: Key) -> None:
    assert layout.key_of(layout.name(key).encode()) == key


def test_no_two_conversations_have_one_name() -> None:
    parts = ["", "a", ":", "a:", "1:a", "é"]
    names = {layout.joined(tenant, id) for tenant in parts for id in parts}
    assert len(names) == len(parts) ** 2


def test_an_event_comes_back_as_it_was() -> None:
    event = message("m1", "né 👍")
    assert layout.entry(3, layout.packed(event)) == Entry(offset=3, event=event, inbound=True)


def test_G17_an_event_of_a_later_version_is_read_without_what_is_new_in_it() -> None:
    data = layout.packed(message("m1"))
    plain = msgpack.unpackb(data[1:]) | {"mood": {"new": [1, 2]}}
    found = layout.entry(1, data[:1] + msgpack.packb(plain))
    assert found.event == message("m1")


@pytest.mark.parametrize("data", [b"?\x80", b"", b"p\x80", b"p\xc1"])
def test_an_event_that_cannot_be_read_is_refused(data: bytes) -> None:
    with pytest.raises(FrameError):
        layout.entry(1, data)


@pytest.mark.parametrize(
    "item",
    [
        Mark(tenant="acme", sort="revoked", id="ada", at=NOW, data="é", until=NOW + 0.1),
        Mark(tenant="acme", sort="held", id="chat", at=NOW),
        Assignment(key=CHAT, agent="ada"),
        Gone(key=CHAT),
        None,
    ],
)
def test_news_comes_to_others_as_it_was_told(item: News | None) -> None:
    assert layout.news_of(layout.news("node", item)) == ("node", item)


def test_news_of_a_later_version_is_nothing_to_do() -> None:
    assert layout.news_of(layout.for_lua(["node", "weather", 3])) == ("node", None)


def test_an_event_is_mostly_its_words() -> None:
    event = MessagePosted(message_id="m1", speaker="customer", text="x" * 100, at=NOW)
    assert len(layout.packed(event)) < 200
