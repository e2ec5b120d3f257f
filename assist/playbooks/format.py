"""The shape of a rule file, as types: `load` checks against them, the schema is made of them.

A key that stands here may stand in a file, and no other. What a type cannot say (an unknown
field in a text, a pattern that matches anything) is checked in patterns.py and topics.py.
"""

from itertools import product
from typing import Annotated, Any, Final, TypeAlias, get_args

from msgspec import UNSET, Meta, Struct, UnsetType, field

from assist.playbooks.conditions import STATES
from assist.playbooks.model import Maturity
from assist.vocabulary import (
    ACTS,
    CUES,
    NEEDS,
    TONES,
    Act,
    Cue,
    Finding,
    Journey,
    Kind,
    NeedStatus,
    Tone,
)

MAX_TOKENS: Final = 16
MAX_TEXT: Final = 600

Line: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200)]
Text: TypeAlias = Annotated[str, Meta(min_length=1, max_length=MAX_TEXT)]
About: TypeAlias = Annotated[str, Meta(min_length=1, description="One line: what this is about.")]
Condition: TypeAlias = Annotated[
    Line,
    Meta(
        extra_json_schema={
            "anyOf": [
                {
                    "enum": [
                        *(*CUES, *TONES, *ACTS),
                        *map(" ".join, product((*CUES, *TONES), ("before", "ever"))),
                        *map(" is ".join, product(NEEDS, get_args(NeedStatus))),
                        *(f"{one} is {state}" for one in STATES for state in STATES[one]),
                    ]
                },
                {"pattern": f"^({'|'.join(ACTS)}) [1-9]x$"},
                {"pattern": "^channel is [a-z][a-z0-9-]{0,39}$"},
                {"pattern": "^(customer|agent) waits ([0-9]{1,6}[smh]|short|long)$"},
                {"pattern": "^(valence|intensity) (above|below) -?[0-9](\\.[0-9]{1,4})?$"},
            ]
        }
    ),
]
Conditions: TypeAlias = list[Condition]
Score: TypeAlias = Annotated[float, Meta(ge=0, le=1)]


class Words(Struct, forbid_unknown_fields=True, kw_only=True):
    """One of these words, or none of them."""

    IN: Annotated[list[Line], Meta(min_length=1)] | UnsetType = UNSET
    NOT_IN: Annotated[list[Line], Meta(min_length=1)] | UnsetType = UNSET


class Lengths(Struct, forbid_unknown_fields=True, kw_only=True):
    """Bounds on the number of characters of a word."""

    equal: int | UnsetType = field(default=UNSET, name="==")
    unequal: int | UnsetType = field(default=UNSET, name="!=")
    at_least: int | UnsetType = field(default=UNSET, name=">=")
    at_most: int | UnsetType = field(default=UNSET, name="<=")
    above: int | UnsetType = field(default=UNSET, name=">")
    below: int | UnsetType = field(default=UNSET, name="<")


class Token(Struct, forbid_unknown_fields=True, kw_only=True):
    """One token of a token pattern; `{}` is any token."""

    LOWER: Annotated[Line | Words, Meta(description="The word, folded as messages are.")] | (
        UnsetType
    ) = UNSET
    LIKE_NUM: bool | UnsetType = UNSET
    IS_DIGIT: bool | UnsetType = UNSET
    IS_ALPHA: bool | UnsetType = UNSET
    IS_PUNCT: bool | UnsetType = UNSET
    LENGTH: int | Lengths | UnsetType = UNSET
    IS_SENT_START: (
        Annotated[bool, Meta(description="`true` in the first token: it opens a sentence.")]
        | UnsetType
    ) = UNSET
    OP: (
        Annotated[
            str,
            Meta(
                pattern=r"^(\?|!|\{[0-9]{1,2}\}|\{[0-9]{0,2},[0-9]{1,2}\})$",
                description="How often: ? ! {2} {0,3} {,3}. Once where left out.",
            ),
        ]
        | UnsetType
    ) = UNSET


Pattern: TypeAlias = Line | Annotated[list[Token], Meta(min_length=1, max_length=MAX_TOKENS)]


class SignTable(Struct, forbid_unknown_fields=True, kw_only=True):
    """What every `[[cue]]`, `[[tone]]`, `[[journey]]` and `[[act]]` holds."""

    about: About
    patterns: Annotated[
        list[Pattern],
        Meta(min_length=1, description="Phrases, and token patterns: one table a token."),
    ]
    match: Annotated[
        list[Text],
        Meta(
            description="Messages that must show it: two at least.",
            extra_json_schema={"minItems": 2},
        ),
    ] = []
    no_match: Annotated[
        list[Text],
        Meta(
            description="Messages that must not show it: one at least.",
            extra_json_schema={"minItems": 1},
        ),
    ] = []
    also: Annotated[
        list[Cue | Tone | Journey | Act],
        Meta(description="Labels of other signs that its `match` messages may show as well."),
    ] = []
    negatable: Annotated[
        bool, Meta(description="Whether a `not` before it silences it; true where left out.")
    ] = True


