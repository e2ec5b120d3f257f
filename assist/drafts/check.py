"""An unsent reply and the conversation -> what is wrong with it: at most two findings.

Each family of findings has a module of its own; here they are asked, and the gravest come first.
A good draft gets no word: in doubt every family is silent.
"""

from itertools import chain
from typing import Final

from assist.conversation.state import Conversation
from assist.drafts import (
    answers,
    apologies,
    cards,
    feelings,
    plain,
    promises,
    repeats,
    steps,
    tone,
)
from assist.drafts.draft import Draft, draft_of
from assist.drafts.tables import tables
from assist.findings import DraftFinding
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from assist.vocabulary import Finding

MOST: Final = 2
"""Findings at once: more are not read."""
READ: Final = 8000
"""Code points of a draft that are looked at."""

ORDER: Final[tuple[Finding, ...]] = (
    "card-number",  # cannot be taken back once it is sent
    "blame",  # what hurts
    "curt",
    "humour-risk",
    "ignores-feeling",
    "ignores-question",
    "over-promise",  # what cannot be kept
    "shouting",
    "no-next-step",  # what leaves the customer waiting
    "vague-deadline",
    "over-apology",  # what tires
    "repeated-phrase",
    "jargon",
    "negative-phrasing",
    "too-long",
)
"""What matters first."""

_SAYS_IT: Final[dict[Finding, frozenset[Finding]]] = {
    "ignores-feeling": frozenset({"curt"}),
    "ignores-question": frozenset({"curt"}),
    "no-next-step": frozenset({"curt", "vague-deadline", "ignores-question", "ignores-feeling"}),
}
"""What is missing is not told beside a graver finding that says the same."""

_FAMILIES: Final = (
    cards.find,
    tone.find,
    feelings.find,
    answers.find,
    promises.find,
    steps.find,
    apologies.find,
    repeats.find,
    plain.find,
)


def check(
    text: str, chat: Conversation, reader: Reader, playbooks: Playbooks, now: float
) -> tuple[DraftFinding, ...]:
    """Return what is wrong with an unsent reply, the gravest first; nothing for a good one.

    Args:
        text: the draft as typed; of a very long one the beginning.
        chat: the conversation that it would be sent into; it does not change.
        reader: of the rules.
        playbooks: those of the chat's team.
        now: the time, in seconds as the chat counts them.
    """
    text = text[:READ]
    if not any(map(str.isalnum, text)):
        return ()
    reading = reader.read(text, speaker="agent", language=chat.language)
    language = reading.language if reading.language != "unsure" else chat.language or "en"
    language = "en" if language == "unsure" else language
    of_language = tables(playbooks, language, reader)
    pace = playbooks.pace(chat.context.channel)
    draft = draft_of(text, reading, of_language, chat, now, pace)
    found = {one.finding: one for one in reversed(_found(draft))}
    told = [name for name in ORDER if name in found]
    kept = [name for name in told if _SAYS_IT.get(name, frozenset()).isdisjoint(told)]
    return tuple(found[name] for name in kept[:MOST])


def _found(draft: Draft) -> list[DraftFinding]:
    """Return what every family says; of a draft in another language only what words do not tell."""
    if draft.reading.unsure and any(map(str.isalpha, draft.text)) and draft.chat.language is None:
        return [*cards.find(draft), *tone.find(draft)]
    return list(chain.from_iterable(find(draft) for find in _FAMILIES))
