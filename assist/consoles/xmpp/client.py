"""A user of an XMPP server -> a connection of theirs that listens, and cannot say a word.

slixmpp 1.17.0 signs in and keeps the stream; what comes in is taken before its own handlers, which
would answer subscriptions and errors. Its loggers are silent: they write stanzas out.
"""

import asyncio
import logging
import ssl
import uuid
from typing import Final, Literal
from xml.etree.ElementTree import Element

from slixmpp import ClientXMPP, InvalidJID
from slixmpp.exceptions import IqError, IqTimeout
from slixmpp.stanza import Message, Presence, StreamError
from slixmpp.xmlstream import StanzaBase

from assist.consoles.xmpp.inbox import Inbox
from assist.consoles.xmpp.server import Server
from assist.consoles.xmpp.stanzas import RESULT
from assist.errors import ConfigError

logging.getLogger("slixmpp").setLevel(logging.CRITICAL + 1)

PATIENCE: Final = 20.0
"""Seconds to wait for an answer."""
_PARTING: Final = 0.5
_MECHANISMS: Final = frozenset(
    f"SCRAM-SHA-{size}{plus}" for size in ("1", "256", "512") for plus in ("", "-PLUS")
) | {"PLAIN"}
_NO_WAY_IN: Final = "url: a server that offers TLS, and SCRAM or PLAIN to sign in"
_UNTRUSTED: Final = "url: a server whose certificate this machine trusts"
_WRONG: Final = frozenset({"not-authorized", "account-disabled", "credentials-expired"})


class Refused(Exception):
    """The server answers no; the message is its condition, as `item-not-found`."""


