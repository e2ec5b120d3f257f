"""What a peer says happened -> an inbound event, masked, durable in its conversation's stream."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import fields
from functools import cache
from typing import Final
from zoneinfo import available_timezones

import msgpack

from assist.config.tenants import Tenant
from assist.events import (
    ContextGiven,
    Inbound,
    KindMuted,
    MessagePosted,
    MessageRevised,
    ReadingCorrected,
    SuggestionDecided,
)
from assist.journal.contract import Journal
from assist.journal.erasing import KEEP_MEMORIES
from assist.journal.records import Appended, Delivery, Key, Overtaken
from assist.ledger import Memory
from assist.privacy import Hit
from assist.server.ahead import Ahead
from assist.server.masking import Masking
from assist.vocabulary import Language, Speaker
from assist.wire.frames import CorrectReading, DecideSuggestion, Known, MuteKind

LONGEST_DELAY: Final = 120.0
"""Seconds by which a platform's time may lie behind ours and still be believed; else ours holds."""
_WORDS: Final = ("agent_name", "item")
"""What of the context may be anybody's words; the rest are ids and words of a list."""

AgentSays = DecideSuggestion | MuteKind | CorrectReading


class FieldError(Exception):
    """A field holds what does not exist; its text is the path of the field."""


class UnknownConversationError(Exception):
    """Nobody has said anything in this conversation."""


class _Row:
    """Messages of a series that are under way, in the order in which they came.

    `count`: how many; `refused`: one of them came after another node's; `last`: is set once the
    last one is written.
    """

    __slots__ = ("count", "last", "refused")

    def __init__(self) -> None:
        self.count = 0
        self.refused = False
        self.last: asyncio.Event | None = None


