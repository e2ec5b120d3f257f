import pytest

from assist.conversation.said import (
    MOST,
    Said,
    after_agent,
    after_customer,
    hashed,
    is_known,
    kept,
    rows_of,
    without,
    word_hash,
)


def test_five_words_in_a_row_make_a_hash() -> None:
    assert rows_of(["one", "two", "three", "four"]) == []
    assert len(rows_of(["one", "two", "three", "four", "five", "six"])) == 2


def test_words_are_folded_and_sentences_stand_apart() -> None:
    one = after_agent(Said(), "Été, nous livrons le lundi matin. Oui.")
    other = after_agent(Said(), "ETE nous livrons le lundi matin")
    assert one == other
    assert after_agent(Said(), "one two three. four five six").rows == b""


def test_what_is_kept_is_bounded_and_small() -> None:
    said = after_agent(Said(), " ".join(f"w{n}" for n in range(600)))
    said = after_customer(said, " ".join(f"w{n}" for n in range(600)))
    assert len(said.rows) == 4 * MOST
    assert MOST < len(said.words) <= 2 * MOST
    assert is_known(word_hash("w599"), said.words)
    assert not is_known(word_hash("w0"), said.words)


def test_the_same_message_again_changes_nothing() -> None:
    said = after_agent(Said(), "one two three four five six")
    assert said.rows
    assert after_agent(said, "One two, three four five six!") == said
    heard = after_customer(said, "where is it")
    assert after_customer(heard, "Where IS it? Where?") == heard


@pytest.mark.parametrize(
    ("one", "known"), [(b"bc", True), (b"ab", False), (b"dd", False), (b"ca", True)]
)
def test_the_bytes_of_two_neighbours_are_no_hash(one: bytes, *, known: bool) -> None:
    assert is_known(one, b"bcda" + b"bbca") is known


def test_a_hash_leaves_alone_and_what_is_not_there_leaves_nothing() -> None:
    both = kept(b"", [hashed("one"), hashed("two"), hashed("one")])
    assert both == hashed("one") + hashed("two")
    assert without(both, hashed("one")) == hashed("two")
    assert without(both, hashed("three")) == both
