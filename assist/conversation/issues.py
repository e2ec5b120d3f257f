"""A message -> the customer's issues moved by it: raised, acknowledged, acted, resolved, confirmed.

A complaint or a request is an issue of its own. Pressure (a long wait, a threat, "third time
I write") tells the open one again, and is one itself only where none is open.
"""

import re
from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from assist.conversation.matter import READ
from assist.conversation.retelling import (
    COMPLAINTS,
    NAMELESS,
    OPEN,
    PRESSURE,
    REQUESTS,
    about,
    answers,
    pressed,
    repeats,
    same,
    when,
)
from assist.conversation.state import HeardLabel
from assist.ledger import Issue, Move
from assist.reading.clip import clipped
from assist.reading.folding import folded
from assist.vocabulary import NEGATIVE_TONES, Act, IssueStatus

KEPT: Final = 20
"""Issues that a chat remembers."""
KEPT_MOVES: Final = 12
"""Moves that an issue remembers: the first, and the latest."""
_WORDS_KEPT: Final = 120

_MATTERS: Final = frozenset((*COMPLAINTS, *REQUESTS, *PRESSURE))
RAISING: Final = frozenset((*COMPLAINTS, *REQUESTS))
"""Cues that raise an issue of their own."""
_GRANTED: Final = frozenset({"refund-request", "churn-risk"})
"""Requests that settle, once granted, the complaints behind them."""
_SPOILS: Final = frozenset((*COMPLAINTS, *REQUESTS, *PRESSURE, *NEGATIVE_TONES, "sarcasm"))

_ACTED: Final[frozenset[IssueStatus]] = frozenset({"acted", "resolved", "confirmed"})
_HEARD: Final[frozenset[Act]] = frozenset(
    (
        *("empathy-given", "apology-given", "reassurance-given", "clarification-given"),
        *("ownership-given", "update-given", "follow-up-given", "escalation-given", "acted"),
    )
)
"""Acts that show the customer that the issue was heard."""

_ALL: Final = re.compile(r"\b(?:everything|all (?:good|sorted|fixed|works?|done)|tout)\b")
_YES: Final = re.compile(
    r"\W*(?:yes|yeah|yep|yup|it does|it is|oui|ouais|c'est bon|tout a fait)\b"
    r"(?!.*\b(?:but|more|another|else|still|also|please|mais|autre|encore|aussi|toujours)\b)"
)


def after_customer(
    issues: tuple[Issue, ...],
    heard: tuple[HeardLabel, ...],
    *,
    message_id: str,
    at: float,
    thanks: bool,
    text: str = "",
    turn: frozenset[str] = frozenset(),
    checked: bool = False,
    replying: bool = False,
) -> tuple[Issue, ...]:
    """Return the issues after a customer's message.

    The cue `resolved`, or a yes to "does it work now?", confirms. Thanks and goodbyes confirm
    nothing: what was acted on counts as resolved then, because nobody complains any more.

    Args:
        issues: those before it.
        heard: the cues and tones of this message alone.
        message_id: of the message.
        at: its time, in seconds.
        thanks: it thanks or takes leave.
        text: the whole message; it tells which of several issues is meant.
        turn: the ids of the customer's messages since the agent last spoke. What they say in
            several messages is told once.
        checked: the agent has just asked whether it is solved (`confirmation-given`).
        replying: the agent has just asked something else. What the customer says of the matter
            then may be the answer to it.
    """
    labels: dict[str, str] = {one.label: one.words for one in reversed(heard)}
    told = _told(frozenset(labels))
    if not (told or (issues and ("resolved" in labels or checked or thanks))):
        return issues
    said = folded((text or " … ".join(labels.values()))[:READ])
    step = Move(status="raised", message_id=message_id, at=at)
    if "resolved" in labels:
        solved = _solved(issues, said)
        issues = _moved(issues, solved, ("resolved", "confirmed"), step, labels["resolved"])
    elif checked and not told and "?" not in said and _YES.match(said):
        issues = _moved(issues, _checked(issues), ("resolved", "confirmed"), step, text)
    elif thanks and not _SPOILS & labels.keys() and "?" not in said:
        acted = [issue.issue_id for issue in issues if issue.status == "acted"]
        issues = _moved(issues, acted, ("resolved",), step, text)
    told_in = turn | {message_id}
    for cue in told:
        unheard = cue in PRESSURE or not (replying and answers(said))
        words = replace(step, words=labels[cue])
        issues = _tell(issues, cue, words, said, told_in, unheard=unheard)
    return _bounded(issues)


def _told(labels: frozenset[str]) -> list[str]:
    """Return the cues of a message that tell a matter of their own, or press one."""
    if labels.isdisjoint(_MATTERS):
        return []
    requests = [cue for cue in REQUESTS if cue in labels]
    if "resolved" in labels:
        return requests
    complaint = [cue for cue in COMPLAINTS if cue in labels][:1]
    return [*complaint, *requests] or [cue for cue in PRESSURE if cue in labels][:1]


