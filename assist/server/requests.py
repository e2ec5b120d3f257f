"""The requests of one peer, with what it may do -> subscriptions, messages, contexts, decisions."""

import asyncio
import math
from collections.abc import Awaitable
from typing import Final, Protocol

from assist.journal.records import Appended, IdConflict, Key, Unavailable
from assist.server.auth import Grant, Role
from assist.server.ingest import AgentSays, FieldError, UnknownConversationError
from assist.server.service import Service
from assist.server.subscription import Socket, Subscription
from assist.wire import codes
from assist.wire.codes import Refusal
from assist.wire.frames import (
    Acknowledged,
    CheckDraft,
    Checked,
    ClientFrame,
    CorrectReading,
    DecideSuggestion,
    GiveContext,
    Hello,
    MuteKind,
    Ping,
    Pong,
    PostMessage,
    ReviseMessage,
    Subscribe,
    Unsubscribe,
)

RETRY_MS: Final = 1000

PlatformSays = PostMessage | ReviseMessage | GiveContext


class Peer(Socket, Protocol):
    """The connection that the answers go to."""

    def fail(
        self,
        refusal: Refusal,
        *,
        id: int | None = None,
        c: str | None = None,
        path: str | None = None,
        retry_ms: int | None = None,
    ) -> None:
        """Refuse one request."""


