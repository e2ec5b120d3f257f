from dataclasses import replace
from pathlib import Path

import pytest

from assist.config import Settings
from assist.journal.records import Unavailable
from assist.journal.sqlite import SqliteJournal
from assist.server.auth import Grant
from assist.server.revocations import Revocations, What
from assist.wire.codes import Close

NOW = 1_000_000.0
SETTINGS = Settings(key_max_ttl=600)
GRANT = Grant(
    tenant="acme",
    role="agent",
    subject="ana",
    conversations=None,
    expires_at=NOW + 600,
    session="s1",
    token_id="t1",
    issued_at=NOW - 10,
)
NAMES: tuple[tuple[What, str], ...] = (("subject", "ana"), ("session", "s1"), ("token_id", "t1"))


class Holder:
    """A socket that notes how it ended."""

    def __init__(self, grant: Grant) -> None:
        self.grant = grant
        self.ends: list[int] = []

    def end(self, close: Close, *, drop: bool = False) -> None:
        assert drop
        self.ends.append(close.code)


@pytest.mark.parametrize(("what", "name"), NAMES)
async def test_A15_what_is_revoked_ends_its_sockets_and_is_refused_after_a_restart_too(
    tmp_path: Path, what: What, name: str
) -> None:
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    revocations = Revocations(journal, SETTINGS)
    others = (
        replace(GRANT, tenant="globex"),
        replace(GRANT, subject="s1", session="t1", token_id="ana"),
    )
    concerned, spared = Holder(GRANT), [Holder(grant) for grant in others]
    for holder in (concerned, *spared):
        revocations.add(holder)
    assert await revocations.revoke("acme", what, name, NOW) == 1
    assert concerned.ends == [4005]
    assert [holder.ends for holder in spared] == [[], []]
    await journal.close()
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    again = Revocations(journal, SETTINGS)
    assert not again.covers(GRANT)
    await again.load(NOW + 500)
    assert again.covers(GRANT)
    assert not any(again.covers(grant) for grant in others)
    await journal.close()


@pytest.mark.parametrize(("what", "name"), NAMES)
async def test_a_later_token_is_good_but_for_one_with_the_same_id(
    tmp_path: Path, what: What, name: str
) -> None:
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    revocations = Revocations(journal, SETTINGS)
    await revocations.revoke("acme", what, name, NOW)
    # An issuer's clock may be half a minute ahead of ours.
    assert revocations.covers(replace(GRANT, issued_at=NOW + 30))
    assert revocations.covers(replace(GRANT, issued_at=NOW + 31)) is (what == "token_id")
    await journal.close()


async def test_a_revocation_is_forgotten_once_every_token_from_before_has_expired(
    tmp_path: Path,
) -> None:
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    revocations = Revocations(journal, SETTINGS)
    await revocations.revoke("acme", "subject", "ana", NOW)
    last = replace(GRANT, issued_at=NOW + 30, expires_at=NOW + 630)
    await revocations.revoke("acme", "subject", "bob", last.expires_at + 30)
    assert revocations.covers(last)
    await revocations.revoke("acme", "subject", "bob", NOW + 800)
    assert not revocations.covers(last)
    assert [mark.id for mark in await journal.marks("revoked", NOW + 800)] == ["subject:bob"]
    await journal.close()


async def test_a_socket_that_left_is_not_told(tmp_path: Path) -> None:
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    revocations = Revocations(journal, SETTINGS)
    gone = Holder(GRANT)
    revocations.add(gone)
    revocations.remove(gone)
    revocations.remove(gone)
    assert await revocations.revoke("acme", "subject", "ana", NOW) == 0
    assert gone.ends == []
    await journal.close()


async def test_what_cannot_be_written_holds_here_all_the_same(tmp_path: Path) -> None:
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    revocations = Revocations(journal, SETTINGS)
    holder = Holder(GRANT)
    revocations.add(holder)
    await journal.close()
    with pytest.raises(Unavailable):
        await revocations.revoke("acme", "subject", "ana", NOW)
    assert holder.ends == [4005]
    assert revocations.covers(GRANT)
