"""A conversation and one more message -> the conversation after it.

`after_message` needs the message's reading and nothing else. No clock: times are those of the
events. Each book (issues, questions, promises, ...) is kept by the module of its name; here they
are opened in turn.
"""

from typing import Final

from msgspec.structs import replace

from assist.conversation import (
    deadlines,
    frame,
    issues,
    journey,
    moments,
    needs,
    promises,
    questions,
    said,
)
from assist.conversation.context import first_name, mentioned
from assist.conversation.promising import IN_CHAT
from assist.conversation.replies import Reply, has_us_wait, inquires, is_nod, reply_of, to_who_asked
from assist.conversation.state import Conversation, CustomerTurn, HeardLabel, shared
from assist.events import MessagePosted
from assist.findings import Reading, Span
from assist.reading.clip import clipped
from assist.vocabulary import NEGATIVE_TONES, Cue, Tone

_LASTING: Final[frozenset[Cue | Tone]] = frozenset({"vulnerability", "safety", "abuse"})
_CLOSING: Final = frozenset({"farewell", "resolved", "gratitude"})
_WORDS_KEPT: Final = 120
_MESSAGES_KEPT: Final = 50


def after_message(chat: Conversation, event: MessagePosted, reading: Reading) -> Conversation:
    """Return the conversation after a message that was read so.

    Args:
        chat: the conversation before it.
        event: the message; of a long one what was read of it, see `reading.ends`.
        reading: what it says, its places those of `event.text`.
    """
    chat = replace(chat, as_read=None) if chat.as_read else chat
    if event.speaker == "agent":
        reply = reply_of(event.text, reading)
        if chat.turn.asks and not chat.turn.answered:
            reply = to_who_asked(reply, [question.words for question in chat.questions])
        after = _after_agent(chat, event, reading, reply)
        return _agent_books(chat, after, event, reading, reply)
    known = replace(
        chat,
        language=chat.language if reading.language == "unsure" else reading.language,
        customer_name=first_name(event.name) or chat.customer_name,
        context=mentioned(chat.context, reading),
        informal=chat.informal or reading.informal,
        said=said.after_customer(chat.said, event.text),
    )
    heard = _heard(event.message_id, reading)
    if chat.frame and "shared-reference" not in [one.label for one in heard]:
        again = frame.recalled(chat.frame, event.text, message_id=event.message_id)
        heard = (*heard, again) if again else heard
    spoke = chat.agent_waits_since is not None
    checked = spoke and "confirmation-given" in chat.answer
    after = _after_customer(known, event, reading, heard)
    replying = spoke and chat.asks_back and not checked
    return _customer_books(after, event, reading, heard, checked=checked, replying=replying)


def _after_customer(
    chat: Conversation, event: MessagePosted, reading: Reading, new: tuple[HeardLabel, ...]
) -> Conversation:
    labels = frozenset(heard.label for heard in new)
    starts = chat.agent_waits_since is not None or chat.turn.number == 0
    turn = CustomerTurn(number=chat.turn.number + 1) if starts else chat.turn
    past = _merged(chat.past, chat.turn.heard) if starts else chat.past
    kept = turn.heard
    if "resolved" in labels:
        # What was wrong is over; that somebody is ill or in danger is not.
        past = _merged(past, tuple(heard for heard in kept if heard.label in _LASTING))
        kept = ()
    turn = replace(
        turn,
        heard=(*kept, *new),
        message_id=event.message_id,
        message_ids=(*turn.message_ids, event.message_id)[-_MESSAGES_KEPT:],
        valence=reading.valence if reading.valence is not None else turn.valence,
        intensity=reading.intensity
        if "resolved" in labels
        else max(turn.intensity, reading.intensity),
        asks=turn.asks or reading.question,
        inquires=(turn.inquires or not turn.heard) and inquires(reading),
        answered=False,
    )
    closes = bool(labels & _CLOSING) or has_us_wait(event.text)
    closes = closes and not labels & NEGATIVE_TONES
    nods = starts and chat.turn.answered and not chat.asks_back and is_nod(event.text, labels)
    closes = (closes or nods) and not reading.question
    since = chat.customer_waits_since
    if since is None:
        since = max(event.at, _told_to_wait(chat, event, reading, labels))
    moved = chat if past is chat.past else replace(chat, past=past)
    return replace(
        moved,
        turn=turn,
        needs=needs.after_customer(moved, turn, new),
        customer_waits_since=None if closes else since,
        agent_waits_since=None,
        answer=frozenset() if starts else chat.answer,
        closing="farewell" in labels and not reading.question,
    )


def _told_to_wait(
    chat: Conversation, event: MessagePosted, reading: Reading, labels: frozenset[Cue | Tone]
) -> float:
    """Return until when a promise lets the customer wait who neither asks nor complains."""
    owed = promises.pending(chat.promises)
    if owed is None or owed.due is None or reading.question or labels & NEGATIVE_TONES:
        return event.at
    return owed.due if owed.due - event.at <= IN_CHAT else event.at


