"""A small set of signs, as a rule file would give them, for the tests of reading."""

import pytest

from assist.playbooks.model import Heard, Inference, Pattern, Playbook, Playbooks, Sign
from assist.reading.reader import Reader
from assist.vocabulary import Act, Cue, Language, Tone


def sign(
    label: Cue | Tone | Act, *patterns: Pattern, weight: float = 0.7, sure: bool = False
) -> Sign:
    """Return a sign that needs no examples."""
    return Sign(
        label=label, about="", patterns=patterns, match=(), no_match=(), weight=weight, sure=sure
    )


def book(
    language: Language,
    cues: tuple[Sign, ...] = (),
    tones: tuple[Sign, ...] = (),
    acts: tuple[Sign, ...] = (),
) -> Playbook:
    """Return a topic with these signs."""
    return Playbook(
        path=f"{language}/t.toml",
        topic="t",
        language=language,
        title="t",
        status="stable",
        about="",
        cues=cues,
        tones=tones,
        acts=acts,
    )


@pytest.fixture(scope="session")
def reader() -> Reader:
    """Read a handful of signs in both languages, by the rules alone."""
    english = book(
        "en",
        cues=(
            sign(
                "problem",
                "has not arrived",
                "another delay",
                "never arrived",
                "lost my bag",
                ({"LOWER": "still"}, {"LOWER": "no"}, {"IS_ALPHA": True}),
            ),
            sign("repeat-contact", ({"LIKE_NUM": True}, {"LOWER": "time"}, {"LOWER": "i"})),
            sign("praise", "you are a star"),
            sign("resolved", "it works now"),
            sign(
                "shared-reference",
                ({"LOWER": "can"}, {"LOWER": "i"}, {"LOWER": "be"}, {"IS_ALPHA": True}),
            ),
        ),
        tones=(
            sign("anger", "furious", "angry", "😡"),
            sign("frustration", "annoying", weight=0.4),
            sign("frustration", "fed up", weight=0.4),
            sign("gratitude", "thank you so much"),
        ),
        acts=(sign("apology-given", "sorry about"), sign("acted", "i have reordered")),
    )
    french = book(
        "fr",
        cues=(sign("problem", "n'est jamais arrivé", "n'ai pas reçu"),),
        tones=(sign("anxiety", "inquiète", "inquiet"), sign("anger", "furieuse", "furieux")),
    )
    inference = Inference(
        tone="frustration",
        about="",
        requires=(Heard(label="repeat-contact"),),
        any=(),
        excludes=(),
        score=0.6,
    )
    return Reader(Playbooks(version="v", playbooks=(english, french), inferences=(inference,)), {})
