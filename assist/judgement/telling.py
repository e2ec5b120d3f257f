"""A conversation and what happens in it -> the conversation after it, before anything is judged.

One event at a time as it happens, or a whole past anew, in which each message is read but those
whose reading is known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from assist.conversation import corrections, fold, offers, revisions
from assist.conversation.context import after_context
from assist.conversation.state import Conversation
from assist.events import (
    ContextGiven,
    Inbound,
    KindMuted,
    MessagePosted,
    MessageRead,
    MessageRevised,
    ReadingCorrected,
    SuggestionDecided,
)
from assist.findings import Reading
from assist.judgement.passing import after_time, up_to
from assist.playbooks.model import Playbooks
from assist.reading.ends import ends, placed
from assist.reading.reader import Reader
from assist.vocabulary import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """How a message was read, and the language that the chat was in then."""

    language: Language | None
    reading: Reading


def after_event(
    chat: Conversation, event: Inbound, reader: Reader, known: Known | None = None
) -> tuple[Conversation, MessageRead | None]:
    """Return the conversation after an event; of a message that was read its reading as well."""
    match event:
        case MessagePosted() | MessageRevised() | ReadingCorrected() if chat.context.opted_out:
            return chat, None
        case MessagePosted():
            mine, others = revisions.awaited(chat.waiting, event.message_id)
            said = revisions.as_revised(event, mine)
            chat = replace(chat, waiting=others) if mine else chat
            return _after_message(chat, said, reader, known) if said else (chat, None)
        case MessageRevised():
            waiting = revisions.with_revision(chat.waiting, event)
            return replace(chat, waiting=waiting), None
        case ContextGiven():
            return after_context(chat, event), None
        case SuggestionDecided():
            return offers.after_decision(chat, event), None
        case KindMuted():
            return offers.after_mute(chat, event), None
        case ReadingCorrected():
            return corrections.after_correction(chat, event), None


def _after_message(
    chat: Conversation, event: MessagePosted, reader: Reader, known: Known | None
) -> tuple[Conversation, MessageRead]:
    language = chat.language or event.language
    short = ends(event.text)
    if known is not None and known.language == language and not short.skipped:
        reading = known.reading
    else:
        reading = reader.read(short.text, speaker=event.speaker, language=language)
    read = MessageRead(
        message_id=event.message_id,
        speaker=event.speaker,
        at=event.at,
        reading=placed(reading, short),
    )
    if short.text != event.text:
        event = replace(event, text=short.text)
    return fold.after_message(chat, event, reading), read


def told_anew(
    events: Iterable[Inbound], reader: Reader, playbooks: Playbooks, known: Mapping[str, Known]
) -> tuple[Conversation, list[MessageRead]]:
    """Return the conversation after all of these events, each at its time, and the readings.

    No card comes or goes in it.

    Args:
        events: without revisions, see `revisions.revised`.
        reader: reads what is not known.
        playbooks: say how long the waits of each channel are.
        known: message -> how it was read; it holds while the chat is in the same language.
    """
    chat, reads = Conversation.new(), list[MessageRead]()
    pace = playbooks.pace(chat.context.channel)
    for event in events:
        chat = up_to(chat, event.at, pace)
        name = event.message_id if isinstance(event, MessagePosted) else ""
        chat, read = after_event(chat, event, reader, known.get(name))
        if read is not None:
            reads.append(read)
        elif isinstance(event, ContextGiven):
            pace = playbooks.for_team(chat.context.team).pace(chat.context.channel)
        chat = after_time(chat, chat.now, pace)
    return chat, reads


def known_by(events: Iterable[Inbound], readings: Mapping[str, Reading]) -> dict[str, Known]:
    """Return how messages were read when these events were told, in their order."""
    found: dict[str, Known] = {}
    language: Language | None = None
    for event in events:
        if not isinstance(event, MessagePosted):
            continue
        reading = readings.get(event.message_id)
        if reading is None:
            continue
        found[event.message_id] = Known(language=language or event.language, reading=reading)
        if event.speaker == "customer" and reading.language != "unsure":
            language = reading.language
    return found
