"""Whole conversations, with what may be on screen after each turn.

Below a turn, `#> kinds` names the kinds that are welcome there (`silence` among them when
nothing need be shown), and after `| never` the kinds that must not be on screen.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from assist.conversation.state import Conversation
from assist.playbooks.load import load
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from assist.replay import replay
from assist.resources import rules_dir
from assist.session import Session
from assist.transcript import parse_transcript
from assist.vocabulary import KINDS

FOLDER = Path(__file__).parent / "transcripts"
FILES = sorted(FOLDER.glob("*/*.txt"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What may be on screen after a step: `welcome` (with `silence`), and what must not."""

    line: int
    welcome: frozenset[str]
    never: frozenset[str]


def expectations(text: str) -> list[Expected]:
    """Return the expectations of a file, one a message or wait that has one."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#>"):
            welcome, _, never = line[2:].partition("| never")
            words = frozenset(welcome.split()), frozenset(never.split())
            assert words[0] | words[1] <= {*KINDS, "silence"}, f"line {number}"
            found.append(Expected(line=number, welcome=words[0], never=words[1]))
    return found


@pytest.fixture(scope="session")
def playbooks() -> Playbooks:
    return load(rules_dir())


@pytest.fixture(scope="session")
def reader(playbooks: Playbooks) -> Reader:
    return Reader(playbooks)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_right_card_or_silence(path: Path, playbooks: Playbooks, reader: Reader) -> None:
    text = path.read_text(encoding="utf-8")
    chat = parse_transcript(text, where=path.name)
    wanted = expectations(text)
    session = Session(reader, playbooks, Conversation.new())
    last: dict[int | None, frozenset[str]] = {}
    for step in replay(chat, session):
        last[step.turn] = frozenset(card.kind for card in step.showing)
    steps: list[int | None] = [*range(len(chat.turns)), *([None] if chat.until else [])]
    assert len(wanted) == len(steps), f"{path.name}: one `#>` line below each message and wait"
    wrong = []
    for step_of, expected in zip(steps, wanted, strict=True):
        shown = last.get(step_of, frozenset()) or frozenset({"silence"})
        if not shown <= expected.welcome or shown & expected.never:
            wrong.append(f"{path.name}:{expected.line}: shows {', '.join(shown)}")
    assert not wrong, "\n".join(wrong)
