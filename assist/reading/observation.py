"""One text under the rules of its language -> what they say: cues, tones, acts, with their words.

This is policy alone: signs, their scope, irony, and the inferences of rules/tones.toml. What is
made of it, with the model's view beside, is `decision.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from assist.findings import ActRead, CueRead, Span, StageRead
from assist.playbooks.model import Inference, Playbooks, Sign
from assist.reading.facts import facts
from assist.reading.irony import FAILURES, irony
from assist.reading.lexicon import Lexicon
from assist.reading.mentions import Mentions
from assist.reading.quote import quoted
from assist.reading.signs import Match, SignMatcher
from assist.reading.text import Text, Tokenizer
from assist.reading.tones import MOST_EVIDENCE, Felt, infer, named
from assist.reading.vader import vader
from assist.reading.valence import intensity, shouting, valence
from assist.reading.values import value_of
from assist.vocabulary import JOURNEYS, Act, Cue, Journey, Language, Tone, is_act, is_cue, is_tone

_SINCERE: Final = frozenset({"praise", "gratitude", "delight", "resolved"})
"""What sarcasm says and does not mean."""
_STAGES: Final[dict[str, Journey]] = {stage: stage for stage in JOURNEYS}
_HOPES: Final = frozenset({"espere", "esperons"})
"""Before "une bonne journée" they greet: "j'espère que vous passez une bonne journée"."""
_HOPED: Final = 6
"""Words after them."""


class Rules:
    """The signs of one language, compiled."""

    def __init__(self, language: Language, playbooks: Playbooks) -> None:
        books = playbooks.of(language)
        self.language = language
        self.tokenizer = Tokenizer(language)
        self.lexicon = self.tokenizer.lexicon
        self.customer = SignMatcher(
            [sign for book in books for sign in (*book.cues, *book.tones, *book.journeys)],
            self.tokenizer,
        )
        self.agent = SignMatcher([act for book in books for act in book.acts], self.tokenizer)
        self.goodbyes = SignMatcher([_goodbye(self.lexicon)], self.tokenizer)
        self.mentions = Mentions(self.tokenizer)
        self.tokenizer.know(self.customer.words | self.agent.words)

    def forget(self) -> None:
        """Remember no piece and no word that was met."""
        self.tokenizer.forget()
        for signs in (self.customer, self.agent, self.goodbyes):
            signs.forget()


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What the rules say of one message: cues, tones, stages with their words; VADER's view.

    `sure`: those of the cues that need no agreement of the weights.
    """

    text: Text
    cues: dict[Cue, CueRead]
    felt: dict[Tone, Felt]
    compound: float | None
    stages: tuple[StageRead, ...] = ()
    sure: frozenset[str] = frozenset()

    def facts(self) -> list[float]:
        """Return what the model weighs beside the words, see `facts.FACTS`."""
        text = self.text
        scores = {tone: felt.score for tone, felt in self.felt.items()}
        return facts(text.read, len(text.words), scores, self.cues, self.compound)


def observe(text: Text, rules: Rules, inferences: Iterable[Inference]) -> Observation:
    """Return what the rules find in a customer's message, before anything is weighed."""
    lexicon = rules.lexicon
    matches = rules.customer.find(text)
    ironic = irony(text, matches, lexicon)
    shouted = shouting(text, lexicon)
    cues: dict[Cue, CueRead] = {}
    felt: dict[Tone, Felt] = {}
    if matches:
        matches = _meant(text, matches, lexicon, ironic=ironic is not None)
        cues, felt = _cues(text, matches), named(_tones(text, matches))
    if ironic is not None and "sarcasm" not in cues:
        cues["sarcasm"] = CueRead(cue="sarcasm", evidence=(quoted(text, *ironic),))
    if shouted is not None:
        cues["shouting"] = CueRead(cue="shouting", evidence=(quoted(text, *shouted),))
    compound = vader(text.read) if rules.language == "en" else None
    if cues or felt:  # every inference asks for something that was heard
        tones = {tone: one.score for tone, one in felt.items()}
        heard: dict[str, float] = dict(tones) | dict.fromkeys(cues, 1.0)

        def level(what: str) -> float:
            if what == "valence":
                return valence(compound, heard) or 0.0
            return intensity(text, tones, lexicon, shouted=shouted is not None)

        infer(felt, inferences, cues, level)
    stages = _stages(text, matches) if matches else ()
    sure = frozenset([match.sign.label for match in matches if match.sign.sure])
    return Observation(text=text, cues=cues, felt=felt, compound=compound, stages=stages, sure=sure)


