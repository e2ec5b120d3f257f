"""The word lists of each language are whole and folded."""

from dataclasses import fields

import pytest

from assist.reading.folding import fold
from assist.reading.lexicon import lexicon
from assist.vocabulary import LANGUAGES, Language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_is_there_and_folded(language: Language) -> None:
    lists = lexicon(language)
    for field in fields(lists):
        words = getattr(lists, field.name)
        if isinstance(words, frozenset):
            assert all(fold(word)[0] == word for word in words), field.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_spelling_opens_into_words_that_need_no_opening(language: Language) -> None:
    spelling = lexicon(language).spelling
    for word, whole in spelling.items():
        assert fold(word)[0] == word
        assert whole != (word,)
        assert not [part for part in whole if part in spelling and spelling[part] != (part,)], word
