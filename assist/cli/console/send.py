"""The requests of a console -> a server, signed as the console signs them, and its answers."""

import ipaddress
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from assist.cli.console.chat import Step
from assist.cli.console.hook import Hook
from assist.config import LOOPBACK
from assist.errors import ConfigError
from assist.webhooks import Signed
from assist.webhooks.sign import sign

if TYPE_CHECKING:
    import httpx

_PATIENCE: Final = 10.0
_LONGEST_PAUSE: Final = 10.0
_PUT: Final = {"matrix": "/_matrix/app/v1/transactions/{id}"}
"""Where a console puts its requests below the address, instead of posting them to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a server said to a step.

    Args:
        seconds: from the request to the answer.
        wrong: what would have been right; None: it was.
    """

    step: Step
    status: int
    seconds: float
    wrong: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Sends as a console does.

    Args:
        url: of the webhook.
        secret: what the console has.
        pace: whether to wait as long as the chat did, at most ten seconds each time.
    """

    hook: Hook
    url: str
    secret: bytes = field(repr=False)
    pace: bool = False

    def answers(self, steps: Sequence[Step]) -> Iterator[Answered]:
        """Send each step that the console has an event for; yield its answer.

        Raises:
            ConfigError: nobody answers there, or the secret cannot sign.
        """
        import httpx

        last: Signed | None = None
        at = 0.0
        with httpx.Client(timeout=_PATIENCE, trust_env=not is_near(self.url)) as client:
            for step in steps:
                if self.pace:
                    time.sleep(min(max(0.0, step.at - at), _LONGEST_PAUSE))
                    at = step.at
                if step.written is None:
                    continue
                if step.sort != "again" or last is None:
                    last = self._signed(step)
                try:
                    yield self._answered(client, step, last)
                except httpx.HTTPError as error:
                    what = f"nobody answers there ({type(error).__name__}); start the server"
                    raise ConfigError(f"{self.url}: {what}, or name its address") from None

    def _signed(self, step: Step) -> Signed:
        assert step.written is not None
        body, headers = step.written.body, dict(step.written.headers)
        id = secrets.token_hex(8)
        base = self.hook.webhook.url or self.url
        if self.hook.name in _PUT:
            base += _PUT[self.hook.name].format(id=id)
        if step.sort == "forged":
            return Signed(headers=headers, body=body, url=base)
        return sign(
            self.hook.webhook,
            self.secret,
            body,
            now=time.time(),
            id=id,
            url=base,
            headers=headers,
        )

    def _answered(self, client: "httpx.Client", step: Step, request: Signed) -> Answered:
        # What is signed may be the public address; what is asked is the one that was named.
        added = request.url.removeprefix(self.hook.webhook.url or self.url)
        since = time.perf_counter()
        answer = client.request(
            "PUT" if self.hook.name in _PUT else "POST",
            self.url + added,
            content=request.body,
            headers=dict(request.headers),
        )
        return Answered(
            step=step,
            status=answer.status_code,
            seconds=time.perf_counter() - since,
            wrong=self._wrong(step, answer),
        )

    def _wrong(self, step: Step, answer: "httpx.Response") -> str | None:
        connector = self.hook.connector
        right = 401 if step.sort == "forged" else connector.status
        if answer.status_code != right:
            told = answer.headers.get("x-warmline-error")
            return f"{right} was right" + (f"; the server says: {told}" if told else "")
        body = b"" if step.sort == "forged" else connector.answer
        if answer.content != body:
            return f"a body of {len(body)} bytes was right, not of {len(answer.content)}"
        return None


def is_near(url: str) -> bool:
    """Whether an address is one of this machine's own.

    Raises:
        ConfigError: it is no address of a webhook.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        sound = parts.scheme in ("http", "https") and bool(host) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise ConfigError(
            f"{url}: not a webhook's address; write http://127.0.0.1:8420/v1/hooks/TENANT/ENDPOINT"
        )
    try:
        return host in LOOPBACK or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
