import json
from pathlib import Path
from typing import Any

import pytest

from assist.errors import InputError
from assist.evaluation.expectations import (
    Case,
    Expected,
    case_in_json,
    case_in_text,
    files,
    read_cases,
)

TEXT = """
# a parcel
context: channel=email
#> silence
customer: my parcel is late
  and I need it
#> silence ownership | never humour celebration
agent +30s: let me look

context +1m: agent=Ben
#> ownership
client: merci
wait: 150s
#> | never humour
"""


def text(lines: str, id: str = "chat") -> Case:
    return case_in_text(lines, where="chat.txt", id=id)


def fits(one: Expected) -> tuple[set[str], set[str]]:
    return set[str](one.welcome), set[str](one.never)


def turn(said: str = "hello", **fields: object) -> dict[str, Any]:
    return {"speaker": "customer", "text": said, **fields}


def test_a_line_expects_something_of_the_line_above() -> None:
    case = text(TEXT)
    assert [(one.turn, one.told) for one in case.expected] == [
        (None, 0),
        (0, None),
        (None, 1),
        (None, None),
    ]
    first, second, _, last = case.expected
    assert (first.where, fits(first)) == ("chat.txt, line 4", ({"silence"}, set()))
    assert fits(second) == ({"silence", "ownership"}, {"humour", "celebration"})
    assert fits(last) == (set(), {"humour"})
    assert case.chat.turns[0].text == "my parcel is late\nand I need it"


def test_the_expectations_of_an_indented_transcript_are_found() -> None:
    case = text("    customer: hello\n    #> silence\n")
    assert case.expected[0].turn == 0


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("#> silence\ncustomer: hi", "line 1: nothing to expect of"),
        ("customer: hi\n#> silence\n#> silence", "line 3: nothing to expect of"),
        ("customer: hi\n #> silence", "line 2: indented, so part of the message"),
        ("customer: hi\n#> silnce", "line 2: silnce: no kind; write one of ownership"),
        ("customer: hi\n#> silence | never silence", "line 2: silence: no kind"),
        ("customer: hi\n#>", "line 2: expects nothing"),
        ("customer: hi\n#> humour | never humour", "line 2: humour welcome and never"),
        ("custmer: hi", "line 1: no message"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(lines: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        text(lines)


def test_turns_of_a_json_conversation_carry_expectations() -> None:
    case = case_in_json(
        {
            "id": "c7",
            "turns": [
                turn(expect={"welcome": ["silence", "update"], "never": ["humour"]}),
                turn(),
                turn(expect={"never": ["humour"]}),
            ],
            "until": 600,
            "expect": {"welcome": ["update"]},
        },
        where="chats.jsonl, line 3",
    )
    first, second, end = case.expected
    assert (first.turn, fits(first)) == (0, ({"silence", "update"}, {"humour"}))
    assert first.where == "chats.jsonl, line 3, turn 0"
    assert (second.turn, fits(second)) == (2, (set(), {"humour"}))
    assert (end.turn, end.told, fits(end)) == (None, None, ({"update"}, set()))
    assert end.where == "chats.jsonl, line 3"


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("silence", 'turn 0: `expect`: write {"welcome"'),
        ({"welcom": ["silence"]}, "turn 0: `expect`: write"),
        ({"welcome": "silence"}, "`welcome` is no list of words"),
        ({"never": [1]}, "`never` is no list of words"),
        ({"welcome": ["nothing"]}, "turn 0: `expect`: nothing: no kind"),
        ({}, "expects nothing"),
    ],
)
def test_a_wrong_expectation_in_json_is_told(expect: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        case_in_json({"turns": [turn(expect=expect)]}, where="a.jsonl, line 1")


def test_an_end_is_needed_to_expect_something_of_it() -> None:
    with pytest.raises(InputError, match="`expect` without an end; give `until`"):
        case_in_json({"turns": [turn()], "expect": {"welcome": ["update"]}}, where="a.json")


def test_a_chat_is_routine_by_its_name_or_where_all_is_silence() -> None:
    assert text("customer: hi\n#> silence\nagent: hi\n#> silence").routine
    assert text("customer: hi\n#> silence gratitude", id="routine-pin").routine
    assert not text("customer: hi\n#> silence\nagent: hi\n#> silence update").routine
    assert not text("customer: hi").routine


def test_the_files_of_a_folder_are_found_at_any_depth(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    for name in ("en/b.txt", "a.jsonl", "c.json", "notes.md"):
        (tmp_path / name).write_text("")
    assert [path.name for path in files(tmp_path)] == ["a.jsonl", "c.json", "b.txt"]
    assert files(tmp_path / "notes.md") == (tmp_path / "notes.md",)


def test_each_form_of_file_is_read(tmp_path: Path) -> None:
    plain = json.dumps({"turns": [turn(expect={"welcome": ["silence"]})]})
    (tmp_path / "a.jsonl").write_text(f"{plain}\n\n{plain}\n")
    (tmp_path / "b.json").write_text(plain.replace(", ", ",\n"))
    (tmp_path / "c.txt").write_text("customer: hi\n#> silence\n")
    found = [case for path in files(tmp_path) for case in read_cases(path)]
    assert [case.chat.id for case in found] == ["1", "3", "b", "c"]
    assert all(len(case.expected) == 1 for case in found)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"turns": []}\n{"turns": [\n')
    with pytest.raises(InputError, match=r"a.jsonl, line 2: not JSON; write an object"):
        list(read_cases(path))
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match=r"a.jsonl: not UTF-8"):
        list(read_cases(path))
