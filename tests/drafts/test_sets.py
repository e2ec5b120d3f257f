"""The drafts judged by people: what is found, and what is told needlessly, may not get worse."""

import json
from pathlib import Path

import pytest

from tests.drafts.chats import names

HERE = Path(__file__).parent
Counts = tuple[int, int, int, int]


def _measured(file: str, language: str) -> Counts:
    """Return how many faults there are and are found, and how many good drafts and needless."""
    faults = found = good = needless = 0
    for line in (HERE / file).read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case.get("language", language) != language:
            continue
        turns = [f"{turn['speaker'][0]}: {turn['text']}" for turn in case.get("turns", ())]
        told = names(case.get("draft", case.get("text")), *turns)
        wanted = case["findings"]
        faults += len(wanted)
        found += sum(name in told for name in wanted)
        good += not wanted
        needless += bool(told) and not wanted
    return faults, found, good, needless


@pytest.mark.parametrize(
    ("file", "language", "share", "most"),
    [
        ("cases.jsonl", "en", 0.95, 0),
        ("cases.jsonl", "fr", 0.93, 0),
        ("more.jsonl", "en", 0.9, 2),
        ("more.jsonl", "fr", 0.8, 2),
        ("phrases-en.jsonl", "en", 0.9, 2),
        ("phrases-fr.jsonl", "fr", 0.85, 3),
    ],
)
def test_faults_are_found_and_good_drafts_are_left_alone(
    file: str, language: str, share: float, most: int
) -> None:
    faults, found, good, needless = _measured(file, language)
    assert good > 40
    assert found >= share * faults
    assert needless <= most
