"""Locales (`fr-FR`, `en`, `CA`) -> the countries whose numbers are looked for."""

from functools import lru_cache
from typing import Final

_SPOKEN: Final = {
    "en": ("GB", "US"),
    "da": ("DK",),
    "sv": ("SE",),
    "nb": ("NO",),
    "nn": ("NO",),
    "cs": ("CZ",),
    "el": ("GR",),
    "et": ("EE",),
    "sl": ("SI",),
    "ja": ("JP",),
    "zh": ("CN",),
    "ko": ("KR",),
    "ar": ("SA",),
}
"""Languages that do not bear the name of their country, or are spoken in two large ones."""


@lru_cache(maxsize=256)
def countries(locales: tuple[str, ...]) -> tuple[str, ...]:
    """Return the countries of the locales, each once: a language alone means its home.

    `CA` and `fr-CA` name a country, `fr` a language.
    """
    found: dict[str, None] = {}
    for locale in locales:
        language, _, country = locale.replace("_", "-").partition("-")
        country = country.rpartition("-")[2] or (language if language.isupper() else "")
        spoken = _SPOKEN.get(language.lower(), (language.upper(),))
        found.update(dict.fromkeys((country.upper(),) if country else spoken))
    return tuple(found)
