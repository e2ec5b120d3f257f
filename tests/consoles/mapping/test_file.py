"""What is wrong with the file of a mapping is told at once, with its line."""

from pathlib import Path

import pytest

from assist.consoles.mapping.file import read
from assist.errors import ConfigError

GOOD = """\
title = "Desk"

[fields]
conversation = "chat"
message_id = "id"
text = "text"

[fields.speaker]
customer = { who = "c" }

[[event]]
does = "message"

[[example]]
body = '''
[[event]]
does = "this is no table"
'''
leaves_out = ["not said by a person"]
"""


def wrong(folder: Path, text: str) -> list[str]:
    """Return what is wrong, without the name of the file."""
    path = folder / "desk.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read(path)
    return [line.removeprefix(f"{path}, ") for line in str(caught.value).splitlines()]


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_text(GOOD)
    plan = read(path)
    assert plan.title == "Desk"
    assert [rule.does for rule in plan.rules] == ["message"]
    assert plan.examples[0].where == f"{path}, line 14, [[example]] 1"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (('title = "Desk"', ""), 'line 1, title: missing; write title = "the console\'s name"'),
        (("conversation =", "convesation ="), "did you mean conversation?"),
        (("conversation =", "convesation ="), "line 11, [[event]] 1: message needs conversation"),
        (('text = "text"', "text = 7"), "line 6, [fields] text: write a path as"),
        (('"text"\n', '"a..b"\n'), "line 6, [fields] text: a name is missing between two dots"),
        (('"message"', '"massage"'), "line 12, [[event]] 1 does: what does it do? did you mean"),
        (('{ who = "c" }', "{ who = [] }"), "line 8, [fields] speaker: write a text, a number"),
        (("customer =", "client ="), 'write "customer", or a table of conditions'),
        (("[[event]]\n", "[[evnt]]\n"), "line 11, evnt: unknown; did you mean event?"),
        (("[[event]]\n", "[[evnt]]\n"), "line 1, event: no [[event]]"),
        (("body =", "bdy ="), "line 14, [[example]] 1 body: write the body as the console"),
        (('["not said by a person"]', '"x"'), "[[example]] 1 leaves_out: write a list"),
        (('does = "message"', 'does = "edit"'), "edit needs revision_id or at"),
        (('does = "message"', 'does = "context"'), "context needs something to tell"),
        (
            ('does = "message"', 'does = "message"\n[[event]]\ndoes = "deletion"'),
            "line 13, [[event]] 2: never reached: ",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_would_be_right(
    tmp_path: Path, change: tuple[str, str], line: str
) -> None:
    found = wrong(tmp_path, GOOD.replace(*change, 1))
    assert any(line in one for one in found), found


def test_all_mistakes_are_told_at_once_and_a_shared_one_once(tmp_path: Path) -> None:
    text = GOOD.replace('text = "text"', "text = 7") + '[[event]]\ndoes = "x"\nwhen = 3\nfoo = 1\n'
    text = text.replace('does = "message"', 'does = "message"\nwhen = { a = 1 }')
    found = wrong(tmp_path, text)
    assert len(found) == 4
    assert sum("[fields] text" in line for line in found) == 1


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ('[challenge]\nwhen = { type = "v" }\n', "[challenge]: text is missing"),
        ('[challenge]\nwhen = true\ntext = "a"\nx = 1\n', "[challenge] x: unknown"),
        ("[answer]\nstatus = 404\n", "[answer] status: write a number from 200 to 299"),
        ("[answer]\nbody = 7\n", "[answer] body: write a text"),
        (
            '[[event]]\ndoes = "message"\ntext = { const = "a", words = {} }\n',
            "a const stands alone",
        ),
    ],
)
def test_the_other_tables_are_checked_too(tmp_path: Path, more: str, line: str) -> None:
    assert any(line in one for one in wrong(tmp_path, GOOD + more))


def test_a_file_that_is_no_toml_or_not_there_is_told(tmp_path: Path) -> None:
    assert "line 1" in wrong(tmp_path, 'title = "')[0]
    with pytest.raises(ConfigError, match="cannot be read"):
        read(tmp_path / "none.toml")


def test_more_tables_than_are_taken_are_refused(tmp_path: Path) -> None:
    found = wrong(tmp_path, GOOD + '[[event]]\ndoes = "message"\n' * 50)
    assert any("write at most 50 tables [[event]]" in line for line in found)
