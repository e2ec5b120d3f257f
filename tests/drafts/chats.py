"""Short chats for the tests of drafts: who said what, then what is found in an unsent reply."""

from functools import cache

from assist.conversation.state import Conversation
from assist.events import ContextGiven, MessagePosted
from assist.findings import DraftFinding
from assist.playbooks.load import load
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from assist.resources import rules_dir
from assist.session import Session


@cache
def shipped() -> tuple[Reader, Playbooks]:
    playbooks = load(rules_dir())
    return Reader(playbooks), playbooks


def session(*turns: str, channel: str = "chat") -> Session:
    """Return a chat after `turns`, each `c: ...` of the customer or `a: ...` of the agent."""
    chat = Session(*shipped(), Conversation.new())
    chat.receive(ContextGiven(context_id="x", at=0.0, channel=channel), 0.0)
    for number, turn in enumerate(turns, 1):
        chat.receive(
            MessagePosted(
                message_id=f"m{number}",
                speaker="customer" if turn.startswith("c: ") else "agent",
                text=turn[3:],
                at=20.0 * number,
            ),
            20.0 * number,
        )
    return chat


def found(draft: str, *turns: str, channel: str = "chat") -> tuple[DraftFinding, ...]:
    """Return what is found in a draft after `turns`."""
    return session(*turns, channel=channel).draft(draft, 20.0 * (len(turns) + 1))


def names(draft: str, *turns: str, channel: str = "chat") -> list[str]:
    """Return the findings alone."""
    return [one.finding for one in found(draft, *turns, channel=channel)]


def mended(draft: str, *turns: str) -> str:
    """Return the draft with the edit of its first finding."""
    edit = found(draft, *turns)[0].edit
    assert edit is not None
    return draft[: edit.start] + edit.text + draft[edit.end :]
