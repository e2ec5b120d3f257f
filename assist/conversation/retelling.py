"""A message and the issues so far -> which of them it tells again, and whether that counts.

To say the same again is to say that nobody heard it. A new detail is not the same; nor is the
answer to what the agent has just asked, unless it insists.
"""

import re
from collections.abc import Iterable
from typing import Final

from assist.conversation.matter import matter
from assist.ledger import Issue
from assist.vocabulary import IssueStatus

COMPLAINTS: Final[tuple[str, ...]] = ("safety", "fraud-worry", "problem")
"""Gravest first; what one message complains of is one matter."""
REQUESTS: Final[tuple[str, ...]] = ("refund-request", "churn-risk", "escalation-request")
PRESSURE: Final[tuple[str, ...]] = (
    *("expectation-gap", "broken-promise", "legal-threat", "public-threat"),
    *("repeat-contact", "unanswered", "long-wait", "effort"),
)
NAMELESS: Final = frozenset(PRESSURE) - {"expectation-gap"}
"""Pressure does not say what is wrong: the complaint that follows gives the issue its name."""
OPEN: Final[frozenset[IssueStatus]] = frozenset({"raised", "acknowledged", "acted"})

_ALSO: Final = re.compile(
    r"\b(?:also|besides|too(?=\W*$|[,.!])|by the way|en plus"
    r"|(?:an)?other (?:thing|problem|issue|matter|order)|second (?:thing|problem|issue)"
    r"|aussi|egalement|par ailleurs|au fait"
    r"|(?:autre|deuxieme|second) (?:chose|probleme|souci|commande))\b"
)
_AGAIN: Final = re.compile(r"\b(?:again|still|back to|same|encore|toujours|nouveau|meme)\b")
_REPLY: Final = re.compile(
    r"\W*(?:yes|yeah|yep|yup|no|nope|i (?:did|have|tried)|(?:have |already )?tried|same|pareil"
    r"|oui|ouais|non|si|c'est (?:fait|deja fait)|(?:deja |j'ai )?(?:essaye|fait))\b"
    r"(?!\W*(?:but|mais)\b)"
)
"""How an answer to "have you tried ...?" begins; who goes on with a "but" insists."""
_BUT: Final = re.compile(r"\b(?:but|mais)\b")


def pressed(issues: tuple[Issue, ...], said: str) -> Issue | None:
    """Return the open issue that pressure tells again."""
    still = [issue for issue in issues if issue.status in OPEN]
    return max(about(still, said) or still, key=when, default=None)


def about(issues: Iterable[Issue], said: str) -> list[Issue]:
    """Return the issues whose words a message speaks about."""
    stems = matter(said)
    return [issue for issue in issues if stems & matter(issue.words)]


def same(issues: tuple[Issue, ...], cue: str, words: str, said: str) -> Issue | None:
    """Return the issue that a complaint or a request tells again, the open ones first."""
    ours, mentioned, alike = matter(words), matter(said), {cue}
    if cue in COMPLAINTS:
        alike |= {*COMPLAINTS, *PRESSURE}
    for issue in sorted(issues, key=lambda issue: (issue.status in OPEN, when(issue)))[::-1]:
        theirs = matter(issue.words)
        strange = bool(ours and theirs) and not theirs & (ours | mentioned)
        fresh = issue.status in OPEN and not issue.brought
        if issue.about not in alike:
            continue
        if fresh and issue.about in NAMELESS:
            return issue
        apart = _ALSO.search(said) if fresh else issue.brought or not _AGAIN.search(said)
        if theirs & ours or (issue.about == cue and not (strange and apart)):
            return issue
    return None


def answers(said: str) -> bool:
    """Return whether a message, folded, answers what was asked, and does not insist."""
    return bool(_REPLY.match(said)) or not (_AGAIN.search(said) or _BUT.search(said))


def repeats(issue: Issue, words: str, said: str) -> bool:
    """Return whether a message says the same again, and not a new detail of it."""
    return bool(words == issue.words or _AGAIN.search(said) or matter(said) & matter(issue.words))


def when(issue: Issue) -> float:
    """Return when an issue was last told; one of an earlier conversation comes first."""
    told = [move.at for move in issue.moves if move.status == "raised"]
    return told[-1] if told else float("-inf")
