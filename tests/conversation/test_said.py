from assist.conversation.said import MOST, Said, after_agent, after_customer, rows_of, word_hash


def test_five_words_in_a_row_make_a_hash() -> None:
    assert rows_of(["one", "two", "three", "four"]) == []
    assert len(rows_of(["one", "two", "three", "four", "five", "six"])) == 2


def test_words_are_folded_and_sentences_stand_apart() -> None:
    one = after_agent(Said(), "Été, nous livrons le lundi matin. Oui.")
    other = after_agent(Said(), "ETE nous livrons le lundi matin")
    assert one == other
    assert after_agent(Said(), "one two three. four five six").rows == ()


def test_what_is_kept_is_bounded_and_small() -> None:
    said = after_agent(Said(), " ".join(f"w{n}" for n in range(600)))
    said = after_customer(said, " ".join(f"w{n}" for n in range(600)))
    assert len(said.rows) == MOST
    assert len(said.words) <= MOST
    assert all(0 <= word < 1 << 16 for word in said.words)
    assert word_hash("w599") in said.words


def test_the_same_message_again_changes_nothing() -> None:
    said = after_agent(Said(), "one two three four five six")
    assert (
        after_agent(said, "One two, three four five six!") is said
        or after_agent(said, "one two three four five six") == said
    )
