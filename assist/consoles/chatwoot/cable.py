"""Chatwoot's live stream (Action Cable) -> what is said, as it is said.

It listens as a user of Chatwoot, whose API token is the secret: the user's profile names the token
of the stream. Nothing is ever written. In particular no presence is sent: Chatwoot shows the user
as online when the stream begins, and as away again a minute later.
Sources: chatwoot/chatwoot `app/channels/room_channel.rb`, `app/listeners/action_cable_listener.rb`,
`app/models/message.rb` (`push_event_data`), `config/environments/production.rb`; the protocol of
Action Cable. docs/consoles/chatwoot.md says what was checked.
"""

import asyncio
import json
import logging
from typing import Final
from urllib.parse import urlsplit

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, InvalidURI, WebSocketException
from websockets.typing import Origin, Subprotocol

from assist.config import Stream
from assist.consoles.chatwoot.api import ChatwootApi, Profile
from assist.consoles.chatwoot.messages import (
    Conversation,
    Id,
    Message,
    Meta,
    Owned,
    Person,
    of_change,
    of_conversation,
    of_message,
    whole,
)
from assist.consoles.contract import Heard, Take
from assist.consoles.payload import decode
from assist.errors import ConfigError, FrameError

PATIENCE: Final = 10.0
"""Seconds without a frame after which a connection is dead: the server pings every three."""
_LARGEST: Final = 4 * 1024 * 1024
_CHANGES: Final = ("created", "updated", "status_changed")
_CONVERSATION: Final = {f"conversation.{change}" for change in _CHANGES} | {"assignee.changed"}

log = logging.getLogger("warmline.consoles")


class _Frame(msgspec.Struct):
    type: str | None = None
    message: msgspec.Raw = msgspec.Raw(b"null")
    reconnect: bool | None = None


class _Named(msgspec.Struct):
    event: str
    data: msgspec.Raw


class _Assigned(msgspec.Struct):
    assignee_id: Id | None = None


class _Said(Message, kw_only=True):
    conversation_id: Id
    conversation: _Assigned | None = None


