"""A body of any console, read as a file says."""

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.consoles.contract import Heard
from assist.consoles.mapping import file as mapping_file
from assist.consoles.mapping import read as mapping
from assist.consoles.mapping.paths import MOST_ITEMS
from assist.consoles.said import BOT, EMPTY, EVENT, PRIVATE, SYSTEM
from assist.consoles.writing import FORM
from assist.errors import ConfigError, FrameError
from assist.webhooks import Signed
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest

READY = sorted((Path(__file__).parents[3] / "docs" / "consoles" / "mappings").glob("*.toml"))
DESK = """
title = "Acme desk"
each = "events"
account = "account.id"

[challenge]
when = { type = "url_verification" }
text = "challenge"

[fields]
conversation = { join = ["chat.site", "chat.id"], with = "/" }
message_id = "message.id"
at = { path = "message.time", unit = "us" }
text = ["message.text", "message.caption"]
name = { join = ["author.first", "author.last"] }
html = { "message.kind" = "html" }
private = { "message.private" = true }
bot = { "author.kind" = "bot" }
speaker.customer = { author.kind = "user" }
speaker.agent = [{ "author.kind" = ["agent", "admin"] }, { "author.staff" = 1 }]

[[event]]
does = "message"
when = { type = "created", "message.draft" = { not = true } }
customer = "$.account.contact"
agent = "chat.agents.0.id"
channel = { path = "chat.source", words = { "Channel::Email" = "email" } }
journey = { const = "delivery" }
team = "chat.team"
order = "chat.order"

[[event]]
does = "edit"
when = { type = "edited" }

[[event]]
does = "deletion"
when = [{ type = "deleted" }, { type = "purged", hard = { there = true } }]

[[event]]
does = "context"
when = { type = "assigned" }
agent = "to.id"
agent_name = "to.name"
"""


@pytest.fixture
def desk(tmp_path: Path) -> mapping.Mapping:
    return written(tmp_path, DESK)


def written(folder: Path, text: str) -> mapping.Mapping:
    path = folder / "desk.toml"
    path.write_text(text)
    return mapping.load(path)


def heard(found: mapping.Mapping, *events: dict[str, Any], **body: object) -> Heard:
    plain = {"account": {"id": 7}, "events": list(events)} | body
    return found.connector.read(Signed(headers={}, body=json.dumps(plain).encode()))


