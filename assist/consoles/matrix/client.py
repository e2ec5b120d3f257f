"""Requests of Matrix's client-server API -> their answers, or what is wrong with the connection.

It asks, logs in and joins; it has no way to send anything into a room.
"""

import json
from ssl import SSLCertVerificationError, SSLContext
from types import TracebackType
from typing import Any, Final, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from assist.config import Stream
from assist.consoles.matrix.events import KINDS
from assist.consoles.payload import decode
from assist.errors import ConfigError, FrameError

DEVICE: Final = "WARMLINE"
"""One for all starts: each new one would stay in the account's list for ever."""
PATIENCE: Final = 30.0
"""Seconds that the server may hold a request back until something is said."""
_ANSWER: Final = 15.0
_API: Final = "/_matrix/client/v3"
_MEMBERS: Final = {"lazy_load_members": True, "include_redundant_members": True}
_NOTHING: Final[dict[str, list[str]]] = {"types": []}
_BESIDE: Final = {"presence": _NOTHING, "account_data": _NOTHING}
_ROOM: Final = {
    "account_data": _NOTHING,
    "ephemeral": _NOTHING,
    "state": {"types": ["m.room.member"], **_MEMBERS},
    "timeline": {"types": KINDS, "limit": 10, "lazy_load_members": True},
}
_PLACE: Final = {"state": _NOTHING, "timeline": {**_NOTHING, "limit": 1}}
"""Of a room, where nothing of it is wanted but where it stands."""
_HIDDEN: Final = (400, 403, 404)
"""What a server answers of what we may not see, or what is not there."""

Answer = TypeVar("Answer")


class _Events(msgspec.Struct):
    events: list[msgspec.Raw] = []


class _Timeline(_Events):
    limited: bool = False
    prev_batch: str | None = None


class Joined(msgspec.Struct):
    """What is new in a room."""

    timeline: _Timeline = msgspec.field(default_factory=_Timeline)
    state: _Events = msgspec.field(default_factory=_Events)


class Invited(msgspec.Struct):
    """What is shown of a room before it is joined."""

    invite_state: _Events = msgspec.field(default_factory=_Events)


class _Rooms(msgspec.Struct):
    join: dict[str, Joined] = {}
    leave: dict[str, Joined] = {}
    invite: dict[str, Invited] = {}


class Sync(msgspec.Struct):
    """What is new since a mark; `next_batch` is the next one."""

    next_batch: str
    rooms: _Rooms = msgspec.field(default_factory=_Rooms)


class Page(msgspec.Struct):
    """A piece of a room's history, with those who speak in it."""

    chunk: list[msgspec.Raw] = []
    state: list[msgspec.Raw] = []
    end: str | None = None


class _Account(msgspec.Struct):
    user_id: str
    access_token: str = ""


class _Sender(msgspec.Struct):
    sender: str


class UnknownMark(Exception):
    """The server does not know where we left off."""


