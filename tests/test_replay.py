from functools import cache

from assist.conversation.state import Conversation
from assist.playbooks.load import load
from assist.reading.reader import Reader
from assist.replay import StepRecord, replay
from assist.resources import rules_dir
from assist.session import Session
from assist.transcript import chat_from_json, parse_transcript
from assist.vocabulary import NEEDS

PLAYBOOKS = load(rules_dir())
LONG = PLAYBOOKS.pace("chat").long


@cache
def reader() -> Reader:
    return Reader(PLAYBOOKS, {})


def session() -> Session:
    return Session(reader(), PLAYBOOKS, Conversation.new())


def steps(text: str) -> list[StepRecord]:
    return list(replay(parse_transcript(text), session()))


PROBLEM = "customer: my parcel is late and I am worried it is lost"


def test_each_turn_is_a_step_at_its_time() -> None:
    found = steps(f"{PROBLEM}\nagent +10s: I am looking\ncustomer +5s: ok")
    assert [(step.turn, step.at) for step in found] == [(0, 0.0), (1, 10.0), (2, 15.0)]


def test_the_customers_messages_are_read_and_the_agents_are_not() -> None:
    first, second = steps(f"{PROBLEM}\nagent: I am looking")
    assert first.reading is not None
    assert "problem" in {cue.cue for cue in first.reading.cues}
    assert second.reading is None


def test_a_step_holds_the_whole_ladder_lowest_need_first() -> None:
    (step,) = steps(PROBLEM)
    assert tuple(state.need for state in step.needs) == NEEDS
    assert step.needs_moved
    assert step.needs[0].status != "met"


def test_a_long_silence_is_a_step_of_its_own_before_the_next_turn() -> None:
    found = steps(f"{PROBLEM}\ncustomer +10m: hello?")
    silence = [step for step in found if step.turn is None]
    assert [step.at for step in silence if step.needs_moved] == [LONG]
    assert found[-1].turn == 1


def test_time_after_the_last_turn_passes_only_as_far_as_the_chat_is_watched() -> None:
    assert [step.turn for step in steps(PROBLEM)] == [0]
    assert [step.turn for step in steps(f"{PROBLEM}\nwait: {LONG - 1:g}s")] == [0]
    late = steps(f"{PROBLEM}\nwait: {LONG:g}s")
    assert [step.turn for step in late[:2]] == [0, None]
    assert late[1].at == LONG


def test_what_is_on_screen_is_what_was_offered_and_has_not_left() -> None:
    chat = f"{PROBLEM}\nagent +3m: sorry about that\ncustomer: this is so annoying!!\nwait: 20m"
    screen: set[str] = set()
    offered = 0
    for step in steps(chat):
        screen -= {ended.suggestion.suggestion_id for ended in step.withdrawn}
        screen |= {card.suggestion_id for card in step.offers}
        offered += len(step.offers)
        assert {card.suggestion_id for card in step.showing} == screen
    assert offered


def test_a_card_that_leaves_says_how_and_why() -> None:
    found = steps(f"{PROBLEM}\nwait: 1d")
    ended = [ended for step in found for ended in step.withdrawn]
    assert ended
    assert all(one.how in ("withdrawn", "expired") and one.reason for one in ended)


def test_the_language_of_the_chat_is_used_for_its_messages() -> None:
    turns = [{"speaker": "customer", "text": "ok"}]
    for language in ("en", "fr"):
        chat = chat_from_json({"turns": turns, "language": language}, where="here")
        (step,) = replay(chat, session())
        assert step.reading is not None
        assert step.reading.language == language


def test_a_chat_without_turns_has_no_steps() -> None:
    assert steps("wait: 5m") == []


def test_a_step_holds_the_books_and_says_whether_it_moved_them() -> None:
    first, second = steps(f"{PROBLEM}\nagent: one moment")
    assert first.ledger_moved
    assert [issue.about for issue in first.ledger.issues] == ["problem"]
    assert second.ledger_moved == (second.ledger != first.ledger)


def test_what_the_platform_says_is_a_step_where_it_does_something() -> None:
    found = steps(
        f"context: agent=ana\n{PROBLEM}\nagent: I am looking\ncontext +5s: agent=ben\n"
        "agent +5s: hello, I take over"
    )
    assert [step.turn for step in found] == [0, 1, None, 2]
    handed = found[2].handover
    assert handed is not None
    assert (handed.before, handed.agent, handed.at) == ("ana", "ben", 25.0)
    assert handed.ledger == found[2].ledger
    assert all(step.handover is None for step in found if step is not found[2])


def test_what_was_left_open_before_is_open_from_the_first_step() -> None:
    first, *_ = steps(f'context: customer=c1 memory="the lamp is broken"\n{PROBLEM}')
    assert first.turn is None
    assert [(issue.words, issue.brought) for issue in first.ledger.issues] == [
        ("the lamp is broken", True)
    ]


def test_a_promise_falls_due_while_the_chat_is_watched() -> None:
    chat = f"{PROBLEM}\nagent: I will get back to you in 10 minutes."
    assert [p.status for p in steps(chat)[-1].ledger.promises] == ["open"]
    late = steps(f"{chat}\nwait: 10m")
    assert [p.status for p in late[-1].ledger.promises] == ["due"]
    assert late[-1].at == 620.0


def test_a_channel_has_its_own_waits() -> None:
    silent = [step for step in steps(f"{PROBLEM}\nwait: 1h") if step.needs_moved]
    email = steps(f"context: channel=email\n{PROBLEM}\nwait: 1h")
    assert len(silent) == 2
    assert [step.turn for step in email if step.needs_moved] == [0]


def test_a_replay_is_the_same_each_time() -> None:
    chat = f"context: agent=ana\n{PROBLEM}\ncustomer +10m: hello?\ncontext: agent=ben\nwait: 1d"
    assert steps(chat) == steps(chat)


def test_times_of_a_calendar_work_as_those_from_the_start() -> None:
    def kinds(start: float) -> list[tuple[float, tuple[str, ...]]]:
        turns = [
            {"speaker": "customer", "at": start, "text": "my parcel is late, I am worried"},
            {"speaker": "agent", "at": start + 400, "text": "I am sorry"},
        ]
        chat = chat_from_json({"turns": turns, "until": start + 900}, where="here")
        return [
            (step.at - start, tuple(card.kind for card in step.showing))
            for step in replay(chat, session())
        ]

    assert kinds(0.0) == kinds(1_700_000_000.0)
