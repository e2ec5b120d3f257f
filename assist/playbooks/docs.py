"""The playbooks -> one page for people: what is recognised, what is offered when, and its words.

`warmline generate` writes it to docs/playbooks.md.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import Final

from assist.playbooks.check import LACKING, signs_of
from assist.playbooks.model import (
    Condition,
    FindingRule,
    Given,
    Heard,
    Inference,
    Is,
    Level,
    Limit,
    NeedIs,
    Pace,
    Playbook,
    Playbooks,
    Sign,
    Subject,
    SuggestionRule,
    Waits,
)
from assist.vocabulary import NEED_OF

_HEAD: Final = """\
<!-- Written by `warmline generate` from rules/. Change the rules, not this page. -->

# The playbooks

What Warmline recognises in a chat, and what it offers to the agent when. The rules are files
that you can change: [how to write them](../rules/README.md).
"""
_IS: Final[dict[Subject, str]] = {
    "issue": "an issue of the customer is {state}",
    "question": "a question of the customer is {state}",
    "promise": "a promise of the agent is {state}",
    "deadline": "a time that the customer named is {state}",
    "journey": "the customer is at the stage `{state}`",
    "channel": "the channel is `{state}`",
    "mood": "the customer's mood is {state}",
    "humour": "humour is {state}",
    "chat": "the chat is {state}",
}
"""How each subject reads; a reader learns the states' meaning from rules/README.md."""
_SAID: Final = {
    "issue is brought": "an issue was left open by an earlier conversation",
    "issue is repeated": "an open issue was told again",
    "question is urgent": "the customer had to ask a question again",
    "promise is due": "a time that the agent named has come",
    "promise is near": "a time that the agent named is near",
    "mood is falling": "the customer's mood is worse than before",
    "mood is turned": "the customer's mood was bad and is good again",
    "chat is new": "nobody of your side has written yet",
    "chat is transferred": "another agent has taken over and has not written yet",
    "chat is returning": "the customer is back with something left open",
}
"""States that need words of their own."""
_UNITS: Final = (("hour", 3600), ("minute", 60), ("second", 1))


def render(playbooks: Playbooks) -> str:
    """Return the page in Markdown, the topics in the order of their names."""
    books = sorted(playbooks.playbooks, key=lambda book: (book.topic, book.language))
    topics = [tuple(group) for _, group in groupby(books, key=lambda book: book.topic)]
    inside = (f"- [{_plain(topic[0].title)}](#{topic[0].topic})" for topic in topics)
    blocks = [_HEAD, "\n".join(inside), *chain.from_iterable(map(_topic, topics))]
    if playbooks.inferences:
        blocks += _inferences(playbooks)
    if playbooks.paces:
        blocks += _waits(playbooks)
    if playbooks.limits:
        blocks += _limits(playbooks)
    return "\n\n".join(block.strip("\n") for block in blocks) + "\n"


def in_words(condition: Condition) -> str:
    """Return what the condition says, as a part of a sentence."""
    match condition:
        case Heard(label=label, scope="now"):
            return f"the customer shows `{label}`"
        case Heard(label=label, scope="before"):
            return f"the customer showed `{label}` in an earlier turn"
        case Heard(label=label):
            return f"the customer has shown `{label}` in this chat"
        case Given(act=act, times=times):
            often = "" if times == 1 else f" {times} times or more"
            if act == "acted":
                return f"the agent has acted on the issue{often}"
            return f"the agent has given `{act.removesuffix('-given')}`{often}"
        case NeedIs(need=need, status=status):
            return f"the need `{need}` is {status}"
        case Waits(who=who, length=length):
            if isinstance(length, str):
                return f"the {who} has had a {length} wait"
            return f"the {who} has waited {_duration(length)}"
        case Level(what=what, side=side, limit=limit):
            return f"{what} is {side} {limit:g}"
        case Is(subject=subject, state=state):
            said = _SAID.get(f"{subject} is {state}")
            return said or _IS[subject].format(state=state)


