import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from assist.drafts.tables import tables
from assist.errors import ConfigError
from assist.journal.sqlite import SqliteJournal
from assist.playbooks.load import load
from assist.playbooks.model import Playbooks
from assist.playbooks.versions import folder_of, pin, versions
from assist.reading.reader import Reader
from assist.server.processor import Processor
from assist.server.reload import Rules, Seen, Source, Start, Watcher
from assist.vocabulary import LANGUAGES
from tests.journal.conformance import NOW, post, stream
from tests.playbooks.rulefiles import write
from tests.server.harness import RULES
from tests.server.sidecar import Sidecar, frames, free_port, posting, warmline

OLD = (RULES / "en/delivery.toml").read_text()
NEW = OLD.replace("I'm on it: I'll find out where it is.", "I am on it now.")
NAME = "en/delivery.toml"


@pytest.fixture
def source(tmp_path: Path) -> Source:
    folder = write(tmp_path / "rules", {NAME: OLD})
    return Source(folder=folder, overlays=None, store=tmp_path / "data" / "rules")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(load(RULES), {})


@pytest.fixture
def rules(source: Source, reader: Reader) -> Rules:
    """The set in force; its reader is shared, since these sets hear the same."""
    playbooks = source.load()
    source.keep(playbooks, 1.0)
    return Rules(playbooks=playbooks, reader=reader)


@asynccontextmanager
async def watching(source: Source, rules: Rules) -> AsyncIterator[tuple[Watcher, list[str]]]:
    """Yield a watcher that looks often, and the versions that it puts into force."""
    used: list[str] = []

    def use(reader: Reader, playbooks: Playbooks) -> None:
        used.append(playbooks.version)

    start = Start(source=source, seen=source.seen(), rules=rules)
    watcher = Watcher(start, use, lambda: 2.0, every=0.02)
    watcher.start()
    yield watcher, used
    await watcher.stop()


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not happened():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_changed_files_come_into_force_and_are_kept(source: Source, rules: Rules) -> None:
    async with watching(source, rules) as (watcher, used):
        write(source.folder, {NAME: NEW})
        await until(lambda: bool(used))
        assert used == [watcher.rules.playbooks.version] == [load(source.folder).version]
        assert watcher.rules.reader is rules.reader
    assert [one.version for one in versions(source.store)] == [rules.playbooks.version, *used]
    assert (folder_of(source.store, used[0]) / NAME).read_text() == NEW


async def test_rules_in_force_are_made_ready_before_a_draft_asks(
    source: Source, rules: Rules
) -> None:
    async with watching(source, rules) as (watcher, _):
        assert watcher._warming is not None
        await watcher._warming
    made = tables.cache_info().misses
    for language in LANGUAGES:
        tables(rules.playbooks, language, rules.reader)
    assert tables.cache_info().misses == made


async def test_overlays_that_appear_beside_the_rules_are_taken_up(
    source: Source, rules: Rules
) -> None:
    async with watching(source, rules) as (watcher, used):
        write(source.folder.parent, {"overlays/vip/waits.toml": "[chat]\nlong = 300\n"})
        await until(lambda: bool(used))
        assert watcher.rules.playbooks.overlays.keys() == {"vip"}


async def test_K05_files_that_still_change_are_left_alone(source: Source, rules: Rules) -> None:
    looks = 0

    class Restless(Source):
        def seen(self) -> Seen:
            nonlocal looks
            looks += 1
            return ((NAME, looks, 0, 0),)

    restless = Restless(folder=source.folder, overlays=None, store=source.store)
    write(source.folder, {NAME: NEW})
    async with watching(restless, rules) as (_, used):
        await until(lambda: looks > 5)
        assert used == []


async def test_a_set_with_a_broken_file_comes_into_force_without_it(
    source: Source, rules: Rules, caplog: pytest.LogCaptureFixture
) -> None:
    async with watching(source, rules) as (watcher, used):
        write(source.folder, {"en/broken.toml": "not TOML"})
        await until(lambda: bool(used))
        assert len(watcher.rules.playbooks.diagnostics) == 1
    assert f"rules {used[0]}: 1 findings" in caplog.text


@pytest.mark.parametrize("change", ["emptied", "gone", "broken"])
async def test_a_set_of_which_nothing_can_be_used_is_refused(
    source: Source, rules: Rules, caplog: pytest.LogCaptureFixture, change: str
) -> None:
    async with watching(source, rules) as (watcher, used):
        if change == "broken":
            write(source.folder, {NAME: "not TOML"})
        else:
            (source.folder / NAME).unlink()
        if change == "gone":
            (source.folder / "en").rmdir()
            source.folder.rmdir()
        await until(lambda: "stay in force" in caplog.text)
        assert (watcher.rules, used) == (rules, [])
        assert f"rules {rules.playbooks.version} stay in force: {source.folder}" in caplog.text
        caplog.clear()
        write(source.folder, {NAME: NEW})
        await until(lambda: bool(used))


