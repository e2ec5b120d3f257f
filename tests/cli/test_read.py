import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assist.cli import main
from assist.vocabulary import TONES


def run(lines: str | bytes, *args: str) -> Result:
    return CliRunner().invoke(main, ["read", *args], input=lines)


def readings(lines: str, *args: str) -> list[dict[str, Any]]:
    result = run(lines, *args)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_line_in_is_a_line_out_in_the_same_order() -> None:
    texts = ["my parcel is late", "", "mon colis est en retard", "ok"]
    found = readings("".join(json.dumps({"text": text}) + "\n" for text in texts))
    assert len(found) == 4
    assert [reading["language"] for reading in found[:3]] == ["en", "unsure", "fr"]
    assert "problem" in {cue["cue"] for cue in found[0]["cues"]}


def test_a_reading_has_the_documented_keys() -> None:
    (reading,) = readings('{"text": "I am so worried, my parcel is late"}')
    assert set(reading) == {
        "language",
        "unsure",
        "tones",
        "scores",
        "valence",
        "intensity",
        "cues",
    }
    assert set(reading["scores"]) == set(TONES)
    assert reading["tones"]["anxiety"] == reading["scores"]["anxiety"] > 0
    assert all({"cue", "evidence"} <= set(cue) for cue in reading["cues"])


def test_evidence_is_the_customers_own_words() -> None:
    text = "🙂 my parcel is late"
    (reading,) = readings(json.dumps({"text": text}))
    for cue in reading["cues"]:
        assert " … ".join(text[start:end] for start, end in cue["spans"]) == cue["evidence"]
    assert reading["cues"]


def test_the_language_comes_from_the_line_then_from_the_option() -> None:
    lines = '{"text": "ok"}\n{"text": "ok", "language": "en-GB"}\n{"text": "ok", "language": null}'
    found = readings(lines, "--language", "fr")
    assert [reading["language"] for reading in found] == ["fr", "en", "fr"]


def test_unknown_keys_and_blank_lines_are_ignored() -> None:
    assert len(readings('{"text": "hi", "id": 3}\n\n{"text": "hi", "x": {}}\n')) == 2


@pytest.mark.parametrize(
    "text", ["", " ", "\u0000", "\u202e", "é" * 5000, "😡" * 500, "ﷺ", "한국어"]
)
def test_any_text_is_read(text: str) -> None:
    (reading,) = readings(json.dumps({"text": text}))
    assert set(reading["scores"]) == set(TONES)


def test_an_empty_input_is_an_empty_output() -> None:
    assert readings("") == []


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("hello", 'not JSON; write one whole object a line, as {"text": "where is my order"}'),
        ('["text"]', 'no message; write an object with a text, as {"text": "where is my order"}'),
        ('{"txt": "a"}', 'no message; write an object with a text, as {"text": "where is my'),
        ('{"text": 3}', '`text` is no text; write a string in quotes, as "hello"'),
        ('{"text": "a\\udc00"}', "holds half of a surrogate pair (\\udc00) at character 1"),
        ('{"text": "a", "language": 3}', '`language` is no text; write "en" or "fr"'),
        (b'{"text": "\xe9"}', "not UTF-8; save the file in UTF-8"),
    ],
)
def test_a_broken_line_stops_with_its_place_after_those_before_it(
    line: str | bytes, right: str, tmp_path: Path
) -> None:
    file = tmp_path / "in.jsonl"
    file.write_bytes(b'{"text": "hi"}\n' + (line.encode() if isinstance(line, str) else line))
    result = run("", str(file))
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert f"{file}, line 2: " in result.stderr
    assert right in result.stderr
    assert "Traceback" not in result.stderr


def test_a_missing_file_is_an_error_of_the_operator() -> None:
    result = run("", "nowhere.jsonl")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: nowhere.jsonl: No such file")


def test_each_reading_is_written_before_the_next_line_is_awaited() -> None:
    command = [sys.executable, "-m", "assist", "read"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for text in ("hello", "thanks"):
            process.stdin.write(json.dumps({"text": text}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["language"] == "en"
        process.stdin.close()
        assert process.wait(timeout=30) == 0
