import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.drafts.check import MOST, ORDER
from assist.vocabulary import FINDINGS
from tests.drafts.chats import found, names, session

CASES = Path(__file__).with_name("cases.jsonl")
TURNS = (
    "c: my parcel never arrived, i am furious!! where is it and do i get my money back?",
    "a: I'm so sorry about that, we will look into it for you as fast as we can.",
    "c: hello?",
)
MIXED = """sorry we you should have can't before Monday RMA 4111111111111111 MUST NOT !!! 😉 . ,
as soon as possible I guarantee No. within the hour refund haha we will look into it"""
WORDS = st.sampled_from([*MIXED.split(), "\n"])


def test_every_finding_has_its_place() -> None:
    assert sorted(ORDER) == sorted(FINDINGS)


def test_a_good_draft_gets_no_word_and_nothing_changes() -> None:
    chat = session("c: hiya are you still open tonight")
    before = chat.conversation
    assert chat.draft("Yes, until 8 pm.", 100.0) == ()
    assert chat.conversation is before


def test_the_gravest_come_first_and_no_more_than_two() -> None:
    draft = "You should have read the terms. Your card 4111 1111 1111 1111 MUST go, NOT later!!!"
    assert names(draft) == ["card-number", "blame"]


def test_an_empty_draft_has_nothing() -> None:
    assert names("") == names("  \n") == names("?!") == []


@pytest.mark.parametrize(
    "unit", [" ", "\n", "!", "a ", "4111 ", "sorry ", "NOT ", "😉", "- \n", "€1 "]
)
def test_a_hostile_draft_ends(unit: str) -> None:
    found(unit * (8000 // len(unit)) + "a", *TURNS)


@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join)))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_every_place_is_true(draft: str) -> None:
    findings = found(draft, *TURNS)
    assert len(findings) <= MOST
    for one in findings:
        assert one.advice
        for span in one.evidence:
            assert draft[span.start : span.end] == span.text
        if one.edit is not None:
            assert 0 <= one.edit.start <= one.edit.end <= len(draft)
            assert draft[one.edit.start : one.edit.end] != one.edit.text


@given(st.lists(WORDS, max_size=30).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_edits_come_to_an_end(draft: str) -> None:
    chat = session(*TURNS)
    for _ in range(70):
        edits = [one.edit for one in chat.draft(draft, 100.0) if one.edit is not None]
        if not edits:
            return
        edit = edits[0]
        draft = draft[: edit.start] + edit.text + draft[edit.end :]
    raise AssertionError(f"edits go on and on: {draft}")


def cases() -> list[dict[str, object]]:
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def test_drafts_that_were_judged_by_people_come_out_as_they_say() -> None:
    faults = right = needless = good = 0
    for case in cases():
        turns = [f"{turn['speaker'][0]}: {turn['text']}" for turn in case["turns"]]  # type: ignore[attr-defined]
        told = names(str(case["draft"]), *turns)
        wanted = case["findings"]
        assert isinstance(wanted, list)
        faults += len(wanted)
        right += sum(name in told for name in wanted)
        good += not wanted
        needless += bool(told) and not wanted
    assert right >= 0.9 * faults
    assert needless <= 0.02 * good
