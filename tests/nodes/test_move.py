"""A node that has run alone becomes one of many: `warmline move` between two lives."""

import json
import signal
from pathlib import Path

from tests.journal.redis.servers import running
from tests.server.sidecar import Sidecar, frames, free_port, posting, sidecar, warmline

CHAT = "chat-1"


async def posted(node: Sidecar, *numbers: int) -> list[int]:
    """Post messages; return the offsets that they were acknowledged with."""
    async with node.peer("platform") as platform:
        for number in numbers:
            await platform.send(posting(number))
        return [int(frame["o"]) for frame in await frames(platform, "ack", len(numbers))]


async def test_a_widget_that_was_away_while_the_journal_moved_misses_and_repeats_nothing(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    async with sidecar(data, free_port()) as alone:
        first = await posted(alone, 1, 2, 3)
        async with alone.peer("agent") as widget:
            await widget.send(json.dumps({"t": "subscribe", "id": 1, "c": CHAT}))
            (seen,) = await frames(widget, "sub", 1)
        alone.process.send_signal(signal.SIGTERM)
        assert (await alone.ended())[0] == 0

    with running(tmp_path / "redis") as redis:
        code, said, wrong = await warmline("move", "--data", str(data), "--journal", redis.url)
        assert (code, wrong) == (0, "")
        assert "1 conversations" in said
        async with sidecar(data, free_port(), "--journal", redis.url) as node:
            position = [CHAT, seen["epoch"], seen["top"]]
            async with node.peer("agent", position) as widget:
                (back,) = await frames(widget, "sub", 1)
                assert (back["recovered"], back["epoch"]) == (True, seen["epoch"])
                again, new = await posted(node, 3, 4)
                assert again == first[-1], "what is sent again is known"
                missed = range(seen["top"] + 1, new + 1)
                heard = await frames(widget, "ev", len(missed))
                assert [frame["o"] for frame in heard] == [*missed]
                assert heard[-1]["d"]["message_id"] == "m4"
