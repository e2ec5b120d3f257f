"""The demo's chats and the corpus -> the messages of many chats that go on at once.

Half of the chats are whole ones, as they were written; in the others a customer says what the
corpus has of one matter, and an agent answers. Customers and agents alternate. No text comes
twice: each message carries a number or a name of its own, as messages do.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count, cycle
from random import Random
from typing import Final

from assist.labelled.corpus import read_corpus
from assist.resources import corpus_dir, widget_dir
from assist.transcript import parse_transcript
from assist.vocabulary import LANGUAGES, Language, Speaker

Turns = tuple[tuple[Speaker, str], ...]
"""Who says what, in turn."""

CUSTOMER_TURNS: Final = 6
"""Of a chat that is put together; it has as many of the agent's."""

_SYLLABLES: Final = tuple(first + last for first in "bdfklmnprstv" for last in "aeiou")


@dataclass(frozen=True, slots=True)
class Script:
    """A chat to be played."""

    language: Language
    turns: Turns


@dataclass(frozen=True, slots=True)
class Said:
    """A message that is due, and the place of its chat among those that go on."""

    chat: str
    speaker: Speaker
    text: str
    slot: int


@dataclass(slots=True)
class _Chat:
    name: str
    turns: Turns
    turn: int


def _nobody(chat: str, slot: int) -> None:
    """Hear of a chat, and do nothing."""


class Traffic:
    """Chats that go on: each says something in its turn, and makes room for another at its end.

    `began` and `ended` hear of each chat's name and slot, a number from 0.
    """

    def __init__(
        self,
        name: str,
        began: Callable[[str, int], None] = _nobody,
        ended: Callable[[str, int], None] = _nobody,
    ) -> None:
        self._name = name
        self._began = began
        self._ended = ended
        self._chance = Random(0)
        self._chats = count()
        self._said = count()
        self._live: list[_Chat] = []
        self._turn = 0
        self._talking = 0

    @property
    def chats(self) -> int:
        """How many were ever live at once."""
        return len(self._live)

    def live(self, chats: int) -> None:
        """Let so many chats talk; new ones are already at any of their turns, others wait."""
        while len(self._live) < chats:
            chat = self._begin(len(self._live))
            chat.turn = self._chance.randrange(len(chat.turns))
            self._live.append(chat)
        self._talking = chats

    def next(self) -> Said:
        """Return what is said next."""
        slot = self._turn % self._talking
        self._turn = slot + 1
        chat = self._live[slot]
        if chat.turn == len(chat.turns):
            self._ended(chat.name, slot)
            chat = self._live[slot] = self._begin(slot)
        speaker, text = chat.turns[chat.turn]
        chat.turn += 1
        return Said(chat.name, speaker, own(text, next(self._said)), slot)

    def _begin(self, slot: int) -> _Chat:
        number = next(self._chats)
        name = f"{self._name}-{number}"
        self._began(name, slot)
        return _Chat(name, self._chance.choice(scripts()[number % 2]).turns, 0)


def own(text: str, number: int) -> str:
    """Return the text with something in it that no other number gives."""
    if number % 2:
        return f"{text} #{number}"
    left, syllables = number, list[str]()
    while left or not syllables:
        left, syllable = divmod(left, len(_SYLLABLES))
        syllables.append(_SYLLABLES[syllable])
    return f"{text} {''.join(syllables).capitalize()}"


def endless(language: Language, seed: int) -> Iterator[tuple[Speaker, str]]:
    """Yield what is said in chats of one language, one after the other, for ever."""
    chance, said = Random(seed), count()
    kinds = [[one for one in kind if one.language == language] for kind in scripts()]
    for kind in cycle(kinds):
        for speaker, text in chance.choice(kind).turns:
            yield speaker, own(text, next(said))


@cache
def scripts() -> tuple[tuple[Script, ...], tuple[Script, ...]]:
    """Return whole chats, and chats that are put together from the corpus."""
    whole = tuple(_written())
    answers: dict[Language, list[str]] = defaultdict(list)
    for script in whole:
        answers[script.language] += [text for speaker, text in script.turns if speaker == "agent"]
    agents = {language: cycle(texts) for language, texts in answers.items()}
    matters: dict[tuple[Language, str], list[str]] = defaultdict(list)
    for message in read_corpus(corpus_dir()):
        matters[message.language, message.group].append(message.text)
    joined = tuple(
        Script(language, _joined(said[at : at + CUSTOMER_TURNS], agents[language]))
        for (language, _), said in matters.items()
        for at in range(0, len(said), CUSTOMER_TURNS)
    )
    return whole, joined


def _joined(said: list[str], answers: Iterator[str]) -> Turns:
    turns: list[tuple[Speaker, str]] = []
    for text in said:
        turns += [("customer", text), ("agent", next(answers))]
    return tuple(turns)


def _written() -> Iterator[Script]:
    """Yield the demo's chats and the corpus's."""
    for path in sorted((widget_dir().parent / "demo" / "chats").glob("*.json")):
        plain = json.loads(path.read_text())
        turns = [(turn["speaker"], turn["text"]) for turn in plain["turns"] if "text" in turn]
        yield Script(plain["language"], tuple(turns))
    for language in LANGUAGES:
        for path in sorted((corpus_dir() / "chats" / language).glob("*.txt")):
            chat = parse_transcript(path.read_text(), where=path.name)
            yield Script(language, tuple((turn.speaker, turn.text) for turn in chat.turns))
