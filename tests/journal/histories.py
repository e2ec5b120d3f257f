"""Histories of a journal, and the model that any engine must equal."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from assist.journal.contract import Journal
from assist.journal.records import Committed, IdConflict, Key
from assist.ledger import Memory
from tests.journal.conformance import NOW, expired, memory, post, step, stream

KEYS = [Key(tenant=tenant, conversation=name) for tenant in "ab" for name in ("x", "y")]


@dataclass
class Chat:
    """What a conversation must hold: the model that the journal is compared with."""

    log: list[str] = field(default_factory=list)
    bodies: dict[str, tuple[str, int]] = field(default_factory=dict)
    revision: int = 0
    folded: int = 0
    left: tuple[str, Memory] | None = None
    erased: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Post:
    key: Key
    message_id: str
    body: str

    async def run(self, journal: Journal, chats: dict[Key, Chat]) -> None:
        chat = chats[self.key]
        known = chat.bodies.get(self.message_id)
        try:
            done = await post(journal, self.message_id, self.key, self.body)
        except IdConflict:
            assert known is not None
            assert known[0] != self.body
            return
        if (offset := chat.erased.get(self.message_id)) is not None:
            assert (done.offset, done.duplicate) == (offset, True)
            return
        if known:
            assert known == (self.body, done.offset)
            assert done.duplicate
            return
        assert not done.duplicate
        chat.log.append(self.message_id)
        chat.bodies[self.message_id] = (self.body, done.offset)
        assert done.offset == len(chat.log)


@dataclass(frozen=True)
class Fold:
    key: Key
    behind: int
    outputs: int

    async def run(self, journal: Journal, chats: dict[Key, Chat]) -> None:
        chat = chats[self.key]
        top = len(chat.log)
        names = [f"s{n}" for n in range(self.outputs)]
        done = await journal.commit(
            step(chat.revision - self.behind, top, *(expired(name) for name in names), key=self.key)
        )
        if self.behind or not chat.log:
            assert done is None
            return
        assert done is not None
        assert [entry.offset for entry in done.entries] == list(
            range(top + 1, top + 1 + self.outputs)
        )
        chat.log.extend(names)
        chat.revision += 1
        chat.folded = top


@dataclass(frozen=True)
class Leave:
    """A conversation says what it left open, or that nothing is."""

    key: Key
    customer: str
    kept: bool
    others: tuple[str, ...]

    async def run(self, journal: Journal, chats: dict[Key, Chat]) -> None:
        chat = chats[self.key]
        if not chat.log:
            return
        kept = memory(self.key, NOW + chat.revision) if self.kept else None
        top = len(chat.log)
        done = replace(
            step(chat.revision, top, key=self.key),
            customer=self.customer,
            memory=kept,
            recalled=self.others,
        )
        assert await journal.commit(done) == Committed(entries=(), more=False)
        chat.revision += 1
        chat.folded = top
        for name in self.others:
            chats[self.key._replace(conversation=name)].left = None
        chat.left = (self.customer, kept) if kept else None


@dataclass(frozen=True)
class Erase:
    key: Key

    async def run(self, journal: Journal, chats: dict[Key, Chat]) -> None:
        chat = chats[self.key]
        assert await journal.erase(self.key, NOW) == bool(chat.log)
        known = {id: offset for id, (_, offset) in chat.bodies.items()}
        chats[self.key] = Chat(erased=chat.erased | known)


@dataclass(frozen=True)
class Restart:
    pass


Action = Post | Fold | Leave | Erase | Restart
keys = st.sampled_from(KEYS)
actions = st.one_of(
    st.builds(Post, key=keys, message_id=st.sampled_from("abcd"), body=st.sampled_from("12")),
    st.builds(Fold, key=keys, behind=st.integers(0, 1), outputs=st.integers(0, 3)),
    st.builds(
        Leave,
        key=keys,
        customer=st.sampled_from("pq"),
        kept=st.booleans(),
        others=st.lists(st.sampled_from("xy"), max_size=2).map(tuple),
    ),
    st.builds(Erase, key=keys),
    st.builds(Restart),
)


histories = st.lists(actions, max_size=30)


async def play(history: list[Action], reopen: Callable[[], Awaitable[Journal]]) -> None:
    """Do to a journal, opened anew now and then, what a history says, and compare it."""
    chats = {key: Chat() for key in KEYS}
    journal = await reopen()
    try:
        for action in history:
            if isinstance(action, Restart):
                await journal.close()
                journal = await reopen()
            else:
                await action.run(journal, chats)
        for key, chat in chats.items():
            await _compare(journal, key, chat)
        for key in KEYS:
            for customer in "pq":
                past = await journal.recall(key, customer, 0.0)
                assert {(customer, one.conversation): one for one in past} == {
                    (customer, other.conversation): chat.left[1]
                    for other, chat in chats.items()
                    if other.tenant == key.tenant and other != key
                    if chat.left and chat.left[0] == customer
                }
        backlog = {key for key, chat in chats.items() if _inbound_top(chat) > chat.folded}
        assert set(await journal.work(0, 100)) == backlog
    finally:
        await journal.close()


async def _compare(journal: Journal, key: Key, chat: Chat) -> None:
    entries = await stream(journal, key)
    assert [entry.offset for entry in entries] == list(range(1, len(chat.log) + 1))
    names = [
        getattr(entry.event, "message_id" if entry.inbound else "suggestion_id")
        for entry in entries
    ]
    assert names == chat.log
    state = await journal.load(key)
    assert (state.revision if state else 0) == chat.revision
    assert (state.checkpoint if state else 0) == chat.folded


def _inbound_top(chat: Chat) -> int:
    return max((offset for _, offset in chat.bodies.values()), default=0)
