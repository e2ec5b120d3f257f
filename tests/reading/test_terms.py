"""Words -> terms."""

from assist.reading.terms import MOST_WORDS, pairs, terms, word_terms


def test_the_ends_of_a_message_are_words_of_its_pairs() -> None:
    assert pairs(["still", "no"]) == ["< still", "still no", "no >"]
    assert pairs([]) == ["< >"]


def test_a_word_is_itself_and_its_runs_of_letters() -> None:
    assert word_terms("no") == [" no", "_no", "no_", "_no_"]


def test_long_words_and_long_messages_are_bounded() -> None:
    assert len(word_terms("x" * 10_000)) < 100
    assert len(terms(["a"] * 10_000)) == len(terms(["a"] * MOST_WORDS))


def test_no_piece_looks_like_a_word_or_a_pair() -> None:
    for word in ("=)", "<3", "a=b"):
        assert [" " in term for term in word_terms(word)][1:] == [False] * (
            len(word_terms(word)) - 1
        )
