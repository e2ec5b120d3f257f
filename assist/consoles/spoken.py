"""Who said what in a console -> what the message tells of its speaker, and the message."""

from collections.abc import Iterable

from assist.consoles import said
from assist.consoles.contract import Heard
from assist.consoles.writing import channel as channel_word
from assist.vocabulary import Speaker


def spoken(
    *,
    conversation: str | int,
    message_id: str | int,
    speaker: Speaker,
    text: str | None,
    at: float | None = None,
    name: str | None = None,
    who: str | int | None = None,
    channel: str | None = None,
) -> Heard:
    """Return a message after what it tells of the agent, the customer and the channel.

    Args:
        who: the speaker's id, as the console has it.
        channel: as the console calls it.

    Raises:
        FrameError: a name is empty or too long.
    """
    message = said.message(
        conversation=conversation,
        message_id=message_id,
        speaker=speaker,
        text=text,
        at=at,
        name=name,
    )
    if not message.said:
        return message
    agent = speaker == "agent"
    context = said.context(
        conversation=conversation,
        context_id=f"{message_id}/who",
        at=at,
        agent=who or None if agent else None,
        agent_name=name if agent and who else None,
        customer=None if agent else who or None,
        channel=channel_word(channel),
    )
    return context + message


def joined(heard: Iterable[Heard]) -> Heard:
    """Return all of it, in its order."""
    return sum(heard, Heard())
