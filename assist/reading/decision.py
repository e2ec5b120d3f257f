"""What the rules found, how likely the model holds each label -> the tones and cues that stand.

Policy first, weights second. A cue or tone that a rule found needs less of the model to stand
than one that the model sees alone; what no rule named carries the words that weighed most. Where
a language has no weights, the rules speak alone.
"""

from collections.abc import Collection, Mapping
from typing import Final

from assist.findings import CueRead, Span, ToneRead
from assist.reading.model import Model, Weighed
from assist.reading.quote import all_quoted
from assist.reading.text import Text
from assist.reading.tones import THRESHOLD, Felt
from assist.reading.values import value_of
from assist.vocabulary import CUES, TONES, Cue, Tone

NAMED: Final = 0.7
"""Words that name a feeling with this weight or more stand by themselves: on the corpus without
its test split they are right in .83 to .97 of the cases (delight .78, frustration .64)."""


TOLD: Final = 0.8
"""So do cues that together say it so strongly by rules/tones.toml: "the third time I write and
nobody called me back" is frustration, however calmly it is put."""
LEAST: Final = 0.5
"""What the model alone says of a tone is at least as likely right as wrong, whatever limit has the
best F1: "11 h, c'est très bien" is frustration at .41, "do i lose it" anxiety at .47."""
DOUBT: Final = 0.05
"""Below it the model is so sure of the contrary that not even a named feeling stands: "and if the
payment is refused, what do I do?" is no worry. Nor does a cue that a rule found, but for harm."""
FLOOR: Final[dict[Cue, float]] = {
    "problem": 0.42,
    "churn-risk": 0.75,
    "fraud-worry": 0.24,
    "loyalty": 0.5,
    "shared-reference": 1.0,
}
"""The model alone says these from here on. A problem: lower, routine chats had one in every tenth.
Leaving: lower, it was travellers who leave on the 4th (read on cards of USS-SGD). Fraud:
lower, any "someone keeps parking in my bay" was one (.22). Loyalty: lower, somebody newly divorced
was thanked for it ("every little helps, the mortgage went up 300": .29).
The frame of a joke licenses jokes, and needs a rule's word ("he is à cheval on rules" is none)."""
HARM: Final[frozenset[Cue]] = frozenset(
    {"safety", "fraud-worry", "vulnerability", "legal-threat", "abuse"}
)
"""Where a miss harms somebody, a rule's word stands whatever the model holds."""
ALARM: Final[frozenset[Cue]] = frozenset({"safety", "fraud-worry"})
GLAD: Final[frozenset[Tone]] = frozenset({"delight", "playfulness"})
"""Beside an alarm the model's word alone makes nobody glad: "!!!!" had "3 payments that I never
made" for delight (.98)."""


class Decider:
    """Decides with the weights of one language."""

    def __init__(self, model: Model) -> None:
        self.model = model
        limits = model.limits
        self._cues = [(c, max(FLOOR.get(c, 0), limits[c].alone)) for c in CUES if c in limits]
        self._tones = [(tone, max(LEAST, limits[tone].alone), limits[tone].found) for tone in TONES]

    def cues(
        self,
        text: Text,
        weighed: Weighed,
        found: Mapping[Cue, CueRead],
        sure: Collection[str] = (),
    ) -> dict[Cue, CueRead]:
        """Return the cues that stand: the rules' first, the sure ones always; then the model's."""
        likely, limits = weighed.likely, self.model.limits
        cues = {
            cue: read
            for cue, read in found.items()
            if cue in HARM
            or cue in sure
            or cue not in limits
            or likely[cue] >= max(DOUBT, limits[cue].found)
        }
        for cue, limit in self._cues:
            if likely[cue] >= limit and cue not in cues:
                words, value = _words(text, weighed, cue), value_of(cue, text.words)
                cues[cue] = CueRead(cue=cue, evidence=words, value=value)
        return cues

    def tones(
        self,
        text: Text,
        weighed: Weighed,
        felt: Mapping[Tone, Felt],
        cues: Collection[Cue] = (),
    ) -> tuple[ToneRead, ...]:
        """Return the tones that stand beside the cues, the likeliest first."""
        likely = weighed.likely
        is_alarm = not ALARM.isdisjoint(cues)
        reads: list[ToneRead] = []
        for tone, alone, found in self._tones:
            score, named = likely[tone], felt.get(tone)
            if named is None and (score < alone or (is_alarm and tone in GLAD)):
                continue
            said = 0.0 if named is None else named.score
            outright = 0.0 if named is None else named.outright
            stands = (outright >= NAMED and score >= DOUBT) or said >= TOLD
            if score < alone and not stands and (said < THRESHOLD or score < found):
                continue
            words = (
                tuple(named.evidence) if named and named.evidence else _words(text, weighed, tone)
            )
            if not words:
                continue  # marks alone ("!!") say how loud, and not what
            score = max(score, outright, THRESHOLD) if stands else score
            reads.append(ToneRead(tone=tone, score=round(score, 3), evidence=words))
        if len(reads) > 1:
            reads.sort(key=lambda read: (-read.score, TONES.index(read.tone)))
        return tuple(reads)


def _words(text: Text, weighed: Weighed, label: str) -> tuple[Span, ...]:
    return all_quoted(text, weighed.evidence(label))
