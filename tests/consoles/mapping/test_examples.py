from pathlib import Path

import pytest

from assist.consoles.mapping.examples import failures, request_of, told, unseen
from assist.consoles.mapping.file import read
from assist.consoles.mapping.model import Plan
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest

DESK = """
title = "Desk"
[challenge]
when = { type = "hello" }
text = "word"
[fields]
conversation = "chat"
message_id = "id"
text = "text"
speaker = "customer"
[[event]]
does = "message"
when = { type = "said" }
[[event]]
does = "deletion"
when = { type = "gone" }
[[example]]
"""


def plan(folder: Path, example: str) -> Plan:
    path = folder / "desk.toml"
    path.write_text(DESK + example)
    return read(path)


@pytest.mark.parametrize(
    ("example", "wrong"),
    [
        ("""body = '{"type": "hello", "word": "w"}'\nchallenge = "w"\n""", []),
        (
            """body = '{"type": "hello", "word": "w"}'\n""",
            ["it sends back 'w', not None"],
        ),
        (
            """body = { type = "said", chat = 1, id = 2, text = "a" }
gives = [{ does = "message", text = "b" }]\n""",
            ["gives 1: text is 'a', not 'b'"],
        ),
        (
            """body = { type = "gone", chat = 1, id = 2 }
gives = [{ does = "message" }, { does = "deletion" }]\n""",
            ["gives 1: it makes deletion, not message", "gives 2: it makes none, not deletion"],
        ),
        (
            """body = { type = "gone", chat = 1 }\n""",
            ["the body cannot be read: $.id should be the message_id"],
        ),
        (
            """body = "type=said&chat=1&id=2&text=a"\nform = true
gives = [{ does = "message", speaker = "customer" }]\n""",
            [],
        ),
    ],
)
def test_an_example_comes_out_or_is_told(tmp_path: Path, example: str, wrong: list[str]) -> None:
    found = failures(plan(tmp_path, example))
    assert [one.what for one in found] == wrong
    assert all(one.where.endswith("desk.toml, line 17, [[example]] 1") for one in found)


def test_what_no_example_shows_is_named(tmp_path: Path) -> None:
    body = """body = { type = "gone", chat = 1, id = 2 }\ngives = [{ does = "deletion" }]\n"""
    assert unseen(plan(tmp_path, body)) == ("no example gives a message",)


def test_a_form_is_sent_as_one(tmp_path: Path) -> None:
    for form in ("true", "false"):
        (example,) = plan(tmp_path, f"""body = "a=1"\nform = {form}\n""").examples
        assert ("form" in request_of(example).headers["content-type"]) is (form == "true")


def test_what_is_said_is_told_as_the_file_writes_it() -> None:
    message = MessageRequest(conversation="c", message_id="m", speaker="agent", text="a")
    assert told(message) == {
        "does": "message",
        "conversation": "c",
        "message_id": "m",
        "speaker": "agent",
        "text": "a",
    }
    edit = RevisionRequest(conversation="c", message_id="m", revision_id="r", text="b")
    gone = RevisionRequest(conversation="c", message_id="m", revision_id="r")
    known = ContextRequest(conversation="c", context_id="k", agent="a")
    assert [told(one)["does"] for one in (edit, gone, known)] == ["edit", "deletion", "context"]
