"""Who answers which conversation -> whether a token for "assigned" ones covers it, now."""

from typing import Protocol

from assist.events import ContextGiven
from assist.journal.contract import Journal
from assist.journal.records import Assignment, Entry, Key
from assist.server.auth import Grant


class Bearer(Protocol):
    """The socket of somebody whose token is for what is assigned to them."""

    def withdraw(self, conversation: str) -> None:
        """Follow a conversation no longer: somebody else answers it now."""


class Assignments:
    """The agent of each conversation, as `context.given` said last."""

    def __init__(self) -> None:
        self._agents: dict[Key, str] = {}
        self._bearers: dict[tuple[str, str], set[Bearer]] = {}

    async def load(self, journal: Journal) -> None:
        """Take up what the journal knows.

        Raises:
            Unavailable: it could not be read.
        """
        for assignment in await journal.assignments():
            self.told(assignment)

    def told(self, assignment: Assignment) -> None:
        """Take up what another node wrote."""
        self._pass_on(assignment.key, assignment.agent)

    def agent(self, key: Key) -> str | None:
        """Return who answers a conversation, if anybody said so."""
        return self._agents.get(key)

    def covers(self, grant: Grant, conversation: str) -> bool:
        """Whether `grant` is for this conversation, by its name or because it is assigned."""
        if not grant.assigned:
            return grant.covers(conversation)
        key = Key(tenant=grant.tenant, conversation=conversation)
        return self._agents.get(key) == grant.subject

    def add(self, grant: Grant, bearer: Bearer) -> None:
        """Tell `bearer` from now on when a conversation passes from them to somebody else."""
        if grant.assigned:
            self._bearers.setdefault((grant.tenant, grant.subject), set()).add(bearer)

    def remove(self, grant: Grant, bearer: Bearer) -> None:
        """Tell `bearer` no more."""
        whose = (grant.tenant, grant.subject)
        bearers = self._bearers.get(whose)
        if bearers is not None:
            bearers.discard(bearer)
            if not bearers:
                del self._bearers[whose]

    def written(self, key: Key, epoch: str, entries: tuple[Entry, ...]) -> None:
        """Follow what becomes durable; a listener of the journal, and the first of them.

        So the former agent is not shown the event that takes the conversation away.
        """
        for entry in entries:
            if isinstance(entry.event, ContextGiven) and entry.event.agent is not None:
                self._pass_on(key, entry.event.agent)

    def forget(self, key: Key) -> None:
        """Let nobody answer a conversation: it was erased."""
        former = self._agents.pop(key, None)
        if former is not None:
            self._tell(key, former)

    def _pass_on(self, key: Key, agent: str) -> None:
        former = self._agents.get(key)
        self._agents[key] = agent
        if former not in (None, agent):
            self._tell(key, former)

    def _tell(self, key: Key, former: str) -> None:
        for bearer in tuple(self._bearers.get((key.tenant, former), ())):
            bearer.withdraw(key.conversation)
