"""What `context.given` says -> whose conversation it is, who answers it, and whether to read it."""

import sqlite3

from msgspec.structs import replace

from assist.events import ContextGiven, Inbound, MessagePosted, MessageRevised
from assist.journal import marks
from assist.journal.records import Assignment, Key
from assist.journal.secret import Secret
from assist.ledger import Memory


def permitted(connection: sqlite3.Connection, secret: Secret, key: Key, event: Inbound) -> Inbound:
    """Return what of an event may be written: nothing of who opted out or of what was erased."""
    match event:
        case MessagePosted(speaker="customer"):
            return replace(event, text="", name=None) if _opted_out(connection, key) else event
        case MessageRevised(text=str()):
            return replace(event, text="") if _opted_out(connection, key) else event
        case ContextGiven(opted_out=None, customer=str(customer)):
            if marks.marked(connection, secret, key.tenant, "opted-out", customer):
                return replace(event, opted_out=True, memories=())
        case ContextGiven(opted_out=True):
            return replace(event, memories=())
    if isinstance(event, ContextGiven) and event.memories:
        # Between the recall and this step one may have been erased.
        rested = tuple(one for one in event.memories if _rests(connection, key.tenant, one))
        return replace(event, memories=rested)
    return event


def _opted_out(connection: sqlite3.Connection, key: Key) -> bool:
    row = connection.execute(
        "SELECT opted_out FROM conversation WHERE tenant = ? AND conversation = ?",
        (key.tenant, key.conversation),
    ).fetchone()
    return row is not None and bool(row[0])


def _rests(connection: sqlite3.Connection, tenant: str, memory: Memory) -> bool:
    row = connection.execute(
        "SELECT at FROM memory WHERE tenant = ? AND conversation = ?", (tenant, memory.conversation)
    ).fetchone()
    return row is not None and bool(row[0] == memory.at)


def note(
    connection: sqlite3.Connection, secret: Secret, key: Key, event: Inbound, now: float
) -> None:
    """Keep what the row of a conversation says beside its events."""
    if not isinstance(event, ContextGiven):
        return
    where = (key.tenant, key.conversation)
    connection.execute(
        "UPDATE conversation SET agent = coalesce(?, agent), opted_out = coalesce(?, opted_out)"
        " WHERE tenant = ? AND conversation = ?",
        (event.agent, event.opted_out, *where),
    )
    if event.customer is not None:
        connection.execute(
            "INSERT OR IGNORE INTO customer (tenant, conversation, customer) VALUES (?, ?, ?)",
            (*where, event.customer),
        )
    for memory in event.memories:
        connection.execute(
            "INSERT OR IGNORE INTO brought (tenant, source, conversation)"
            " SELECT tenant, source, ? FROM brought WHERE tenant = ? AND conversation = ?"
            " UNION SELECT ?, ?, ?",
            (key.conversation, key.tenant, memory.conversation,
             key.tenant, memory.conversation, key.conversation),
        )  # fmt: skip
    if event.opted_out is not None:
        _remember_choice(connection, secret, key, event.opted_out, now)


def _remember_choice(
    connection: sqlite3.Connection, secret: Secret, key: Key, opted_out: bool, now: float
) -> None:
    """Let later conversations of the customer begin as this one stands."""
    names = connection.execute(
        "SELECT customer FROM customer WHERE tenant = ? AND conversation = ?",
        (key.tenant, key.conversation),
    ).fetchall()
    ids = [(key.tenant, secret.name(key.tenant, name)) for (name,) in names]
    connection.executemany(
        "DELETE FROM mark WHERE tenant = ? AND sort = 'opted-out' AND id = ?", ids
    )
    if opted_out:
        connection.executemany(
            "INSERT INTO mark VALUES (?, 'opted-out', ?, ?, '', NULL)",
            [(*id, now) for id in ids],
        )


def conversations(connection: sqlite3.Connection, tenant: str, customer: str) -> tuple[Key, ...]:
    """Return the conversations that were said to be a customer's."""
    rows = connection.execute(
        "SELECT conversation FROM customer WHERE tenant = ? AND customer = ? ORDER BY conversation",
        (tenant, customer),
    )
    return tuple(Key(tenant=tenant, conversation=name) for (name,) in rows)


def heirs(connection: sqlite3.Connection, key: Key) -> tuple[Key, ...]:
    """Return the conversations that something was brought to from this one."""
    rows = connection.execute(
        "SELECT conversation FROM brought WHERE tenant = ? AND source = ? ORDER BY conversation",
        (key.tenant, key.conversation),
    )
    return tuple(Key(tenant=key.tenant, conversation=name) for (name,) in rows)


def assignments(connection: sqlite3.Connection) -> tuple[Assignment, ...]:
    """Return who answers which conversation."""
    rows = connection.execute(
        "SELECT tenant, conversation, agent FROM conversation WHERE agent IS NOT NULL"
    )
    return tuple(
        Assignment(key=Key(tenant=tenant, conversation=conversation), agent=agent)
        for tenant, conversation, agent in rows
    )


def tenants(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the tenants of which there is a conversation."""
    rows = connection.execute("SELECT DISTINCT tenant FROM conversation ORDER BY tenant")
    return tuple(tenant for (tenant,) in rows)


def idle(connection: sqlite3.Connection, tenant: str, since: float, limit: int) -> tuple[Key, ...]:
    """Return conversations of a tenant without an event since a time, but for those held."""
    rows = connection.execute(
        "SELECT conversation FROM conversation WHERE tenant = ? AND at < ? AND NOT EXISTS"
        " (SELECT 1 FROM mark WHERE mark.tenant = conversation.tenant AND sort = 'held'"
        " AND id = conversation.conversation) ORDER BY at LIMIT ?",
        (tenant, since, limit),
    )
    return tuple(Key(tenant=tenant, conversation=name) for (name,) in rows)
