"""A payload and a console's webhook -> what a server would make of it, and what it lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from assist import codec
from assist.cli.console.hook import Hook
from assist.cli.console.proof import Verdict
from assist.consoles.contract import Heard
from assist.consoles.docs import clock, in_words
from assist.consoles.own import TYPES
from assist.errors import FrameError
from assist.webhooks import Signed
from assist.wire.requests import ContextRequest, MessageRequest, Said

_NAMES: Final = {kind: name for name, kind in TYPES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came out of a payload.

    Args:
        unread: why the body cannot be read; None: it can.
        missing: what the payload or the settings lack, in words.
    """

    title: str
    verdict: Verdict
    heard: Heard
    unread: str | None
    missing: tuple[str, ...]
    settings: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether a server would take it."""
        return self.verdict.proven is not False and self.unread is None


def checked(hook: Hook, request: Signed, verdict: Verdict) -> Checked:
    """Return what a server would make of a request."""
    heard, unread = Heard(), None
    try:
        heard = hook.connector.read(request)
    except FrameError as error:
        unread = f"{error.path}: it should be {error}"
    return Checked(
        title=hook.connector.title,
        verdict=verdict,
        heard=heard,
        unread=unread,
        missing=() if unread else (*_of_payload(heard), *_of_settings(hook, heard)),
        settings=() if hook.place else tuple(_table(hook)),
    )


def lines(found: Checked) -> list[tuple[str, str]]:
    """Return the report: a label and a line each."""
    proof = {True: "yes", False: "NO", None: "?"}[found.verdict.proven]
    told = [("proof", f"{proof}: {found.verdict.why}")]
    if found.unread is not None:
        told.append(("cannot be read", found.unread))
    told += [line for said in found.heard.said for line in _said(said)]
    if found.heard.echo is not None:
        told.append(("sent back", f"{len(found.heard.echo)} characters, to prove that we listen"))
    told += [("left out", why) for why in found.heard.left_out]
    if found.heard.account is not None:
        told.append(("account", found.heard.account))
    told += [("missing", what) for what in found.missing]
    labels = ("settings", *("" for _ in found.settings[1:]))
    return told + list(zip(labels, found.settings, strict=False))


def plain(found: Checked) -> dict[str, Any]:
    """Return the report as one object."""
    return {
        "console": found.title,
        "right": found.right,
        "proof": {"proven": found.verdict.proven, "why": found.verdict.why},
        "unread": found.unread,
        "says": [
            {"type": _NAMES[type(said)], "data": codec.to_plain(said)} for said in found.heard.said
        ],
        "left_out": list(found.heard.left_out),
        "account": found.heard.account,
        "sent_back": found.heard.echo,
        "missing": list(found.missing),
    }


def _said(said: Said) -> Iterator[tuple[str, str]]:
    yield "says", in_words(said)
    id = said.context_id if isinstance(said, ContextRequest) else said.message_id
    name = "context" if isinstance(said, ContextRequest) else "message"
    yield "", f"conversation {said.conversation}, {name} {id}, {clock(said.at)}"


def _of_payload(heard: Heard) -> Iterator[str]:
    messages = [said for said in heard.said if isinstance(said, MessageRequest)]
    agents = any(isinstance(one, ContextRequest) and one.agent is not None for one in heard.said)
    if any(message.at is None for message in messages):
        yield "a time: that of arrival holds"
    if any(message.name is None for message in messages):
        yield "a name of who speaks"
    if messages and not agents:
        yield "an agent: a transfer is seen only where one is named"


def _of_settings(hook: Hook, heard: Heard) -> Iterator[str]:
    account = hook.webhook.account
    if account is not None and heard.account not in (None, account):
        yield f"the settings take account {account} alone: a server leaves all of it out"
    elif account is None and heard.account is not None:
        yield f'account = "{heard.account}" in the settings, if others may send here too'
    if hook.connector.history is not None and hook.place and hook.webhook.api is None:
        yield "api and api_secret_files in the settings: earlier lines are not asked for"


def _table(hook: Hook) -> Iterator[str]:
    """Yield the table that the settings need."""
    webhook = hook.webhook
    yield "[tenants.NAME.webhooks.ENDPOINT]"
    yield f'console = "{hook.name}"'
    if webhook.mapping is not None:
        yield f'mapping = "{webhook.mapping}"'
        yield f'scheme = "{webhook.scheme}"'
    yield 'secret_files = ["FILE"]'
