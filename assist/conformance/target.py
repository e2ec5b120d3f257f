"""A server's address and tokens -> sockets and requests to it."""

import asyncio
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, InvalidStatus
from websockets.typing import Origin, Subprotocol

from assist.conformance.peer import Peer, Refused
from assist.errors import ConfigError
from assist.wire.frames import Welcome
from assist.wire.subprotocols import SUBPROTOCOLS, Form

Side = Literal["agent", "platform"]
OWN: Final = "own"
"""Stands for the origin that the target was given."""
NAMES: Final[dict[Form, str]] = {form: name for name, form in SUBPROTOCOLS.items()}


class MissingToken(Exception):
    """A check needs a token of this side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back by HTTP; `body` is plain data where it is JSON."""

    status: int
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The server that is checked.

    Args:
        place: its host and port, as `127.0.0.1:8420`.
        secure: whether it is reached by TLS.
        origin: the page that the agent's sockets claim to come from.
        tokens: by side, as far as they were given.
        patience: seconds to wait for an answer.
    """

    place: str
    secure: bool
    origin: str
    tokens: Mapping[Side, str] = field(repr=False)
    patience: float = 15.0

    @classmethod
    def at(cls, url: str, *, tokens: Mapping[Side, str], origin: str | None = None) -> "Target":
        """Return the target at a URL.

        Raises:
            ConfigError: the URL is not one of a server.
        """
        parts = urlsplit(url)
        schemes = {"http": False, "ws": False, "https": True, "wss": True}
        if parts.scheme not in schemes or not parts.netloc:
            raise ConfigError(f"{url}: not a server's address; write http://127.0.0.1:8420")
        secure = schemes[parts.scheme]
        own = f"{'https' if secure else 'http'}://{parts.netloc}"
        return cls(place=parts.netloc, secure=secure, origin=origin or own, tokens=tokens)

    def chat(self) -> str:
        """Return the name of a conversation that nobody has used."""
        return f"conformance-{secrets.token_hex(8)}"

    def token(self, side: Side) -> str:
        """Return a token.

        Raises:
            MissingToken: none was given.
        """
        if side not in self.tokens:
            raise MissingToken(side)
        return self.tokens[side]

    @asynccontextmanager
    async def open(
        self,
        form: Form = "json",
        *,
        origin: str | None = OWN,
        offered: tuple[str, ...] | None = None,
        query: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> AsyncIterator[Peer]:
        """Open a socket and say nothing.

        Raises:
            Refused: the server answered with a status instead.
        """
        names = (NAMES[form],) if offered is None else offered
        url = f"{'wss' if self.secure else 'ws'}://{self.place}/v1/socket{query}"
        connecting = connect(
            url,
            subprotocols=[Subprotocol(name) for name in names] or None,
            origin=None if origin is None else Origin(self.origin if origin == OWN else origin),
            additional_headers=dict(headers or {}),
            compression=None,
            max_size=None,
            max_queue=None,
            open_timeout=self.patience,
            close_timeout=1,
            proxy=None,
        )
        try:
            connection = await connecting
        except InvalidStatus as refused:
            body = (refused.response.body or b"").decode(errors="replace").strip()
            raise Refused(refused.response.status_code, body) from None
        except InvalidHandshake as error:
            raise Refused(0, f"no websocket: {error}") from None
        try:
            yield Peer(connection, form, self.patience)
        finally:
            await connection.close()

    @asynccontextmanager
    async def peer(
        self, side: Side, form: Form = "json", *, resume: object = None
    ) -> AsyncIterator[Peer]:
        """Open a socket and be welcomed."""
        token = self.token(side)
        extra = {} if resume is None else {"resume": resume}
        origin = OWN if side == "agent" else None
        async with self.open(form, origin=origin) as peer:
            await peer.send("hello", token=token, client="conformance/1", **extra)
            await peer.receive(Welcome)
            yield peer

    async def request(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        data: bytes | None = None,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request; `body` goes as JSON, `data` as it is."""
        sent = dict(headers or {})
        if body is not None:
            data = json.dumps(body).encode()
        if data is not None:
            sent = {"content-type": "application/json"} | sent
        if token is not None:
            sent["authorization"] = f"Bearer {token}"
        url = f"{'https' if self.secure else 'http'}://{self.place}{path}"
        asked = urllib.request.Request(url, data, sent, method=method)
        return await asyncio.to_thread(self._request, asked)

    def _request(self, asked: urllib.request.Request) -> Answer:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(asked, timeout=self.patience) as found:
                status, headers, data = found.status, dict(found.headers), found.read()
        except urllib.error.HTTPError as error:
            with error:
                status, headers, data = error.code, dict(error.headers), error.read()
        try:
            body = json.loads(data)
        except ValueError:
            body = data.decode(errors="replace")
        lower = {name.lower(): value for name, value in headers.items()}
        return Answer(status=status, headers=lower, body=body)