class Ingest:
    """Appends what platforms and agents report.

    Args:
        journal: where it rests.
        clock: seconds since the epoch.
        tenant: answers for a tenant's name: what it has masked.
        hid: is told what was masked in a message.
        ahead: answers a message that is about to be written, where it can.
    """

    def __init__(
        self,
        journal: Journal,
        clock: Callable[[], float],
        tenant: Callable[[str], Tenant] = lambda name: Tenant(name=name),
        hid: Callable[[tuple[Hit, ...]], None] = lambda hits: None,
        ahead: Callable[[Key, MessagePosted], Ahead | None] = lambda key, event: None,
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._masking = Masking(tenant, hid)
        self._ahead = ahead
        self._rows: dict[Key, _Row] = {}

    async def post(
        self,
        key: Key,
        *,
        message_id: str,
        speaker: Speaker,
        text: str,
        at: float | None,
        name: str | None,
        language: Language | None,
        late: bool = False,
        delivery: Delivery | None = None,
    ) -> Appended:
        """Make a message durable, masked.

        Args:
            at: when the platform says that it was sent, in seconds since the epoch.
            late: it was said before what is already here, at that time; without a time it is now.
            delivery: the request that brought it, where its sender may repeat that.

        Raises:
            IdConflict: `message_id` named another message before.
            Unavailable: nothing was written.
        """
        late = late and at is not None
        series = _history(key) if late else key
        # Of the words as they came: the journal keeps no hash that could be turned back. Late or
        # not it is the same message.
        body = digest(speaker, text, at, name, language)

        async def write(alone: bool) -> Appended:
            now, before = self._clock(), self._masking.carried(series)
            masked = self._masking.message(
                series, message_id, speaker, text.replace("\0", "\N{REPLACEMENT CHARACTER}")
            )
            after, fresh = self._masking.carried(series), False
            event = MessagePosted(
                message_id=message_id,
                speaker=speaker,
                text=masked,
                at=believed(at, now, late=late),
                late=late,
                name=self._masking.words(key.tenant, name),
                language=language,
            )
            done, ahead = None, self._ahead(key, event) if alone else None
            try:
                done = await self._journal.append(
                    *(key, message_id, body, event, now),
                    delivery=delivery,
                    after=before.message_id,
                    answer=ahead.commit if ahead else None,
                )
                fresh = not done.duplicate
            finally:
                if ahead:
                    ahead.settle(done)
                if not fresh and self._masking.carried(series) == after:
                    self._masking.carry(series, before)
            return done

        return await self._in_turn(series, write)

    async def _in_turn(self, series: Key, write: Callable[[bool], Awaitable[Appended]]) -> Appended:
        """Write a message in the light of the one before it, whichever node took that.

        Messages that come together go out together, each after the one before. Where another node
        was first, those under way are written again, one by one and in their order. `write` is told
        whether a message goes alone.
        """
        row = self._rows.get(series)
        if row is None:
            row = self._rows[series] = _Row()
        before, mine = row.last, asyncio.Event()
        row.count, row.last = row.count + 1, mine
        try:
            if not row.refused:
                try:
                    return await write(before is None or before.is_set())
                except Overtaken as overtaken:
                    row.refused = True
                    if before is None or before.is_set():
                        self._masking.learn(series, overtaken.since, overtaken.last)
            if before is not None:
                await before.wait()
            while True:
                try:
                    return await write(False)
                except Overtaken as overtaken:
                    self._masking.learn(series, overtaken.since, overtaken.last)
        finally:
            mine.set()
            row.count -= 1
            if not row.count:
                del self._rows[series]

    async def revise(
        self,
        key: Key,
        *,
        message_id: str,
        revision_id: str,
        text: str | None,
        at: float | None,
        delivery: Delivery | None = None,
    ) -> Appended:
        """Make durable that a message reads otherwise; `text` None: it was taken back.

        Raises:
            IdConflict: `revision_id` named another revision before.
            Unavailable: nothing was written.
        """
        now = self._clock()
        new = text and text.replace("\0", "\N{REPLACEMENT CHARACTER}")
        event = MessageRevised(
            revision_id=revision_id,
            message_id=message_id,
            at=believed(at, now),
            text=new and self._masking.edit(key.tenant, new),
        )
        body = digest(message_id, text, at)
        return await self._journal.append(key, revision_id, body, event, now, delivery=delivery)

    async def tell(self, key: Key, known: Known, *, delivery: Delivery | None = None) -> Appended:
        """Make durable what the platform knows; a customer who is named brings their past along.

        Raises:
            FieldError: there is no such time zone.
            IdConflict: `context_id` named another context before.
            Unavailable: nothing was written.
        """
        if known.timezone is not None and known.timezone not in _timezones():
            raise FieldError("$.timezone")
        now = self._clock()
        told = {field.name: getattr(known, field.name) for field in fields(Known)}
        past: tuple[Memory, ...] = ()
        if known.customer is not None:
            past = await self._journal.recall(key, known.customer, now - KEEP_MEMORIES)
        body = digest(*told.values())
        for field in _WORDS:
            told[field] = self._masking.words(key.tenant, told[field])
        event = ContextGiven(**{**told, "at": believed(known.at, now)}, memories=past)
        return await self._journal.append(
            key, known.context_id, body, event, now, delivery=delivery
        )

    def forget(self, key: Key) -> None:
        """Drop what is in memory of an erased conversation."""
        self._masking.forget(key)
        self._masking.forget(_history(key))

    async def hear(self, key: Key, said: AgentSays) -> Appended:
        """Make durable what the agent says of a card, a kind or a feeling.

        Raises:
            UnknownConversationError: there is nothing to speak of.
            IdConflict: the id named something else before.
            Unavailable: nothing was written.
        """
        if await self._journal.read(key, None, 0, 1) is None:
            raise UnknownConversationError
        now = self._clock()
        id, event, body = _of_agent(said, now)
        return await self._journal.append(key, id, body, event, now)


def _history(key: Key) -> Key:
    """Return what stands for the late messages of a conversation: they follow one another."""
    return Key(tenant=key.tenant, conversation=f"{key.conversation}\0late")


def _of_agent(said: AgentSays, now: float) -> tuple[str, Inbound, bytes]:
    """Return the id, the event and the digest of what an agent says."""
    match said:
        case DecideSuggestion(decision_id=id, suggestion_id=card, decision=decision):
            decided = SuggestionDecided(
                decision_id=id, suggestion_id=card, decision=decision, at=now
            )
            return id, decided, digest(card, decision)
        case MuteKind(mute_id=id, kind=kind, muted=muted):
            return id, KindMuted(mute_id=id, kind=kind, muted=muted, at=now), digest(kind, muted)
        case CorrectReading(correction_id=id, message_id=message, tone=tone):
            corrected = ReadingCorrected(correction_id=id, message_id=message, tone=tone, at=now)
            return id, corrected, digest(message, tone)


@cache
def _timezones() -> frozenset[str]:
    # To list them reads a folder: once, for it holds the event loop.
    return frozenset(available_timezones())


def believed(at: float | None, now: float, *, late: bool = False) -> float:
    """Return the time that a message is filed under.

    Waits are measured between it and our clock, so a platform's clock that is far off, or
    ahead, is not believed. What is `late` may have been said at any time before.
    """
    earliest = 0.0 if late else now - LONGEST_DELAY
    return at if at is not None and earliest <= at <= now else now


def digest(*fields: str | float | None) -> bytes:
    """Return what tells one body from another: the same fields give the same 16 bytes."""
    return hashlib.blake2b(msgpack.packb(fields), digest_size=16).digest()
