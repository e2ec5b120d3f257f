"""One message -> its `Reading`: language, cues, tones, valence, intensity, each with its words.

The stages: what is not the customer's voice is blanked, the language is told, the rules observe,
the model weighs, and both decide. Nothing here knows a conversation, a clock or a socket; the
same text reads alike wherever and whenever it is read.
"""

import re
from collections.abc import Iterator, Mapping
from copy import copy
from typing import Final
from weakref import WeakSet

from msgspec.structs import replace

from assist.findings import Reading
from assist.playbooks.model import Inference, Playbooks
from assist.reading import vader
from assist.reading.again import Again
from assist.reading.decision import Decider
from assist.reading.ends import END, ends, placed
from assist.reading.familiar import informal
from assist.reading.language import LanguageReader, decided
from assist.reading.mentions import orders
from assist.reading.model import Model, model
from assist.reading.observation import Observation, Rules, acts, goodbye, observe
from assist.reading.parts import joined, parts
from assist.reading.questions import asked
from assist.reading.text import Text, Tokenizer
from assist.reading.tones import Felt, asserted
from assist.reading.valence import intensity, valence
from assist.reading.voice import voice
from assist.vocabulary import LANGUAGES, TONES, Language, Speaker, Tone

_WORD: Final = re.compile(r"[^\W\d_]")
_READERS: Final = WeakSet["Reader"]()
"""All that there are; a few, as a change of the rules makes another."""


def forget() -> None:
    """Let nothing that reads remember what any message said."""
    vader.forget()
    for reader in list(_READERS):
        reader.forget()
    for language in LANGUAGES:
        if weights := model(language):
            weights.forget()


class Reader:
    """Reads messages by a set of playbooks. Build it once: it compiles every pattern.

    Args:
        playbooks: the rules.
        weights: of each language that has some; left out, those that ship.
    """

    def __init__(
        self, playbooks: Playbooks, weights: Mapping[Language, Model] | None = None
    ) -> None:
        shipped = {code: model(code) for code in LANGUAGES} if weights is None else weights
        self._deciders = {code: Decider(one) for code, one in shipped.items() if one is not None}
        self._inferences: tuple[Inference, ...] = playbooks.inferences
        self._rules = {language: Rules(language, playbooks) for language in LANGUAGES}
        self._languages = LanguageReader(
            {language: rules.customer.words for language, rules in self._rules.items()}
        )
        self._again = Again()
        _READERS.add(self)

    def forget(self) -> None:
        """Remember no word and no text that was read."""
        self._again.forget()
        self._languages.forget()
        for rules in self._rules.values():
            rules.forget()

    def warm(self) -> Iterator[None]:
        """Make ready, step by step, what is else made when a text first asks for it.

        A text with the words of all rules asks for all at once: that takes some 150 ms.
        """
        for rules in self._rules.values():
            yield from rules.customer.warm()
            yield from rules.agent.warm()

    def signs_alone(self) -> "Reader":
        """Return a reader of the rules' signs, without inferences and without weights."""
        other = copy(self)
        other._inferences, other._deciders, other._again = (), {}, Again()
        return other

    def read(
        self, text: str, *, speaker: Speaker = "customer", language: Language | None = None
    ) -> Reading:
        """Return what `text` says.

        Args:
            text: as typed, any Unicode, any length (of a long one both ends are read: `ends`).
            speaker: an agent's message is read for what it does (`acts`, `farewell`), the orders
                that it names and what it asks, never for its tone.
            language: what the chat has been in so far; the words overrule it where they are clear.
        """
        if len(text) > 2 * END:
            short = ends(text)
            return placed(self._read_whole(short.text, speaker, language), short)
        told = text, speaker, language
        if (before := self._again.get(told)) is not None:
            return before
        found = self._read_whole(text, speaker, language)
        self._again.keep(told, found)
        return found

    def _read_whole(self, text: str, speaker: Speaker, language: Language | None) -> Reading:
        own = voice(text)
        evidence = self._languages.scores(own)
        written = decided(evidence, language)
        if written == "unsure" and _WORD.search(own):
            return _nothing()
        rules = self._rules["en" if written == "unsure" else written]
        if speaker == "agent":
            done = rules.tokenizer.text(own, text)
            return _of_agent(done, rules, written)
        stretches = parts(own, written, evidence, self._languages)
        if len(stretches) > 1:
            each = [
                self._read(self._rules[code].tokenizer.text(part, text), self._rules[code])
                for code, part in stretches
            ]
            return joined(written, each)
        found = self._read(rules.tokenizer.text(own, text), rules)
        # Emoji alone say a feeling or nothing, in no language.
        if written == "unsure":
            return replace(found, language=written) if found.tones else _nothing()
        return found

    def tokenizer(self, language: Language) -> Tokenizer:
        """Return what cuts texts of a language that is read."""
        return self._rules[language].tokenizer

    def observe(self, text: str, language: Language) -> Observation:
        """Return what the rules find in a customer's message, before anything is weighed."""
        rules = self._rules[language]
        return observe(rules.tokenizer.text(voice(text), text), rules, self._inferences)

    def _read(self, text: Text, rules: Rules) -> Reading:
        seen = observe(text, rules, self._inferences)
        if (decider := self._deciders.get(rules.language)) is None:
            cues, tones, scores = seen.cues, asserted(seen.felt), _scores(seen.felt)
            likely: dict[str, float] = dict(scores) | dict.fromkeys(cues, 1.0)
        else:
            weighed = decider.model.weigh(text.words, seen.facts(), text.pairs)
            likely = weighed.likely
            cues = decider.cues(text, weighed, seen.cues, seen.sure)
            tones = decider.tones(text, weighed, seen.felt, cues)
            # As round(score, 3), and four times as fast: 1,000 times a float32 is exact.
            scores = {tone: round(1000 * likely[tone]) / 1000 for tone in TONES}
        held = {read.tone: read.score for read in tones}
        for tone, score in held.items():
            scores[tone] = likely[tone] = score
        sentences = asked(text, rules.lexicon)
        return Reading(
            language=rules.language,
            unsure=False,
            tones=tones,
            scores=scores,
            valence=valence(seen.compound, likely),
            intensity=intensity(text, held, rules.lexicon, shouted="shouting" in cues),
            cues=tuple(cues.values()),
            question=bool(sentences),
            asked=sentences,
            mentions=rules.mentions.find(text),
            stages=seen.stages,
            informal=informal(text, rules.lexicon),
        )


def _of_agent(text: Text, rules: Rules, written: Language) -> Reading:
    sentences = asked(text, rules.lexicon)
    return replace(
        _nothing(),
        language=written,
        unsure=False,
        cues=goodbye(text, rules),
        acts=acts(text, rules),
        question=bool(sentences),
        asked=sentences,
        mentions=orders(text),
        informal=informal(text, rules.lexicon),
    )


def _nothing() -> Reading:
    return Reading(
        language="unsure",
        unsure=True,
        tones=(),
        scores=dict.fromkeys(TONES, 0.0),
        valence=None,
        intensity=0.0,
        cues=(),
    )


def _scores(felt: dict[Tone, Felt]) -> dict[Tone, float]:
    return {tone: round(felt[tone].score, 3) if tone in felt else 0.0 for tone in TONES}
