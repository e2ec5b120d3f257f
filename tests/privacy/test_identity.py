"""The forms of national ids."""

from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.privacy import Sort, mask
from assist.privacy.identity import FORMS, _any_form

ID: frozenset[Sort] = frozenset({"national-id"})
CHECKS = sorted({form.check for forms in FORMS.values() for form in forms if form.check})


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_is_there(check: str) -> None:
    assert import_module(f"stdnum.{check}").is_valid("") is False


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_look_at_all_forms_at_once_misses_none(data: st.DataObject) -> None:
    country = data.draw(st.sampled_from(sorted(FORMS)))
    form = data.draw(st.sampled_from(FORMS[country]))
    number = data.draw(st.from_regex(form.pattern, fullmatch=True))
    for text in (number, f"(id {number})"):
        assert _any_form(("US", country, "nowhere")).search(text), form
    assert not _any_form(("nowhere",)).search(number)


def test_a_form_that_other_numbers_have_needs_a_word() -> None:
    assert mask("943 476 5919", ID, ("en-GB",)).text == "943 476 5919"
    assert mask("my NHS number is 943 476 5919", ID, ("en-GB",)).text.endswith("••• ••• ••••")


def test_a_wrong_check_digit_is_no_id() -> None:
    assert mask("2 55 08 14 168 025 39", ID, ("fr",)).text == "2 55 08 14 168 025 39"


def test_the_language_alone_means_its_home() -> None:
    assert "•" in mask("2 55 08 14 168 025 38", ID, ("fr",)).text
    assert "•" in mask("AB 12 34 56 C", ID, ("en",)).text
    assert "•" not in mask("AB 12 34 56 C", ID, ("fr",)).text
