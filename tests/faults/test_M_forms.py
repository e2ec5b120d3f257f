"""One script, spoken in either encoding: the same answers, and the same applied state."""

from pathlib import Path
from typing import Any

from tests.server.harness import Peer, Plain, Running, message, serving, settle

SAID = (
    ("customer", "where is my parcel? third time I write, order 55123 👩‍👩‍👧"),
    ("agent", "I am sorry, I will be back in 5 minutes"),
    ("customer", "c'est inadmissible\u2028 \u0000 <b>"),
    ("customer", "ok great, just great. can I be Odin?"),
)
TIMES = {"at", "expires_at", "due", "e", "id"}
"""What differs from one run to the next."""


def timeless(value: Any) -> Any:  # noqa: ANN401
    """Return plain data without what differs from one run to the next."""
    match value:
        case dict():
            return {key: timeless(item) for key, item in value.items() if key not in TIMES}
        case list():
            return [timeless(item) for item in value]
    return value


async def play(running: Running, form: str, chat: str) -> tuple[list[Plain], list[Plain]]:
    """Speak the script; return the answers and the stream."""
    answers: list[Plain] = []

    async def ask(peer: Peer, name: str, **fields: object) -> None:
        answers.append(await peer.ask(name, c=chat, **fields))

    async with running.peer("platform", form) as platform, running.peer("agent", form) as agent:
        await ask(platform, "context.give", context_id="k1", customer="c42", order="55123")
        for number, (speaker, text) in enumerate(SAID):
            said = message(text, f"m{number}", chat) | {"speaker": speaker}
            answers.append(await platform.ask("message.post", **said))
            await settle(running, chat)
        await ask(platform, "message.post", message_id="m1", speaker="agent", text="else")
        await ask(agent, "kind.mute", mute_id="u1", kind="humour", muted=True)
        await settle(running, chat)
        await ask(agent, "reading.correct", correction_id="r1", message_id="m3", tone="playfulness")
        await settle(running, chat)
        await ask(agent, "draft.check", text="Calm down, it is your fault!!!")
        await ask(agent, "message.post", message_id="m9", speaker="agent", text="no")
        await ask(platform, "context.give", context_id="k2", timezone="Mars/Phobos")
    return answers, await settle(running, chat)


async def test_M04_both_encodings_bring_the_same_applied_state(tmp_path: Path) -> None:
    played = []
    for form in ("json", "msgpack"):
        async with serving(tmp_path / form) as running:
            played.append(await play(running, form, "chat"))
    (answers, stream), (other_answers, other_stream) = played
    assert [answer["t"] for answer in answers].count("ack") == 7
    assert [answer.get("code") for answer in answers if answer["t"] == "err"] == [116, 103, 107]
    assert timeless(other_answers) == timeless(answers)
    assert timeless(other_stream) == timeless(stream)
    assert [event["o"] for event in stream] == list(range(1, len(stream) + 1))
