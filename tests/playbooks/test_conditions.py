from itertools import product
from typing import Literal, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.errors import PlaybookError
from assist.playbooks.conditions import MOST_TIMES, STATES, parse, write
from assist.playbooks.model import (
    Condition,
    Given,
    Heard,
    Is,
    Level,
    NeedIs,
    Patience,
    Scope,
    Subject,
    Waits,
)
from assist.vocabulary import ACTS, CUES, NEEDS, TONES, NeedStatus


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("churn-risk", Heard(label="churn-risk")),
        ("anger before", Heard(label="anger", scope="before")),
        ("problem ever", Heard(label="problem", scope="ever")),
        ("apology-given", Given(act="apology-given")),
        ("acted", Given(act="acted")),
        ("solution is open", NeedIs(need="solution", status="open")),
        ("customer waits 120s", Waits(who="customer", length=120.0)),
        ("agent waits 5m", Waits(who="agent", length=300.0)),
        ("agent waits 2h", Waits(who="agent", length=7200.0)),
        ("valence below -0.3", Level(what="valence", side="below", limit=-0.3)),
        ("intensity above 0.6", Level(what="intensity", side="above", limit=0.6)),
        ("apology-given 2x", Given(act="apology-given", times=2)),
        ("acted 9x", Given(act="acted", times=9)),
        ("customer waits short", Waits(who="customer", length="short")),
        ("agent waits long", Waits(who="agent", length="long")),
        ("promise is due", Is(subject="promise", state="due")),
        ("  promise   is due ", Is(subject="promise", state="due")),
        ("issue is repeated", Is(subject="issue", state="repeated")),
        ("question is urgent", Is(subject="question", state="urgent")),
        ("deadline is near", Is(subject="deadline", state="near")),
        ("journey is exit", Is(subject="journey", state="exit")),
        ("mood is turned", Is(subject="mood", state="turned")),
        ("humour is licensed", Is(subject="humour", state="licensed")),
        ("chat is closing", Is(subject="chat", state="closing")),
        ("channel is web-form", Is(subject="channel", state="web-form")),
    ],
)
def test_a_condition_is_read(text: str, condition: Condition) -> None:
    assert parse(text) == condition


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "is no condition; write a cue or tone"),
        ("churn-risky", "did you mean `churn-risk`?"),
        ("Anger", "did you mean `anger`?"),
        ("anger sometimes", "is no condition"),
        ("apology-given ever", "an act holds for the whole chat; write `apology-given` alone"),
        ("solution is lost", "`lost` is not known here; use one of met, open, failing"),
        ("patience is open", "use one of solution, speed, clarity, courtesy, emotion"),
        ("customer waits 120", "write a wait as `90s`, `5m` or `2h`"),
        ("customer waits 0s", "write a wait as"),
        ("customer waits -5m", "write a wait as"),
        ("customer waits 8000000m", "write a wait as"),
        ("customer waits ٣s", "write a wait as"),
        ("nobody waits 5m", "is no condition"),
        ("valence below -1.5", "write valence as a number from -1 to 1"),
        ("intensity above -0.1", "write intensity as a number from 0 to 1"),
        ("valence below nan", "write valence as a number"),
        ("intensity over 0.5", "is no condition"),
        ("promise is late", "use one of open, near, due, kept, broken"),
        ("issue is repeatd", "did you mean `repeated`?"),
        ("chat is over", "use one of new, closing, transferred, returning"),
        ("channel is E-Mail", "is not known here"),
        ("channel is web form", "is no condition"),
        ("apology-given 0x", "write how often as `2x`, from 1x to 9x"),
        ("apology-given 10x", "write how often as `2x`, from 1x to 9x"),
        ("apology-given twice", "write how often as `2x`"),
        ("anger 2x", "is no condition"),
        ("customer waits ages", "write a wait as"),
        ("anger; drop table", "is no condition"),
    ],
)
def test_what_says_no_condition_is_refused_with_what_would_be_right(text: str, hint: str) -> None:
    with pytest.raises(PlaybookError) as error:
        parse(text)
    assert f"`{text}`" in str(error.value)
    assert hint in str(error.value)


SIDES: tuple[Literal["customer", "agent"], ...] = ("customer", "agent")
ALL: tuple[Condition, ...] = (
    *(
        Heard(label=label, scope=scope)
        for label, scope in product((*CUES, *TONES), get_args(Scope))
    ),
    *(Given(act=act, times=times) for act, times in product(ACTS, (1, 2, MOST_TIMES))),
    *(Waits(who=who, length=length) for who, length in product(SIDES, get_args(Patience))),
    *(Is(subject=subject, state=state) for subject, states in STATES.items() for state in states),
    Is(subject="channel", state="web-form"),
    *(NeedIs(need=need, status=s) for need, s in product(NEEDS, get_args(NeedStatus))),
)


@pytest.mark.parametrize("condition", ALL, ids=write)
def test_every_condition_comes_back_from_its_words(condition: Condition) -> None:
    assert parse(write(condition)) == condition


@given(st.integers(1, 7 * 24 * 3600), st.sampled_from(SIDES))
def test_every_wait_comes_back_from_its_words(
    seconds: int, who: Literal["customer", "agent"]
) -> None:
    condition = parse(f"{who} waits {seconds}s")
    assert condition == Waits(who=who, length=float(seconds))
    assert parse(write(condition)) == condition


def test_every_book_of_the_conversation_may_be_asked() -> None:
    assert set(STATES) == set(get_args(Subject)) - {"channel"}


@settings(deadline=None)
@given(st.integers(-100, 100))
def test_every_level_comes_back_from_its_words(hundredths: int) -> None:
    condition = Level(what="valence", side="above", limit=hundredths / 100)
    assert parse(write(condition)) == condition


@given(st.text(max_size=60))
def test_any_text_is_a_condition_or_is_refused(text: str) -> None:
    try:
        condition = parse(text)
    except PlaybookError:
        return
    assert parse(write(condition)) == condition