async def test_a_pinned_version_holds_until_the_folder_is_followed(
    source: Source, rules: Rules
) -> None:
    first = rules.playbooks.version
    async with watching(source, rules) as (_, used):
        write(source.folder, {NAME: NEW})
        await until(lambda: len(used) == 1)
        pin(source.store, first)
        await until(lambda: len(used) == 2)
        assert used[1] == first
        write(source.folder, {NAME: NEW + "\n"})
        pin(source.store, used[0])
        await until(lambda: len(used) == 3)
        assert used[2] == used[0]
        pin(source.store, None)
        await until(lambda: len(used) == 4)
        assert used[3] == load(source.folder).version
    assert [one.version for one in versions(source.store)] == [first, used[0], used[3]]


async def test_a_pinned_version_survives_a_new_start(source: Source, rules: Rules) -> None:
    pin(source.store, rules.playbooks.version)
    write(source.folder, {NAME: NEW})
    assert source.start(3.0).rules.playbooks.version == rules.playbooks.version


@pytest.mark.parametrize("damage", ["changed", "nonsense"])
async def test_a_start_goes_on_without_a_pinned_version_that_is_damaged(
    source: Source, rules: Rules, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    pin(source.store, rules.playbooks.version)
    if damage == "changed":
        write(folder_of(source.store, rules.playbooks.version), {NAME: NEW})
    else:
        (source.store / "pinned").write_text("latest")
    with pytest.raises(ConfigError, match="warmline rules follow"):
        source.next(rules, 3.0)
    write(source.folder, {NAME: NEW})
    assert source.start(3.0).rules.playbooks.version == load(source.folder).version
    assert "warmline rules follow" in caplog.text


async def test_a_store_that_cannot_be_written_stops_no_rule(
    source: Source, rules: Rules, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    blocked = Source(folder=source.folder, overlays=None, store=tmp_path / "file" / "rules")
    write(source.folder, {NAME: NEW})
    assert blocked.next(rules, 1.0).playbooks.version == load(source.folder).version
    assert "are not kept for a rollback" in caplog.text


async def test_it_looks_at_once_when_asked(source: Source, rules: Rules) -> None:
    used: list[Playbooks] = []
    start = Start(source=source, seen=source.seen(), rules=rules)
    watcher = Watcher(start, lambda _, new: used.append(new), lambda: 2.0, every=600.0)
    watcher.start()
    write(source.folder, {NAME: NEW})
    watcher.look()
    await until(lambda: bool(used))
    await watcher.stop()


async def test_a_chat_goes_on_with_the_new_rules_at_its_next_event(
    source: Source, rules: Rules, tmp_path: Path
) -> None:
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    processor = Processor(journal, rules.reader, rules.playbooks, lambda: NOW)
    processor.start()
    other = NEW.replace('"own-delivery"', '"hear-delivery"').replace('"ownership"', '"empathy"')
    write(source.folder, {NAME: other})
    try:
        for number, text in enumerate(("still no parcel", "my parcel is late"), start=1):
            if number == 2:
                new = source.next(rules, 2.0)
                processor.use(new.reader, new.playbooks)
            await post(journal, f"m{number}", body=text)
            async with asyncio.timeout(10):
                while await journal.work(0, 10):  # noqa: ASYNC110
                    await asyncio.sleep(0.005)
        events = [entry.event for entry in await stream(journal)]
    finally:
        await processor.stop()
        await journal.close()
    offered = [card for event in events if (card := getattr(event, "suggestion", None))]
    assert [card.version for card in offered] == [
        rules.playbooks.version,
        load(source.folder).version,
    ]


async def test_a_running_server_takes_up_files_signals_and_rollbacks(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    folder = write(tmp_path / "rules", {NAME: OLD})
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "assist", "serve", "--port", str(port)),
        *("--data", str(data), "--rules", str(folder)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    running = Sidecar(process, port, data)

    log = process.stderr

    async def logged(words: str) -> None:
        async with asyncio.timeout(30):
            while words not in (line := (await log.readline()).decode()):
                assert line, await process.communicate()

    async def card(number: int) -> str:
        chat = f"chat-{number}"
        async with running.peer("agent", [chat, "", 0]) as widget:
            await platform.send(posting(number, chat))
            while True:
                for event in await frames(widget, "ev", 1):
                    if event["k"] == "suggestion.offered":
                        return str(event["d"]["suggestion"]["version"])

    try:
        async with asyncio.timeout(30):
            while "  rules     " not in (line := (await process.stdout.readline()).decode()):
                assert line, await process.communicate()
        first = line.split()[1]
        async with running.peer("platform") as platform:
            assert await card(1) == first
            write(folder, {NAME: NEW})
            second = load(folder).version
            await logged(f"rules {second} are in force, {first} were")
            assert await card(2) == second
            code, out, _ = await warmline("rules", "rollback", "--data", str(data))
            assert (code, out.split()[0]) == (0, first)
            await logged(f"rules {first} are in force, {second} were")
            assert await card(3) == first
            process.send_signal(signal.SIGHUP)
            await logged(f"rules {first} stay in force: nothing changed in them")
        process.send_signal(signal.SIGTERM)
        assert (await running.ended())[0] == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
