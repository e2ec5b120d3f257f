"""A chat -> the requests that a console would send while it goes on, each with its answer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from assist.consoles import docs
from assist.consoles.contract import Connector, Written
from assist.consoles.registry import NAMES
from assist.consoles.said import PRIVATE
from assist.errors import FrameError
from assist.events import ContextGiven
from assist.transcript import Chat, parse_transcript
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest, Said

CHATS: Final = {
    "en": """\
customer: Hi, where is my parcel? You promised it for Monday.
agent +40s: Hello, I am sorry. Let me look at it.
customer +60s: This is the third time I ask. Nobody answers me!
agent +30s: It left our warehouse today, and I watch it until it is with you.
customer +20s: ok thank you
""",
    "fr": """\
client: Bonjour, où est mon colis ? Vous l'aviez promis pour lundi.
agent +40s: Bonjour, je suis désolée. Je regarde tout de suite.
client +60s: C'est la troisième fois que je demande. Personne ne me répond !
agent +30s: Il est parti ce matin de notre entrepôt, et je le suis jusqu'à chez vous.
client +20s: d'accord merci
""",
}
_AGENT: Final = ("7", "Ana")
_CUSTOMER: Final = ("89", "Jane")
_CONTEXT: Final = ("agent", "agent_name", "customer", "channel", "journey", "team", "order", "item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One request of a console.

    Args:
        what: in words.
        written: its body; None: the console has no such event.
        conversation: where it is said; empty: as the body says.
        at: seconds after the chat began.
        sort: `again`: the request before it once more, as a console repeats one that it believes
            lost; `forged`: without the proof, so it must be refused.
    """

    what: str
    written: Written | None
    conversation: str = ""
    at: float = 0.0
    sort: Literal["said", "again", "forged"] = "said"


def built_in(language: Literal["en", "fr"]) -> Chat:
    """Return the chat that is sent where none is named."""
    return parse_transcript(CHATS[language], where="the built-in chat")


def steps(connector: Connector, name: str, chat: Chat, number: int, now: float) -> list[Step]:
    """Return what the console sends while the chat goes on, then edits, a note and a repetition.

    Args:
        number: makes the conversation's and the messages' names, for many consoles count them.
        now: when the chat begins, in seconds since the epoch.
    """
    found: list[Step] = []
    for at, said in _said(chat, str(number), now):
        what, written = docs.in_words(said), connector.write(said)
        found.append(Step(what=what, written=written, conversation=said.conversation, at=at))
    return _twice([*found, *_note(name, chat.end)])


def of_bodies(bodies: Iterable[tuple[str, Written]]) -> list[Step]:
    """Return what sends the bodies as they are: of a mapping, which writes none, its examples."""
    return _twice([Step(what=what, written=written) for what, written in bodies])


def _twice(found: Sequence[Step]) -> list[Step]:
    """Return the steps with one that comes again, and at the end without the proof."""
    sent = [number for number, step in enumerate(found) if step.written is not None]
    if not sent:
        return list(found)
    middle = sent[len(sent) // 2]
    again = replace(found[middle], what="the same once more", sort="again")
    forged = replace(found[sent[-1]], what="the same without the proof", sort="forged")
    return [*found[: middle + 1], again, *found[middle + 1 :], forged]


def _said(chat: Chat, conversation: str, now: float) -> Iterator[tuple[float, Said]]:
    agent, agent_name = _AGENT
    yield 0.0, replace(_context(conversation, "0", now), agent=agent, agent_name=agent_name)
    told = list(chat.told)
    messages: list[MessageRequest] = []
    for index, turn in enumerate(chat.turns):
        while told and told[0].before <= index:
            yield _known(told.pop(0).context, conversation, now)
        message = MessageRequest(
            conversation=conversation,
            message_id=f"{conversation}{index + 1:03}",
            speaker=turn.speaker,
            text=turn.text,
            at=now + turn.at,
            name=(_CUSTOMER if turn.speaker == "customer" else _AGENT)[1],
        )
        messages.append(message)
        yield turn.at, message
    for one in told:
        yield _known(one.context, conversation, now)
    for message in messages[-1:]:
        yield chat.end, _revision(message, "1", f"{message.text} ...", now + chat.end)
    for message in messages[:1]:
        yield chat.end, _revision(message, "2", None, now + chat.end)


def _known(given: ContextGiven, conversation: str, now: float) -> tuple[float, ContextRequest]:
    known = _context(conversation, given.context_id, now + given.at)
    fields = {one: getattr(given, one) for one in _CONTEXT if getattr(given, one) is not None}
    return given.at, replace(known, **fields)


def _context(conversation: str, id: str, at: float) -> ContextRequest:
    return ContextRequest(
        conversation=conversation,
        context_id=f"{conversation}-{id}",
        at=at,
        customer=_CUSTOMER[0],
        channel="chat",
    )


def _revision(message: MessageRequest, id: str, text: str | None, at: float) -> RevisionRequest:
    return RevisionRequest(
        conversation=message.conversation,
        message_id=message.message_id,
        revision_id=f"{message.message_id}-{id}",
        text=text,
        at=at,
    )


def _note(name: str, at: float) -> Iterator[Step]:
    """Yield the maker's own payload of a private note, if the samples have one."""
    for console in NAMES:
        if console != name:
            continue
        for sample in docs.samples(console):
            try:
                if PRIVATE not in docs.heard(console, sample).left_out:
                    continue
            except FrameError:
                continue
            request = docs.request_of(sample)
            written = Written(body=request.body, headers=request.headers)
            yield Step(what="a private note, to be left out", written=written, at=at)
            return
