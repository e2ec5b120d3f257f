import pytest

from assist.conversation.state import Conversation
from assist.evaluation.expectations import Case, case_in_text
from assist.evaluation.judgement import Outcome, Played, play, sample, score, scores
from assist.playbooks.load import load
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from assist.resources import rules_dir
from assist.session import Session
from assist.vocabulary import Kind

THIRD = "customer: this is the third time I write and my washing machine is still broken\n"


@pytest.fixture(scope="module")
def playbooks() -> Playbooks:
    return load(rules_dir())


@pytest.fixture(scope="module")
def reader(playbooks: Playbooks) -> Reader:
    return Reader(playbooks)


@pytest.fixture
def session(playbooks: Playbooks, reader: Reader) -> Session:
    return Session(reader, playbooks, Conversation.new())


def case(text: str, id: str = "chat") -> Case:
    return case_in_text(text, where="chat.txt", id=id)


def outcome(session: Session, text: str) -> Outcome:
    """Return the last outcome of a conversation."""
    return play(case(text), session).outcomes[-1]


def kinds(one: Outcome) -> list[Kind]:
    return [card.kind for card in one.showing]


def test_a_welcome_card_and_a_welcome_silence_satisfy(session: Session) -> None:
    played = play(case(f"{THIRD}#> ownership\nagent: ok\ncustomer: hi\n"), session)
    assert played.outcomes[0].verdict == "satisfied"
    assert kinds(played.outcomes[0]) == ["ownership"]
    assert not played.outcomes[0].needless


def test_silence_where_nothing_need_be_shown_satisfies(session: Session) -> None:
    assert outcome(session, "customer: hello\n#> silence update").verdict == "satisfied"


def test_silence_where_a_card_is_wanted_is_a_miss(session: Session) -> None:
    one = outcome(session, "customer: hello\n#> ownership")
    assert (one.verdict, one.showing) == ("missed", ())


def test_another_card_is_unwelcome_and_needless(session: Session) -> None:
    one = outcome(session, f"{THIRD}#> silence humour")
    assert one.verdict == "unwelcome"
    assert [card.kind for card in one.needless] == ["ownership"]


def test_a_card_that_must_not_be_shown_is_forbidden(session: Session) -> None:
    one = outcome(session, f"{THIRD}#> silence | never ownership")
    assert (one.verdict, len(one.needless)) == ("forbidden", 1)


def test_where_only_never_is_said_all_else_is_welcome(session: Session) -> None:
    one = outcome(session, f"{THIRD}#> | never humour")
    assert (one.verdict, one.needless) == ("satisfied", ())


def test_at_the_end_a_card_that_stayed_counts(session: Session) -> None:
    one = outcome(session, f"{THIRD}wait: 5s\n#> silence")
    assert (one.verdict, kinds(one)) == ("unwelcome", ["ownership"])
    assert not one.needless, "it came up before"


def test_at_the_end_only_what_came_after_the_last_turn_is_needless(session: Session) -> None:
    text = f"{THIRD}agent +3m: one moment please\nwait: 10m\n#> silence"
    played = play(case(text), session)
    (one,) = played.outcomes
    assert len(played.cards) > len(one.needless)
    assert all(card.at > 180 for card in one.needless)


def test_what_is_on_screen_once_the_platform_said_something(session: Session) -> None:
    text = f"{THIRD}#> ownership\ncontext: channel=chat\n#> ownership\nagent +3m: hello\n"
    (first, second) = play(case(text), session).outcomes
    assert (first.verdict, second.verdict) == ("satisfied", "satisfied")
    assert first.showing == second.showing
    assert second.needless == ()


def test_before_the_first_turn_nothing_is_on_screen(session: Session) -> None:
    one = outcome(session, f"context: channel=chat\n#> silence\n{THIRD}")
    assert (one.verdict, one.showing) == ("satisfied", ())


def test_cards_come_with_what_the_customer_had_said(session: Session) -> None:
    played = play(case(THIRD + "agent: ok\n"), session)
    assert (played.language, played.messages) == ("en", 1)
    (card,) = played.cards
    assert card.words == THIRD.partition(": ")[2].strip()
    assert card.suggestion.kind == "ownership"


def all_played(playbooks: Playbooks, reader: Reader) -> list[Played]:
    texts = {
        "third": f"{THIRD}#> silence humour",
        "routine-hello": "customer: hello\n#> silence update\ncustomer: and thanks\n",
        "colis": "customer: bonjour, mon colis est toujours en retard\n#> humour",
    }
    return [
        play(case(text, id), Session(reader, playbooks, Conversation.new()))
        for id, text in texts.items()
    ]


def test_conversations_are_summed_up_by_language_and_routine(
    playbooks: Playbooks, reader: Reader
) -> None:
    found = {one.name: one for one in scores(all_played(playbooks, reader))}
    assert list(found) == ["all", "en", "fr", "routine"]
    whole = found["all"]
    assert (whole.chats, whole.messages, whole.expectations) == (3, 4, 3)
    assert (whole.wanted, whole.given) == (1, 0)
    assert whole.verdicts["satisfied"] == 1
    assert whole.met == pytest.approx(1 / 3)
    assert whole.per_hundred(whole.needless) == 25 * whole.needless
    assert (found["en"].cards, found["en"].needless) == ({"ownership": 1}, 1)
    assert (found["routine"].chats, found["routine"].cards) == (1, {})


def test_nothing_played_is_no_score_and_no_rate() -> None:
    assert scores([]) == ()
    empty = score("all", [])
    assert (empty.met, empty.per_hundred(0)) == (None, 0.0)


def test_a_sample_does_not_depend_on_the_order(playbooks: Playbooks, reader: Reader) -> None:
    played = all_played(playbooks, reader)
    cards = [card for one in played for card in one.cards] * 2
    assert sample(cards, 1) == sample(reversed(cards), 1)
    assert len(sample(cards, 1)) == 1
    assert len(sample(cards, 100)) == len(cards)
