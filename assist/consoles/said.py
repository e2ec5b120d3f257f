"""The parts of a console's payload -> what is said, within our bounds, or why it is left out."""

from typing import Final

from assist.consoles.contract import Heard
from assist.errors import FrameError
from assist.vocabulary import Journey, Speaker
from assist.wire.frames import LONGEST_NAME
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest

_LONGEST: Final = 64 * 1024
_SHORT: Final = 80
PRIVATE: Final = "a private note"
SYSTEM: Final = "not said by a person"
BOT: Final = "said by a bot"
EMPTY: Final = "no words in it"
EVENT: Final = "an event that is not followed"


def left_out(why: str) -> Heard:
    """Return that there is nothing to follow, and why."""
    return Heard(left_out=(why,))


def message(
    *,
    conversation: str | int,
    message_id: str | int,
    speaker: Speaker,
    text: str | None,
    at: float | None = None,
    name: str | None = None,
    late: bool = False,
) -> Heard:
    """Return what somebody said; nothing where there are no words.

    Args:
        conversation, message_id: as the console names them.
        at: seconds since the epoch; None: now.

    Raises:
        FrameError: a name is empty or too long.
    """
    words = _sound(text)
    if not words.strip():
        return left_out(EMPTY)
    said = MessageRequest(
        conversation=_name(conversation, "the conversation"),
        message_id=_name(message_id, "the message"),
        speaker=speaker,
        text=words,
        at=at,
        name=_short(name, LONGEST_NAME),
        late=late,
    )
    return Heard(said=(said,))


def revision(
    *,
    conversation: str | int,
    message_id: str | int,
    revision_id: str | int,
    text: str | None,
    at: float | None = None,
) -> Heard:
    """Return that a message reads otherwise now; `text` None, or no words: it was taken back."""
    words = _sound(text)
    said = RevisionRequest(
        conversation=_name(conversation, "the conversation"),
        message_id=_name(message_id, "the message"),
        revision_id=_name(revision_id, "the revision"),
        text=words if words.strip() else None,
        at=at,
    )
    return Heard(said=(said,))


def context(
    *,
    conversation: str | int,
    context_id: str | int,
    at: float | None = None,
    customer: str | int | None = None,
    agent: str | int | None = None,
    agent_name: str | None = None,
    channel: str | None = None,
    journey: Journey | None = None,
    team: str | None = None,
    order: str | None = None,
    item: str | None = None,
) -> Heard:
    """Return what the console knows beside the words; nothing where all of it is None."""
    told = (customer, agent, agent_name, channel, journey, team, order, item)
    if all(one is None for one in told):
        return Heard()
    said = ContextRequest(
        conversation=_name(conversation, "the conversation"),
        context_id=_name(context_id, "the context"),
        at=at,
        customer=None if customer is None else _name(customer, "the customer"),
        agent=None if agent is None else _name(agent, "the agent"),
        agent_name=_short(agent_name, _SHORT),
        channel=channel,
        journey=journey,
        team=team,
        order=_short(order, _SHORT),
        item=_short(item, _SHORT),
    )
    return Heard(said=(said,))


def _name(name: str | int, what: str) -> str:
    text = _sound(str(name))
    if not 0 < len(text) <= LONGEST_NAME:
        raise FrameError(f"a name of {what}, of 1 to {LONGEST_NAME} characters", path="$")
    return text


def _short(text: str | None, most: int) -> str | None:
    return _sound(text).strip()[:most] or None


def _sound(text: str | None) -> str:
    """Return text that can be written out again, as long as we take it."""
    return (text or "")[:_LONGEST].encode("utf-8", "replace").decode("utf-8")