class Requests:
    """What one peer asks for. Every request is checked against its grant."""

    def __init__(self, peer: Peer, grant: Grant, service: Service) -> None:
        self._peer = peer
        self._grant = grant
        self._service = service
        self._limits = service.settings.limits
        self._subscriptions: dict[str, Subscription] = {}
        self._posts: dict[int, asyncio.Task[None]] = {}
        self._done = asyncio.Event()
        service.assignments.add(grant, self)

    @property
    def held(self) -> bool:
        """Whether the peer waits for us: nothing of it is read while so much is in flight."""
        return len(self._posts) >= self._limits.in_flight

    async def answer(self, frame: ClientFrame) -> None:
        """Do what a frame asks for, and say so."""
        match frame:
            case PostMessage() | ReviseMessage() | GiveContext():
                await self._take(frame)
            case Hello():
                self._peer.fail(codes.BAD_REQUEST, path="$.t")
            case Ping():
                self._peer.say(Pong())
            case Pong():
                pass
            case Subscribe():
                self._subscribe(frame)
            case Unsubscribe():
                self._drop(frame.c)
                self._peer.say(Acknowledged(id=frame.id, c=frame.c))
            case DecideSuggestion() | MuteKind() | CorrectReading():
                if self._may(frame, "agent"):
                    await self._hear(frame)
            case CheckDraft():
                if self._may(frame, "agent"):
                    await self._check(frame)

    def resume(self, index: int, conversation: str, epoch: str, offset: int) -> None:
        """Follow a conversation from where a hello says that it was left."""
        if self._may_follow(conversation):
            self._follow(conversation, epoch, offset, None)
        else:
            path = f"$.resume[{index}]"
            self._peer.fail(codes.FORBIDDEN, c=conversation, path=path)

    def stop(self) -> None:
        """Follow nothing more; messages that were taken still become durable."""
        self._service.assignments.remove(self._grant, self)
        for conversation in tuple(self._subscriptions):
            self._drop(conversation)

    def use(self, grant: Grant) -> None:
        """Go on with a new grant of the same bearer: what it does not cover is followed no more."""
        self._service.assignments.remove(self._grant, self)
        self._service.assignments.add(grant, self)
        self._grant = grant
        for conversation in tuple(self._subscriptions):
            if not self._may_follow(conversation):
                self.withdraw(conversation)

    def withdraw(self, conversation: str) -> None:
        """Follow a conversation no longer, and say so: the peer may not see it any more."""
        if conversation in self._subscriptions:
            self._drop(conversation)
            self._peer.fail(codes.FORBIDDEN, c=conversation)

    def _subscribe(self, frame: Subscribe) -> None:
        full = len(self._subscriptions) >= self._limits.subscriptions
        if not self._may_follow(frame.c):
            self._peer.fail(codes.FORBIDDEN, id=frame.id)
        elif frame.offset and not frame.epoch:
            self._peer.fail(codes.BAD_REQUEST, id=frame.id, path="$.epoch")
        elif full and frame.c not in self._subscriptions:
            self._peer.fail(codes.LIMIT, id=frame.id)
        else:
            self._follow(frame.c, frame.epoch, frame.offset, frame.id, brief=frame.snapshot)

    def _follow(
        self,
        conversation: str,
        epoch: str | None,
        offset: int,
        request_id: int | None,
        *,
        brief: bool = False,
    ) -> None:
        self._drop(conversation)
        key = self._key(conversation)
        subscription = Subscription(
            key,
            self._service.journal,
            self._peer,
            epoch=epoch,
            offset=offset,
            page=self._limits.page,
            brief=brief,
            request_id=request_id,
        )
        self._subscriptions[conversation] = subscription
        self._service.hub.add(key, subscription)
        subscription.start()

    def _drop(self, conversation: str) -> None:
        subscription = self._subscriptions.pop(conversation, None)
        if subscription is not None:
            self._service.hub.remove(self._key(conversation), subscription)
            subscription.stop()
            # Overtaken before its `sub`: whoever waits for an answer gets one.
            if (overtaken := subscription.unanswered) is not None:
                self._peer.say(Acknowledged(id=overtaken, c=conversation))

    async def _take(self, frame: PlatformSays) -> None:
        if not self._may(frame, "platform"):
            return
        if frame.id in self._posts:
            self._peer.fail(codes.BAD_REQUEST, id=frame.id, path="$.id")
            return
        now = asyncio.get_running_loop().time()
        if wait := self._service.fairness.admit(self._grant.tenant, now):
            self._peer.fail(codes.RATE_LIMITED, id=frame.id, retry_ms=math.ceil(wait * 1000))
            return
        # Many messages become durable with one sync of the disk, so the next is read at
        # once, up to a bound. Tasks start in the order of their making: so do the appends.
        while self.held:
            self._done.clear()
            await self._done.wait()
        posting = self._posts[frame.id] = asyncio.create_task(self._post(frame))
        if isinstance(frame, GiveContext):
            # A customer's past is looked up first: the message behind must not overtake it.
            await asyncio.wait((posting,))

    async def _post(self, frame: PlatformSays) -> None:
        key = self._key(frame.c)
        try:
            appending = self._appending(key, frame)
            done = await self._service.telemetry.acknowledged("socket", key, appending)
            self._acknowledge(frame, done)
        except FieldError as error:
            self._peer.fail(codes.BAD_REQUEST, id=frame.id, path=str(error))
        except IdConflict:
            self._peer.fail(codes.ID_CONFLICT, id=frame.id)
        except Unavailable:
            self._peer.fail(codes.UNAVAILABLE, id=frame.id, retry_ms=RETRY_MS)
        finally:
            del self._posts[frame.id]
            self._done.set()

    def _appending(self, key: Key, frame: PlatformSays) -> Awaitable[Appended]:
        ingest = self._service.ingest
        match frame:
            case PostMessage():
                return ingest.post(
                    key,
                    message_id=frame.message_id,
                    speaker=frame.speaker,
                    text=frame.text,
                    at=frame.at,
                    name=frame.name,
                    language=frame.language,
                    late=frame.late,
                )
            case ReviseMessage():
                return ingest.revise(
                    key,
                    message_id=frame.message_id,
                    revision_id=frame.revision_id,
                    text=frame.text,
                    at=frame.at,
                )
            case GiveContext():
                return ingest.tell(key, frame)

    async def _hear(self, frame: AgentSays) -> None:
        try:
            self._acknowledge(frame, await self._service.ingest.hear(self._key(frame.c), frame))
        except UnknownConversationError:
            self._peer.fail(codes.UNKNOWN_CONVERSATION, id=frame.id)
        except IdConflict:
            self._peer.fail(codes.ID_CONFLICT, id=frame.id)
        except Unavailable:
            self._peer.fail(codes.UNAVAILABLE, id=frame.id, retry_ms=RETRY_MS)

    async def _check(self, frame: CheckDraft) -> None:
        try:
            found = await self._service.processor.draft(self._key(frame.c), frame.text)
            self._peer.say(Checked(id=frame.id, c=frame.c, findings=found))
        except Unavailable:
            self._peer.fail(codes.UNAVAILABLE, id=frame.id, retry_ms=RETRY_MS)

    def _acknowledge(self, frame: PlatformSays | AgentSays, done: Appended) -> None:
        self._peer.say(
            Acknowledged(
                id=frame.id, c=frame.c, e=done.epoch, o=done.offset, duplicate=done.duplicate
            )
        )

    def _may(self, frame: PlatformSays | AgentSays | CheckDraft, role: Role) -> bool:
        allowed = self._grant.role == role and self._covers(frame.c)
        if not allowed:
            self._peer.fail(codes.FORBIDDEN, id=frame.id)
        return allowed

    def _may_follow(self, conversation: str) -> bool:
        return self._grant.role != "admin" and self._covers(conversation)

    def _covers(self, conversation: str) -> bool:
        return self._service.assignments.covers(self._grant, conversation)

    def _key(self, conversation: str) -> Key:
        return Key(tenant=self._grant.tenant, conversation=conversation)