def event(type: str = "created", **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    known: dict[str, Any] = {
        "type": type,
        "chat": {"site": "uk", "id": 55},
        "author": {"kind": "user", "first": "Jane"},
        "message": {"id": 9, "text": "still no parcel", "time": 1_700_000_000_250_000},
    }
    for name, change in changes.items():
        known[name] = known.get(name, {}) | change if isinstance(change, dict) else change
    return known


@pytest.mark.parametrize("path", READY, ids=lambda path: path.stem)
def test_a_mapping_of_the_docs_is_right_and_its_examples_come_out(path: Path) -> None:
    found = mapping.load(path)
    assert found.plan.examples
    assert f'mapping = "{path.name}"' in path.read_text()


def test_a_message_is_read_with_what_the_console_knows_beside_it(desk: mapping.Mapping) -> None:
    chat = {
        "agents": [{"id": 3}],
        "source": "Channel::Email",
        "team": "Après-vente VIP",
        "order": "A-17",
    }
    found = heard(desk, event(chat=chat), account={"id": 7, "contact": "c1"})
    context, message = found.said
    assert found.account == "7"
    assert message == MessageRequest(
        conversation="uk/55",
        message_id="9",
        speaker="customer",
        text="still no parcel",
        at=1_700_000_000.25,
        name="Jane",
    )
    assert isinstance(context, ContextRequest)
    assert (context.customer, context.agent, context.channel) == ("c1", "3", "email")
    assert (context.journey, context.order) == ("delivery", "A-17")
    assert context.team == "apr-s-vente-vip"


def test_items_of_a_list_are_read_in_their_order(desk: mapping.Mapping) -> None:
    lines = [event(message={"id": number}) for number in range(3)]
    found = heard(desk, *lines)
    said = [one for one in found.said if isinstance(one, MessageRequest)]
    assert [one.message_id for one in said] == ["0", "1", "2"]


def test_a_body_without_the_list_is_read_as_one(desk: mapping.Mapping) -> None:
    body = json.dumps(event("deleted")).encode()
    (said,) = desk.connector.read(Signed(headers={}, body=body)).said
    assert isinstance(said, RevisionRequest)


def test_more_items_than_are_taken_are_refused(desk: mapping.Mapping) -> None:
    with pytest.raises(FrameError) as caught:
        heard(desk, *[{}] * (MOST_ITEMS + 1))
    assert caught.value.path == "$.events"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"message": {"private": True}}, PRIVATE),
        ({"message": {"private": "true"}}, PRIVATE),
        ({"author": {"kind": "bot"}}, BOT),
        ({"author": {"kind": "system"}}, SYSTEM),
        ({"message": {"text": " "}}, EMPTY),
        ({"message": {"draft": True}}, EVENT),
        ({"type": "typing"}, EVENT),
    ],
)
def test_what_is_not_followed_says_why(
    desk: mapping.Mapping, change: dict[str, Any], why: str
) -> None:
    found = heard(desk, event(**change))
    assert found.left_out == (why,)
    assert not any(isinstance(one, MessageRequest) for one in found.said)


def test_one_of_several_conditions_is_enough(desk: mapping.Mapping) -> None:
    for author in ({"kind": "admin"}, {"kind": None, "staff": 1}, {"kind": None, "staff": "1"}):
        message = heard(desk, event(author=author)).said[-1]
        assert isinstance(message, MessageRequest)
        assert message.speaker == "agent"
    assert heard(desk, event("purged")).left_out == (EVENT,)
    assert heard(desk, event("purged", hard="yes")).said


def test_html_is_read_as_words_where_it_is_html(desk: mapping.Mapping) -> None:
    text = "<p>one &amp; two</p><p>three</p>"
    for kind, right in (("html", "one & two\nthree"), ("text", text)):
        message = heard(desk, event(message={"text": text, "kind": kind})).said[-1]
        assert isinstance(message, MessageRequest)
        assert message.text == right


def test_an_edit_has_the_same_id_when_it_is_sent_again_and_another_one_later(
    desk: mapping.Mapping,
) -> None:
    first, again = heard(desk, event("edited")), heard(desk, event("edited"))
    later = heard(desk, event("edited", message={"time": 1_700_000_001_000_000}))
    assert first == again
    (edit,), (other,) = first.said, later.said
    assert isinstance(edit, RevisionRequest) and isinstance(other, RevisionRequest)
    assert (edit.text, edit.message_id) == ("still no parcel", "9")
    assert edit.revision_id != other.revision_id


def test_a_transfer_is_context(desk: mapping.Mapping) -> None:
    (said,) = heard(desk, event("assigned", to={"id": "ben", "name": "Ben"})).said
    assert isinstance(said, ContextRequest)
    assert (said.agent, said.agent_name) == ("ben", "Ben")
    assert heard(desk, event("assigned", to={"id": "ben", "name": "Ben"})).said == (said,)
    (other,) = heard(desk, event("assigned", to={"id": "ana", "name": "Ana"})).said
    assert isinstance(other, ContextRequest)
    assert other.context_id != said.context_id


def test_a_handshake_is_sent_back(desk: mapping.Mapping) -> None:
    found = heard(desk, type="url_verification", challenge="3eZbrw")
    assert (found.echo, found.said) == ("3eZbrw", ())
    with pytest.raises(FrameError) as caught:
        heard(desk, type="url_verification")
    assert caught.value.path == "$.challenge"


