import subprocess
import sys
from pathlib import Path

from assist.cli.offline import Offline
from assist.transcript import parse_transcript

BROKEN_RULES = """
import pathlib, sys
import assist.cli.offline as offline
offline.rules_dir = lambda: pathlib.Path(sys.argv[1])
print(len(offline.Offline.load().playbooks.playbooks))
"""


def test_each_session_begins_anew(offline: Offline) -> None:
    first, second = offline.session(), offline.session()
    assert first.conversation == second.conversation
    assert first is not second


def test_a_broken_rule_is_named_on_stderr_and_the_others_are_in_force(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "broken.toml").write_text("title = ")
    (tmp_path / "en" / "sound.toml").write_text('title = "Sound"\nabout = "Nothing yet."\n')
    done = subprocess.run(
        [sys.executable, "-c", BROKEN_RULES, str(tmp_path)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "1\n"
    assert done.stderr == "1 rule is off; `warmline check` says why.\n"


def test_a_chat_is_played_to_its_end(offline: Offline) -> None:
    session = offline.played(parse_transcript("customer: my parcel is late\nagent +10s: hello"))
    assert session.conversation.now == 10.0
    assert session.conversation.issues
