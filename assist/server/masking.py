"""What is said in a conversation -> the same with its personal data hidden, before anything else.

What a speaker's last message leaves for the next one (a card's first digits) is in memory only;
where another node took that message, it is learnt from the message as it rests.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from assist.config.tenants import Tenant
from assist.events import MessagePosted
from assist.journal.records import Key
from assist.privacy import ALWAYS, SORTS, Carry, Hit, Masker, Sort
from assist.vocabulary import Speaker

KEPT: Final = 50_000
"""Conversations of which it is known what their last messages left, some 300 bytes each. Of others
the next message is first refused and then masked anew, so they are more than one core carries at
once: with 10,000, and as many chats live, nearly every message was written twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What each side's last message leaves for its next one, up to the message `message_id`."""

    message_id: str = ""
    customer: Carry = field(default_factory=Carry, repr=False)
    agent: Carry = field(default_factory=Carry, repr=False)


_NOTHING: Final = Carried()
_OF_EVERY_SORT: Final = "call +44 20 7946 0958, SSN 536-90-4399, GB82 WEST 1234 5698 7654 32"
"""Made up; each of them has its tables loaded."""


class Masking:
    """Masks by each tenant's rules.

    Args:
        tenant: answers for a tenant's name.
        hid: is told what was hidden in a message.
    """

    def __init__(
        self,
        tenant: Callable[[str], Tenant],
        hid: Callable[[tuple[Hit, ...]], None] = lambda hits: None,
    ) -> None:
        self._tenant = tenant
        self._hid = hid
        self._carried: OrderedDict[Key, Carried] = OrderedDict()
        # The tables of phone numbers and accounts take their time at first, before anyone waits.
        Masker(sorts=frozenset(SORTS), locales=tenant("").locales).mask(_OF_EVERY_SORT)

    def carried(self, key: Key) -> Carried:
        """Return what a conversation's last messages left."""
        return self._carried.get(key, _NOTHING)

    def message(self, key: Key, message_id: str, speaker: Speaker, text: str) -> str:
        """Return a message masked; the next one of the conversation is masked in its light."""
        masked, mine, other = self._masker(key.tenant).turn(text, *self._sides(key, speaker))
        self.carry(key, _of_sides(message_id, speaker, mine, other))
        self._hid(masked.hits)
        return masked.text

    def learn(self, key: Key, said: Iterable[MessagePosted], last: str) -> None:
        """Go on from these messages of the conversation, its latest, as they rest.

        Where they are not kept, nothing is known of them but the id of the `last`.
        """
        self.forget(key)
        masker = self._masker(key.tenant)
        for one in said:
            mine, other = self._sides(key, one.speaker)
            mine, other = masker.resumed(one.text, mine), masker.asked(one.text, other)
            self.carry(key, _of_sides(one.message_id, one.speaker, mine, other))
        self.carry(key, replace(self.carried(key), message_id=last))

    def _sides(self, key: Key, speaker: Speaker) -> tuple[Carry, Carry]:
        """Return what the last messages of a speaker and of the other side left."""
        before = self.carried(key)
        both = before.customer, before.agent
        return both if speaker == "customer" else (both[1], both[0])

    def edit(self, tenant: str, text: str) -> str:
        """Return the new text of a message masked, by itself: others have followed it since."""
        masked, _ = self._masker(tenant).mask(text)
        self._hid(masked.hits)
        return masked.text

    def words(self, tenant: str, words: str | None) -> str | None:
        """Return a name or another short text masked."""
        return words and self._masker(tenant).mask(words)[0].text

    def carry(self, key: Key, carried: Carried) -> None:
        """Go on from here: a message that came twice, or not at all, leaves nothing."""
        self._carried.pop(key, None)
        if carried.message_id:
            self._carried[key] = carried
        if len(self._carried) > KEPT:
            self._carried.popitem(last=False)

    def forget(self, key: Key) -> None:
        """Drop what a conversation's last messages left."""
        self._carried.pop(key, None)

    def _masker(self, tenant: str) -> Masker:
        rules = self._tenant(tenant)
        return _masker(rules.mask, rules.locales)


@lru_cache(maxsize=256)
def _masker(sorts: frozenset[Sort], locales: tuple[str, ...]) -> Masker:
    return Masker(sorts=ALWAYS | sorts, locales=locales)


def _of_sides(message_id: str, speaker: Speaker, mine: Carry, other: Carry) -> Carried:
    customer, agent = (mine, other) if speaker == "customer" else (other, mine)
    return Carried(message_id=message_id, customer=customer, agent=agent)
