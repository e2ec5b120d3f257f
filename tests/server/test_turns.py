import asyncio

from assist.journal.contract import Key
from assist.server.turns import Turns


def key(tenant: str, number: int) -> Key:
    return Key(tenant=tenant, conversation=f"{number}")


async def test_E05_tenants_take_turns_and_so_do_their_conversations() -> None:
    turns = Turns()
    for number in range(4):
        turns.put(key("loud", number))
    turns.put(key("quiet", 0))
    taken = [await turns.take() for _ in range(5)]
    expected = [("loud", 0), ("quiet", 0), ("loud", 1), ("loud", 2), ("loud", 3)]
    assert taken == [key(*each) for each in expected]


async def test_whoever_waits_already_waits_once() -> None:
    turns = Turns()
    for _ in range(3):
        turns.put(key("acme", 1))
    assert len(turns) == 1
    await turns.take()
    assert len(turns) == 0
    turns.put(key("acme", 1))
    assert await turns.take() == key("acme", 1)


async def test_a_taker_waits_until_there_is_something() -> None:
    turns = Turns()
    taking = asyncio.create_task(turns.take())
    await asyncio.sleep(0)
    assert not taking.done()
    turns.put(key("acme", 1))
    assert await taking == key("acme", 1)
