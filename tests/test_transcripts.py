"""Whole conversations, with what may be on screen after each turn."""

from pathlib import Path

import pytest

from assist.conversation.state import Conversation
from assist.evaluation.expectations import files, read_cases
from assist.evaluation.judgement import play
from assist.evaluation.judgement_report import unmet_lines
from assist.playbooks.load import load
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from assist.resources import rules_dir
from assist.session import Session

FOLDER = Path(__file__).parent / "transcripts"
FILES = [path for path in files(FOLDER) if path.parent != FOLDER]
OPEN = {
    line
    for line in (FOLDER / "open.list").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
}
"""Chats that are known to come out wrong: the list is kept, so that none is forgotten."""


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


each_file = pytest.mark.parametrize("path", FILES, ids=name)


@pytest.fixture(scope="session")
def playbooks() -> Playbooks:
    return load(rules_dir())


@pytest.fixture(scope="session")
def reader(playbooks: Playbooks) -> Reader:
    return Reader(playbooks)


@each_file
def test_the_right_card_or_silence(path: Path, playbooks: Playbooks, reader: Reader) -> None:
    played = [
        play(case, Session(reader, playbooks, Conversation.new())) for case in read_cases(path)
    ]
    wrong = "\n".join(unmet_lines(played))
    if name(path) in OPEN:
        assert wrong, f"{name(path)} comes out right now: take it out of open.list"
    else:
        assert not wrong, wrong


def test_what_is_open_is_there() -> None:
    assert {name(path) for path in FILES} >= OPEN


@each_file
def test_each_message_and_wait_says_what_is_expected(path: Path) -> None:
    for case in read_cases(path):
        places = [*range(len(case.chat.turns)), *([] if case.chat.until is None else [None])]
        told = [one for one in case.expected if one.told is None]
        assert [one.turn for one in told] == places, "put one `#>` line below each message and wait"
