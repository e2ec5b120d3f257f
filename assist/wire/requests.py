"""What a platform says by HTTP, by a webhook or through a console's connector: one value each."""

from dataclasses import dataclass

from assist.vocabulary import Language, Speaker
from assist.wire.frames import Known, Name, Seconds, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRequest:
    """What the frame `message.post` holds, with the conversation's whole name."""

    conversation: Name
    message_id: Name
    speaker: Speaker
    text: Text
    at: Seconds | None = None
    name: Name | None = None
    language: Language | None = None
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextRequest(Known):
    """What the frame `context.give` holds, with the conversation's whole name."""

    conversation: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRequest:
    """What the frame `message.revise` holds, with the conversation's whole name.

    `text` None: the message was taken back.
    """

    conversation: Name
    message_id: Name
    revision_id: Name
    text: Text | None = None
    at: Seconds | None = None


Said = MessageRequest | ContextRequest | RevisionRequest
"""What a platform says, of one conversation."""
