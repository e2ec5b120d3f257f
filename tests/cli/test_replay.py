import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assist.cli import main
from assist.vocabulary import NEEDS

TEXT = """\
# a parcel
customer: my parcel is late and I am worried it is lost
agent +30s: I am sorry about that. I am looking now.
customer: ok
wait: 10m
"""


def run(given: str, *args: str) -> Result:
    return CliRunner().invoke(main, ["replay", *args], input=given)


def plain(given: str) -> list[dict[str, Any]]:
    result = run(given, "-", "--json")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def conversation(**fields: object) -> str:
    turns = [
        {"speaker": "customer", "at": 0, "text": "my parcel is late and I am worried it is lost"},
        {"speaker": "agent", "at": 30, "text": "I am sorry about that. I am looking now."},
        {"speaker": "customer", "at": 50, "text": "ok"},
    ]
    return json.dumps({"id": "c1", "turns": turns, **fields}) + "\n"


def test_a_step_has_the_documented_keys() -> None:
    (chat,) = plain(TEXT)
    assert set(chat) == {"id", "steps"}
    for step in chat["steps"]:
        assert set(step) == {
            *("turn", "at", "reading", "needs", "offers", "showing", "withdrawn"),
            *("ledger", "handover"),
        }
        assert list(step["needs"]) == list(NEEDS)
        for card in step["offers"]:
            assert {"kind", "text", "because", "outranked", "version"} <= set(card)
    assert [step["turn"] for step in chat["steps"][:3]] == [0, 1, 2]
    assert chat["steps"][1]["reading"] is None
    assert any(step["offers"] for step in chat["steps"])


def test_text_and_json_give_the_same_steps() -> None:
    (from_text,) = plain(TEXT)
    (from_json,) = plain(conversation(until=650))
    assert from_text["steps"] == from_json["steps"]
    assert from_text["steps"][-1]["turn"] is None


def test_conversations_come_out_in_order_and_do_not_know_each_other() -> None:
    lines = (
        conversation(id="a") + "\n" + conversation(id="b", channel="web") + conversation(id=None)
    )
    found = plain(lines)
    assert [chat["id"] for chat in found] == ["a", "b", "3"]
    assert found[0]["steps"] == found[1]["steps"] == found[2]["steps"]


def test_one_conversation_may_be_laid_out_over_many_lines(tmp_path: Path) -> None:
    file = tmp_path / "lost-parcel.json"
    file.write_text("\n" + json.dumps(json.loads(conversation(id=None)), indent=2))
    result = run("", str(file), "--json")
    (expected,) = plain(conversation(id="lost-parcel"))
    assert json.loads(result.stdout) == expected


def test_an_empty_input_is_an_empty_output() -> None:
    assert plain("") == []
    assert plain("\n\n") == []


def test_a_file_names_its_chat(tmp_path: Path) -> None:
    file = tmp_path / "lost-parcel.txt"
    file.write_text(TEXT)
    result = run("", str(file), "--json")
    assert json.loads(result.stdout)["id"] == "lost-parcel"


def test_another_agent_is_a_hand_over() -> None:
    told = TEXT.replace("wait: 10m", "context: agent=Ben").replace(
        "# a parcel", "context: agent=Ana"
    )
    (chat,) = plain(told)
    assert [step["handover"]["agent"] for step in chat["steps"] if step["handover"]] == ["Ben"]


def test_what_a_customer_left_open_comes_back_in_their_next_conversation_and_no_others() -> None:
    lines = (
        conversation(id="a", context={"customer": "c1", "channel": "email"})
        + conversation(id="b", context={"customer": "c2"})
        + conversation(id="c", context={"customer": "c1"})
    )
    first, other, again = plain(lines)
    left = [issue["words"] for issue in first["steps"][-1]["ledger"]["issues"]]
    assert left
    brought = [issue for issue in again["steps"][0]["ledger"]["issues"] if issue["brought"]]
    assert [issue["words"] for issue in brought] == left
    assert not any(issue["brought"] for issue in other["steps"][-1]["ledger"]["issues"])


def test_a_memory_that_is_written_down_stands() -> None:
    lines = conversation(context={"customer": "c1"}) + conversation(
        context={"customer": "c1", "memory": "my lamp is broken"}
    )
    _, again = plain(lines)
    brought = [issue for issue in again["steps"][0]["ledger"]["issues"] if issue["brought"]]
    assert [issue["words"] for issue in brought] == ["my lamp is broken"]


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("context: mood=bad\n", "stdin, line 1: `mood` is not known"),
        ("hello there\n", "stdin, line 1: no message; write `customer: ...`"),
        ("\n# x\n\nbot: hi\n", "stdin, line 4: no message; write `customer: ...`"),
        ('{"turns":\n', "stdin, line 1: not JSON; write one whole object a line"),
        ('[{"turns": []}]\n', "stdin, line 1: not a conversation; write an object"),
        (conversation() + "{}\n", "stdin, line 2: not a conversation; write an object"),
        (conversation() + conversation(until=1), "stdin, line 2: `until` (1) lies before"),
    ],
)
def test_a_broken_line_is_named_with_what_would_be_right(given: str, right: str) -> None:
    result = run(given, "-", "--json")
    assert result.exit_code == 1
    assert f"Error: {right}" in result.stderr


def test_without_json_it_prints_a_page() -> None:
    result = run(TEXT)
    assert result.exit_code == 0
    assert "my parcel is late" in result.stdout
    assert "why" in result.stdout
    assert "\x1b" not in result.stdout


def test_a_chat_of_10000_turns_is_replayed_whole() -> None:
    turns = [
        {"speaker": ("customer", "agent")[i % 2], "text": f"my parcel {i} is late"}
        for i in range(10_000)
    ]
    (chat,) = plain(json.dumps({"turns": turns}))
    assert [step["turn"] for step in chat["steps"] if step["turn"] is not None] == list(
        range(10_000)
    )


def test_a_draft_is_checked_at_the_end_and_changes_no_step() -> None:
    card = "4111 1111 1111 1111"
    (chat,) = plain(TEXT + f"draft: It is on the card {card}.\n")
    (without,) = plain(TEXT)
    assert chat["steps"] == without["steps"]
    assert set(chat) == {"id", "steps", "draft"}
    assert card in [finding["evidence"] for finding in chat["draft"]["findings"]]


def test_the_page_shows_a_draft_and_what_mends_it() -> None:
    result = run(TEXT + "draft: It is on the card 4111 1111 1111 1111.\n")
    assert result.exit_code == 0
    assert "10:50 draft    It is on the card" in result.stdout
    assert "card-number “4111 1111 1111 1111”" in result.stdout
    assert "mend  “4111 1111 1111 1111”" in result.stdout
    assert "draft" not in run(TEXT).stdout
