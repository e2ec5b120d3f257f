"""Locales and the countries they mean."""

import pytest

from assist.privacy.places import countries


@pytest.mark.parametrize(
    ("locales", "meant"),
    [
        (("fr-FR", "fr_CA"), ("FR", "CA")),
        (("en",), ("GB", "US")),
        (("fr", "fr-FR", "FR"), ("FR",)),
        (("CA",), ("CA",)),
        (("zh-Hant-TW",), ("TW",)),
        ((), ()),
    ],
)
def test_a_locale_means_countries(locales: tuple[str, ...], meant: tuple[str, ...]) -> None:
    assert countries(locales) == meant
