from assist.journal.contract import Journal
from assist.journal.redis.engine import RedisJournal
from tests.journal.conformance import JournalContract
from tests.journal.erasing import ErasingContract
from tests.journal.keeping import KeepingContract


def as_promised(journal: RedisJournal) -> Journal:
    """Have mypy compare what it offers with the contract."""
    return journal


class TestContract(JournalContract):
    pass


class TestKeeping(KeepingContract):
    pass


class TestErasing(ErasingContract):
    pass
