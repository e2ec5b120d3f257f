import asyncio
import tempfile
from pathlib import Path

from hypothesis import given, settings

from assist.journal.sqlite import SqliteJournal
from tests.journal.histories import Action, histories, play


@settings(max_examples=40, deadline=None)
@given(histories)
def test_any_history_equals_the_model(history: list[Action]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(history, lambda: SqliteJournal.open(Path(folder) / "journal.db")))