class CueTable(SignTable):
    """A cue, heard in one message of the customer."""

    id: Cue
    personal: Annotated[
        bool, Meta(description="Whether it is silent where somebody else is meant (`my wife`).")
    ] = False
    sure: Annotated[
        bool, Meta(description="Whether its words are believed whatever the weights hold.")
    ] = False


class ToneTable(SignTable):
    """Words that name a tone or show it directly, in one message of the customer."""

    id: Tone
    weight: Annotated[
        Score, Meta(description="What one match is worth; the tone is asserted from 0.5.")
    ] = 0.7


class JourneyTable(SignTable):
    """A stage of the customer's journey, told in one of their messages."""

    id: Journey
    personal: Annotated[
        bool, Meta(description="Whether it is silent where somebody else is meant (`my wife`).")
    ] = False


class ActTable(SignTable):
    """What a message of the agent does."""

    id: Act


class ExampleTable(Struct, forbid_unknown_fields=True, kw_only=True):
    """A short chat, and whether the card is on offer at its end."""

    offered: bool
    transcript: Annotated[
        str,
        Meta(
            min_length=1,
            description="Lines `customer: ...`, `agent: ...`, `agent +90s: ...`, `wait: 150s`.",
        ),
    ]


class SuggestionTable(Struct, forbid_unknown_fields=True, kw_only=True):
    """A card: when it is offered, and in which words."""

    id: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
    kind: Kind
    about: About
    text: Annotated[
        list[Text],
        Meta(min_length=1, description="Wordings; README.md lists what may stand in braces."),
    ]
    informal: Annotated[
        list[Text],
        Meta(description="Wordings for a chat on familiar terms (French `tu`)."),
    ] = []
    requires: Annotated[Conditions, Meta(description="All of these must hold.")] = []
    any: Annotated[Conditions, Meta(description="At least one of these must hold.")] = []
    excludes: Annotated[Conditions, Meta(description="None of these may hold.")] = []
    priority: Annotated[
        int, Meta(ge=0, le=9, description="Among cards for one place the higher wins.")
    ] = 5
    example: Annotated[
        list[ExampleTable],
        Meta(description="One offered and one not offered at least."),
    ] = []


class FindingTable(Struct, forbid_unknown_fields=True, kw_only=True):
    """Something that is wrong with a reply before it is sent."""

    id: Finding
    about: About
    advice: Annotated[
        Line, Meta(description="One short, kind line that tells the agent what to do instead.")
    ]
    patterns: Annotated[
        list[Pattern], Meta(description="Words of the draft that cause it; phrases and patterns.")
    ] = []
    replace: Annotated[
        dict[str, Text],
        Meta(description="Phrases that cause it, each with the plain words to put in its place."),
    ] = {}
    instead: Annotated[
        Line | UnsetType,
        Meta(description="What takes the place of the words that `patterns` find."),
    ] = UNSET
    unless: Annotated[
        list[Pattern],
        Meta(
            description="Words that excuse it in the same sentence; alone: words whose lack is it."
        ),
    ] = []
    requires: Annotated[Conditions, Meta(description="All of these must hold.")] = []
    any: Annotated[Conditions, Meta(description="At least one of these must hold.")] = []
    excludes: Annotated[Conditions, Meta(description="None of these may hold.")] = []
    match: Annotated[list[Text], Meta(description="Drafts that have it: two at least.")] = []
    no_match: Annotated[
        list[Text], Meta(description="Drafts that look like it and are good: one at least.")
    ] = []
    also: Annotated[
        list[Finding], Meta(description="Other findings that its `match` drafts may have as well.")
    ] = []
    negatable: Annotated[
        bool, Meta(description="Whether a `not` before it silences it; true where left out.")
    ] = True


class Header(Struct, forbid_unknown_fields=True, kw_only=True):
    """What stands at the top of a topic, before its tables."""

    title: Line
    about: About
    status: Annotated[
        Maturity,
        Meta(description="`experimental`: checked, not in force. `deprecated`: not read."),
    ] = "stable"
    policy: Annotated[
        Line | UnsetType, Meta(description="The clause of your policy that the card cites.")
    ] = UNSET
    references: list[Line] = []


class Topic(Header):
    """A whole topic file."""

    cue: list[CueTable] = []
    tone: list[ToneTable] = []
    journey: list[JourneyTable] = []
    act: list[ActTable] = []
    suggestion: list[SuggestionTable] = []
    finding: list[FindingTable] = []


class InferenceTable(Struct, forbid_unknown_fields=True, kw_only=True):
    """A tone that cues and valence show together (`rules/tones.toml`)."""

    tone: Tone
    about: About
    score: Score
    requires: Conditions = []
    any: Conditions = []
    excludes: Conditions = []


Plain: TypeAlias = dict[str, Any]
"""A table as TOML gives it."""
