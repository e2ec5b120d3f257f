import json
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from assist.wire.codes import RESTARTING
from benchmarks import load
from benchmarks.client import token
from benchmarks.generator import Echoes, LostError, Sockets, Widgets, welcomed
from benchmarks.http_feed import HttpFeed
from benchmarks.servers import bare
from benchmarks.slices import Load, OverloadedError, Slice
from benchmarks.tally import Tally
from tests.server.harness import RULES, limits, serving

MANY = limits(agent_rate=10_000, agent_burst=100_000, agent_connections=1000)
"""One agent has all widgets."""


def test_a_quick_load_has_every_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "figures.json"
    load.main(["--quick", "--rules", str(RULES), "--json", str(path)])
    tables = {name: one["rows"] for name, one in json.loads(path.read_text())["sections"].items()}
    # On a machine that is busy with other tests it is fewer than what is asked for.
    assert 0 < tables["cpu"][0]["asked /s"] <= 50
    assert all(row["server µs"] > row["echo µs"] > 0 for row in tables["cpu"])
    found = [row["what"] for row in tables["latency"]]
    assert found[:4] == ["echo", "acknowledged", "message.posted", "message.read"]
    assert found[-2:] == ["late", "a bare sync"]
    assert all(0 < row["p50"] <= row["p99"] <= row["p99.9"] for row in tables["latency"])
    assert {row["what"] for row in tables["highest"]} == {"server", "echo"}
    assert "The highest rate" in capsys.readouterr().out


async def test_messages_over_http_are_acknowledged_and_read(tmp_path: Path) -> None:
    data, tally = tmp_path / "data", Tally()
    async with serving(data, limits=MANY) as running, AsyncExitStack() as stack:
        feed = HttpFeed(tally, token(data, "platform", "p"))
        await feed.open(stack, [running.url])
        widgets = Widgets(tally, [running.url], [token(data, "agent", "a")])
        found = await Load(stack, feed, tally, [], widgets).slice(100.0, 0.3, 0.1)
    assert len(found.lags["acknowledged"]) == found.sent > 0
    assert len(found.lags["message.read"]) == len(found.lags["message.posted"]) == found.sent
    assert found.refused == 0


async def test_a_server_that_sends_us_away_ends_the_load(tmp_path: Path) -> None:
    data, tally = tmp_path / "data", Tally()
    async with serving(data, limits=MANY) as running, AsyncExitStack() as stack:
        with pytest.raises(LostError, match="unauthorized"):
            await welcomed(running.url, "no token", lambda payload: None)
        sockets = Sockets(tally, token(data, "platform", "p"))
        await sockets.open(stack, [running.url])
        running.service.connections.send_away(RESTARTING, 1000)
        with pytest.raises(LostError, match="bye"):
            await Load(stack, sockets, tally, []).slice(100.0, 5.0, 5.0)


async def test_an_echo_answers_every_message_and_its_cost_is_known(tmp_path: Path) -> None:
    tally = Tally()
    async with bare(tmp_path) as echo, AsyncExitStack() as stack:
        echoes = Echoes(tally)
        await echoes.open(stack, [echo.url])
        found = await Load(stack, echoes, tally, [echo.pid]).slice(100.0, 0.3, 0.1)
    assert len(found.lags["acknowledged"]) == found.sent > 0
    assert 0 < found.cpu < 2 * found.seconds


def at(rate: float, *, p99: float = 0.01) -> Slice:
    lags: Any = {"acknowledged": [p99] * 10}
    return Slice(rate=rate, seconds=1.0, sent=10, done=10, read=10, followed=True, lags=lags)


@pytest.mark.parametrize("limit", [700.0, 1000.0, 4321.0])
async def test_the_highest_rate_is_found_to_some_percent(limit: float) -> None:
    async def attempt(rate: float, seconds: float, lead: float) -> Slice:
        if rate > 2 * limit:
            raise OverloadedError
        return at(rate, p99=0.01 if rate <= limit else 0.06)

    tried: list[Slice] = []
    highest = await load.search(attempt, load.Plan(), 1000.0, tried)
    assert limit / load.NEAR <= highest <= limit
    assert highest in {one.rate for one in tried}


def test_a_rate_is_not_sustained_where_anything_is_late_or_missing() -> None:
    assert at(10.0).sustained(50.0, 0.98)
    assert not at(10.0, p99=0.051).sustained(50.0, 0.98)
    for name, value in (("refused", 1), ("read", 9), ("done", 9), ("sent", 0)):
        found = at(10.0)
        setattr(found, name, value)
        assert not found.sustained(50.0, 0.98), name
    assert not Slice(rate=10.0).sustained(50.0, 0.98)
