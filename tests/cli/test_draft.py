import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assist.cli import main
from assist.cli.offline import Offline
from assist.vocabulary import FINDINGS

CARD = "4111 1111 1111 1111"
TEXT = f"""\
customer: which card do I pay with?
draft: You pay with the card {CARD}.
"""
GOOD = "customer: hi, are you still open tonight?\ndraft: Yes, until 8 pm.\n"


def run(given: str, *args: str) -> Result:
    return CliRunner().invoke(main, ["draft", *args], input=given)


def plain(given: str, *args: str) -> list[dict[str, Any]]:
    result = run(given, *args, "--json")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def conversation(**fields: object) -> str:
    turns = [{"speaker": "customer", "text": "which card do I pay with?"}]
    draft = f"You pay with the card {CARD}."
    return json.dumps({"id": "c1", "turns": turns, "draft": draft, **fields}) + "\n"


def test_a_draft_comes_out_with_its_findings() -> None:
    (found,) = plain(TEXT)
    assert set(found) == {"id", "draft"}
    assert found["id"] == "stdin"
    (card,) = found["draft"]["findings"]
    assert set(card) == {"finding", "evidence", "spans", "about", "advice", "edit"}
    assert card["finding"] == "card-number"
    assert card["evidence"] == CARD
    ((start, end),) = card["spans"]
    assert f"You pay with the card {CARD}."[start:end] == CARD
    assert set(card["edit"]) == {"start", "end", "text"}
    assert card["advice"]


def test_a_good_draft_gets_silence() -> None:
    assert plain(GOOD) == [{"id": "stdin", "draft": {"findings": []}}]


def test_drafts_come_out_in_order_and_do_not_know_each_other(tmp_path: Path) -> None:
    file = tmp_path / "chats.jsonl"
    file.write_text(conversation(id="a") + conversation(id="b", draft="Yes.") + conversation())
    first, second, third = plain("", str(file))
    assert [one["id"] for one in (first, second, third)] == ["a", "b", "c1"]
    assert first["draft"] == third["draft"] != second["draft"]


def test_text_and_json_and_replay_give_the_same(tmp_path: Path) -> None:
    (from_text,) = plain(TEXT)
    (from_json,) = plain(conversation())
    replayed = CliRunner().invoke(main, ["replay", "--json"], input=TEXT)
    assert from_text["draft"] == from_json["draft"] == json.loads(replayed.stdout)["draft"]


def test_a_draft_may_stand_alone() -> None:
    (found,) = plain("", "--text", f"It is {CARD}.")
    assert found["id"] == "draft"
    assert [one["finding"] for one in found["draft"]["findings"]] == ["card-number"]


def test_text_and_a_file_are_one_too_many(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD)
    result = run("", str(tmp_path / "a.txt"), "--text", "Yes.")
    assert result.exit_code == 2
    assert "--text is a draft of its own; leave out FILE" in result.stderr


def test_without_json_it_prints_a_block_for_each_draft() -> None:
    result = run(conversation(id="a") + conversation(id="b", draft="By card or in cash."))
    assert result.exit_code == 0
    first, second = result.stdout.split(" b ")
    assert "customer which card do I pay with?" in first
    assert f"card-number “{CARD}”" in first
    assert "mend  " in first
    assert "draft    By card or in cash." in second
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("customer: hi\n", "stdin: no draft; write one as the last line, `draft: ...`"),
        (conversation() + conversation(draft=None), "stdin, line 2: no draft; write one"),
        (conversation(draft=5), "stdin, line 1: `draft` is no text; write a string"),
        (GOOD + "agent: b\n", "stdin, line 3: a line after `draft`"),
    ],
)
def test_a_draft_that_is_missing_or_wrong_is_named(given: str, right: str) -> None:
    result = run(given)
    assert result.exit_code == 1
    assert f"Error: {right}" in result.stderr


def test_an_empty_input_is_an_empty_output() -> None:
    assert plain("") == []


def test_no_draft_brings_more_than_two_findings_or_one_that_is_not_known() -> None:
    worst = f"CALM DOWN!!! You should have asked. Sorry, sorry. Haha. {CARD} RMA. " * 40
    for text in (worst, "", " ", "\n", "?", "😂" * 500):
        (found,) = plain("", "--text", text)
        labels = [one["finding"] for one in found["draft"]["findings"]]
        assert len(labels) <= 2
        assert set(labels) <= set(FINDINGS)


def test_a_draft_leaves_the_conversation_as_it_was(offline: Offline) -> None:
    session = offline.session()
    before = session.conversation
    session.draft(f"It is {CARD}.", 100.0)
    assert session.conversation == before
