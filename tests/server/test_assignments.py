import pytest

from assist.events import ContextGiven, Event, MessagePosted
from assist.journal.records import Entry, Key
from assist.server.assignments import Assignments
from assist.server.auth import Grant

CHAT = Key(tenant="acme", conversation="chat-1")


def grant(subject: str, tenant: str = "acme", *, assigned: bool = True) -> Grant:
    return Grant(
        tenant=tenant,
        role="agent",
        subject=subject,
        conversations=frozenset(),
        expires_at=4e9,
        assigned=assigned,
    )


class Bearer:
    """A socket that notes what it may follow no longer."""

    def __init__(self) -> None:
        self.lost: list[str] = []

    def withdraw(self, conversation: str) -> None:
        self.lost.append(conversation)


def tell(assignments: Assignments, agent: str | None, key: Key = CHAT) -> None:
    event: Event = ContextGiven(context_id="k", at=0.0, agent=agent)
    assignments.written(key, "epoch", (Entry(offset=1, event=event, inbound=True),))


def test_a_conversation_is_its_agent_s_as_it_was_said_last() -> None:
    assignments = Assignments()
    assert not assignments.covers(grant("ana"), "chat-1")
    tell(assignments, "ana")
    tell(assignments, None)
    assert assignments.covers(grant("ana"), "chat-1")
    assert not assignments.covers(grant("ana"), "chat-2")
    assert not assignments.covers(grant("ana", "globex"), "chat-1")
    assert not assignments.covers(grant("ana", assigned=False), "chat-1")
    tell(assignments, "bob")
    assert not assignments.covers(grant("ana"), "chat-1")
    assert assignments.covers(grant("bob"), "chat-1")


def test_a_grant_that_names_conversations_needs_no_assignment() -> None:
    named = Grant(
        tenant="acme",
        role="agent",
        subject="ana",
        conversations=frozenset({"chat-9"}),
        expires_at=4e9,
    )
    assert Assignments().covers(named, "chat-9")
    assert not Assignments().covers(named, "chat-1")


def test_the_former_agent_is_told_once_and_nobody_else() -> None:
    assignments, ana, bob, same = Assignments(), Bearer(), Bearer(), Bearer()
    for subject, bearer in (("ana", ana), ("bob", bob), ("ana", same)):
        assignments.add(grant(subject), bearer)
    assignments.remove(grant("ana"), same)
    for agent in ("ana", "ana", "bob", "bob"):
        tell(assignments, agent)
    assert (ana.lost, bob.lost, same.lost) == (["chat-1"], [], [])
    assignments.forget(CHAT)
    assert bob.lost == ["chat-1"]
    assert not assignments.covers(grant("bob"), "chat-1")
    assignments.forget(CHAT)


def test_whoever_was_never_there_can_leave() -> None:
    assignments, ana = Assignments(), Bearer()
    assignments.add(grant("ana", assigned=False), ana)
    assignments.remove(grant("ana"), ana)
    tell(assignments, "ana")
    tell(assignments, "bob")
    assert ana.lost == []


@pytest.mark.parametrize("speaker", ["customer", "agent"])
def test_other_events_assign_nothing(speaker: str) -> None:
    assignments = Assignments()
    said = MessagePosted(message_id="m", speaker=speaker, text="ana", at=0.0)  # type: ignore[arg-type]
    assignments.written(CHAT, "epoch", (Entry(offset=1, event=said, inbound=True),))
    assert not assignments.covers(grant("ana"), "chat-1")
