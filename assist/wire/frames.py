"""The frames of the protocol, both ways: one frozen value each, named `noun.verb` or by a verb.

docs/wire.md says what each is for. An optional field that is None is left out on the wire.
Most are msgspec's own structs: they are read in an eighth of the time of a data class.
`c` is a conversation, `e` an epoch, `o` an offset, `k` an event's name, `d` its data.
"""

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from assist.vocabulary import Decision, Journey, Kind, Language, Speaker, Tone
from assist.wire.server_frames import Acknowledged as Acknowledged
from assist.wire.server_frames import Bye as Bye
from assist.wire.server_frames import Checked as Checked
from assist.wire.server_frames import Drain as Drain
from assist.wire.server_frames import Failed as Failed
from assist.wire.server_frames import Pushed as Pushed
from assist.wire.server_frames import RefreshDue as RefreshDue
from assist.wire.server_frames import Refreshed as Refreshed
from assist.wire.server_frames import Snapshot as Snapshot
from assist.wire.server_frames import Standing as Standing
from assist.wire.server_frames import Subscribed as Subscribed
from assist.wire.server_frames import Tagged
from assist.wire.server_frames import Welcome as Welcome

MINOR: Final = 0
"""The minor version that this code speaks; both sides use the lower of theirs."""
MAX_RESUME: Final = 128
"""The most conversations that one hello resumes, and that one socket follows."""
LONGEST_NAME: Final = 200
"""The most characters of a conversation's, a person's or a message's name."""

RequestId = Annotated[int, Meta(ge=0, le=2**32 - 1)]
Name = Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
Epoch = Annotated[str, Meta(max_length=64)]
Offset = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Text = Annotated[str, Meta(max_length=64 * 1024)]
Draft = Annotated[str, Meta(max_length=8 * 1024)]
Seconds = Annotated[float, Meta(ge=0, le=1e11)]
Channel = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Short = Annotated[str, Meta(min_length=1, max_length=80)]
Token = Annotated[str, Meta(min_length=1, max_length=8192)]
Position = tuple[Name, Epoch, Offset]


# From the client.


class Hello(Struct, frozen=True, kw_only=True):
    """The first frame: who speaks, and where they left off.

    `token` is left out by those who offered it as a subprotocol.
    """

    client: Name
    token: Token | None = None
    minor: Annotated[int, Meta(ge=0, le=2**31)] = 0
    resume: Annotated[tuple[Position, ...], Meta(max_length=MAX_RESUME)] = ()


class Refresh(Struct, frozen=True, kw_only=True):
    """A new token in the place of the one that expires: the same bearer, tenant and session."""

    id: RequestId
    token: Token


class Subscribe(Struct, frozen=True, kw_only=True):
    """Follow a conversation, from the event after `offset` of `epoch` or from its first one.

    `snapshot`: where more was missed than fits one page, where it stands now will do.
    """

    id: RequestId
    c: Name
    epoch: Epoch | None = None
    offset: Offset = 0
    snapshot: bool = False


class Unsubscribe(Struct, frozen=True, kw_only=True):
    """Follow a conversation no longer."""

    id: RequestId
    c: Name


class PostMessage(Struct, frozen=True, kw_only=True):
    """Somebody said something (role `platform`). `at`: seconds since the epoch, if known.

    `late`: it was said before what is already here.
    """

    id: RequestId
    c: Name
    message_id: Name
    speaker: Speaker
    text: Text
    at: Seconds | None = None
    name: Name | None = None
    language: Language | None = None
    late: bool = False


class ReviseMessage(Struct, frozen=True, kw_only=True):
    """A message reads otherwise, or without `text`: it was taken back (role `platform`)."""

    id: RequestId
    c: Name
    message_id: Name
    revision_id: Name
    text: Text | None = None
    at: Seconds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a platform may know of a conversation; a field that is left out says nothing new."""

    context_id: Name
    at: Seconds | None = None
    customer: Name | None = None
    agent: Name | None = None
    agent_name: Short | None = None
    channel: Channel | None = None
    journey: Journey | None = None
    timezone: Short | None = None
    order: Short | None = None
    item: Short | None = None
    team: Channel | None = None
    opted_out: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveContext(Known):
    """What the platform knows beside the words (role `platform`)."""

    id: RequestId
    c: Name


class DecideSuggestion(Struct, frozen=True, kw_only=True):
    """The agent did something with a card (role `agent`)."""

    id: RequestId
    c: Name
    decision_id: Name
    suggestion_id: Name
    decision: Decision


class MuteKind(Struct, frozen=True, kw_only=True):
    """No card of this kind in this conversation any more, or again (role `agent`)."""

    id: RequestId
    c: Name
    mute_id: Name
    kind: Kind
    muted: bool


class CorrectReading(Struct, frozen=True, kw_only=True):
    """How a customer's message really feels; without `tone`: as it was read (role `agent`)."""

    id: RequestId
    c: Name
    correction_id: Name
    message_id: Name
    tone: Tone | Literal["neutral"] | None = None


class CheckDraft(Struct, frozen=True, kw_only=True):
    """Read a reply before it is sent (role `agent`). Its text is kept nowhere."""

    id: RequestId
    c: Name
    text: Draft


# From either side.


class Ping(Tagged, frozen=True, tag="ping"):
    """Are you there? The other side answers with a pong."""


class Pong(Tagged, frozen=True, tag="pong"):
    """The answer to a ping."""


ClientFrame = (
    Hello
    | Refresh
    | Subscribe
    | Unsubscribe
    | PostMessage
    | ReviseMessage
    | GiveContext
    | DecideSuggestion
    | MuteKind
    | CorrectReading
    | CheckDraft
    | Ping
    | Pong
)
ServerFrame = (
    Welcome
    | RefreshDue
    | Refreshed
    | Subscribed
    | Snapshot
    | Pushed
    | Acknowledged
    | Checked
    | Failed
    | Ping
    | Pong
    | Drain
    | Bye
)

CLIENT_FRAMES: Final[dict[str, type[ClientFrame]]] = {
    "hello": Hello,
    "refresh": Refresh,
    "subscribe": Subscribe,
    "unsubscribe": Unsubscribe,
    "message.post": PostMessage,
    "message.revise": ReviseMessage,
    "context.give": GiveContext,
    "suggestion.decide": DecideSuggestion,
    "kind.mute": MuteKind,
    "reading.correct": CorrectReading,
    "draft.check": CheckDraft,
    "ping": Ping,
    "pong": Pong,
}
SERVER_FRAMES: Final[dict[str, type[ServerFrame]]] = {
    "welcome": Welcome,
    "refresh_due": RefreshDue,
    "refreshed": Refreshed,
    "sub": Subscribed,
    "snap": Snapshot,
    "ev": Pushed,
    "ack": Acknowledged,
    "draft": Checked,
    "err": Failed,
    "ping": Ping,
    "pong": Pong,
    "drain": Drain,
    "bye": Bye,
}
