"""Rules and chats for the tests of judgement, built as values."""

from msgspec.structs import replace

from assist.conversation.state import Conversation, CustomerTurn, HeardLabel, Rung
from assist.playbooks.model import Condition, Playbook, Playbooks, SuggestionRule
from assist.vocabulary import Cue, Kind, Tone


def rule(
    id: str,
    kind: Kind,
    *requires: Condition,
    any: tuple[Condition, ...] = (),
    excludes: tuple[Condition, ...] = (),
    text: tuple[str, ...] = ("one", "two", "three"),
    priority: int = 5,
) -> SuggestionRule:
    """Return a rule that needs no examples."""
    return SuggestionRule(
        id=id,
        kind=kind,
        about="why",
        requires=requires,
        any=any,
        excludes=excludes,
        text=tuple(f"{id} {words}" for words in text),
        examples=(),
        priority=priority,
    )


def rules(*suggestions: SuggestionRule) -> Playbooks:
    """Return a set with one English topic."""
    book = Playbook(
        path="en/t.toml",
        topic="t",
        language="en",
        title="Topic",
        status="stable",
        about="",
        policy="Care 1.2",
        suggestions=suggestions,
    )
    return Playbooks(version="v", playbooks=(book,), inferences=())


def heard(label: Cue | Tone) -> HeardLabel:
    """Return a label of message m1."""
    return HeardLabel(label=label, words=f"words of {label}", message_id="m1")


def chat(
    *now: Cue | Tone, before: tuple[Cue | Tone, ...] = (), needs: tuple[Rung, ...] = ()
) -> Conversation:
    """Return an English chat in which the customer said this now, and that before."""
    turn = CustomerTurn(
        number=2, heard=tuple(map(heard, now)), message_id="m1", intensity=0.6, answered=False
    )
    new = Conversation.new()
    moved = {rung.need: rung for rung in needs}
    return replace(
        new,
        now=100.0,
        language="en",
        turn=turn,
        past=tuple(map(heard, before)),
        needs=tuple(moved.get(rung.need, rung) for rung in new.needs),
        customer_waits_since=100.0,
    )
