"""What a conversation is made of: values that the garbage collector need not walk through."""

import gc

import pytest
from msgspec import Struct

from assist import events, findings, ledger
from assist.codec import pack, unpack
from assist.conversation import state
from assist.conversation.said import Said
from assist.conversation.state import Conversation, shared
from tests.conversation.test_fold import ANSWER, said

VALUES = [
    Said,
    *(
        kind
        for module in (events, findings, ledger, state)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Struct) and kind is not Struct
    ),
]


def talked() -> Conversation:
    chat = said(Conversation.new(), "customer", 1, cues=("problem",))
    return said(chat, "agent", 2, ANSWER, acts=("ownership-given",))


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: kind.__name__)
def test_no_value_is_tracked_by_the_collector(kind: type[Struct]) -> None:
    assert not kind.__struct_config__.gc
    assert kind.__struct_config__.frozen


def test_of_a_chat_that_rests_only_the_shared_set_is_tracked() -> None:
    chat = talked()
    for _ in range(3):  # A tuple of tuples takes a run each.
        gc.collect()
    held = [getattr(chat, name) for name in chat.__struct_fields__]
    assert chat.issues
    assert [one for one in held if gc.is_tracked(one)] == [chat.answer]


def test_chats_in_which_the_same_was_done_share_the_set_of_it() -> None:
    one, two = talked(), talked()
    assert one.answer == {"ownership-given"}
    assert one.answer is two.answer is shared(frozenset({"ownership-given"}))


def test_a_chat_is_the_same_after_it_rested() -> None:
    chat = talked()
    assert unpack(Conversation, pack(chat)) == chat
