import pytest

from assist.cli.console.page import plain, show, tell
from assist.consoles.docs import Known

DESK = Known(
    name="desk",
    title="Acme desk",
    proof="`header-token` (`x-desk`)",
    reads=("messages", "edits"),
    asks=True,
    page="desk.md",
)


def test_a_console_has_two_lines(capsys: pytest.CaptureFixture[str]) -> None:
    show([("webhook", DESK), ("stream", DESK)])
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "desk     Acme desk  docs/consoles/desk.md"
    assert lines[1] == "header-token (x-desk); messages, edits; earlier lines"
    assert lines[3] == "it is listened to"


def test_a_console_is_an_object_for_programs() -> None:
    assert plain(DESK) == {
        "name": "desk",
        "title": "Acme desk",
        "proof": "header-token (x-desk)",
        "reads": ["messages", "edits"],
        "earlier_lines": True,
        "page": "docs/consoles/desk.md",
    }


def test_what_could_drive_a_terminal_is_made_visible(capsys: pytest.CaptureFixture[str]) -> None:
    tell("De\x1bsk", [("says", "\x1b[2J[bold]hi[/bold]")])
    out = capsys.readouterr().out
    assert "\x1b[2J" not in out
    assert "[bold]hi[/bold]" in out
