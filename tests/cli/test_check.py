import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assist.cli import main
from tests.playbooks.rulefiles import GOOD, SUGGESTION, TOPIC, write

ROOT = Path(__file__).parents[2]


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--rules", str(folder), *arguments])


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write(tmp_path, GOOD)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """Return a folder with a rule that is off, one that lacks examples and one that misses."""
    return write(
        tmp_path,
        {
            **GOOD,
            "en/leaving.toml": TOPIC.replace('"close my account pls"', '"hello there"'),
            "en/silence.toml": 'title = "Silence"\nabout = "x"\n[[cue]]\nid = "long-weight"\n',
        },
    )


def test_rules_that_are_right_end_with_0_and_a_count(good: Path) -> None:
    result = run(good)
    assert result.exit_code == 0, result.output
    assert result.output.startswith(
        "2 topics, 6 signs, 2 suggestions, 22 examples: all as stated ("
    )


def test_what_is_wrong_is_told_by_file_and_ends_with_1(bad: Path) -> None:
    result = run(bad)
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[:3] == [
        "en/leaving.toml",
        '  cue "churn-risk"',
        "    “hello there” does not show `churn-risk`",
    ]
    assert lines[3] == "en/silence.toml"
    assert "    not in fr; write it in fr/silence.toml too" in lines
    assert '  cue "long-weight"' in lines
    assert "did you mean `long-wait`?" in result.output
    assert ": 3 findings in 2 files (" in lines[-1]


def test_json_prints_a_finding_a_line_and_no_summary(bad: Path) -> None:
    result = run(bad, "--json")
    assert result.exit_code == 1
    findings = [json.loads(line) for line in result.output.splitlines()]
    assert len(findings) == 3
    assert {
        "path": "en/leaving.toml",
        "where": 'cue "churn-risk"',
        "problem": "missed",
        "what": "does not show `churn-risk`",
        "example": "hello there",
    } in findings


@pytest.mark.parametrize(
    "topic",
    ["silence", "en/silence", "en/silence.toml", "rules/en/silence.toml"],
)
def test_a_topic_limits_the_report(bad: Path, topic: str) -> None:
    result = run(bad, topic)
    assert result.exit_code == 1
    assert "hello there" not in result.output
    assert "en/silence.toml" in result.output


def test_a_language_is_a_topic_too(bad: Path) -> None:
    assert run(bad, "fr").exit_code == 0
    assert ": 3 findings in 2 files" in run(bad, "en").output
    assert run(bad, "tones").exit_code == 0


def test_a_file_that_is_not_toml_can_be_named(bad: Path) -> None:
    write(bad, {"en/half.toml": "title = "})
    result = run(bad, "en/half")
    assert result.exit_code == 1
    assert result.output.startswith("en/half.toml\n    not TOML: ")


def test_an_unknown_topic_is_a_wrong_argument(good: Path) -> None:
    result = run(good, "nowhere")
    assert result.exit_code == 2
    assert "nowhere: no such rule file; there are en/leaving.toml, fr/leaving.toml" in result.output


def test_a_folder_that_is_not_there_is_a_wrong_option(tmp_path: Path) -> None:
    assert run(tmp_path / "nowhere").exit_code == 2


def test_a_folder_without_rules_says_so(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "no rules here" in result.output


def test_an_experimental_topic_is_checked(good: Path) -> None:
    write(good, {"en/leaving.toml": 'status = "experimental"\n' + TOPIC})
    assert run(good).output.startswith("2 topics, ")


def test_a_chat_is_told_on_one_line(good: Path) -> None:
    write(good, {"en/leaving.toml": TOPIC.replace("customer: close my account", "customer: hi")})
    result = run(good)
    assert "    “customer: hi” is not on offer at the end; nothing is\n" in result.output


def test_what_an_example_holds_cannot_drive_the_terminal(good: Path) -> None:
    topic = TOPIC.replace('"close my account pls"', r'"hi \u001B[2J there"')
    write(good, {"en/leaving.toml": topic})
    result = run(good)
    assert "\x1b" not in result.output
    assert "hi \N{REPLACEMENT CHARACTER}[2J there" in result.output


def test_a_terminal_shows_how_far_it_is(good: Path) -> None:
    outer, inner = pty.openpty()
    code = f"from assist.cli import main; main(['check', '--rules', {str(good)!r}])"
    environment = {**os.environ, "TERM": "xterm"}
    process = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=inner,
        text=True,
        timeout=60,
    )
    os.close(inner)
    shown = os.read(outer, 65536).decode()
    os.close(outer)
    assert process.returncode == 0, process.stdout
    assert "checking" in shown
    assert "checking" not in process.stdout


OVERLAY = SUGGESTION.replace("acknowledge-leaving", "call-first").replace("I can", "We can")
OVERLAY = OVERLAY.replace("Of course.", "Gladly.").replace('"empathy"', '"ownership"')


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Return the folder of good rules beside which one team has an overlay."""
    write(tmp_path / "overlays", {"vip/en/leaving.toml": OVERLAY})
    return write(tmp_path / "rules", GOOD)


def test_overlays_beside_the_rules_are_checked_too(team: Path) -> None:
    result = run(team)
    assert result.exit_code == 0, result.output
    assert result.output.startswith("3 topics, 6 signs, 3 suggestions, 24 examples: all as stated")


def test_the_examples_of_an_overlay_run_in_the_rules_of_its_team(team: Path) -> None:
    wrong = OVERLAY.replace("can you cancel the delivery?", "close my account")
    write(team.parent / "overlays", {"vip/en/leaving.toml": wrong})
    result = run(team)
    assert result.exit_code == 1
    assert result.output.splitlines()[:3] == [
        "overlays/vip/en/leaving.toml",
        '  suggestion "call-first"',
        "    “customer: close my account” is on offer at the end and should not be",
    ]


@pytest.mark.parametrize(
    "topic", ["vip", "overlays/vip", "overlays/vip/en", "overlays/vip/en/leaving"]
)
def test_a_team_limits_the_report(team: Path, topic: str) -> None:
    write(team, {"en/leaving.toml": TOPIC.replace('"close my account pls"', '"hello there"')})
    result = run(team, topic)
    assert result.exit_code == 0, result.output
    assert result.output.startswith("1 topics, 0 signs, 1 suggestions, 2 examples")


def test_overlays_may_lie_elsewhere(team: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other", {"shop/en/leaving.toml": "off = 3"})
    result = run(team, "--overlays", str(other))
    assert result.exit_code == 1
    assert result.output.startswith(
        "overlays/shop/en/leaving.toml\n    `off`: write the ids in a list"
    )


def test_rules_that_cannot_both_be_right_are_told(good: Path) -> None:
    joke = OVERLAY.replace('"ownership"', '"humour"')
    write(good, {"en/leaving.toml": TOPIC + joke})
    result = run(good, "en/leaving")
    assert result.exit_code == 1
    assert 'it contradicts "acknowledge-leaving" (en/leaving.toml)' in result.output