def _tell(
    issues: tuple[Issue, ...],
    cue: str,
    step: Move,
    said: str,
    turn: frozenset[str],
    *,
    unheard: bool,
) -> tuple[Issue, ...]:
    """Return the issues after one was told: a new one, or one again.

    `unheard`: to say the same again counts.
    """
    again = pressed(issues, said) if cue in PRESSURE else same(issues, cue, step.words, said)
    if again is None:
        number = max((int(issue.issue_id[1:]) for issue in issues), default=0) + 1
        new = Issue(issue_id=f"i{number}", about=cue, words=step.words, moves=(step,))
        return (*issues, new)
    if again.about in NAMELESS and again.status in OPEN and cue in COMPLAINTS:
        told = replace(again, about=cue, words=step.words)
    elif cue == "expectation-gap" != again.about or _is_told(again, step.message_id, turn):
        return issues
    else:
        count = unheard and (cue in PRESSURE or repeats(again, step.words, said))
        told = replace(_step(again, step), raised=again.raised + count)
    return tuple(told if issue is again else issue for issue in issues)


def _is_told(issue: Issue, message_id: str, turn: frozenset[str]) -> bool:
    """Return whether this message, or one of the same turn, has told or closed it already."""
    told_in = turn if issue.status == "raised" else {message_id}
    return bool(issue.moves) and issue.moves[-1].message_id in told_in


def _solved(issues: tuple[Issue, ...], said: str) -> list[str]:
    """Return the ids of what the customer calls solved."""
    waiting = [issue for issue in issues if issue.status != "confirmed"]
    named = about(waiting, said)
    acted = [issue for issue in waiting if issue.status in ("acted", "resolved")]
    meant = waiting if _ALL.search(said) else named or acted or _latest(open_issues(issues))
    return [issue.issue_id for issue in meant]


def _checked(issues: tuple[Issue, ...]) -> list[str]:
    """Return the ids of what a yes confirms: what was acted on, else the latest heard."""
    acted = [issue for issue in issues if issue.status in ("acted", "resolved")]
    heard = [issue for issue in issues if issue.status == "acknowledged"]
    return [issue.issue_id for issue in acted or _latest(heard)]


def after_agent(
    issues: tuple[Issue, ...],
    acts: frozenset[Act],
    *,
    message_id: str,
    at: float,
    words: str,
    substantive: bool = False,
    informs: bool = False,
) -> tuple[Issue, ...]:
    """Return the issues after an agent's message.

    It moves the issues that its words speak about, else the latest that was told. A refund or
    a leaving that was granted settles the complaints behind it. To hand over acts on a request
    for a manager. To ask whether it is solved moves nothing.

    Args:
        issues: those before it.
        acts: what the message does.
        message_id: of the message.
        at: its time, in seconds.
        words: the whole message.
        substantive: it says more than a greeting or a holding line.
        informs: it answers what the customer asked; what was told as a question is acted on so.
    """
    if not (still := open_issues(issues)):
        return issues
    hears = bool(acts & _HEARD) or substantive
    acted_on = "acted" in acts or informs
    acknowledged = hears and "raised" in [issue.status for issue in still]
    if not (acknowledged or acted_on or "escalation-given" in acts):
        # Most replies move nothing: what they speak about need not be looked for.
        return issues
    meant = about(still, words) or _latest(still)
    step = Move(status="acknowledged", message_id=message_id, at=at)
    if hears:
        raised = [issue.issue_id for issue in meant if issue.status == "raised"]
        issues = _moved(issues, raised, ("acknowledged",), step, words)
    done = {issue.issue_id for issue in meant} if acted_on else set()
    if any(issue.issue_id in done and issue.about in _GRANTED for issue in still):
        done |= {issue.issue_id for issue in still if issue.about not in REQUESTS}
    if "escalation-given" in acts:
        done |= {issue.issue_id for issue in still if issue.about == "escalation-request"}
    acted = {issue.issue_id for issue in still if issue.status == "acted"}
    return _moved(issues, done - acted, ("acted",), step, words)


def unheard(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Return the open ones that were told more than once, and on which nobody has acted."""
    return tuple(
        [
            issue
            for issue in open_issues(issues)
            if issue.raised > 1 and _ACTED.isdisjoint([move.status for move in issue.moves])
        ]
    )


def open_issues(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Return those that are neither resolved nor confirmed."""
    return tuple([issue for issue in issues if issue.status in OPEN])


def _latest(issues: Iterable[Issue]) -> list[Issue]:
    """Return the issue that was told last, with those that the same message told."""
    ordered = sorted(issues, key=when)
    return [issue for issue in ordered if when(issue) == when(ordered[-1])]


def _moved(
    issues: tuple[Issue, ...],
    ids: Iterable[str],
    through: tuple[IssueStatus, ...],
    step: Move,
    words: str,
) -> tuple[Issue, ...]:
    """Return the issues with those named by `ids` moved through each status in turn."""
    named = frozenset(ids)
    if not named:
        return issues
    moved = list(issues)
    for place, issue in enumerate(issues):
        for status in through if issue.issue_id in named else ():
            if moved[place].status != status:
                new = replace(step, status=status, words=clipped(words, _WORDS_KEPT))
                moved[place] = _step(moved[place], new)
    return tuple(moved)


def _step(issue: Issue, move: Move) -> Issue:
    moves = (*issue.moves, move)
    kept = moves if len(moves) <= KEPT_MOVES else (moves[0], *moves[1 - KEPT_MOVES :])
    return replace(issue, status=move.status, moves=kept)


def _bounded(issues: tuple[Issue, ...]) -> tuple[Issue, ...]:
    """Return at most `KEPT` issues: the oldest closed ones leave first, then the oldest."""
    if len(issues) <= KEPT:
        return issues
    order = sorted(range(len(issues)), key=lambda place: (issues[place].status in OPEN, place))
    gone = frozenset(order[: max(0, len(issues) - KEPT)])
    return tuple(issue for place, issue in enumerate(issues) if place not in gone)
