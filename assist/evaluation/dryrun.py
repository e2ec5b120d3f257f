"""Past chats, the rules in force and new ones -> which cards come up, go or change.

Each chat is played twice as it went: what the agents would have written beside other cards is
not known, so later cards of a chat are an estimate.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Final, Literal

from assist.conversation.state import Conversation
from assist.evaluation.past import Past, Step, cards
from assist.events import MessagePosted, Suggestion
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from assist.session import Session
from assist.vocabulary import Kind

What = Literal["added", "removed", "altered"]
WHATS: Final[tuple[What, ...]] = ("added", "removed", "altered")
SEEN: Final = ("kind", "title", "about", "text", "policy", "at")
"""What an agent sees of a card, and when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """Rules, and the reader that was made of them."""

    playbooks: Playbooks
    reader: Reader

    def session(self) -> Session:
        """Return the session of a chat that begins now."""
        return Session(self.reader, self.playbooks, Conversation.new())


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A card that differs, `at` seconds into its chat, and what the customer had said last.

    Beside an added card, `old` is the card of another rule that it takes the place of, if any;
    beside a removed one so is `new`. `fields` are those in which an altered card differs.
    """

    what: What
    chat: str
    at: float
    customer: str
    old: Suggestion | None
    new: Suggestion | None
    fields: tuple[str, ...] = ()

    @property
    def card(self) -> Suggestion:
        """The card that the change is about; of an altered one as it is now."""
        card = self.old if self.what == "removed" else self.new
        assert card is not None
        return card


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What the new rules would have changed.

    `old_cards` and `new_cards` count all cards, `same` those that do not differ. `by_kind` and
    `by_rule` count the changes; `examples` come from as many rules as there are.
    """

    old: str
    new: str
    chats: int
    messages: int
    old_cards: int
    new_cards: int
    same: int
    by_kind: Mapping[Kind, Mapping[What, int]]
    by_rule: Mapping[str, Mapping[What, int]]
    examples: tuple[Change, ...]

    def total(self, what: What) -> int:
        """Return how many cards were added, removed or altered."""
        return sum(counts[what] for counts in self.by_kind.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One chat with both sets: its customer's messages, the cards of each set, what differs."""

    messages: int
    old_cards: int
    new_cards: int
    changes: tuple[Change, ...]


def compare(pasts: Iterable[Past], old: RuleSet, new: RuleSet, *, examples: int = 3) -> Comparison:
    """Play each chat with both sets and count what differs; at most `examples` of each sort."""
    chats = messages = before = after = same = 0
    by_kind: defaultdict[Kind, Counter[What]] = defaultdict(Counter)
    by_rule: defaultdict[str, Counter[What]] = defaultdict(Counter)
    found: dict[What, dict[str, list[Change]]] = {what: {} for what in WHATS}
    for played in (play(past, old, new) for past in pasts):
        chats += 1
        messages += played.messages
        before += played.old_cards
        after += played.new_cards
        same += played.old_cards - sum(one.what != "added" for one in played.changes)
        for change in played.changes:
            by_kind[change.card.kind][change.what] += 1
            by_rule[change.card.rule][change.what] += 1
            alike = found[change.what].setdefault(change.card.rule, [])
            if len(alike) < examples:
                alike.append(change)
    return Comparison(
        old=old.playbooks.version,
        new=new.playbooks.version,
        chats=chats,
        messages=messages,
        old_cards=before,
        new_cards=after,
        same=same,
        by_kind=dict(sorted(by_kind.items())),
        by_rule=dict(sorted(by_rule.items(), key=lambda item: (-sum(item[1].values()), item[0]))),
        examples=tuple(chain(*(_spread(found[what].values(), examples) for what in WHATS))),
    )


def play(past: Past, old: RuleSet, new: RuleSet) -> Played:
    """Play one chat with both sets."""
    was, now = cards(past, old.session()), cards(past, new.session())
    said = [event for event in past.events if isinstance(event, MessagePosted)]
    return Played(
        messages=sum(event.speaker == "customer" for event in said),
        old_cards=sum(map(len, was.values())),
        new_cards=sum(map(len, now.values())),
        changes=tuple(changes(past, was, now)),
    )


def changes(
    past: Past,
    old: Mapping[Step, tuple[Suggestion, ...]],
    new: Mapping[Step, tuple[Suggestion, ...]],
) -> Iterator[Change]:
    """Yield what differs between the cards of two sets in one chat, step by step."""
    start = past.events[0].at if past.events else 0.0
    # A pause comes before its event.
    for step in sorted(old.keys() | new.keys(), key=lambda step: (step.event, not step.pause)):
        for what, was, now in _differing(old.get(step, ()), new.get(step, ())):
            card = was if what == "removed" else now
            yield Change(
                what=what,
                chat=past.id,
                at=card.at - start if card else 0.0,
                customer=past.words(step),
                old=was,
                new=now,
                fields=_fields(was, now) if what == "altered" else (),
            )


def _differing(
    old: Iterable[Suggestion], new: Iterable[Suggestion]
) -> Iterator[tuple[What, Suggestion | None, Suggestion | None]]:
    """Yield the cards of one step that differ; those of one rule are a pair."""
    was, now = list(old), list(new)
    for one in tuple(was):
        other = next((card for card in now if card.rule == one.rule), None)
        if other is not None:
            was.remove(one)
            now.remove(other)
            if _fields(one, other):
                yield "altered", one, other
    for gone, come in zip_longest(was, now):
        if gone is not None:
            yield "removed", gone, come
        if come is not None:
            yield "added", gone, come


def _fields(old: Suggestion | None, new: Suggestion | None) -> tuple[str, ...]:
    return tuple(name for name in SEEN if getattr(old, name) != getattr(new, name))


def _spread(by_rule: Iterable[list[Change]], most: int) -> list[Change]:
    """Return the first change of each rule, then the second of each, up to `most`."""
    rounds = zip_longest(*by_rule)
    return [change for one in rounds for change in one if change is not None][:most]
