"""A conversation in the journal -> where it stands at its last offset, as a `snap` frame."""

from assist import codec
from assist.conversation.state import Conversation
from assist.errors import FrameError
from assist.events import ContextGiven, Event, MessagePosted
from assist.journal.contract import Journal
from assist.journal.records import Key, Loaded
from assist.judgement.standing import standing
from assist.wire.frames import Snapshot, Standing

PAGE = 300


async def snapshot(journal: Journal, key: Key) -> Snapshot | None:
    """Return where a conversation stands; None if it is unknown.

    The committed state holds all up to its commit. What agents did since is not in it yet, and
    comes behind: whoever applies all of it to an empty view has missed nothing up to `o`.

    Raises:
        Unavailable: the journal could not be read.
    """
    while (loaded := await journal.load(key)) is not None:
        since = await _since(journal, key, loaded)
        again = await journal.load(key)
        # A commit between the two reads may have taken away what the second one looked for.
        if again is not None and (again.epoch, again.revision) == (loaded.epoch, loaded.revision):
            chat = conversation_of(loaded)
            events = (*_choice(chat), *standing(chat), *since)
            return Snapshot(
                c=key.conversation,
                e=loaded.epoch,
                o=loaded.top,
                events=tuple(_plain(event) for event in events),
            )
    return None


def _choice(chat: Conversation) -> tuple[Event, ...]:
    """Return that the customer wants none of this, where they said so."""
    if not chat.context.opted_out:
        return ()
    return (ContextGiven(context_id="", at=chat.now, opted_out=True),)


def conversation_of(loaded: Loaded) -> Conversation:
    """Return the state as last committed; one that this version cannot read stands nowhere."""
    if loaded.state is None:
        return Conversation.new()
    try:
        return codec.unpack(Conversation, loaded.state)
    except FrameError:
        return Conversation.new()


async def _since(journal: Journal, key: Key, loaded: Loaded) -> list[Event]:
    """Return what agents did beyond the checkpoint, up to the state's top."""
    found: list[Event] = []
    offset = loaded.checkpoint
    while offset < loaded.top:
        page = await journal.read(key, loaded.epoch, offset, PAGE)
        if page is None or not page.entries:
            break
        offset = page.entries[-1].offset
        found += [
            entry.event
            for entry in page.entries
            if entry.inbound
            and entry.offset <= loaded.top
            and not isinstance(entry.event, MessagePosted | ContextGiven)
        ]
    return found


def _plain(event: Event) -> Standing:
    kind, data = codec.event_to_plain(event)
    return Standing(k=kind, d=data)
