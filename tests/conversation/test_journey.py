"""The stage of the journey: told by the console or shown by the customer's words."""

import pytest

from assist.conversation.journey import after_context, after_customer
from assist.conversation.state import HeardLabel
from assist.findings import Span, StageRead
from assist.ledger import Stage
from assist.vocabulary import Cue, Journey

GIVEN = Stage(stage="use", given=True)


def read(stage: Journey, words: str, start: int = 0) -> StageRead:
    span = Span(start=start, end=start + len(words), text=words)
    return StageRead(stage=stage, evidence=(span,))


def heard(cue: Cue) -> HeardLabel:
    return HeardLabel(label=cue, words=f"words of {cue}", message_id="m2")


def inferred(stage: Journey) -> Stage:
    return Stage(stage=stage, given=False, words="first words", message_id="m1")


def after(stage: Stage | None, *stages: StageRead, cues: tuple[Cue, ...] = ()) -> Stage | None:
    return after_customer(stage, stages, tuple(map(heard, cues)), "m2")


def test_the_console_tells_the_stage() -> None:
    assert after_context(None, "use") == GIVEN
    assert after_context(inferred("delivery"), "use") == GIVEN
    assert after_context(inferred("use"), "use") == GIVEN
    assert after_context(GIVEN, "use") is GIVEN


def test_words_show_the_stage() -> None:
    expected = Stage(stage="delivery", given=False, words="my parcel", message_id="m2")
    assert after(None, read("delivery", "my parcel")) == expected


def test_the_latest_evidence_wins_also_within_a_message() -> None:
    found = after(inferred("discovery"), read("renewal", "renew", 20), read("purchase", "to buy"))
    assert found is not None
    assert found.stage == "renewal"


def test_a_stage_keeps_the_words_that_first_showed_it() -> None:
    known = inferred("delivery")
    assert after(known, read("delivery", "the courier")) is known


def test_a_message_that_shows_nothing_leaves_the_stage() -> None:
    assert after(None) is None
    assert after(GIVEN) is GIVEN
    assert after(None, cues=("praise",)) is None


def test_what_is_inferred_does_not_overrule_the_console() -> None:
    assert after(GIVEN, read("delivery", "my parcel"), cues=("problem",)) is GIVEN


def test_a_wish_to_leave_overrules_the_console_until_it_speaks_again() -> None:
    leaving = after(GIVEN, cues=("churn-risk",))
    assert leaving == Stage(stage="exit", given=False, words="words of churn-risk", message_id="m2")
    assert after_context(leaving, "renewal") == Stage(stage="renewal", given=True)


def test_the_wish_to_leave_counts_more_than_what_else_is_named() -> None:
    found = after(None, read("renewal", "renew"), cues=("problem", "churn-risk"))
    assert found is not None
    assert found.stage == "exit"


@pytest.mark.parametrize("cue", ["problem", "repeat-contact"])
def test_trouble_means_support(cue: Cue) -> None:
    found = after(None, cues=(cue,))
    assert found == Stage(stage="support", given=False, words=f"words of {cue}", message_id="m2")


def test_trouble_with_a_delivery_is_about_the_delivery() -> None:
    found = after(None, read("delivery", "my parcel"), cues=("problem",))
    assert found is not None
    assert found.stage == "delivery"


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("discovery", "support"),
        ("use", "support"),
        ("purchase", "purchase"),
        ("delivery", "delivery"),
        ("renewal", "renewal"),
        ("exit", "exit"),
    ],
)
def test_trouble_ends_only_the_stages_that_have_none_of_their_own(
    stage: Journey, expected: Journey
) -> None:
    found = after(inferred(stage), cues=("problem",))
    assert found is not None
    assert found.stage == expected
