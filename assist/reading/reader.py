"""One message -> its `Reading`: language, cues, tones, valence, intensity, each with its words.

The stages: what is not the customer's voice is blanked, the language is told, the rules observe,
the model weighs, and both decide. Nothing here knows a conversation, a clock or a socket; the
same text reads alike wherever and whenever it is read.
"""

import re
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import replace
from typing import Final

from assist.findings import Reading
from assist.playbooks.model import Inference, Playbooks
from assist.reading.decision import Decider
from assist.reading.ends import ends, placed
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
        other._inferences, other._deciders = (), {}
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
        short = ends(text)
        return placed(self._read_whole(short.text, speaker, language), short)

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
            likely = decider.model.likelihoods(text.words, seen.facts())
            cues = decider.cues(text, seen.cues, likely)
            tones = decider.tones(text, seen.felt, likely)
            scores = {tone: round(likely[tone], 3) for tone in TONES}
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
