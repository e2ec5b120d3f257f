"""Masking as a whole: what always holds, whatever is typed."""

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.privacy import ALWAYS, SORTS, Sort, mask

ALL = frozenset(SORTS)
LOCALES = ("fr-FR", "en-GB", "en-US", "de-DE")
PIECES = st.sampled_from(
    [
        *"0123456789456 -./•@+()\n,:abc٤４²\u200b\u0301",
        "4111 1111 1111 1111",
        "4111111111111111",
        "3782 822463 10005",
        "411111••••••1111",
        "1111",
        "4111",
        "12/26",
        " 123",
        "FR7630006000011234567890189",
        "06 12 34 56 78",
        "+33612345678",
        "1 85 05 78 006 084 91",
        "AB123456C",
        "marie@exemple.fr",
        " card ",
        " order no. ",
        " carte ",
        " cvv ",
        " exp ",
        " is my ",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map("".join))


@settings(max_examples=600, deadline=None)
@given(TEXTS)
def test_masked_twice_is_masked_once(text: str) -> None:
    once = mask(text, ALL, LOCALES).text
    assert mask(once, ALL, LOCALES).text == once


@settings(max_examples=600, deadline=None)
@given(TEXTS)
def test_only_bullets_are_put_in_and_only_where_a_hit_is(text: str) -> None:
    masked = mask(text, ALL, LOCALES)
    assert len(masked.text) == len(text)
    within = {at for hit in masked.hits for at in range(hit.start, hit.end)}
    for at, (was, now) in enumerate(zip(text, masked.text, strict=True)):
        assert was == now or (now == "•" and at in within)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=60))
def test_any_unicode_is_a_text(text: str) -> None:
    mask(text, ALL, LOCALES)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_hits_stand_in_order_inside_the_text(text: str) -> None:
    hits = mask(text, ALL, LOCALES).hits
    assert [hit.start for hit in hits] == sorted(hit.start for hit in hits)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)


@pytest.mark.parametrize(
    "text", ["４１１１ １１１１ １１１１ １１１１", "cvv ①②③", "ｍａｒｉｅ＠ｅｘｅｍｐｌｅ．ｆｒ"]
)
def test_compatibility_forms_are_masked_as_their_plain_forms(text: str) -> None:
    composed = mask(unicodedata.normalize("NFKC", text), ALL, LOCALES).text
    assert composed == unicodedata.normalize("NFKC", mask(text, ALL, LOCALES).text)
    assert "•" in composed


def test_what_holds_no_digit_and_no_address_stays() -> None:
    text = "Où est ma commande ? It's late…"
    assert mask(text, ALL, LOCALES).text == text
    assert mask(text, ALL, LOCALES).hits == ()


def test_a_tenant_chooses_the_sorts_but_cards_and_accounts() -> None:
    text = "a@b.fr 4111111111111111 FR7630006000011234567890189"
    nothing: frozenset[Sort] = frozenset()
    assert mask(text, nothing).text == mask(text, ALWAYS).text
    assert mask(text, nothing).text.startswith("a@b.fr 411111••••••1111 •")
    assert mask(text, frozenset({"email"})).text.startswith("•@•.•• 411111")


def test_a_hit_tells_the_place_and_keeps_no_digit() -> None:
    (hit,) = mask("Pay with 4111 1111 1111 1111!").hits
    assert (hit.sort, hit.start, hit.end) == ("card", 9, 28)
    assert "4111" not in repr(hit)


def test_a_flood_of_digits_is_hidden_whole() -> None:
    assert not any(character.isdigit() for character in mask("4 " * 2000).text)
    assert mask("a@b.fr " * 300, ALL).text == "•@•.•• " * 300


@pytest.mark.parametrize(
    "part",
    ["4111111111111112 ", "4 ", "4111 ", "(1)", "a@", "FR76", "order 4111 ", "cvv   ", "٤١١ "],
)
def test_a_hostile_text_of_64_kb_takes_no_longer_than_its_length(part: str) -> None:
    size = 64 * 1024
    text = (part * size)[: size // (2 if not part.isascii() else 1)]
    mask(text[:1000], ALL, LOCALES)
    before = time.process_time()
    mask(text, ALL, LOCALES)
    assert time.process_time() - before < 0.1
