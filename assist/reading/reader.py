"""One message -> its `Reading`: language, cues, tones, valence, intensity, each with its words.

The stages stand in `_read`, in their order. Nothing here knows a conversation, a clock or a
socket; the same text reads alike wherever and whenever it is read.
"""

import re
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from typing import Final

from assist.events import ActRead, CueRead, Reading, Span
from assist.playbooks.model import Inference, Playbooks
from assist.reading.decision import Decider
from assist.reading.facts import facts
from assist.reading.irony import FAILURES, irony
from assist.reading.language import LanguageReader
from assist.reading.model import Model, model
from assist.reading.signs import Match, SignMatcher
from assist.reading.text import WINDOW, Text, Tokenizer
from assist.reading.tones import Felt, asserted, infer, named
from assist.reading.vader import vader
from assist.reading.valence import intensity, shouting, valence
from assist.vocabulary import (
    LANGUAGES,
    TONES,
    Act,
    Cue,
    Language,
    Speaker,
    Tone,
    is_act,
    is_cue,
    is_tone,
)

_WORD: Final = re.compile(r"[^\W\d_]")
_SINCERE: Final = frozenset({"praise", "gratitude", "delight", "resolved"})
"""What sarcasm says and does not mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What the rules say of one message: cues and tones with their words, and VADER's view."""

    text: Text
    cues: dict[Cue, CueRead]
    felt: dict[Tone, Felt]
    compound: float | None

    def facts(self) -> list[float]:
        """Return what the model weighs beside the words, see `facts.FACTS`."""
        text = self.text
        scores = {tone: felt.score for tone, felt in self.felt.items()}
        return facts(text.original, len(text.words), scores, self.cues, self.compound)


class _Rules:
    """The signs and inferences of one language, compiled."""

    def __init__(self, language: Language, playbooks: Playbooks) -> None:
        books = playbooks.of(language)
        self.tokenizer = Tokenizer(language)
        self.customer = SignMatcher(
            [sign for book in books for sign in (*book.cues, *book.tones)], self.tokenizer
        )
        self.agent = SignMatcher([act for book in books for act in book.acts], self.tokenizer)
        self.tokenizer.know(self.customer.words | self.agent.words)


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
        self._rules = {language: _Rules(language, playbooks) for language in LANGUAGES}
        self._languages = LanguageReader(
            {language: rules.customer.words for language, rules in self._rules.items()}
        )

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
            text: as typed, any Unicode, any length (both ends of a long one are read).
            speaker: an agent's message is read for what it does (`acts`), never for its tone.
            language: what the chat has been in so far; the words overrule it where they are clear.
        """
        written = self._languages.read(text, language)
        if written == "unsure" and _WORD.search(text[:WINDOW]):
            return _nothing()
        rules = self._rules["en" if written == "unsure" else written]
        read = rules.tokenizer.text(text)
        if speaker == "agent":
            return _acts(written, read, rules)
        found = self._read(written, read, rules)
        # Emoji alone say a feeling or nothing, in no language.
        return found if written != "unsure" or found.tones else _nothing()

    def observe(self, text: str, language: Language) -> Observation:
        """Return what the rules find in a customer's message, before anything is weighed."""
        rules = self._rules[language]
        return self._observe(language, rules.tokenizer.text(text), rules)

    def _observe(self, language: Language, text: Text, rules: _Rules) -> Observation:
        lexicon = rules.tokenizer.lexicon
        matches = rules.customer.find(text)
        ironic = irony(text, matches, lexicon)
        shouted = shouting(text, lexicon)
        matches = _without_early_relief(matches)
        if ironic is not None or any(m.sign.label == "sarcasm" for m in matches):
            matches = tuple(m for m in matches if m.sign.label not in _SINCERE)
        cues = _cues(text, matches)
        if ironic is not None and "sarcasm" not in cues:
            cues["sarcasm"] = CueRead(cue="sarcasm", evidence=(text.span(*ironic),))
        if shouted is not None:
            cues["shouting"] = CueRead(cue="shouting", evidence=(text.span(*shouted),))
        felt = named(_tones(text, matches))
        compound = vader(text.original) if language == "en" else None
        named_scores = _scores(felt)
        plain = valence(compound, named_scores, cues.keys())
        loud = intensity(text, named_scores, lexicon, shouted=shouted is not None)
        infer(felt, self._inferences, cues, {"valence": plain or 0.0, "intensity": loud})
        return Observation(text=text, cues=cues, felt=felt, compound=compound)

    def _read(self, language: Language, text: Text, rules: _Rules) -> Reading:
        seen = self._observe(language, text, rules)
        cues, tones, scores = seen.cues, asserted(seen.felt), _scores(seen.felt)
        if (decider := self._deciders.get(language)) is not None:
            likely = decider.model.likelihoods(text.words, seen.facts())
            cues = decider.cues(text, seen.cues, likely)
            tones = decider.tones(text, seen.felt, likely)
            scores = {tone: round(likely[tone], 3) for tone in TONES}
        held = {read.tone: read.score for read in tones}
        return Reading(
            language=language,
            unsure=False,
            tones=tones,
            scores=scores,
            valence=valence(seen.compound, held, cues.keys()),
            intensity=intensity(text, held, rules.tokenizer.lexicon, shouted="shouting" in cues),
            cues=tuple(cues.values()),
            question=_asks(text, rules),
        )


def _without_early_relief(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """Return the matches without a `resolved` that a failure follows ("it came but broken")."""
    last = max((match.first for match in matches if match.sign.label in FAILURES), default=-1)
    return tuple(m for m in matches if m.sign.label != "resolved" or m.first > last)


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


def _acts(language: Language, text: Text, rules: _Rules) -> Reading:
    """Return what an agent's message does."""
    acts: dict[Act, ActRead] = {}
    for match in rules.agent.find(text):
        label = match.sign.label
        before = acts.get(label) if is_act(label) else None
        if is_act(label) and (before is None or before.value is None):
            span = text.span(match.first, match.last)
            evidence = before.evidence if before else (span,)
            acts[label] = ActRead(act=label, evidence=evidence, value=match.value)
    return replace(
        _nothing(),
        language=language,
        unsure=False,
        acts=tuple(acts.values()),
        question=_asks(text, rules),
    )


def _cues(text: Text, matches: Iterable[Match]) -> dict[Cue, CueRead]:
    """Return the cues by label, in the order of the text, with all their words."""
    cues: dict[Cue, CueRead] = {}
    for match in matches:
        label = match.sign.label
        if not is_cue(label):
            continue
        span = text.span(match.first, match.last)
        before = cues.get(label)
        evidence = (*before.evidence, span) if before else (span,)
        value = match.value or (span.text if label == "deadline" else None)
        value = before.value if before and before.value else value
        cues[label] = CueRead(cue=label, evidence=evidence, value=value)
    return cues


def _tones(text: Text, matches: Iterable[Match]) -> Iterable[tuple[Tone, float, Span]]:
    for match in matches:
        label = match.sign.label
        if is_tone(label):
            yield label, match.sign.weight, text.span(match.first, match.last)


def _scores(felt: dict[Tone, Felt]) -> dict[Tone, float]:
    return {tone: round(felt[tone].score, 3) if tone in felt else 0.0 for tone in TONES}


def _asks(text: Text, rules: _Rules) -> bool:
    """Return whether the message asks something: a mark, or a question word at its head."""
    words = text.words
    return "?" in words or bool(words and words[0] in rules.tokenizer.lexicon.asking)