class ChatwootCable:
    """Listens to all that a user of Chatwoot may see in one account.

    Args:
        stream: `url` as https://chat.example.com; `secrets` the user's API token; `account` its
            number, where the user is in several; `rooms` the numbers of the inboxes, none: all.
        patience: seconds without a frame after which a connection is dead.
    """

    def __init__(self, stream: Stream, patience: float = PATIENCE) -> None:
        self._stream = stream
        self._patience = patience
        parts = urlsplit(stream.url)
        safe = "s" if parts.scheme in ("https", "wss") else ""
        self._site = f"http{safe}://{parts.netloc}"
        self._cable = f"ws{safe}://{parts.netloc}/cable"

    async def run(self, since: str | None, take: Take) -> None:
        """Listen until the connection breaks; first comes what was said since the mark."""
        async with httpx.AsyncClient(timeout=self._patience, trust_env=False) as client:
            base = (self._stream.api or self._site).rstrip("/")
            api = ChatwootApi(client, base, self._stream.secrets[0])
            profile = await api.profile()
            account = _account(profile, self._stream.account)
            socket = await self._connected()
            try:
                await self._subscribe(socket, profile, account)
                if since is not None:
                    async for heard in api.missed(account, float(since), self._stream.rooms):
                        await take(heard, None)
                begun = since is not None
                while True:
                    frame = await self._next(socket)
                    if frame.type == "ping" and not begun:
                        begun = True
                        await take(Heard(), _moment(frame))
                    await self._hand_on(frame, account, take)
            finally:
                await socket.close()

    async def _connected(self) -> ClientConnection:
        try:
            return await connect(
                self._cable,
                # Rails lets in whom its own pages send, and nobody who names no page.
                origin=Origin(self._site),
                subprotocols=[Subprotocol("actioncable-v1-json")],
                open_timeout=self._patience,
                close_timeout=1.0,
                # Chatwoot pings by frames of its own; while a gap is filled nobody reads them.
                ping_interval=None,
                max_size=_LARGEST,
                proxy=None,
            )
        except InvalidURI:
            raise ConfigError("url: write the address of Chatwoot") from None
        except InvalidStatus as error:
            status = error.response.status_code
            if 400 <= status < 500 and status not in (408, 429):
                raise ConfigError(f"url: {self._cable} answers {status}") from None
            raise ConnectionError(f"Chatwoot's stream answers {status}") from None
        except (WebSocketException, OSError, EOFError) as error:
            raise ConnectionError(f"no stream of Chatwoot: {type(error).__name__}") from None

    async def _subscribe(self, socket: ClientConnection, profile: Profile, account: str) -> None:
        """Ask for what the user may see, and wait until it comes."""
        channel = {
            "channel": "RoomChannel",
            "pubsub_token": profile.pubsub_token,
            "account_id": int(account) if account.isdecimal() else account,
            "user_id": profile.id,
        }
        frame = {"command": "subscribe", "identifier": json.dumps(channel)}
        try:
            async with asyncio.timeout(self._patience):
                await self._until(socket, "welcome")
                await socket.send(json.dumps(frame))
                await self._until(socket, "confirm_subscription")
        except TimeoutError:
            raise ConnectionError("Chatwoot does not confirm the subscription") from None
        except ConnectionClosed:
            raise ConnectionError("Chatwoot closed the stream") from None

    async def _until(self, socket: ClientConnection, type: str) -> None:
        while (await self._next(socket)).type != type:
            pass

    async def _next(self, socket: ClientConnection) -> _Frame:
        """Return the next frame.

        Raises:
            ConnectionError: none came in time, or Chatwoot ended the stream.
            ConfigError: Chatwoot wants us no more.
        """
        try:
            async with asyncio.timeout(self._patience):
                raw = await socket.recv(decode=False)
        except TimeoutError:
            raise ConnectionError(f"Chatwoot was silent for {self._patience:g} seconds") from None
        except ConnectionClosed:
            raise ConnectionError("Chatwoot closed the stream") from None
        try:
            frame = decode(raw, _Frame)
        except FrameError:
            return _Frame()
        if frame.type == "reject_subscription":
            raise ConfigError("Chatwoot rejects the subscription; check the API token and account")
        if frame.type == "disconnect":
            if frame.reconnect is False:
                raise ConfigError("Chatwoot ended the stream for good; check the API token")
            raise ConnectionError("Chatwoot ended the stream")
        return frame

    async def _hand_on(self, frame: _Frame, account: str, take: Take) -> None:
        if frame.type is not None or frame.message == msgspec.Raw(b"null"):
            return
        try:
            heard, mark = self._heard(decode(bytes(frame.message), _Named), account)
        except FrameError as error:
            log.warning("an event of Chatwoot's stream is not as it should be: %s", error.path)
            return
        if heard.said or heard.left_out:
            await take(heard, mark)

    def _heard(self, named: _Named, account: str) -> tuple[Heard, str | None]:
        """Return what an event says, and the mark after it."""
        data = bytes(named.data)
        owned = decode(data, Owned)
        inboxes = self._stream.rooms
        if str(owned.account_id) != account or (inboxes and str(owned.inbox_id) not in inboxes):
            return Heard(), None
        if named.event in ("message.created", "message.updated"):
            message = decode(data, _Said)
            created = named.event == "message.created"
            at = whole(message.created_at) if created else None
            return _of(message, created), None if at is None else f"{at:.0f}"
        if named.event in _CONVERSATION:
            return of_change(decode(data, Conversation), named.event), None
        return Heard(), None


def _of(message: _Said, created: bool) -> Heard:
    """Return what a message says, and whom it is between."""
    words = of_message(message, message.conversation_id, updated=not created)
    sender = message.sender or Person()
    agent = message.conversation.assignee_id if message.conversation else None
    meta = Meta(
        sender=sender if sender.type == "contact" else None,
        assignee=Person(id=agent, name=sender.name if _is(sender, agent) else None),
    )
    told = of_conversation(Conversation(id=message.conversation_id, meta=meta), str(message.id))
    return told + words if words.said else words


def _is(sender: Person, agent: Id | None) -> bool:
    return sender.type == "user" and agent is not None and sender.id == agent


def _moment(ping: _Frame) -> str | None:
    """Return the server's time that a ping tells, to go on from where nothing was said yet."""
    text = bytes(ping.message).decode("utf-8", "replace")
    return text if text.isascii() and text.isdecimal() else None


def _account(profile: Profile, account: str | None) -> str:
    """Return the number of the account that is listened to.

    Raises:
        ConfigError: the user is in none, in another, or in several.
    """
    names = [str(one.id) for one in profile.accounts]
    if account is None and len(names) == 1:
        return names[0]
    if account not in names:
        raise ConfigError("account: write the number of an account that the user is in")
    return account
