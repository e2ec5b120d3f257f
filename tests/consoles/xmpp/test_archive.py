"""Marks, and the archives of a real Prosody: long, empty, forgetful, or none."""

import time
from collections.abc import Iterator

import pytest

from assist.consoles.xmpp.archive import Place, mark_of, places_of
from assist.consoles.xmpp.feed import Xmpp
from tests.consoles.xmpp.world import AGENT, CUSTOMER, Taken, following, person, server_with, stream
from tests.end_to_end.prosody import Prosody


def test_a_mark_says_how_far_each_archive_was_read() -> None:
    places = {"a@x": Place(id="1", at=5.25), "room@y": Place(id="", at=7.0)}
    assert places_of(mark_of(places)) == places


@pytest.mark.parametrize("mark", [None, "", "s72_1", "[]", "7", '{"a": 1}', '{"a": ["b"]}', "{"])
def test_a_mark_that_is_none_of_ours_says_nothing(mark: str | None) -> None:
    assert places_of(mark) == {}


@pytest.fixture(scope="module")
def prosody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prosody]:
    server = server_with(tmp_path_factory.mktemp("prosody"), "agent", "customer")
    server.start()
    yield server
    server.stop()


async def test_a_new_process_goes_on_from_the_mark_through_several_pages(prosody: Prosody) -> None:
    taken = Taken()
    async with person(prosody, "agent") as agent, person(prosody, "customer") as customer:
        async with following(Xmpp(stream(prosody.chat)), taken):
            customer.say(AGENT, "before")
            await taken.until("before")
        for number in range(60):
            (agent if number % 3 == 2 else customer).say(
                CUSTOMER if number % 3 == 2 else AGENT, f"line {number}"
            )
        await agent.until("line 58")
        await customer.until("line 59")
        async with following(Xmpp(stream(prosody.chat)), taken):
            customer.say(AGENT, "after")
            await taken.until("after")
    texts = [text for _, text in taken.lines()]
    assert (texts[0], texts[-1], len(texts)) == ("before", "after", 62)
    assert set(texts[1:-1]) == {f"line {number}" for number in range(60)}
    assert taken.again == 0
    assert all(one.at is not None for one in taken.messages()[1:-1])


async def test_a_line_has_the_same_name_as_a_copy_and_in_the_archive(prosody: Prosody) -> None:
    live, past = Taken(), Taken()
    async with person(prosody, "agent") as agent, person(prosody, "customer") as customer:
        async with following(Xmpp(stream(prosody.chat)), live):
            past.mark = live.mark
            line = customer.write(AGENT, "<body>with a name</body>")
            customer.write(AGENT, "<body>without</body>", name="")
            agent.write(CUSTOMER, "<body>a reply without</body>", name="")
            edit = f'<replace xmlns="urn:xmpp:message-correct:0" id="{line}"/><body>edited</body>'
            customer.write(AGENT, edit)
            await live.until("edited")
            await live.until("a reply without")
        async with following(Xmpp(stream(prosody.chat)), past):
            await past.until("edited")
            await past.until("a reply without")
    assert live.said.keys() == past.said.keys()
    assert len(live.messages()) == 3


async def test_without_a_mark_what_was_said_before_is_not_heard(prosody: Prosody) -> None:
    taken = Taken()
    async with person(prosody, "agent") as agent, person(prosody, "customer") as customer:
        customer.say(AGENT, "long ago")
        await agent.until("long ago")
        async with following(Xmpp(stream(prosody.chat)), taken):
            customer.say(AGENT, "now")
            await taken.until("now")
    assert taken.lines() == [("customer", "now")]


async def test_where_the_last_message_is_gone_the_time_counts(prosody: Prosody) -> None:
    taken = Taken()
    async with person(prosody, "agent") as agent, person(prosody, "customer") as customer:
        customer.say(AGENT, "missed")
        await agent.until("missed")
        taken.mark = mark_of({AGENT: Place(id="swept-away", at=time.time())})
        async with following(Xmpp(stream(prosody.chat)), taken):
            await taken.until("missed")


async def test_what_comes_first_to_an_empty_archive_is_not_missed(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    server, taken = server_with(tmp_path_factory.mktemp("new"), "agent", "customer"), Taken()
    server.start()
    try:
        async with following(Xmpp(stream(server.chat)), taken):
            assert places_of(taken.mark)[AGENT].id == ""
        async with person(server, "agent") as agent, person(server, "customer") as customer:
            customer.say(AGENT, "the very first")
            await agent.until("the very first")
        async with following(Xmpp(stream(server.chat)), taken):
            await taken.until("the very first")
    finally:
        server.stop()


async def test_without_an_archive_what_is_said_live_is_heard(
    tmp_path_factory: pytest.TempPathFactory, caplog: pytest.LogCaptureFixture
) -> None:
    server, taken = server_with(tmp_path_factory.mktemp("none"), "agent", "customer"), Taken()
    settings = server.home / "prosody.cfg.lua"
    settings.write_text(settings.read_text().replace('"mam", ', ""))
    server.start()
    try:
        async with (
            person(server, "agent"),
            person(server, "customer") as customer,
            following(Xmpp(stream(server.chat)), taken),
        ):
            customer.say(AGENT, "hello")
            await taken.until("hello")
    finally:
        server.stop()
    assert taken.mark is None
    assert "no archive" in caplog.text
