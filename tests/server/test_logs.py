import asyncio
import gc
import json
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from assist.server import logs
from tests.server.harness import serving
from tests.server.sidecar import warmline

WORDS = "my card is 4111 and I am furious"
HOSTILE = {
    "a line of its own": "ana\n2026-01-01 ERROR root: all is lost",
    "carriage return": "ana\rERROR",
    "colours": "\x1b[31mred\x1b[0m",
    "a title": "\x1b]0;owned\x07",
    "one byte escape": "\x9b31m",
    "backspaces": "secret\x08\x08\x08",
    "NUL": "a\0b",
    "line separator": "a\u2028b\u2029c\x85d",
    "right to left": "\u202egnp.exe\u2066",
    "zero width": "a\u200bb\ufeff",
    "half a character": "\ud800",
    "tab and form feed": "a\tb\x0bc\x0cd",
}


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Put the process's logging back after each test."""
    root, ours = logging.getLogger(), logging.getLogger(logs.OURS)
    before = root.handlers[:], root.level, ours.level, threading.excepthook, sys.unraisablehook
    yield
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])
    threading.excepthook, sys.unraisablehook = before[3], before[4]
    logging.raiseExceptions = True
    logging.captureWarnings(False)


def record(message: str, *arguments: object, name: str = "warmline.socket") -> logging.LogRecord:
    return logging.LogRecord(name, logging.WARNING, "x.py", 1, message, arguments, None)


def failed() -> logging.LogRecord:
    try:
        raise ValueError(WORDS)
    except ValueError:
        return logging.LogRecord(
            "warmline.socket", logging.ERROR, "x.py", 1, "it failed", (), sys.exc_info()
        )


@pytest.mark.parametrize("form", [logs.TextLines(), logs.JsonLines()])
@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_peer_is_called_stays_on_one_line_and_does_nothing(
    name: str, form: logging.Formatter
) -> None:
    line = form.format(record("a peer is here with %s", HOSTILE[name]))
    assert line.isprintable()
    assert line.isascii() or isinstance(form, logs.TextLines)
    line.encode()
    if isinstance(form, logs.JsonLines):
        assert str(json.loads(line)["message"]).isprintable()


def test_what_can_be_printed_stays_as_it_is() -> None:
    line = logs.TextLines().format(record("a peer is here with %s", "Zoë’s café 😀 日本"))
    assert line.endswith("warmline.socket: a peer is here with Zoë’s café 😀 日本")


def test_a_text_line_says_when_how_grave_where_and_what() -> None:
    one = record("a thing %s", "happened")
    one.created, one.msecs = 1_767_268_800.25, 250.0
    assert (
        logs.TextLines().format(one)
        == "2026-01-01T12:00:00.250Z WARNING warmline.socket: a thing happened"
    )


def test_a_json_line_says_the_same() -> None:
    one = record("a thing %s", "happened")
    one.created, one.msecs = 1_767_268_800.25, 250.0
    assert json.loads(logs.JsonLines().format(one)) == {
        "time": "2026-01-01T12:00:00.250Z",
        "level": "WARNING",
        "logger": "warmline.socket",
        "message": "a thing happened",
    }


@pytest.mark.parametrize("form", [logs.TextLines(), logs.JsonLines()])
def test_an_exception_is_told_by_kind_and_place_alone(form: logging.Formatter) -> None:
    line = form.format(failed())
    assert "ValueError at " in line
    assert "test_logs.py:" in line
    assert "furious" not in line


def test_a_line_is_cut_where_it_is_long() -> None:
    assert len(logs.TextLines().format(record("%s", "x" * 1_000_000))) < 3000


def test_a_line_whose_arguments_do_not_fit_is_told_without_them() -> None:
    line = logs.TextLines().format(record("%s and %s", WORDS))
    assert "could not be written" in line
    assert "furious" not in line