def _heard(message_id: str, reading: Reading) -> tuple[HeardLabel, ...]:
    """Return the cues and asserted tones of a message, each with its words."""
    if not (reading.cues or reading.tones):
        return ()
    found = [
        *((cue.cue, cue.evidence, 1.0, cue.value) for cue in reading.cues),
        *((tone.tone, tone.evidence, tone.score, None) for tone in reading.tones),
    ]
    return tuple(
        HeardLabel(
            label=label,
            words=_words(evidence),
            message_id=message_id,
            score=score,
            value=value,
        )
        for label, evidence, score, value in found
    )


def _words(evidence: tuple[Span, ...]) -> str:
    return clipped(" … ".join([span.text for span in evidence]), _WORDS_KEPT)


def _merged(past: tuple[HeardLabel, ...], new: tuple[HeardLabel, ...]) -> tuple[HeardLabel, ...]:
    """Return one entry a label, the latest words for each."""
    if not new:
        return past
    return tuple({heard.label: heard for heard in (*past, *new)}.values())


def _customer_books(
    chat: Conversation,
    event: MessagePosted,
    reading: Reading,
    heard: tuple[HeardLabel, ...],
    *,
    checked: bool,
    replying: bool,
) -> Conversation:
    """Enter a customer's message into every book."""
    message_id, at = event.message_id, event.at
    labels = frozenset(one.label for one in heard)
    named = deadlines.after_customer(
        chat.deadlines,
        heard,
        message_id=message_id,
        at=at,
        language=chat.language or "unsure",
        timezone=chat.context.timezone,
        text=event.text,
    )
    tone = moments.deciding(reading.tones)
    return replace(
        chat,
        issues=issues.after_customer(
            chat.issues,
            heard,
            message_id=message_id,
            at=at,
            thanks=bool(labels & _CLOSING),
            text=event.text,
            turn=frozenset(chat.turn.message_ids),
            checked=checked,
            replying=replying,
        ),
        questions=()
        if "resolved" in labels and not reading.question
        else questions.after_customer(
            chat.questions,
            reading.asked,
            message_id=message_id,
            at=at,
            unanswered="unanswered" in labels,
            answered=chat.answered,
        ),
        answered=(),
        deadlines=deadlines.after_resolved(named) if "resolved" in labels else named,
        moments=moments.after_customer(
            chat.moments,
            message_id=message_id,
            at=at,
            feeling=moments.feeling(reading.valence, reading.intensity, reading.tones),
            tone=tone.tone if tone else None,
            words=_words(tone.evidence) if tone else "",
            cause=chat.agent_message,
        ),
        frame=frame.after_customer(chat.frame, heard, message_id=message_id, at=at),
        stage=journey.after_customer(chat.stage, reading.stages, heard, message_id),
    )


def _after_agent(
    chat: Conversation, event: MessagePosted, reading: Reading, reply: Reply
) -> Conversation:
    turn, given, last_given = chat.turn, chat.given, chat.last_given
    if reply.substantive and not turn.answered:
        turn = replace(turn, answered=True)
    if acts := sorted(reply.acts):
        counts = dict(given) | {act: chat.times(act) + 1 for act in acts}
        turns = dict(last_given) | dict.fromkeys(acts, turn.number)
        given, last_given = tuple(counts.items()), tuple(turns.items())
    return replace(
        chat,
        turn=turn,
        given=given,
        last_given=last_given,
        answer=shared(chat.answer | reply.acts),
        needs=needs.after_agent(
            chat,
            reply.acts,
            substantive=reply.substantive,
            answers=chat.turn.inquires and reply.informs,
        ),
        agent_waits_since=event.at,
        agent_message=event.message_id,
        asks_back=reading.question,
        closing="farewell" in [cue.cue for cue in reading.cues],
        transferred=False,
        returning=False,
    )


def _agent_books(
    before: Conversation,
    chat: Conversation,
    event: MessagePosted,
    reading: Reading,
    reply: Reply,
) -> Conversation:
    """Enter an agent's message into every book."""
    message_id, at, text = event.message_id, event.at, event.text
    acts, substantive = reply.acts, reply.substantive
    promised = promises.after_agent(
        before.promises,
        text,
        reading.acts,
        message_id=message_id,
        at=at,
        language=chat.language or "unsure",
        timezone=chat.context.timezone,
        substantive=substantive,
    )
    made = [p.due for p in promised if p.message_id == message_id and p.due is not None]
    asked = chat.questions
    if substantive:
        asked = questions.of_turn(asked, chat.turn.message_ids)
    left = questions.after_agent(asked, text, substantive=substantive, asks_back=reading.question)
    # Who was told when to expect more waits from then on; beyond an hour it is no chat's wait.
    since = max([at, *(due for due in made if due - at <= IN_CHAT)])
    return replace(
        chat,
        customer_waits_since=None if chat.turn.answered else since,
        issues=issues.after_agent(
            chat.issues,
            acts,
            message_id=message_id,
            at=at,
            words=text,
            substantive=substantive,
            informs=before.turn.inquires and reply.informs,
        ),
        questions=left,
        answered=(*chat.answered, *[one for one in chat.questions if one not in left]),
        promises=promised,
        frame=frame.after_agent(chat.frame, acts, text),
        said=said.after_agent(chat.said, text),
    )
