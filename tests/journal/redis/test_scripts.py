import hashlib
import re
from pathlib import Path

from assist.journal.redis import scripts
from tests.journal.redis.servers import RedisServer

FOLDER = Path(scripts.__file__).parent / "scripts"


def test_every_file_is_a_script_or_the_beginning_of_one() -> None:
    parts = {part for begins in scripts._PARTS.values() for part in begins}
    assert {path.stem for path in FOLDER.glob("*.lua")} == parts | set(scripts.SOURCES) | {"join"}


def test_every_script_begins_with_the_term() -> None:
    begin = (FOLDER / "begin.lua").read_text()
    assert all(source.startswith(begin) for source in scripts.SOURCES.values())


def test_every_script_is_known_by_its_hash(server: RedisServer) -> None:
    with server.client as client:
        for name, source in scripts.SOURCES.items():
            assert client.script_load(source) == scripts.HASHES[name]
            assert hashlib.sha1(source.encode()).hexdigest() == scripts.HASHES[name]


def test_what_counts_a_write_comes_before_all_that_writes() -> None:
    # A full Redis refuses INCR: nothing that comes before it may stay behind.
    writes = re.compile(r"call\('(?:H?SET|Z?S?ADD|XADD|ZREM|HDEL|DEL|EXPIRE|HINCRBY|SREM|PUBLISH)'")
    for name in ("commit", "erase", "mark"):
        own = (FOLDER / f"{name}.lua").read_text()
        found = writes.search(own)
        assert found is not None
        assert own.index("call('INCR'") < found.start(), name
