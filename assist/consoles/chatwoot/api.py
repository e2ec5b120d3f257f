"""Chatwoot's API, asked as one of its users -> who that is, and what was said since a moment."""

from collections.abc import AsyncIterator
from typing import Final, TypeVar
from urllib.parse import urlencode

import httpx
import msgspec

from assist.consoles.chatwoot.messages import Id, Message, Page, of_message, whole
from assist.consoles.chatwoot.webhook import HISTORY
from assist.consoles.contract import Api, Heard
from assist.consoles.payload import decode
from assist.consoles.spoken import joined
from assist.errors import ConfigError, FrameError

_OVERLAP: Final = 60.0
"""Seconds by which a message may have been handed on later than one that was written after it."""
_LISTS: Final = 20
_PAGES: Final = 10

Answer = TypeVar("Answer")


class _Account(msgspec.Struct):
    id: Id


class Profile(msgspec.Struct):
    """A user: the token of their stream, and the accounts that they are in."""

    id: Id
    pubsub_token: str
    accounts: list[_Account]


class _Listed(msgspec.Struct):
    id: Id
    inbox_id: Id | None = None
    timestamp: float | None = None


class _List(msgspec.Struct):
    payload: list[_Listed]


class _Lists(msgspec.Struct):
    data: _List


class ChatwootApi:
    """Asks Chatwoot.

    Args:
        client: asks; it is the caller's to close.
        base: as https://chat.example.com.
        token: of a user (`api_access_token`).
    """

    def __init__(self, client: httpx.AsyncClient, base: str, token: bytes) -> None:
        self._client = client
        self._base = base
        self._token = token

    async def profile(self) -> Profile:
        """Return who we are.

        Raises:
            ConfigError: Chatwoot refuses the token, or is not there.
            ConnectionError: it does not answer.
        """
        return await self._get(f"{self._base}/api/v1/profile", Profile)

    async def missed(
        self, account: str, since: float, inboxes: tuple[str, ...]
    ) -> AsyncIterator[Heard]:
        """Yield what was said since a moment, conversation by conversation, each in its order.

        Args:
            account: its number.
            since: seconds since the epoch, by Chatwoot's clock.
            inboxes: their numbers; none: all.

        Raises:
            ConfigError, ConnectionError: as `profile`.
        """
        url = f"{self._base}/api/v1/accounts/{account}"
        start = since - _OVERLAP
        for number in range(1, _LISTS + 1):
            query = urlencode({"status": "all", "assignee_type": "all", "page": number})
            listed = (await self._get(f"{url}/conversations?{query}", _Lists)).data.payload
            # The latest come first.
            recent = [one for one in listed if one.timestamp is None or one.timestamp >= start]
            for one in recent:
                if not inboxes or str(one.inbox_id) in inboxes:
                    yield await self._since(url, one.id, start)
            if not recent:
                return

    async def _since(self, url: str, conversation: Id, start: float) -> Heard:
        """Return what was said in a conversation from a moment on."""
        messages: list[Message] = []
        older: str | None = None
        for _ in range(_PAGES):
            ask = HISTORY.ask(Api(url=url, secret=self._token), str(conversation), older)
            page = (await self._get(ask.url, Page)).payload
            messages = page + messages
            if not page or (whole(page[0].created_at) or 0.0) < start:
                break
            older = str(page[0].id)
        recent = (one for one in messages if (whole(one.created_at) or start) >= start)
        return joined(_heard(one, conversation) for one in recent)

    async def _get(self, url: str, kind: type[Answer]) -> Answer:
        headers = {"api_access_token": self._token.decode("utf-8", "replace")}
        try:
            response = await self._client.get(url, headers=headers)
        except httpx.InvalidURL:
            raise ConfigError("url: write the address of Chatwoot") from None
        except httpx.HTTPError as error:
            raise ConnectionError(f"Chatwoot does not answer: {type(error).__name__}") from None
        status = response.status_code
        if status in (401, 403, 404):
            raise ConfigError(f"Chatwoot answers {status}; check url, the API token and account")
        if status != 200:
            raise ConnectionError(f"Chatwoot answers {status}")
        try:
            return decode(response.content, kind)
        except FrameError as error:
            raise ConnectionError(
                f"Chatwoot's answer is not as it should be: {error.path}"
            ) from None


def _heard(message: Message, conversation: Id) -> Heard:
    try:
        return of_message(message, conversation)
    except FrameError:
        return Heard()
