from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.errors import PlaybookError
from assist.playbooks.conditions import parse, write
from assist.playbooks.model import (
    Condition,
    Given,
    Heard,
    Level,
    NeedIs,
    PromiseDue,
    Scope,
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
        ("customer waits 120s", Waits(who="customer", seconds=120)),
        ("agent waits 5m", Waits(who="agent", seconds=300)),
        ("agent waits 2h", Waits(who="agent", seconds=7200)),
        ("valence below -0.3", Level(what="valence", side="below", limit=-0.3)),
        ("intensity above 0.6", Level(what="intensity", side="above", limit=0.6)),
        ("promise is due", PromiseDue()),
        ("  promise   is due ", PromiseDue()),
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
        ("promise is kept", "`promise` is not known here"),
        ("anger; drop table", "is no condition"),
    ],
)
def test_what_says_no_condition_is_refused_with_what_would_be_right(text: str, hint: str) -> None:
    with pytest.raises(PlaybookError) as error:
        parse(text)
    assert f"`{text}`" in str(error.value)
    assert hint in str(error.value)


ALL = (
    *(
        Heard(label=label, scope=scope)
        for label, scope in product((*CUES, *TONES), get_args(Scope))
    ),
    *(Given(act=act) for act in ACTS),
    *(NeedIs(need=need, status=s) for need, s in product(NEEDS, get_args(NeedStatus))),
    PromiseDue(),
)


@pytest.mark.parametrize("condition", ALL, ids=write)
def test_every_condition_comes_back_from_its_words(condition: Condition) -> None:
    assert parse(write(condition)) == condition


@given(st.integers(1, 7 * 24 * 3600), st.sampled_from(["customer", "agent"]))
def test_every_wait_comes_back_from_its_words(seconds: int, who: str) -> None:
    condition = parse(f"{who} waits {seconds}s")
    assert condition == Waits(who=who, seconds=seconds)  # type: ignore[arg-type]
    assert parse(write(condition)) == condition


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