class Client:
    """One session with a Matrix server.

    Args:
        stream: where, as whom.
        token: of a session that has not ended, as far as is known.
        trusted: whose certificates are believed; None: those that the machine believes.
    """

    def __init__(self, stream: Stream, token: str | None, trusted: SSLContext | None) -> None:
        self.token = token
        self._stream = stream
        self._http = httpx.AsyncClient(
            base_url=stream.url.rstrip("/"),
            verify=trusted or not stream.url.startswith("http://"),
            timeout=_ANSWER,
            trust_env=False,
        )

    async def __aenter__(self) -> "Client":
        """Return itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the connection."""
        await self._http.aclose()

    async def log_in(self) -> str:
        """Return our own name once the server knows us.

        Raises:
            ConfigError: it does not.
        """
        if not self._stream.url.startswith(("https://", "http://")):
            raise ConfigError("url: write https://host, the address of its client-server API")
        secret = self._stream.secrets[0].decode("utf-8", "replace") if self._stream.secrets else ""
        for token in (self.token or "", secret):
            # The secret may be an access token or the password: the server knows.
            if _is_token(token) and (account := await self._whoami(token)) is not None:
                self.token = token
                return account
        if self._stream.user is None:
            raise ConfigError("user: missing; write the whole name, as @warmline:example.com")
        return await self._by_password(self._stream.user, secret)

    async def sync(self, since: str | None, patience: float, rooms: tuple[str, ...] = ()) -> Sync:
        """Return what is new; without `since` where the server stands, and who invites us.

        Raises:
            UnknownMark: there is no such mark.
        """
        chosen: dict[str, Any] = {"rooms": rooms} if rooms else {}
        chosen |= _PLACE if since is None else {}
        params = {
            "filter": json.dumps({**_BESIDE, "room": _ROOM | chosen}),
            "set_presence": "offline",
            "timeout": str(int(patience * 1000)),
        }
        params |= {} if since is None else {"since": since}
        response = await self._ask("GET", "/sync", params=params, timeout=patience + _ANSWER)
        if response.status_code == 400 and since is not None:
            raise UnknownMark
        return self._read(response, Sync)

    async def page(
        self, room: str, way: str, begin: str, end: str | None, count: int
    ) -> Page | None:
        """Return up to `count` events of a room, forwards (`f`) or backwards (`b`) from a mark.

        None where the room does not show us any.
        """
        chosen = json.dumps({"types": KINDS, **_MEMBERS})
        params = {"dir": way, "from": begin, "limit": str(count), "filter": chosen}
        params |= {} if end is None else {"to": end}
        path = f"/rooms/{quote(room, safe='')}/messages"
        response = await self._ask("GET", path, params=params)
        return None if response.status_code in _HIDDEN else self._read(response, Page)

    async def sender(self, room: str, event: str) -> str | None:
        """Return who sent an event; None where there is none that we may see."""
        path = f"/rooms/{quote(room, safe='')}/event/{quote(event, safe='')}"
        response = await self._ask("GET", path)
        if response.status_code in _HIDDEN:
            return None
        return self._read(response, _Sender).sender

    async def join(self, room: str) -> bool:
        """Accept an invitation; False where it does not stand any more."""
        response = await self._ask("POST", f"/join/{quote(room, safe='')}", json={})
        return response.status_code == 200

    async def _whoami(self, token: str) -> str | None:
        response = await self._ask("GET", "/account/whoami", token=token)
        if response.status_code in (401, 403):
            return None
        return self._read(response, _Account).user_id

    async def _by_password(self, user: str, password: str) -> str:
        login = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user},
            "password": password,
            "device_id": DEVICE,
            "initial_device_display_name": "Warmline",
        }
        response = await self._ask("POST", "/login", json=login)
        if response.status_code in (400, 401, 403):
            what = "user or secret: refused; write the password or an access token of this user"
            raise ConfigError(what)
        account = self._read(response, _Account)
        self.token = account.access_token
        return account.user_id

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        **options: Any,  # noqa: ANN401
    ) -> httpx.Response:
        """Return an answer that is worth to be looked at.

        Raises:
            ConnectionError: there is none now.
            ConfigError: nobody vouches for the server.
        """
        token = token or self.token
        headers = {"authorization": f"Bearer {token}"} if token and path != "/login" else {}
        try:
            response = await self._http.request(method, _API + path, headers=headers, **options)
        except httpx.RequestError as error:
            if _is_untrusted(error):
                raise ConfigError("url: a server whose certificate this machine trusts") from None
            raise ConnectionError(type(error).__name__) from None
        status = response.status_code
        if status == 429 or status >= 500:
            raise ConnectionError(f"it answers {status}")
        if status == 401 and path not in ("/login", "/account/whoami"):
            self.token = None
            raise ConnectionError("the session has ended")
        return response

    def _read(self, response: httpx.Response, kind: type[Answer]) -> Answer:
        if response.status_code == 200:
            try:
                return decode(response.content, kind)
            except FrameError:
                pass
        what = f"url: what answers there ({response.status_code}) is no Matrix server"
        raise ConfigError(f"{what}; write the address of its client-server API")


def _is_token(secret: str) -> bool:
    """Whether a secret can stand in a header, as access tokens do."""
    return secret.isascii() and secret.isprintable() and bool(secret)


def _is_untrusted(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None