def _meant(
    text: Text, matches: tuple[Match, ...], lexicon: Lexicon, *, ironic: bool
) -> tuple[Match, ...]:
    """Return the matches without those that are not meant.

    That is a `resolved` that a failure follows ("it came but broken"), a `problem` that is a
    hardship ("lost my job and can't pay"), and what sarcasm says.
    """
    labels = {match.sign.label for match in matches}
    if "resolved" in labels and not FAILURES.isdisjoint(labels):
        last = max(match.first for match in matches if match.sign.label in FAILURES)
        matches = tuple([m for m in matches if m.sign.label != "resolved" or m.first > last])
    if "problem" in labels and "vulnerability" in labels:
        matches = tuple([m for m in matches if not _is_hardship(text, m, lexicon)])
    if ironic or "sarcasm" in labels:
        return tuple([m for m in matches if m.sign.label not in _SINCERE])
    return matches


def _is_hardship(text: Text, match: Match, lexicon: Lexicon) -> bool:
    words = text.words[match.first : match.last]
    return match.sign.label == "problem" and not lexicon.paying.isdisjoint(words)


def acts(text: Text, rules: Rules) -> tuple[ActRead, ...]:
    """Return what an agent's message does."""
    found: dict[Act, ActRead] = {}
    for match in rules.agent.find(text):
        label = match.sign.label
        before = found.get(label) if is_act(label) else None
        if is_act(label) and (before is None or before.value is None):
            span = quoted(text, match.first, match.last)
            evidence = before.evidence if before else (span,)
            found[label] = ActRead(act=label, evidence=evidence, value=match.value)
    return tuple(found.values())


def goodbye(text: Text, rules: Rules) -> tuple[CueRead, ...]:
    """Return the cue `farewell` where an agent takes leave."""
    for match in rules.goodbyes.find(text):
        if _HOPES.isdisjoint(text.words[max(0, match.first - _HOPED) : match.first]):
            return (CueRead(cue="farewell", evidence=(quoted(text, match.first, match.last),)),)
    return ()


def _goodbye(lexicon: Lexicon) -> Sign:
    return Sign(
        label="farewell",
        about="An agent takes leave.",
        patterns=tuple(sorted(lexicon.goodbyes)),
        match=(),
        no_match=(),
        negatable=False,
    )


def _stages(text: Text, matches: Iterable[Match]) -> tuple[StageRead, ...]:
    """Return the stages of the journey in the order of the text, each with all its words."""
    found: dict[Journey, tuple[Span, ...]] = {}
    for match in matches:
        if (stage := _STAGES.get(match.sign.label)) is not None:
            before = found.get(stage, ())
            if len(before) < MOST_EVIDENCE:
                found[stage] = (*before, quoted(text, match.first, match.last))
    return tuple(StageRead(stage=stage, evidence=spans) for stage, spans in found.items())


def _cues(text: Text, matches: Iterable[Match]) -> dict[Cue, CueRead]:
    """Return the cues by label, in the order of the text, with all their words."""
    cues: dict[Cue, CueRead] = {}
    for match in matches:
        label = match.sign.label
        if not is_cue(label):
            continue
        before = cues.get(label)
        if before and len(before.evidence) >= MOST_EVIDENCE:
            continue
        span = quoted(text, match.first, match.last)
        evidence = (*before.evidence, span) if before else (span,)
        value = value_of(label, text.words[match.first : match.last]) or match.value
        value = value or (span.text if label == "deadline" else None)
        value = before.value if before and before.value else value
        cues[label] = CueRead(cue=label, evidence=evidence, value=value)
    return cues


def _tones(text: Text, matches: Iterable[Match]) -> Iterable[tuple[Tone, float, Span]]:
    for match in matches:
        label = match.sign.label
        if is_tone(label):
            yield label, match.sign.weight, quoted(text, match.first, match.last)
