import json
from pathlib import Path

from benchmarks.capacity import chat, main
from tests.server.harness import RULES


def test_a_quick_run_has_every_figure(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    main(["--quick", "--rules", str(RULES), "--json", str(path)])
    tables = {name: one["rows"] for name, one in json.loads(path.read_text())["sections"].items()}
    assert [row["what"] for row in tables["memory"]] == [
        "an idle widget",
        "a live chat of 10 messages",
    ]
    assert all(row["count"] == 20 for row in tables["memory"])
    server, echo = tables["start"]
    assert (server["what"], echo["what"]) == ("the server", "the echo")
    assert server["p50 s"] > 0 and echo["p50 s"] > 0
    assert server["memory MB"] > echo["memory MB"] > 5


def test_chats_are_of_both_languages_and_as_long_as_asked() -> None:
    said = chat("c", 1, 10)
    assert len(said) == 10
    assert {one.chat for one in said} == {"c"}
    assert said == chat("c", 1, 10) != chat("c", 2, 10)
