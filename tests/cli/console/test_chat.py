"""A chat as a console would send it."""

from assist.cli.console.chat import built_in, of_bodies, steps
from assist.consoles.contract import Connector, Heard, Written
from assist.consoles.registry import NAMES, named
from assist.transcript import parse_transcript
from assist.webhooks import Signed
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest, Said

NOW = 1_795_287_600.0


def recording(found: list[Said]) -> Connector:
    """Return a console that has an event for messages alone."""

    def write(said: Said) -> Written | None:
        found.append(said)
        return Written(body=b"{}") if isinstance(said, MessageRequest) else None

    return Connector(title="x", read=lambda request: Heard(), write=write)


def test_a_chat_has_its_messages_in_order_then_an_edit_and_a_deletion() -> None:
    said: list[Said] = []
    found = steps(recording(said), "x", built_in("fr"), 7, NOW)
    assert isinstance(said[0], ContextRequest)
    messages = [one for one in said if isinstance(one, MessageRequest)]
    assert [one.at for one in messages] == [NOW, NOW + 40, NOW + 100, NOW + 130, NOW + 150]
    assert len({one.message_id for one in messages}) == 5
    assert {one.conversation for one in said} == {"7"}
    edit, deletion = said[-2:]
    assert isinstance(edit, RevisionRequest) and isinstance(deletion, RevisionRequest)
    assert edit.text == "d'accord merci ..."
    assert (deletion.text, deletion.message_id) == (None, messages[0].message_id)
    assert [step.sort for step in found].count("again") == 1
    assert found[-1].sort == "forged"
    assert next(step.what for step in found if step.written is None).startswith("known: ")


def test_what_comes_again_follows_what_it_repeats() -> None:
    for name in NAMES:
        found = steps(named(name), name, built_in("en"), 7, NOW)
        number = [step.sort for step in found].index("again")
        assert found[number].written == found[number - 1].written is not None


def test_what_the_platform_knows_in_a_chat_is_told_where_it_stands() -> None:
    said: list[Said] = []
    chat = parse_transcript(
        "customer: hi\ncontext: agent=ben channel=email order=A-1\n"
        "agent: hello\ncontext: team=vip\n"
    )
    steps(recording(said), "x", chat, 7, NOW)
    kinds = [type(one).__name__[:7] for one in said]
    assert kinds == ["Context", "Message", "Context", "Message", "Context", "Revisio", "Revisio"]
    known = said[2]
    assert isinstance(known, ContextRequest)
    assert (known.agent, known.channel, known.order) == ("ben", "email", "A-1")


def test_a_private_note_is_the_makers_own_payload() -> None:
    found = steps(named("chatwoot"), "chatwoot", built_in("en"), 7, NOW)
    (note,) = [step for step in found if "private note" in step.what]
    assert note.written is not None
    request = Signed(headers=note.written.headers, body=note.written.body)
    assert named("chatwoot").read(request).left_out == ("a private note",)


def test_bodies_of_ones_own_are_sent_as_they_are() -> None:
    found = of_bodies([("one", Written(body=b"1")), ("two", Written(body=b"2"))])
    assert [step.what for step in found] == [
        *("one", "two", "the same once more", "the same without the proof")
    ]
    assert of_bodies([]) == []
