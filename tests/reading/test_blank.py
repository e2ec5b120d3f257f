"""spaCy's French, made lighter, cuts the words that people write as it did."""

import re
from pathlib import Path

from assist.reading.blank import blank, shortened

FRENCH = Path(__file__).parents[2] / "rules" / "fr"


def test_a_pattern_without_lists_of_letters_stays_as_it_is() -> None:
    assert shortened("^faux[-a-z]+$") == "^faux[-a-z]+$"


def test_compound_words_of_french_are_those_that_spacy_lists() -> None:
    light = blank("fr").tokenizer.token_match  # type: ignore[union-attr]
    from spacy.lang.fr.tokenizer_exceptions import _regular_exp

    whole = re.compile("(?iu)" + "|".join(f"(?:{one})" for one in _regular_exp)).match
    listed = "faux-vampire États-Unis entr'abat saut-de-ski anti-2000 anti_vol prud'homme week-end"
    words = {*listed.split(), *" ".join(path.read_text() for path in FRENCH.glob("*.toml")).split()}
    assert [word for word in words if bool(light(word)) != bool(whole(word))] == []
    assert light("faux-vampire")
    assert not light("anti-2000")


def test_re_is_left_as_it_was() -> None:
    compiled = re.compile
    blank("fr")
    assert re.compile is compiled
