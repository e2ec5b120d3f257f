"""What the console tells and a message shows -> where the customer stands on the journey."""

from typing import Final

from assist.conversation.state import HeardLabel
from assist.findings import StageRead
from assist.ledger import Stage
from assist.vocabulary import Cue, Journey, Tone

_WORDS_KEPT: Final = 120
_TROUBLE: Final[frozenset[Cue | Tone]] = frozenset(["problem", "repeat-contact"])
_NOT_IN_TROUBLE: Final[frozenset[Journey]] = frozenset(["discovery", "use"])
"""Stages that a problem ends: the other ones have problems of their own, a late delivery or a
payment that fails, and the reason for leaving does not stop the leaving."""


def after_context(stage: Stage | None, given: Journey) -> Stage:
    """Return the stage after the console named one: its word stands."""
    if stage is not None and stage.given and stage.stage == given:
        return stage
    return Stage(stage=given, given=True)


def after_customer(
    stage: Stage | None,
    stages: tuple[StageRead, ...],
    heard: tuple[HeardLabel, ...],
    message_id: str,
) -> Stage | None:
    """Return the stage after a customer's message.

    The latest evidence wins, and the words that first showed a stage stay with it. The console's
    word stands over all that is inferred, but for the wish to leave: the customer has said it
    since, and the console cannot know it yet.

    Args:
        stages: those that the message's words show.
        heard: the message's cues.
    """
    found = _inferred(stage, stages, heard, message_id)
    if found is None or (stage is not None and found.stage == stage.stage):
        return stage
    if stage is not None and stage.given and found.stage != "exit":
        return stage
    return found


def _inferred(
    stage: Stage | None,
    stages: tuple[StageRead, ...],
    heard: tuple[HeardLabel, ...],
    message_id: str,
) -> Stage | None:
    """Return what the message itself shows: a wish to leave, a stage by name, or trouble."""
    if leaves := next((one for one in heard if one.label == "churn-risk"), None):
        return Stage(stage="exit", given=False, words=leaves.words, message_id=message_id)
    if stages:
        named = max(stages, key=_last)
        words = " … ".join(span.text for span in named.evidence)[:_WORDS_KEPT]
        return Stage(stage=named.stage, given=False, words=words, message_id=message_id)
    trouble = next((one for one in heard if one.label in _TROUBLE), None)
    if trouble and (stage is None or stage.stage in _NOT_IN_TROUBLE):
        return Stage(stage="support", given=False, words=trouble.words, message_id=message_id)
    return None


def _last(read: StageRead) -> int:
    """Return where in the message a stage is last shown."""
    return max((span.end for span in read.evidence), default=0)
