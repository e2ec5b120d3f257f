"""The product's fixed words, as types: the labels of rules, wire, widget and reports.

One word for each thing. `Act` is derived and adds no word: what an agent's message does is
named by the kind of suggestion that it makes needless (`apology-given`), or `acted`, the
state that it moves the customer's issue to.
"""

from typing import Final, Literal, TypeGuard, get_args

Tone = Literal[
    "anger",
    "frustration",
    "disappointment",
    "anxiety",
    "confusion",
    "gratitude",
    "delight",
    "playfulness",
    "remorse",
]
Cue = Literal[
    "problem",
    "repeat-contact",
    "long-wait",
    "broken-promise",
    "unanswered",
    "effort",
    "expectation-gap",
    "churn-risk",
    "public-threat",
    "legal-threat",
    "escalation-request",
    "refund-request",
    "deadline",
    "vulnerability",
    "safety",
    "fraud-worry",
    "loyalty",
    "special-occasion",
    "shared-reference",
    "sarcasm",
    "abuse",
    "shouting",
    "self-blame",
    "praise",
    "resolved",
    "farewell",
]
Need = Literal["solution", "speed", "clarity", "courtesy", "emotion"]
NeedStatus = Literal["met", "open", "failing"]
Kind = Literal[
    "ownership",
    "clarification",
    "escalation",
    "update",
    "follow-up",
    "confirmation",
    "apology",
    "de-escalation",
    "gratitude",
    "empathy",
    "reassurance",
    "humour",
    "celebration",
    "personal-touch",
    "agent-care",
]
Act = Literal[
    "ownership-given",
    "clarification-given",
    "escalation-given",
    "update-given",
    "follow-up-given",
    "confirmation-given",
    "apology-given",
    "de-escalation-given",
    "gratitude-given",
    "empathy-given",
    "reassurance-given",
    "humour-given",
    "celebration-given",
    "personal-touch-given",
    "acted",
]
Finding = Literal[
    "ignores-question",
    "ignores-feeling",
    "blame",
    "over-promise",
    "vague-deadline",
    "no-next-step",
    "over-apology",
    "humour-risk",
    "curt",
    "shouting",
    "jargon",
    "too-long",
    "negative-phrasing",
    "repeated-phrase",
    "card-number",
]
"""What is wrong with a reply before it is sent."""
IssueStatus = Literal["raised", "acknowledged", "acted", "resolved", "confirmed"]
Journey = Literal["discovery", "purchase", "delivery", "use", "support", "renewal", "exit"]
PromiseStatus = Literal["open", "near", "due", "kept", "broken"]
"""`near`: soon due; `due`: the time has come and nothing was said; `broken`: it came too late."""
DeadlineStatus = Literal["open", "near", "past", "met"]
Language = Literal["en", "fr", "unsure"]
Speaker = Literal["customer", "agent"]
Decision = Literal["displayed", "accepted", "edited", "dismissed"]
Status = Literal["offered", "displayed", "accepted", "edited", "dismissed", "expired", "withdrawn"]

TONES: Final[tuple[Tone, ...]] = get_args(Tone)
CUES: Final[tuple[Cue, ...]] = get_args(Cue)
NEEDS: Final[tuple[Need, ...]] = get_args(Need)
"""Lowest first."""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
ACTS: Final[tuple[Act, ...]] = get_args(Act)
FINDINGS: Final[tuple[Finding, ...]] = get_args(Finding)
ISSUE_STATUSES: Final[tuple[IssueStatus, ...]] = get_args(IssueStatus)
"""In the order of an issue's life."""
JOURNEYS: Final[tuple[Journey, ...]] = get_args(Journey)
LANGUAGES: Final[tuple[Language, ...]] = ("en", "fr")
"""The languages that are read; `unsure` stands for every other."""

NEGATIVE_TONES: Final[frozenset[Tone]] = frozenset(
    {"anger", "frustration", "disappointment", "anxiety"}
)

NEED_OF: Final[dict[Kind, Need | None]] = {
    "ownership": "solution",
    "clarification": "solution",
    "escalation": "solution",
    "update": "speed",
    "follow-up": "speed",
    "confirmation": "clarity",
    "apology": "courtesy",
    "de-escalation": "courtesy",
    "gratitude": "courtesy",
    "empathy": "emotion",
    "reassurance": "emotion",
    "humour": "emotion",
    "celebration": "emotion",
    "personal-touch": "emotion",
    "agent-care": None,
}
"""The lowest need that a kind serves; `clarification` serves clarity as well."""

_TONES: Final = frozenset(TONES)
_CUES: Final = frozenset(CUES)
_ACTS: Final = frozenset(ACTS)


def is_tone(label: str) -> TypeGuard[Tone]:
    """Return whether `label` is a tone."""
    return label in _TONES


def is_cue(label: str) -> TypeGuard[Cue]:
    """Return whether `label` is a cue."""
    return label in _CUES


def is_act(label: str) -> TypeGuard[Act]:
    """Return whether `label` is an act."""
    return label in _ACTS
