import asyncio

from assist.journal.records import Key
from assist.server.turns import Turns


def key(tenant: str, number: int) -> Key:
    return Key(tenant=tenant, conversation=f"{number}")


async def test_E05_tenants_take_turns_and_so_do_their_conversations() -> None:
    turns = Turns()
    for number in range(4):
        turns.put(key("loud", number))
    turns.put(key("quiet", 0))
    taken = [*await turns.take(2), *await turns.take(9)]
    expected = [("loud", 0), ("quiet", 0), ("loud", 1), ("loud", 2), ("loud", 3)]
    assert taken == [key(*each) for each in expected]


async def test_whoever_waits_already_waits_once() -> None:
    turns = Turns()
    for _ in range(3):
        turns.put(key("acme", 1))
    assert len(turns) == 1
    await turns.take(1)
    assert len(turns) == 0
    turns.put(key("acme", 1))
    assert await turns.take(9) == [key("acme", 1)]


async def test_a_taker_waits_until_there_is_something() -> None:
    turns = Turns()
    taking = asyncio.create_task(turns.take(9))
    await asyncio.sleep(0)
    assert not taking.done()
    turns.put(key("acme", 1))
    assert await taking == [key("acme", 1)]


async def test_those_who_are_sent_elsewhere_wait_here_no_more() -> None:
    turns = Turns()
    turns.put(key("acme", 1))
    turns.put(key("globex", 1))
    assert turns.of("acme") == 1
    assert turns.of("nobody") == 0
    assert turns.empty() == [key("acme", 1), key("globex", 1)]
    assert len(turns) == 0
    turns.put(key("acme", 2))
    assert await turns.take(9) == [key("acme", 2)]
