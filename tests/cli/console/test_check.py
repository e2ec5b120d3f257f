"""What a server would make of a payload, in words and as one object."""

from dataclasses import replace

from assist.cli.console.check import Checked, checked, lines, plain
from assist.cli.console.hook import Hook
from assist.cli.console.proof import Verdict
from assist.config import Webhook
from assist.consoles.contract import Connector, Heard
from assist.consoles.registry import named
from assist.errors import FrameError
from assist.webhooks import Signed
from assist.wire.requests import ContextRequest, MessageRequest

YES = Verdict(proven=True, why="by chatwoot")
MESSAGE = MessageRequest(conversation="c", message_id="m", speaker="customer", text="hi")
AGENT = ContextRequest(conversation="c", context_id="k", agent="7")


def found(heard: Heard, verdict: Verdict = YES, **webhook: object) -> Checked:
    """Return the report on a payload that says `heard`, to a server with settings."""
    history = named("chatwoot").history
    connector = Connector(title="Desk", read=lambda _: heard, write=lambda _: None, history=history)
    known = Webhook(scheme="chatwoot", secrets=(), console="chatwoot", **webhook)  # type: ignore[arg-type]
    hook = Hook(name="chatwoot", webhook=known, connector=connector, place=("acme", "chat"))
    return checked(hook, Signed(headers={}, body=b""), verdict)


def test_what_is_said_and_what_is_left_out_are_told() -> None:
    report = found(Heard(said=(MESSAGE,), left_out=("a private note",), account="1"))
    told = lines(report)
    assert told[0] == ("proof", "yes: by chatwoot")
    assert ("says", "customer says “hi”") in told
    assert ("", "conversation c, message m, no time") in told
    assert ("left out", "a private note") in told
    assert ("account", "1") in told
    assert plain(report)["says"][0]["type"] == "message.post"


def test_what_a_payload_lacks_is_told() -> None:
    missing = found(Heard(said=(MESSAGE,)), api="https://x").missing
    assert [one.split(":")[0] for one in missing] == ["a time", "a name of who speaks", "an agent"]
    whole = replace(MESSAGE, at=1.0, name="Jane")
    assert found(Heard(said=(AGENT, whole)), api="https://x").missing == ()


def test_what_the_settings_lack_is_told() -> None:
    heard = Heard(said=(AGENT,), account="1")
    assert any('account = "1"' in one for one in found(heard).missing)
    assert any("take account 2 alone" in one for one in found(heard, account="2").missing)
    assert found(heard, account="1", api="https://x").missing == ()
    assert any(one.startswith("api ") for one in found(heard).missing)


def test_a_request_that_is_not_proven_or_not_read_is_not_right() -> None:
    assert found(Heard()).right
    assert found(Heard(), Verdict(proven=None, why="")).right
    refused = found(Heard(), Verdict(proven=False, why="no"))
    assert not refused.right
    assert lines(refused)[0] == ("proof", "NO: no")

    def unread(_: Signed) -> Heard:
        raise FrameError("a number", path="$.id")

    connector = Connector(title="Desk", read=unread, write=lambda _: None)
    hook = Hook(
        name="chatwoot", webhook=Webhook(scheme="chatwoot", secrets=()), connector=connector
    )
    report = checked(hook, Signed(headers={}, body=b""), YES)
    assert not report.right
    assert ("cannot be read", "$.id: it should be a number") in lines(report)


def test_a_handshake_is_told_by_its_length() -> None:
    report = found(Heard(echo="3eZbrw"))
    assert ("sent back", "6 characters, to prove that we listen") in lines(report)
