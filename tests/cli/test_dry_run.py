import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assist.cli import main
from assist.events import MessagePosted
from assist.journal.sqlite import SqliteJournal
from tests.journal.conformance import CHAT
from tests.playbooks.rulefiles import write
from tests.server.harness import RULES

OLD = (RULES / "en/delivery.toml").read_text()
NEW = OLD.replace("I'm on it: I'll find out where it is.", "I am on it now.")
LATE = "customer: my parcel is late\nagent: let me look\n"


def run(new: Path, against: Path | str, *args: str, given: str = "") -> Result:
    words = ["dry-run", str(new), "--against", str(against), "--rules", str(RULES), *args]
    return CliRunner().invoke(main, words, input=given)


def plain(new: Path, against: Path | str, *args: str, given: str = "") -> dict[str, Any]:
    result = run(new, against, "--json", *args, given=given)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return write(tmp_path / "new", {"en/delivery.toml": NEW})


def test_it_shows_counts_and_examples(new: Path, tmp_path: Path) -> None:
    file = tmp_path / "late-parcel.txt"
    file.write_text(LATE)
    lines = run(new, file).stdout.splitlines()
    assert lines[1] == "1 chats, 1 customer messages"
    assert lines[2] == "1 cards -> 1: 0 the same, 0 added, 0 removed, 1 altered"
    assert [
        line.split() for line in lines if line.startswith(("kind", "owner", "rule ", "own-"))
    ] == [
        ["kind", "added", "removed", "altered"],
        ["ownership", "0", "0", "1"],
        ["rule", "added", "removed", "altered"],
        ["own-delivery", "0", "0", "1"],
    ]
    assert lines[-5:] == [
        "altered, 1 of 1",
        "  late-parcel, 0:00 (text)",
        "    customer  my parcel is late",
        "    before    ownership, own-delivery: I'm on it: I'll find out where it is.",
        "    after     ownership, own-delivery: I am on it now.",
    ]


def test_the_json_has_the_documented_keys(new: Path) -> None:
    turns = [{"speaker": "customer", "text": "my parcel is late"}]
    lines = "".join(json.dumps({"id": id, "turns": turns}) + "\n" for id in ("a", "b"))
    found = plain(new, "-", "--examples", "1", given=lines)
    assert set(found) == {
        *("old", "new", "chats", "messages", "cards", "by_kind", "by_rule", "examples")
    }
    assert (found["chats"], found["messages"]) == (2, 2)
    assert found["cards"] == {"old": 2, "new": 2, "same": 0}
    assert found["by_rule"] == {"own-delivery": {"added": 0, "removed": 0, "altered": 2}}
    (example,) = found["examples"]
    assert (example["what"], example["chat"], example["fields"]) == ("altered", "a", ["text"])
    assert example["new"]["text"] == "I am on it now."
    assert example["new"]["version"] == found["new"]


async def test_a_journal_gives_its_chats(new: Path, tmp_path: Path) -> None:
    path = tmp_path / "data" / "journal.db"
    journal = await SqliteJournal.open(path)
    event = MessagePosted(message_id="m1", speaker="customer", text="my parcel is late", at=1.7e9)
    await journal.append(CHAT, "m1", b"", event, 1.7e9)
    # The server has the journal open all the while.
    for against in (path, path.parent):
        found = plain(new, against)
        assert found["chats"] == 1
        assert found["examples"][0]["chat"] == "acme/chat-1"
        assert found["examples"][0]["at"] == 0.0
    await journal.close()


def test_the_same_rules_change_no_card() -> None:
    result = run(RULES, "-", given=LATE)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1:] == [
        "1 chats, 1 customer messages",
        "1 cards -> 1: 1 the same, 0 added, 0 removed, 0 altered",
    ]


def test_rules_that_are_off_are_told(tmp_path: Path) -> None:
    new = write(tmp_path / "new", {"en/delivery.toml": OLD, "en/broken.toml": "not TOML"})
    result = run(new, "-", given=LATE)
    assert result.exit_code == 0
    assert f"{new}: 1 rule is off; `warmline check --rules {new}` says why." in result.stderr


def test_the_overlays_beside_the_rules_hold_for_their_team(tmp_path: Path) -> None:
    new = write(tmp_path / "rules", {"en/delivery.toml": OLD})
    write(tmp_path / "overlays", {"vip/en/delivery.toml": 'off = ["own-delivery"]\n'})
    found = plain(new, "-", given=f"context: team=vip\n{LATE}")
    assert found["by_rule"] == {"own-delivery": {"added": 0, "removed": 1, "altered": 0}}
    assert plain(new, "-", given=LATE)["by_rule"] == {}


@pytest.mark.parametrize(
    ("against", "given", "code", "right"),
    [
        ("none.txt", "", 2, "none.txt: No such file or directory; name a file"),
        ("-", "hello\n", 1, "stdin, line 1: no message; write `customer: ...`"),
    ],
)
def test_what_cannot_be_read_is_named(
    new: Path, against: str, given: str, code: int, right: str
) -> None:
    result = run(new, against, given=given)
    assert result.exit_code == code
    assert f"Error: {right}" in result.stderr


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path, "-", given=LATE)
    assert result.exit_code == 2
    assert "no rules here" in result.stderr


def test_what_could_drive_a_terminal_is_made_visible(new: Path) -> None:
    result = run(new, "-", given="customer: my parcel is late \x1b[2J\n")
    assert "\x1b" not in result.stdout