@pytest.mark.parametrize(
    ("message", "left"),
    [
        (f"Task exception was never retrieved\nfuture: {WORDS}", "Task exception was never "
         "retrieved"),
        (f"Exception in callback hear({WORDS!r}) at x.py:1", "Exception in callback hear"),
        (f"Unhandled error in <Task {WORDS}>", "Unhandled error in"),
        (f'unknown key "{WORDS}"', "unknown key"),
        ("Invalid HTTP request received.", "Invalid HTTP request received."),
    ],
)  # fmt: skip
def test_of_a_library_only_the_words_before_what_it_quotes_are_told(
    message: str, left: str
) -> None:
    assert logs.TextLines().format(record(message, name="asyncio")).endswith(f"asyncio: {left}")


def test_the_same_line_comes_only_so_often() -> None:
    seldom = logs.Seldom(most=3, seconds=10.0)

    def passes(at: float, message: str = "a peer did it: %s") -> str | None:
        one = record(message, "again")
        one.created = at
        return one.getMessage() if seldom.filter(one) else None

    told = [passes(100.0 + number / 10) for number in range(5)]
    assert told == [
        "a peer did it: again",
        "a peer did it: again",
        "a peer did it: again (more of these are left out for 10 s)",
        None,
        None,
    ]
    assert passes(101.0, "another thing: %s") == "another thing: again"
    assert passes(110.0) == "a peer did it: again"
    # A clock that was set back holds nothing up.
    assert passes(50.0) == "a peer did it: again"


def test_libraries_say_nothing_below_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("text", "debug")
    logging.getLogger("websockets.server").debug("< TEXT %s", WORDS)
    logging.getLogger("uvicorn.error").info(WORDS)
    logging.getLogger("warmline.socket").debug("ours")
    err = capsys.readouterr().err
    assert "ours" in err
    assert "furious" not in err


@pytest.mark.parametrize(
    ("level", "heard"), [("debug", "DIWE"), ("info", "IWE"), ("warning", "WE"), ("error", "E")]
)
def test_the_level_is_kept(level: str, heard: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("text", level)
    ours = logging.getLogger("warmline.x")
    for number, letter in ((10, "D"), (20, "I"), (30, "W"), (40, "E")):
        ours.log(number, letter)
    assert "".join(line[-1] for line in capsys.readouterr().err.splitlines()) == heard


async def test_what_nobody_caught_is_told_without_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up("json", "info")

    def fail(text: str = "") -> None:
        raise ValueError(text)

    async def fail_later() -> None:
        raise ValueError(WORDS)

    class Failing:
        def __del__(self) -> None:
            raise ValueError(WORDS)

    asyncio.get_running_loop().call_soon(fail, WORDS)
    task = asyncio.create_task(fail_later())
    await asyncio.wait([task])
    del task
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    Failing()
    gc.collect()
    await asyncio.sleep(0.01)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["message"].partition(":")[0] for line in lines if "Error" in str(line)]
    assert sum("ValueError at " in str(line) for line in lines) == 4
    assert not [
        line for line in lines if "furious" in str(line) and line["logger"] != "py.warnings"
    ]


async def test_a_client_with_a_hostile_name_is_one_harmless_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("text", "info")
    name = "".join(HOSTILE.values()).replace("\ud800", "")
    async with serving(tmp_path) as running, running.open() as peer:
        await peer.send("hello", token=running.token(), client=name)
        await peer.receive("welcome")
    here = [line for line in capsys.readouterr().err.split("\n") if " is here with " in line]
    assert len(here) == 1
    assert here[0].isprintable()


async def test_a_page_that_is_refused_is_no_error_of_ours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("text", "info")
    async with serving(tmp_path) as running:
        with pytest.raises(InvalidStatus):
            async with running.open(origin="https://elsewhere.example"):
                pass
    err = capsys.readouterr().err
    assert "was refused" in err
    assert "ERROR" not in err


async def test_the_command_writes_lines_as_it_is_told(tmp_path: Path) -> None:
    held = tmp_path / "data"
    held.write_text("no folder")
    code, _, err = await warmline("serve", "--data", str(held), "--log", "json", "--port", "1")
    assert code == 2
    assert "Traceback" not in err
