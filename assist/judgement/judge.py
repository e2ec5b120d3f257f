"""Conversation, playbooks, now -> at most one card to offer, and whether the one on show stays.

Silence is the default: a card needs a rule whose conditions hold, no lower need in the way,
a licence where it jokes, a kind that was not on offer lately, and words not yet used.
"""

from dataclasses import dataclass
from typing import Final, Literal

from assist.conversation.state import Conversation
from assist.events import Reason, Suggestion
from assist.judgement.conditions import is_timed, moments, satisfied
from assist.judgement.gate import is_resting, refusal
from assist.judgement.wording import wording
from assist.playbooks.model import Playbook, Playbooks, SuggestionRule
from assist.vocabulary import NEED_OF, NEEDS

Occasion = Literal["customer", "agent", "time"]
"""What happened: the customer wrote, the agent wrote, or a moment came."""

SHOWN_FOR: Final = 600.0
"""Seconds that a card stays on offer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What to do: a card to offer, and why the one on show must go (None: it stays)."""

    offer: Suggestion | None = None
    withdraw: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    book: Playbook
    rule: SuggestionRule
    reasons: tuple[Reason, ...]

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """Higher priority first, then the lower need, then the rule that asks for more.

        Where a need fails unspoken the gate has already held back what serves a higher one.
        """
        need = NEED_OF[self.rule.kind]
        rung = len(NEEDS) if need is None else NEEDS.index(need)
        return -self.rule.priority, rung, -len(self.rule.requires), self.rule.id


def judge(chat: Conversation, playbooks: Playbooks, now: float, occasion: Occasion) -> Judgement:
    """Return what to offer or withdraw after something happened."""
    fitting = _fitting(chat, playbooks, now)
    if chat.showing is not None:
        return _judge_showing(chat, chat.showing, fitting, now, occasion)
    if occasion == "agent":
        return Judgement()
    return Judgement(offer=_best(chat, fitting, now, occasion))


def _fitting(chat: Conversation, playbooks: Playbooks, now: float) -> list[_Candidate]:
    """Return the rules that hold and are not held back, the best first."""
    found = [
        _Candidate(book=book, rule=rule, reasons=reasons)
        for book in playbooks.of(chat.language or "unsure")
        for rule in book.suggestions
        if (reasons := satisfied(rule, chat, now)) is not None and refusal(rule.kind, chat) is None
    ]
    return sorted(found, key=lambda candidate: candidate.rank)


def _judge_showing(
    chat: Conversation,
    showing: Suggestion,
    fitting: list[_Candidate],
    now: float,
    occasion: Occasion,
) -> Judgement:
    """Keep the card while it fits and nothing that matters more came up."""
    if occasion == "agent" and chat.turn.answered:
        return Judgement(withdraw="the agent has answered")
    own = next((candidate for candidate in fitting if candidate.rule.id == showing.rule), None)
    done = f"{showing.kind}-given" in chat.answer
    if occasion != "customer":
        gone = own is None or (occasion == "agent" and done)
        return Judgement(withdraw="it no longer fits" if gone else None)
    better = _best(chat, fitting, now, occasion)
    if own is None or done:
        return Judgement(withdraw="it no longer fits", offer=better)
    found = next((c for c in fitting if better is not None and c.rule.id == better.rule), None)
    if better is None or found is None or found.rank >= own.rank:
        return Judgement()
    return Judgement(withdraw="something else comes first now", offer=better)


def _best(
    chat: Conversation, fitting: list[_Candidate], now: float, occasion: Occasion
) -> Suggestion | None:
    """Return the best card that is not resting and has words left."""
    for candidate in fitting:
        rule = candidate.rule
        if is_timed(rule) != (occasion == "time") or is_resting(rule.kind, rule.id, chat):
            continue
        if (words := wording(rule, chat)) is not None:
            return _suggestion(chat, candidate, words, now)
    return None


def _suggestion(chat: Conversation, candidate: _Candidate, words: str, now: float) -> Suggestion:
    book, rule = candidate.book, candidate.rule
    return Suggestion(
        suggestion_id=f"s{chat.offered + 1}",
        rule=rule.id,
        kind=rule.kind,
        need=NEED_OF[rule.kind],
        language=book.language,
        title=book.title,
        about=rule.about,
        text=words,
        because=candidate.reasons,
        policy=book.policy,
        message_id=chat.turn.message_id or None,
        at=now,
        expires_at=now + SHOWN_FOR,
    )


def next_moment(chat: Conversation, playbooks: Playbooks, now: float) -> float | None:
    """Return when time alone may next change something: a card's end, a wait, a promise."""
    times = [
        moment
        for book in playbooks.of(chat.language or "unsure")
        for rule in book.suggestions
        for moment in moments(rule, chat)
    ]
    if chat.showing is not None:
        times.append(chat.showing.expires_at)
    return min((time for time in times if time > now), default=None)
