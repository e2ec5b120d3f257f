"""The books of a conversation, as values: issues, questions, promises, moments, what is remembered.

Words are quotes of the message that they come from. Times are seconds since the epoch (in replay:
since the conversation began).
"""

from typing import Literal

from msgspec import Struct

from assist.vocabulary import DeadlineStatus, IssueStatus, Journey, PromiseStatus, Tone


class Move(Struct, frozen=True, kw_only=True, gc=False):
    """A step in an issue's life, and the message that made it."""

    status: IssueStatus
    message_id: str
    at: float
    words: str = ""


class Issue(Struct, frozen=True, kw_only=True, gc=False):
    """A complaint or request of the customer. `about` is the cue that raised it, or `question`.

    `words` are those of the first time, `raised` counts how often it was told, `brought` says
    that it was left open in an earlier conversation.
    """

    issue_id: str
    about: str
    words: str
    status: IssueStatus = "raised"
    raised: int = 1
    moves: tuple[Move, ...] = ()
    brought: bool = False


class Question(Struct, frozen=True, kw_only=True, gc=False):
    """What the customer asked and the agent has not answered; asked again it is urgent."""

    question_id: str
    words: str
    message_id: str
    at: float
    asked: int = 1

    @property
    def urgent(self) -> bool:
        """Whether it had to be asked again."""
        return self.asked > 1


class Promise(Struct, frozen=True, kw_only=True, gc=False):
    """What the agent promised, and when it falls due; None where no time was named."""

    promise_id: str
    words: str
    message_id: str
    at: float
    due: float | None
    status: PromiseStatus = "open"
    brought: bool = False


class Deadline(Struct, frozen=True, kw_only=True, gc=False):
    """A time that the customer named; `due` is None where the words do not tell the moment."""

    words: str
    message_id: str
    at: float
    due: float | None
    status: DeadlineStatus = "open"


class Moment(Struct, frozen=True, kw_only=True, gc=False):
    """A message that the customer will remember, or that turned how they feel.

    `feeling` runs from -1 to 1. `cause` is the message that it answers, None for the first.
    """

    what: Literal["peak", "turn", "end"]
    message_id: str
    at: float
    feeling: float
    tone: Tone | None = None
    words: str = ""
    cause: str | None = None


class Frame(Struct, frozen=True, kw_only=True, gc=False):
    """A joke that the customer opened: its name ("Odin") where it has one, and their words.

    `played` counts the agent's turns inside it.
    """

    name: str | None
    words: str
    message_id: str
    at: float
    played: int = 0


class Stage(Struct, frozen=True, kw_only=True, gc=False):
    """Where the customer stands on the journey: told by the console, or shown by `words`."""

    stage: Journey
    given: bool
    words: str = ""
    message_id: str | None = None


class Ledger(Struct, frozen=True, kw_only=True, gc=False):
    """The books of one conversation: what is open, what is promised, what will be remembered."""

    issues: tuple[Issue, ...] = ()
    questions: tuple[Question, ...] = ()
    promises: tuple[Promise, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    moments: tuple[Moment, ...] = ()
    frame: Frame | None = None
    stage: Stage | None = None


class Memory(Struct, frozen=True, kw_only=True, gc=False):
    """What a customer's next conversation begins with: all that was left open in this one."""

    conversation: str
    at: float
    issues: tuple[Issue, ...] = ()
    promises: tuple[Promise, ...] = ()
    frame: Frame | None = None
    channel: str | None = None