def _duration(seconds: float) -> str:
    name, size = next(unit for unit in _UNITS if seconds % unit[1] == 0)
    count = int(seconds // size)
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def _topic(books: Sequence[Playbook]) -> Iterator[str]:
    """Yield the blocks of one topic: its head, its signs, its cards, in every language."""
    first = books[0]
    yield f'<a id="{first.topic}"></a>\n## {_plain(first.title)}'
    yield _plain(" ".join(first.about.split()))
    where = ", ".join(f"[{book.path}](../rules/{book.path})" for book in books)
    notes = [f"Files: {where}."]
    if first.status != "stable":
        notes.append(f"Status: {first.status}.")
    if first.policy:
        notes.append(f"Policy: {_plain(first.policy)}.")
    yield " ".join(notes)
    labels = dict.fromkeys(
        (where.split()[0], sign.label) for book in books for where, sign in signs_of(book)
    )
    if labels:
        yield "### What is recognised"
        yield "\n".join(chain.from_iterable(_sign(books, *label) for label in labels))
    rules = dict.fromkeys(rule.id for book in books for rule in book.suggestions)
    for rule in rules:
        yield from _suggestion(books, rule)
    if any(book.findings for book in books):
        yield "### What is wrong with a draft"
        yield "\n".join(_findings(books))
    yield from _references(books)


def _sign(books: Sequence[Playbook], table: str, label: str) -> Iterator[str]:
    """Yield the lines of a label: what it is, then two messages of each language."""
    found = [
        (book, sign)
        for book in books
        for where, sign in signs_of(book)
        if sign.label == label and where.startswith(table)
    ]
    yield f"- {table} `{label}`: {_plain(found[0][1].about)}"
    for book, signs in groupby(found, key=lambda pair: pair[0]):
        examples = list(chain.from_iterable(_examples(sign) for _, sign in signs))[:3]
        if examples:
            yield f"  - {book.language}: {' · '.join(f'“{_plain(text)}”' for text in examples)}"


def _examples(sign: Sign) -> tuple[str, ...]:
    return sign.match[:2]


def _suggestion(books: Sequence[Playbook], rule_id: str) -> Iterator[str]:
    found = [(book, rule) for book in books for rule in book.suggestions if rule.id == rule_id]
    rule = found[0][1]
    need = NEED_OF[rule.kind]
    serves = f", serves `{need}`" if need else ""
    yield f"### Card `{rule.id}`"
    yield f"{_plain(rule.about)} (`{rule.kind}`{serves}, priority {rule.priority})"
    yield "\n".join(_when(rule))
    for book, translated in found:
        yield f"> {book.language}\n>\n{_texts(translated.text)}"
        if translated.informal:
            yield f"> {book.language}, on familiar terms\n>\n{_texts(translated.informal)}"


def _findings(books: Sequence[Playbook]) -> Iterator[str]:
    """Yield the lines of the findings: what each is, its advice, and two drafts a language."""
    tables = [(book, rule) for book in books for rule in book.findings]
    for name in dict.fromkeys(rule.id for _, rule in tables):
        ours = [(book, rule) for book, rule in tables if rule.id == name]
        yield f"- finding `{name}`: {_plain(ours[0][1].about)}"
        for language, group in groupby(ours, key=lambda pair: pair[0].language):
            rules = [rule for _, rule in group]
            yield f"  - {language}: {_plain(rules[0].advice)}{_drafts(rules)}"


def _drafts(rules: Sequence[FindingRule]) -> str:
    """Return the first drafts that have a finding, and how many words are put plainly."""
    drafts = list(chain.from_iterable(rule.match[:2] for rule in rules))[:3]
    shown = f" · {' · '.join(f'“{_plain(text)}”' for text in drafts)}" if drafts else ""
    swaps = sum(len(rule.replace) for rule in rules)
    words = sum(len(rule.unless) for rule in rules if rule.id in LACKING and not rule.patterns)
    needed = f" · {words} words that a draft needs" if words else ""
    return shown + (f" · {swaps} words with a plain one" if swaps else "") + needed


def _texts(texts: Iterable[str]) -> str:
    return "\n".join(f"> - {_plain(text)}" for text in texts)


def _when(rule: SuggestionRule | Inference) -> Iterator[str]:
    if rule.requires:
        yield f"- When {_joined(rule.requires, 'and')}"
    if rule.any:
        yield f"- {'And when' if rule.requires else 'When'} {_joined(rule.any, 'or')}"
    if rule.excludes:
        yield f"- Not when {_joined(rule.excludes, 'or')}"


def _joined(conditions: Iterable[Condition], word: str) -> str:
    parts = [in_words(condition) for condition in conditions]
    return f" {word} ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _inferences(playbooks: Playbooks) -> Iterator[str]:
    yield "## Tones that signs show together"
    yield (
        "Where no feeling is named, these tones follow from what one message shows "
        "([tones.toml](../rules/tones.toml)). A tone is asserted from 0.5; scores add up."
    )
    lines = []
    for rule in playbooks.inferences:
        when = "; ".join(line.removeprefix("- ").lower() for line in _when(rule))
        lines.append(f"- `{rule.tone}` {rule.score:g}: {_plain(rule.about)} ({when})")
    yield "\n".join(lines)


def _waits(playbooks: Playbooks) -> Iterator[str]:
    yield "## How long is long"
    yield (
        "What a short and a long wait are on each channel, and how long before its time a promise "
        "or a deadline is near ([waits.toml](../rules/waits.toml))."
    )
    rows = (_pace(channel, pace) for channel, pace in playbooks.paces.items())
    yield "\n".join(("| channel | short | long | near |", "|---|---|---|---|", *rows))


def _limits(playbooks: Playbooks) -> Iterator[str]:
    yield "## What may be promised"
    yield (
        "A draft that promises more is told so, with the clause "
        "([promises.toml](../rules/promises.toml))."
    )
    rows = (_limit(limit) for limit in playbooks.limits)
    yield "\n".join(("| matter | not before | at most | clause |", "|---|---|---|---|", *rows))


def _limit(limit: Limit) -> str:
    soonest = _soonest(limit.soonest)
    most = f"{limit.above:g}" if limit.above is not None else "-"
    what = f"{limit.matter}: {_plain(limit.about)}"
    return f"| {what} | {soonest} | {most} | {_plain(limit.policy or '-')} |"


def _soonest(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    days, rest = divmod(seconds, 86400)
    return f"{days:g} days" if days > 1 and not rest else _duration(seconds)


def _pace(channel: str, pace: Pace) -> str:
    waits = (_duration(seconds) for seconds in (pace.short, pace.long, pace.near))
    return f"| {_plain(channel)} | {' | '.join(waits)} |"


def _references(books: Sequence[Playbook]) -> Iterator[str]:
    sources = dict.fromkeys(chain.from_iterable(book.references for book in books))
    if sources:
        yield "Sources: " + "; ".join(map(_plain, sources)) + "."


def _plain(text: str) -> str:
    """Return `text` with what Markdown or HTML would read as markup escaped."""
    return re.sub(r"([\\`*_<>\[\]|#~])", r"\\\1", " ".join(text.split()))
