"""What was found in one message, or in a reply before it is sent: each with the words that show it.

Positions in a text are code points of the original text.
"""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from assist.vocabulary import Act, Cue, Finding, Journey, Language, Tone


class Span(Struct, frozen=True, kw_only=True, gc=False):
    """The words that show something: `text` is `original[start:end]`, in code points."""

    start: int
    end: int
    text: str


class ToneRead(Struct, frozen=True, kw_only=True, gc=False):
    """A tone that the reader asserts, its score (0 to 1) and the words that carry it."""

    tone: Tone
    score: float
    evidence: tuple[Span, ...] = ()


class CueRead(Struct, frozen=True, kw_only=True, gc=False):
    """A cue, the words that show it, and the value that they name (`third`, `Friday`, `Odin`)."""

    cue: Cue
    evidence: tuple[Span, ...]
    value: str | None = None


class ActRead(Struct, frozen=True, kw_only=True, gc=False):
    """What an agent's message does (`apology-given`), with the words and the value they name."""

    act: Act
    evidence: tuple[Span, ...]
    value: str | None = None


class Mention(Struct, frozen=True, kw_only=True, gc=False):
    """A thing that the message names: an `order` by its number, an `item` ("washing machine")."""

    what: Literal["order", "item"]
    span: Span


class StageRead(Struct, frozen=True, kw_only=True, gc=False):
    """A stage of the journey that the customer's words show."""

    stage: Journey
    evidence: tuple[Span, ...]


class Reading(Struct, frozen=True, kw_only=True, gc=False):
    """What one message says and how it feels.

    `scores` holds every tone (0 to 1), `tones` those above their thresholds, strongest first.
    `valence` runs from -1 to 1 and is None where nothing can be said; `intensity` from 0 to 1.
    `unsure` means that the reader cannot tell (another language, too little text). `asked` are
    the sentences that ask something, `informal` says that the writer is on familiar terms (`tu`).
    `truncated`: of a long text only its beginning and its end were read.
    """

    language: Language
    unsure: bool
    tones: tuple[ToneRead, ...]
    scores: Mapping[Tone, float]
    valence: float | None
    intensity: float
    cues: tuple[CueRead, ...]
    acts: tuple[ActRead, ...] = ()
    question: bool = False
    asked: tuple[Span, ...] = ()
    mentions: tuple[Mention, ...] = ()
    stages: tuple[StageRead, ...] = ()
    informal: bool = False
    truncated: bool = False


class Edit(Struct, frozen=True, kw_only=True, gc=False):
    """Put `text` in place of `draft[start:end]`, in code points: the smallest edit that mends."""

    start: int
    end: int
    text: str


class DraftFinding(Struct, frozen=True, kw_only=True, gc=False):
    """What is wrong with a reply before it is sent, and how to mend it.

    `evidence` are the words of the draft that cause it, none where what is missing causes it;
    `about` the customer's words that it concerns (the question that is passed over), '' for none.
    `advice` is one line to the agent, in the language of the reply.
    """

    finding: Finding
    advice: str
    evidence: tuple[Span, ...] = ()
    about: str = ""
    edit: Edit | None = None
