from pathlib import Path

import pytest

from assist.evaluation.examples import Examples, Failure
from tests.playbooks.rulefiles import CUE, GOOD, HEAD, TOPIC, loaded


def failures(folder: Path, english: str) -> list[Failure]:
    playbooks = loaded(folder, {**GOOD, "en/leaving.toml": english})
    assert playbooks.diagnostics == ()
    examples = Examples(playbooks)
    return [failure for book in playbooks.playbooks for failure in examples.run(book)]


def only(folder: Path, old: str, new: str) -> Failure:
    assert old in TOPIC
    (failure,) = failures(folder, TOPIC.replace(old, new, 1))
    assert failure.path == "en/leaving.toml"
    return failure


def test_examples_that_come_out_as_stated_say_nothing(tmp_path: Path) -> None:
    assert failures(tmp_path, TOPIC) == []


def test_a_match_that_does_not_fire_is_told(tmp_path: Path) -> None:
    failure = only(tmp_path, '"close my account pls"', '"please open an account"')
    assert (failure.where, failure.problem) == ('cue "churn-risk"', "missed")
    assert failure.example == "please open an account"
    assert failure.what == "does not show `churn-risk`"


def test_a_match_that_is_read_in_another_language_says_so(tmp_path: Path) -> None:
    failure = only(tmp_path, '"close my account pls"', '"je voudrais fermer mon compte"')
    assert failure.what == "does not show `churn-risk`; it was read as fr"


def test_a_no_match_that_fires_is_told(tmp_path: Path) -> None:
    failure = only(tmp_path, '"Can you cancel the delivery?"', '"please close my account"')
    assert (failure.where, failure.problem) == ('cue "churn-risk"', "false-alarm")
    assert failure.what == "shows `churn-risk` and should not"


def test_a_match_that_fires_another_sign_is_told_with_its_words(tmp_path: Path) -> None:
    both = '"I am worried, close my account"'
    failure = only(tmp_path, '"close my account pls"', both)
    assert failure.problem == "over-match"
    assert failure.what.startswith("shows `anxiety` too (“I am worried”); list it in `also`")


def test_what_also_lists_may_fire_as_well(tmp_path: Path) -> None:
    topic = TOPIC.replace('"close my account pls"', '"I am worried, close my account"')
    topic = topic.replace('id = "churn-risk"', 'id = "churn-risk"\nalso = ["anxiety"]')
    assert failures(tmp_path, topic) == []


def test_shouting_counts_as_another_sign(tmp_path: Path) -> None:
    failure = only(tmp_path, '"close my account pls"', '"CLOSE MY ACCOUNT RIGHT NOW PLEASE"')
    assert failure.problem == "over-match"
    assert "`shouting`" in failure.what


def test_what_only_an_inference_shows_counts_for_nothing(tmp_path: Path) -> None:
    tones = GOOD["tones.toml"]
    assert 'requires = ["churn-risk"]' in tones
    assert failures(tmp_path, TOPIC) == []
    alone = '[[tone]]\nid = "disappointment"\nabout = "x"\npatterns = ["what a pity"]\n'
    alone += 'match = ["what a pity", "close my account"]\nno_match = ["hello there"]\n'
    alone += 'also = ["churn-risk"]\n'
    (failure,) = failures(tmp_path, TOPIC.replace("[[suggestion]]", alone + "[[suggestion]]", 1))
    assert (failure.where, failure.problem) == ('tone "disappointment"', "missed")


def test_a_weak_sign_fires_by_its_own_weight(tmp_path: Path) -> None:
    assert failures(tmp_path, TOPIC.replace("weight = 0.8", "weight = 0.3")) == []
    topic = TOPIC.replace("weight = 0.8", "weight = 0.3").replace('["hello"]', '["im worried"]')
    (failure,) = failures(tmp_path, topic)
    assert (failure.where, failure.problem) == ('tone "anxiety"', "false-alarm")


def test_acts_are_looked_for_in_the_agents_words(tmp_path: Path) -> None:
    failure = only(tmp_path, '"I am sorry about that"', '"close my account, I am worried"')
    assert (failure.where, failure.problem) == ('act "apology-given"', "missed")


def test_a_card_that_is_not_offered_is_told_with_what_is_instead(tmp_path: Path) -> None:
    failure = only(tmp_path, "customer: close my account\n", "customer: hello there\n")
    assert (failure.where, failure.problem) == ('suggestion "acknowledge-leaving"', "not-offered")
    assert failure.what == "is not on offer at the end; nothing is"
    assert failure.example == "customer: hello there\n"


def test_a_card_that_is_offered_against_the_example_is_told(tmp_path: Path) -> None:
    failure = only(tmp_path, "customer: can you cancel the delivery?", "customer: close my account")
    assert failure.problem == "offered"
    assert failure.what == "is on offer at the end and should not be"


@pytest.mark.parametrize(
    ("transcript", "what"),
    [
        ("custommer: hi", "transcript, line 1: no message; write `customer: ...`"),
        ("# nobody", "nobody says anything; begin with `customer: ...`"),
    ],
)
def test_a_transcript_that_is_none_is_told(tmp_path: Path, transcript: str, what: str) -> None:
    failure = only(tmp_path, "customer: close my account\n", transcript + "\n")
    assert failure.problem == "transcript"
    assert failure.what.startswith(what)


def test_a_french_chat_is_tried_in_french(tmp_path: Path) -> None:
    playbooks = loaded(tmp_path, GOOD)
    (french,) = playbooks.of("fr")
    assert list(Examples(playbooks).run(french)) == []
    assert any(example.offered for rule in french.suggestions for example in rule.examples)


@pytest.mark.parametrize(
    ("word", "made"), [("don't", "do + not"), ("i'm", "i + am"), ("two words", "two + words")]
)
def test_a_word_that_is_several_tokens_is_told(tmp_path: Path, word: str, made: str) -> None:
    pattern = f'[{{ LOWER = "{word}" }}, {{ LOWER = "leave" }}],\n'
    (failure,) = failures(tmp_path, TOPIC.replace("patterns = [\n", f"patterns = [\n{pattern}"))
    assert (failure.where, failure.problem, failure.example) == ('cue "churn-risk"', "word", word)
    assert failure.what.startswith(f"`patterns` 1: folding makes {made} of it")


def test_another_topics_sign_is_seen_though_that_topic_is_not_run(tmp_path: Path) -> None:
    other = HEAD + CUE.replace("churn-risk", "resolved")
    playbooks = loaded(tmp_path, {**GOOD, "en/other.toml": other})
    book = next(book for book in playbooks.playbooks if book.path == "en/leaving.toml")
    found = list(Examples(playbooks).run(book))
    assert {failure.problem for failure in found} == {"over-match"}
    assert all("`resolved`" in failure.what for failure in found)
