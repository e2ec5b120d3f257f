import json
from pathlib import Path

from assist.playbooks.load import load
from assist.resources import rules_dir
from benchmarks.growth_session import QUICK, grown, main


def test_a_quick_run_has_every_figure(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    main(["--quick", "--json", str(path)])
    tables = {name: one["rows"] for name, one in json.loads(path.read_text())["sections"].items()}
    assert [row["messages"] for row in tables["length"]] == list(QUICK.lengths)
    assert [row["topics"] for row in tables["topics"]] == list(QUICK.topics)
    for rows in tables.values():
        assert rows[0]["ratio"] == 1.0
        assert all(row["µs"] > 0 and row["state bytes"] > 100 for row in rows)


def test_the_rules_have_as_many_topics_as_asked_each_with_its_own() -> None:
    books = load(rules_dir())
    many = grown(books, 120).of("en")
    assert len(many) == len({book.topic for book in many}) == 120
    cards = [rule.id for book in many for rule in book.suggestions]
    assert len(cards) == len(set(cards))
    made = [book for book in many if book.topic.startswith("made-")]
    assert all(book.suggestions and (book.cues or book.tones) for book in made)
    assert len(grown(books, 40).of("en")) == 40
    assert grown(books, 40).of("fr") == books.of("fr")
