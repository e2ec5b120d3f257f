"""E-mail addresses and phone numbers, beside what `phonenumbers` itself says."""

import phonenumbers
import pytest

from assist.privacy import Sort, mask

COUNTRIES = ("FR", "BE", "CH", "LU", "CA", "GB", "US", "IE", "DE", "ES", "IT", "NL", "AU", "PL")
PHONE: frozenset[Sort] = frozenset({"phone"})


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize(
    "form", [phonenumbers.PhoneNumberFormat.NATIONAL, phonenumbers.PhoneNumberFormat.INTERNATIONAL]
)
def test_a_number_as_its_country_writes_it(country: str, form: int) -> None:
    for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE):
        number = phonenumbers.example_number_for_type(country, kind)
        if number is not None:
            written = phonenumbers.format_number(number, form)
            text = mask(f"my phone is {written}, thanks", PHONE, (country,)).text
            assert not any(character.isdigit() for character in text), text


def test_two_numbers_in_a_row() -> None:
    text = "06 12 34 56 78 07 56 78 90 12"
    assert mask(text, PHONE, ("fr",)).text == "•• •• •• •• •• •• •• •• •• ••"


@pytest.mark.parametrize(
    "text", ["2125550143", "le 01/02/2026", "10 000 000 points", "42.50 + 12.30", "00 00 00"]
)
def test_digits_that_no_one_dials(text: str) -> None:
    assert mask(text, PHONE, ("fr", "en")).text == text


@pytest.mark.parametrize("locale", ["xx-XX", "", "tlh"])
def test_an_unknown_locale_knows_no_numbers(locale: str) -> None:
    assert mask("06 12 34 56 78", PHONE, (locale,)).text == "06 12 34 56 78"


@pytest.mark.parametrize("text", ["marie@exemple.fr", "mario.rossi+x@posta.example.co.uk"])
def test_an_address(text: str) -> None:
    masked = mask(f"<{text}>", frozenset({"email"})).text
    assert not any(character.isalnum() for character in masked)
    assert len(masked) == len(text) + 2


@pytest.mark.parametrize("text", ["@marie", "a @ b", "3 @ 4.50 each", "user@localhost"])
def test_no_address(text: str) -> None:
    assert mask(text, frozenset({"email"})).text == text
