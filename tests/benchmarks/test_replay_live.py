from pathlib import Path

from assist.labelled.dialogues import chat
from assist.transcript import Chat
from benchmarks.client import Frame
from benchmarks.replay_live import Followed, Found, run, summary, written_cards
from tests.server.harness import serving


def chats(count: int) -> list[Chat]:
    return [
        chat(
            f"c{number}",
            [("customer", "hello"), ("agent", "hi"), ("customer", "still no parcel")],
        )
        for number in range(count)
    ]


async def test_conversations_go_through_a_running_server_whole(tmp_path: Path) -> None:
    async with serving(tmp_path / "data") as running:
        found = await run(chats(40), running.url, tmp_path / "data", "test")
    assert found.faults == []
    assert (found.chats, found.messages, found.customer_messages) == (40, 120, 80)
    assert found.kinds["ownership"] == 40
    assert "40 cards, 50.0 per 100 customer messages, in 40 chats" in summary(found, 1.0)
    page = written_cards(found)
    assert "## 40. ownership · own-delivery" in page
    assert "    customer: still no parcel\n\n**" in page
    assert "problem ('still no parcel')" in page


def frame(offset: int, kind: str, **data: object) -> Frame:
    return {"o": offset, "k": kind, "d": data}


def judged(live: list[Frame], again: list[Frame]) -> list[str]:
    found = Found()
    found.add(chat("c", [("customer", "hello")]), Followed(live), Followed(again))
    return found.faults


def test_what_is_at_fault_is_told() -> None:
    posted = frame(1, "message.posted", text="hello")
    read = frame(2, "message.read", message_id="m0")
    good = [posted, read]
    assert judged(good, good) == []
    assert len(judged([posted, frame(3, "message.read", message_id="m0")], good)) == 2
    assert len(judged(good, [posted])) == 1
    assert len(judged([posted], [posted])) == 1
    other = [frame(1, "message.posted", text="hallo"), read]
    assert len(judged(other, other)) == 1