def test_a_field_that_must_be_there_is_named_by_its_path(desk: mapping.Mapping) -> None:
    changes: tuple[tuple[dict[str, Any], str], ...] = (
        ({"chat": {"site": None, "id": None}}, "$.chat.site"),
        ({"message": {"id": None}}, "$.message.id"),
    )
    for change, path in changes:
        with pytest.raises(FrameError) as caught:
            heard(desk, event(**change))
        assert caught.value.path == path


def test_a_form_is_read_as_well(tmp_path: Path) -> None:
    found = written(
        tmp_path,
        """
        title = "form"
        [[event]]
        does = "message"
        conversation = "chat"
        message_id = "id"
        speaker = "customer"
        text = "text"
        """,
    )
    headers = {"content-type": f"{FORM}; charset=utf-8"}
    request = Signed(headers=headers, body=b"chat=c+1&id=7&text=o%C3%B9")
    (said,) = found.connector.read(request).said
    assert said == MessageRequest(conversation="c 1", message_id="7", speaker="customer", text="où")
    for wrong in (b"text=%FF", b"\xff", b"a=1&" * 2000):
        with pytest.raises(FrameError):
            found.connector.read(Signed(headers=headers, body=wrong))


def test_the_answer_is_the_one_that_the_console_wants(tmp_path: Path) -> None:
    answer = '[answer]\nstatus = 202\nbody = "{}"\ntype = "application/json"\n'
    found = written(tmp_path, DESK + answer).connector
    assert (found.status, found.answer, found.media_type) == (202, b"{}", "application/json")


def test_an_example_that_comes_out_otherwise_is_refused(tmp_path: Path) -> None:
    body = json.dumps(event())
    example = f"""
[[example]]
about = "a line"
body = '''{body}'''
gives = [{{ does = "message", text = "no parcel", speaker = "customer" }}]
leaves_out = ["a private note"]
"""
    with pytest.raises(ConfigError) as caught:
        written(tmp_path, DESK + example)
    first, second, third = str(caught.value).splitlines()
    line = (DESK + example).splitlines().index("[[example]]") + 1
    assert first.startswith(f"{tmp_path}/desk.toml, line {line}, [[example]] 1: gives 1: ")
    assert "it makes context, not message" in first
    assert "it makes a message more" in second
    assert "it leaves out nothing, not ['a private note']" in third


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "chat", "message", "author", "id", "text", "time", "kind"]),
            inner,
        )
    ),
    max_leaves=12,
)


@given(st.sampled_from(["created", "edited", "deleted", "assigned", "url_verification"]), values)
@settings(max_examples=200, deadline=None)
def test_whatever_comes_is_heard_or_refused_and_nothing_else_happens(
    type: str, plain: object
) -> None:
    desk = hostile()
    bodies = [json.dumps(plain).encode(), b"[" * 9999, b'{"a": "\\ud800"}', b"\xff", b""]
    if isinstance(plain, dict):
        bodies.append(json.dumps(plain | {"type": type}).encode())
    for body in bodies:
        try:
            found = desk.connector.read(Signed(headers={}, body=body))
        except FrameError as error:
            assert str(error).isascii()
        else:
            assert isinstance(found, Heard)


@cache
def hostile() -> mapping.Mapping:
    """Return the desk, read once for all examples."""
    with TemporaryDirectory() as folder:
        return written(Path(folder), DESK)


def test_the_mapping_in_the_docs_runs(tmp_path: Path) -> None:
    page = (READY[0].parents[1] / "mapping.md").read_text()
    text = page.partition("<!-- a mapping that runs -->\n\n```toml\n")[2].partition("\n```\n")[0]
    assert len(written(tmp_path, text).plan.examples) == 3
    for name in (*mapping_file.VALUES, "speaker", *mapping_file.CONDITIONS, "does", "when"):
        assert f"`{name}`" in page
