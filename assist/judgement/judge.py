"""Conversation, playbooks, now -> at most one card to offer, and whether the one on show stays.

Silence is the default: a card needs a rule whose conditions hold, no lower need in the way, a
licence where it jokes, attention to spare, and words not yet used.
"""

from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from assist.conversation import deadlines, promises
from assist.conversation.state import Conversation
from assist.events import Suggestion
from assist.judgement.budget import has_passed, is_resting, may_pass
from assist.judgement.conditions import satisfied, seconds, waits_since
from assist.judgement.gate import refusal
from assist.judgement.policy import policy
from assist.judgement.rank import Candidate, outranked
from assist.judgement.wording import quotes_otherwise, wording
from assist.playbooks.model import Is, Playbooks, SuggestionRule
from assist.playbooks.order import is_timed, rank
from assist.vocabulary import NEED_OF

Occasion = Literal["customer", "agent", "time", "context", "correction", "revision"]
"""What happened: the customer wrote, the agent wrote, a moment came, the platform said more, the
agent corrected how the customer feels, what was said long ago was changed."""

SHOWN_FOR: Final = 600.0
"""Seconds that a card stays on offer."""

_COMES_WITH: Final[dict[Occasion, frozenset[str]]] = {
    "agent": frozenset({"closing"}),
    "context": frozenset({"transferred", "returning"}),
}
"""What else than the customer's words calls for a card at once, of `chat is ...`."""


class Judgement(Struct, frozen=True, kw_only=True, gc=False):
    """What to do: a card to offer, and why the one on show must go (None: it stays)."""

    offer: Suggestion | None = None
    withdraw: str | None = None


def judge(chat: Conversation, playbooks: Playbooks, now: float, occasion: Occasion) -> Judgement:
    """Return what to offer or withdraw after something happened."""
    candidates = _candidates(chat, playbooks, now)
    version = playbooks.version
    if chat.showing is not None:
        return _judge_showing(chat, chat.showing, candidates, now, occasion, version)
    best = _best(chat, candidates, now, occasion)
    return Judgement(offer=best and _suggestion(chat, *best, candidates, now, version))


def outdated(
    card: Suggestion,
    before: Conversation,
    chat: Conversation,
    changed: frozenset[str],
    playbooks: Playbooks,
) -> bool:
    """Return whether a card quotes what was not said so, or is shown for it.

    Args:
        card: that is on show, or that may be brought back.
        before: the conversation in which it came.
        chat: the same after messages were changed.
        changed: the ids of these messages.
        playbooks: whose card it is.
    """
    candidates = _candidates(chat, playbooks, chat.now)
    own = _own(card, candidates)
    holds = own.reasons if own else ()
    gone = any(one.message_id in changed and one not in holds for one in card.because)
    return gone or quotes_otherwise(card, before, chat)


def _candidates(chat: Conversation, playbooks: Playbooks, now: float) -> list[Candidate]:
    """Return the rules that hold, of those alike the best; some of them are held back."""
    pace = playbooks.pace(chat.context.channel)
    found: list[Candidate] = []
    for alike in policy(playbooks, chat.language or "unsure").asked(chat, now, pace):
        book, rule = alike[0]
        if (reasons := satisfied(rule, chat, now, pace)) is not None:
            held = refusal(rule.kind, chat)
            found.append(Candidate(book=book, rule=rule, reasons=reasons, held=held, alike=alike))
    if len(found) > 1:
        found.sort(key=lambda candidate: rank(candidate.rule))
    return found


def _own(card: Suggestion, candidates: list[Candidate]) -> Candidate | None:
    """Return the rule that a card came from, None where it does not hold any more."""
    for candidate in candidates:
        for book, rule in candidate.alike:
            if rule.id == card.rule:
                return replace(candidate, book=book, rule=rule)
    return None


def _judge_showing(
    chat: Conversation,
    showing: Suggestion,
    candidates: list[Candidate],
    now: float,
    occasion: Occasion,
    version: str,
) -> Judgement:
    """Keep the card while it fits and nothing that matters more came up."""
    own = _own(showing, candidates)
    done = f"{showing.kind}-given" in chat.answer
    if showing.kind in chat.muted:
        why: str | None = "this kind is not wanted here"
    elif occasion == "agent" and chat.turn.answered:
        why = "the agent has answered"
    elif own is None or own.held is not None or (done and occasion != "time"):
        why = "it no longer fits"
    else:
        why = None
    best = _best(chat, candidates, now, occasion)
    offer = best and _suggestion(chat, *best, candidates, now, version)
    if why is not None:
        return Judgement(withdraw=why, offer=offer)
    if best is None or own is None or rank(best[0].rule) >= rank(own.rule):
        return Judgement()
    return Judgement(withdraw="something else comes first now", offer=offer)


def _best(
    chat: Conversation, candidates: list[Candidate], now: float, occasion: Occasion
) -> tuple[Candidate, str] | None:
    """Return the best card that may be shown, is not resting and has words left."""
    best: tuple[Candidate, str] | None = None
    for candidate in candidates:
        rule = candidate.rule
        if best is not None and rank(best[0].rule) < rank(rule):
            break
        if candidate.held is not None or not _comes(rule, occasion):
            continue
        timed = is_timed(rule) and occasion == "time"
        if not timed and (may_pass(rule.kind, chat) or has_passed(rule.kind, chat)):
            continue
        found = _worded(candidate, chat, now, timed=timed)
        if found is not None and (best is None or rank(found[0].rule) < rank(best[0].rule)):
            best = found
    return best


def _worded(
    candidate: Candidate, chat: Conversation, now: float, *, timed: bool
) -> tuple[Candidate, str] | None:
    """Return the best of the rules alike that is not resting and has words left, and the words."""
    for book, rule in candidate.alike:
        if is_resting(rule.kind, rule.id, chat, timed=timed):
            continue
        if (words := wording(rule, chat, now, book.language)) is not None:
            return replace(candidate, book=book, rule=rule), words
    return None


def _comes(rule: SuggestionRule, occasion: Occasion) -> bool:
    """Return whether what happened may call for this card."""
    if occasion in ("customer", "correction"):
        return True
    if occasion == "revision":
        return False
    if occasion == "time":
        return is_timed(rule)
    return any(
        isinstance(condition, Is)
        and condition.subject == "chat"
        and condition.state in _COMES_WITH[occasion]
        for condition in rule.requires
    )


def _suggestion(
    chat: Conversation,
    candidate: Candidate,
    words: str,
    candidates: list[Candidate],
    now: float,
    version: str,
) -> Suggestion:
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
        outranked=outranked(candidate, candidates),
        version=version,
    )


def next_moment(chat: Conversation, playbooks: Playbooks, now: float) -> float | None:
    """Return when time alone may next change something: a card's end, a wait, a promise."""
    pace = playbooks.pace(chat.context.channel)
    times = [
        since + seconds(wait, pace)
        for wait in policy(playbooks, chat.language or "unsure").waits
        if (since := waits_since(chat, wait.who)) is not None
    ]
    due = (
        promises.next_moment(chat.promises, now, near=pace.near),
        deadlines.next_moment(chat.deadlines, now, near=pace.near),
        chat.showing.expires_at if chat.showing else None,
    )
    times += [moment for moment in due if moment is not None]
    return min([time for time in times if time > now], default=None)
