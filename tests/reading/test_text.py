"""A message as typed -> folded tokens that point into the original."""

import pytest

from assist.reading.text import Tokenizer


@pytest.fixture(scope="module")
def english() -> Tokenizer:
    return Tokenizer("en", frozenset({"cool", "so"}))


@pytest.fixture(scope="module")
def french() -> Tokenizer:
    return Tokenizer("fr")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("can't cant cannot", "can not can not can not"),
        ("won't", "will not"),
        ("I'm im i’m", "i am i am i am"),
        ("it's its", "it is it is"),
        ("thats whats", "that is what is"),
        ("gonna", "going to"),
        ("john's", "john s"),
        ("sooo coooool", "so cool"),
        ("pls recieved thx", "please received thanks"),
        ("re-send", "re send"),
        ("Ｆｕｌｌ ﬁne", "full fine"),
        ("Stop!!!!!!", "stop ! ! !"),
        ("w\u200border", "worder"),
    ],
)
def test_english_opens(english: Tokenizer, typed: str, words: str) -> None:
    assert " ".join(english.words(typed)) == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Je n’ai pas reçu", "je ai pas recu"),
        ("jai pas recu", "je ai pas recu"),
        ("c'est cest c", "ce est ce est ce"),
        ("qu'est-ce que", "que est ce que"),
        ("pb tjs svp", "probleme toujours se il vous plait"),
        ("ÇA MARCHE", "ca marche"),
        ("cœur", "coeur"),
        ("12j en 4G", "12 jours en 4 g"),
        ("17 h", "17 heures"),
        ("mardi.merci", "mardi , merci"),
        ("il est né, je n’y crois", "il est ne , je y crois"),
        ("aujourd'hui", "aujourd'hui"),
    ],
)
def test_french_opens(french: Tokenizer, typed: str, words: str) -> None:
    assert " ".join(french.words(typed)) == words


def test_words_point_at_what_was_typed(french: Tokenizer) -> None:
    text = french.text("Où est l’œuvre ?!!!!!! Ｃ’est PERDU")
    assert all(word.strip() for word in text.typed)
    assert len(text.typed) == len(text.words)
    assert text.typed[-1] == "PERDU"


def test_a_word_opens_by_the_one_before_it_also_when_both_are_known(english: Tokenizer) -> None:
    assert english.words("s") == english.words("s") == ("s",)
    assert english.words("that s") == english.words("that s") == ("that", "is")


def test_what_was_cut_is_forgotten_when_new_words_are_known() -> None:
    tokenizer = Tokenizer("en")
    assert tokenizer.words("coool") == ("col",)
    tokenizer.know(frozenset({"cool"}))
    assert tokenizer.words("coool") == ("cool",)


def test_of_a_long_text_so_many_pieces_that_are_no_plain_words_are_read() -> None:
    odd = [f"{a}{b}{c}'{a}" for a in "bcdfg" for b in "0123456789" for c in "hjklmnpqrs"]
    typed = "first " + " ".join(odd) + " again it's last"
    one, other = Tokenizer("en"), Tokenizer("en")
    assert other.words(" ".join(odd[250:])), "these are known now"
    text = one.text(typed)
    assert text.words == other.text(typed).words, "what is remembered makes no difference"
    assert "b0h'b" in text.typed
    assert "g9s'g" not in text.typed
    assert text.typed[-2:] == ("again", "last"), "plain words are always read"


def test_all_pieces_of_a_text_of_two_hundred_words_are_read(english: Tokenizer) -> None:
    odd = " ".join(f"x{number}'y" for number in range(250))
    assert len(odd) < 2000
    assert english.text(odd).typed[-1] == "x249'y"


def test_pieces_are_forgotten_when_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    english = Tokenizer("en")
    monkeypatch.setattr("assist.reading.text._REMEMBERED", 10)
    for number in range(50):
        words = [f"q{'abcdefghij'[number % 10]}{'klmno'[number // 10]}", "still", "here"]
        assert english.words(" ".join(words)) == tuple(words)
    assert len(english._pieces) <= 13
