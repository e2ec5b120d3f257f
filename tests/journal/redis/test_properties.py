import asyncio
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from assist.journal.redis.engine import RedisJournal
from tests.journal.histories import Action, histories, play
from tests.journal.redis.servers import RedisServer


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(histories)
def test_any_history_equals_the_model(
    shared: RedisServer, tmp_path: Path, history: list[Action]
) -> None:
    with shared.client as client:
        client.flushall()
    asyncio.run(play(history, lambda: RedisJournal.open(shared.url, key=tmp_path / "key")))
