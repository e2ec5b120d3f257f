import json
from itertools import pairwise
from pathlib import Path

import pytest

from assist.playbooks.load import load
from assist.resources import rules_dir
from benchmarks.clock import Clock, percentile
from benchmarks.growth import patterns
from benchmarks.hostile import SIZE, hostile
from benchmarks.messages import LENGTHS, messages
from benchmarks.reading import PAGE, QUICK, main
from benchmarks.report import between


def test_a_quick_run_has_every_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "figures.json"
    main(["--quick", "--json", str(path)])
    found = json.loads(path.read_text())
    assert found["Python"] and "vaderSentiment" in found["packages"]
    tables = {name: section["rows"] for name, section in found["sections"].items()}
    lengths = [(row["language"], row["words"], row["pause ms"]) for row in tables["length"]]
    assert lengths == [
        (code, *what) for code in ("en", "fr") for what in ((5, 0), (20, 0), (20, 10))
    ]
    for row in tables["length"]:
        assert 0 < row["Warmline p50 µs"] <= row["p99 µs"]
        assert 0 < row["VADER p50 µs"] <= row["VADER p99 µs"]
        assert 0 < row["least"] <= row["most"]
    assert [row["what"] for row in tables["startup"]] == ["python", "vader", "reader"]
    assert all(row["after reading MB"] > 1 for row in tables["startup"])
    assert {row["text"] for row in tables["hostile"]} == hostile(["word"], 0).keys()
    assert all(row["customer ms"] > 0 and row["agent ms"] > 0 for row in tables["hostile"])
    assert [row["patterns"] for row in tables["growth"]] == list(QUICK.sizes)
    assert all(row[f"{name} µs"] > 0 for row in tables["growth"] for name in ("reading", "Matcher"))
    printed = capsys.readouterr().out
    assert all(section["title"] in printed for section in found["sections"].values())


def test_messages_are_distinct_and_as_long_as_asked() -> None:
    found = messages("en")
    texts = [*found.warm, *(text for length in LENGTHS for text in found.of[length])]
    assert len(set(texts)) == len(texts)
    assert len(found.of[20]) >= 400
    for length in LENGTHS:
        assert found.of[length]
        assert all(0.85 <= len(text.split()) / length <= 1.15 for text in found.of[length])
    assert messages("en") == found


def test_hostile_texts_fill_64_kb_and_differ_by_seed() -> None:
    one, other = hostile(["late", "refund"], 1), hostile(["late", "refund"], 2)
    for name, text in one.items():
        assert SIZE - 4 < len(text.encode()) <= SIZE
        assert text != other[name] or name.startswith('"no "')
    assert one == hostile(["late", "refund"], 1)


def test_patterns_grow_from_the_rules_by_half_and_half() -> None:
    playbooks = load(rules_dir())
    small, large = patterns(playbooks, 100), patterns(playbooks, 4000)
    assert (len(small), len(large)) == (100, 4000)
    assert small == large[:100]
    assert sum(isinstance(sign.patterns[0], str) for sign in large) == 2000


def test_contestants_read_every_text_and_take_turns() -> None:
    order: list[str] = []
    taken = Clock().paired(
        (lambda text: order.append(f"a{text}"), lambda text: order.append(f"b{text}")), "123"
    )
    assert order == ["a1", "b1", "b2", "a2", "a3", "b3"]
    assert [len(costs) for costs in taken] == [3, 3]


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(value) for value in range(100, 0, -1)]
    assert [percentile(values, percent) for percent in (1, 50, 99, 100)] == [1, 50, 99, 100]
    assert percentile([7.0], 99) == 7.0
    cuts = [percentile(values, percent) for percent in range(1, 101)]
    assert all(one <= other for one, other in pairwise(cuts))


def test_a_part_of_the_page_is_written_between_its_markers() -> None:
    page = "a\n<!-- x: begin -->\nold\n<!-- x: end -->\nb\n"
    written = between(page, "x", "new")
    assert written == "a\n<!-- x: begin -->\n\nnew\n\n<!-- x: end -->\nb\n"
    assert between(written, "x", "new") == written
    assert between(PAGE.read_text(), "reading", "new") != PAGE.read_text()
    with pytest.raises(ValueError, match="x: begin"):
        between("nothing", "x", "new")