class Client:
    """One connection; `inbox` are the messages that came in, `presences` who came and went.

    Args:
        user: an address; its resource names the connection.
        trusted: the certificates that are; None: none are.

    Raises:
        ConfigError: `user` is no address.
    """

    def __init__(
        self, server: Server, user: str, password: str, trusted: ssl.SSLContext | None = None
    ) -> None:
        self._server = server
        self.inbox = Inbox()
        self.presences: asyncio.Queue[Element] = asyncio.Queue()
        self._results: dict[str, list[Element]] = {}
        loop = asyncio.get_running_loop()
        self._started: asyncio.Future[None] = loop.create_future()
        self._end: asyncio.Future[Exception] = loop.create_future()
        plain = server.security == "none"
        login = {
            "use_mechs": set(_MECHANISMS),
            "unencrypted_scram": plain,
            "unencrypted_plain": plain,
        }
        try:
            if "@" not in user:
                raise InvalidJID
            self._xmpp = ClientXMPP(
                user,
                password,
                plugin_config={"feature_mechanisms": login},
                loop=loop,
                # Its own would read the machine's certificates twice, in the loop.
                ssl_context=trusted or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            )
        except InvalidJID:
            raise ConfigError("user: an address, as ada@example.com") from None
        self._prepare()

    def _prepare(self) -> None:
        xmpp, security = self._xmpp, self._server.security
        xmpp.enable_direct_tls = security == "tls"
        xmpp.enable_starttls = security == "starttls"
        xmpp.enable_plaintext = security == "none"
        xmpp.add_filter("in", self._incoming)
        xmpp.add_filter("out", lambda stanza: None if isinstance(stanza, Message) else stanza)
        xmpp.add_event_handler("session_start", self._start)
        xmpp.add_event_handler("failed_auth", self._not_let_in)
        xmpp.add_event_handler("no_auth", lambda _: self.end(ConfigError(_NO_WAY_IN)))
        xmpp.add_event_handler("ssl_invalid_chain", lambda _: self.end(ConfigError(_UNTRUSTED)))
        xmpp.add_event_handler("connection_failed", self._no_connection)
        xmpp.add_event_handler("disconnected", self._cut)

    @property
    def user(self) -> str:
        """The bare address that the server has bound."""
        return str(self._xmpp.boundjid.bare)

    async def open(self) -> None:
        """Sign in.

        Raises:
            ConnectionError: the server cannot be reached, or is not ready.
            ConfigError: it does not let this user in, or is not to be trusted.
        """
        self._xmpp.connect(self._server.host, self._server.port)
        waited = (self._started, self._end)
        await asyncio.wait(waited, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if self._end.done():
            raise self._end.result()
        if not self._started.done():
            raise ConnectionError("no answer in time")

    async def ended(self) -> None:
        """Wait for the end of the connection, and raise it."""
        raise await asyncio.shield(self._end)

    def end(self, error: Exception) -> None:
        """Let the connection end so, unless it has ended."""
        if not self._end.done():
            self._end.set_result(error)
            self.inbox.end(error)

    async def close(self) -> None:
        """Take leave of the server, briefly."""
        xmpp = self._xmpp
        xmpp.cancel_connection_attempt()
        self.inbox.release()
        try:
            await xmpp.disconnect(wait=_PARTING, ignore_send_queue=True)
        finally:
            xmpp.abort()
            for waiting in xmpp.scheduled_events.values():
                waiting.cancel()
            # slixmpp leaves its sender running for good.
            if xmpp._run_out_filters is not None:
                xmpp._run_out_filters.cancel()

    async def ask(
        self,
        kind: Literal["get", "set"],
        what: Element,
        to: str | None = None,
        *,
        patience: float = PATIENCE,
    ) -> Element:
        """Send a query and return the answer.

        Args:
            patience: seconds to wait for it.

        Raises:
            Refused: the answer is no.
            ConnectionError: there is none.
        """
        iq = self._xmpp.make_iq(itype=kind, ito=to)
        iq.append(what)
        try:
            answer = await iq.send(timeout=patience)  # type: ignore[no-untyped-call]
        except IqError as error:
            raise Refused(str(error.iq["error"]["condition"])) from None
        except IqTimeout:
            raise ConnectionError("no answer in time") from None
        return Element("iq") if answer is None else answer.xml

    async def ask_archive(
        self, query: Element, to: str | None = None
    ) -> tuple[list[Element], Element]:
        """Send a query to an archive; return the messages that it gives, and the end of its answer.

        Raises:
            Refused: the answer is no.
            ConnectionError: there is none.
        """
        name = uuid.uuid4().hex
        query.set("queryid", name)
        results = self._results[name] = []
        try:
            answer = await self.ask("set", query, to)
        finally:
            del self._results[name]
        own = (None, self.user) if to is None else (to,)
        return [one for one in results if one.get("from") in own], answer

    def show(self, presence: Element | None = None, to: str | None = None, **fields: str) -> None:
        """Send a presence."""
        stanza = self._xmpp.make_presence(pto=to)
        for name, value in fields.items():
            stanza[name] = value
        if presence is not None:
            stanza.append(presence)
        stanza.send()

    def _incoming(self, stanza: StanzaBase) -> StanzaBase | None:
        if isinstance(stanza, Message):
            self._message(stanza.xml)
        elif isinstance(stanza, Presence):
            self.presences.put_nowait(stanza.xml)
        elif isinstance(stanza, StreamError):
            self._stream_error(str(stanza["condition"]))
        else:
            return stanza
        return None

    def _message(self, message: Element) -> None:
        result = message.find(RESULT)
        if result is not None:
            asked = self._results.get(result.get("queryid", ""))
            if asked is not None:
                asked.append(message)
            return
        if self._xmpp.transport is not None:
            self.inbox.put(message, self._xmpp.transport)

    def _start(self, _: object) -> None:
        if not self._started.done():
            self._started.set_result(None)

    def _not_let_in(self, failure: StanzaBase) -> None:
        if failure["condition"] in _WRONG:
            self.end(ConfigError("user, secret: an address and its password, as the server has it"))
        elif failure["condition"] == "temporary-auth-failure":
            self.end(ConnectionError("the server cannot check passwords now"))

    def _cut(self, why: object) -> None:
        if isinstance(why, ssl.SSLCertVerificationError):
            self.end(ConfigError(_UNTRUSTED))
        self.end(ConnectionError("the connection is cut"))

    def _no_connection(self, error: object) -> None:
        if isinstance(error, ssl.SSLCertVerificationError):
            self.end(ConfigError(_UNTRUSTED))
        self.end(ConnectionError("the server cannot be reached"))

    def _stream_error(self, condition: str) -> None:
        if condition == "host-unknown":
            self.end(ConfigError("user: an address of that server"))
        self.end(ConnectionError(f"the server ended the stream: {condition}"))
