from dataclasses import replace

import pytest
from rich.text import Text

from assist.cli.page import Page, clock, course, shown
from assist.events import Handover, NeedState, Outranked, Reason, Suggestion
from assist.findings import CueRead, Reading, Span, ToneRead
from assist.ledger import Issue, Ledger, Promise, Question
from assist.replay import Ended, StepRecord
from assist.transcript import Chat, Turn
from assist.vocabulary import NEEDS

MET = tuple(NeedState(need=need, status="met") for need in NEEDS)
FAILING = (NeedState(need="solution", status="failing", because="third time"), *MET[1:])
CARD = Suggestion(
    suggestion_id="s1",
    rule="own-it",
    kind="ownership",
    need="solution",
    language="en",
    title="Repeat contact",
    about="Say who does what.",
    text="I will stay with it until it is found.",
    because=(Reason(label="repeat-contact", words="third time"),),
    outranked=(Outranked(rule="calm", kind="empathy", why="solution comes first"),),
)
CHAT = Chat(
    id="order-17",
    language="en",
    turns=(
        Turn(speaker="customer", at=1000.0, text="third time I write \x1b[31m[bold]red"),
        Turn(speaker="agent", at=1090.0, text="I have it now."),
        Turn(speaker="customer", at=1100.0, text="oh, thank you!"),
    ),
    until=None,
)


NOTHING = Ledger()


def reading(tone: ToneRead, cues: tuple[CueRead, ...], valence: float, intensity: float) -> Reading:
    return Reading(
        language="en",
        unsure=False,
        tones=(tone,),
        scores={tone.tone: tone.score},
        valence=valence,
        intensity=intensity,
        cues=cues,
    )


def step(
    turn: int,
    read: Reading | None = None,
    needs: tuple[NeedState, ...] = MET,
    *,
    offers: tuple[Suggestion, ...] = (),
    withdrawn: tuple[Ended, ...] = (),
    ledger: Ledger = NOTHING,
    handover: Handover | None = None,
) -> StepRecord:
    return StepRecord(
        turn=turn,
        at=CHAT.turns[turn].at,
        reading=read,
        needs=needs,
        needs_moved=turn != 1,
        offers=offers,
        showing=(),
        withdrawn=withdrawn,
        ledger=ledger,
        ledger_moved=ledger != NOTHING,
        handover=handover,
    )


CUE = CueRead(cue="repeat-contact", evidence=(Span(start=0, end=10, text="third time"),))
STEPS = (
    step(
        0,
        reading(ToneRead(tone="frustration", score=0.72), (CUE,), -0.6, 0.7),
        FAILING,
        offers=(CARD,),
    ),
    step(1, withdrawn=(Ended(suggestion=CARD, how="withdrawn", reason="the agent took it on"),)),
    step(2, reading(ToneRead(tone="gratitude", score=0.6), (), 0.6, 0.3)),
)


def page(capsys: pytest.CaptureFixture[str], *steps: StepRecord, chat: Chat = CHAT) -> str:
    Page().show(chat, steps)
    return capsys.readouterr().out


def words(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


def test_it_shows_what_was_said_with_times_from_the_start(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = page(capsys, *STEPS)
    assert "order-17 · English · 3 messages in 1:40" in text
    assert "1:30 agent    I have it now." in text
    assert "1:40 customer oh, thank you!" in text


def test_it_shows_tones_cues_and_needs_as_they_move(capsys: pytest.CaptureFixture[str]) -> None:
    text = words(page(capsys, *STEPS))
    assert "● frustration 0.72 repeat-contact “third time”" in text
    assert "needs solution failing (third time)" in text
    assert "needs all met" in text


def test_a_need_says_what_shows_it_once(capsys: pytest.CaptureFixture[str]) -> None:
    waiting = (FAILING[0], NeedState(need="speed", status="failing", because="2 min"), *MET[2:])
    text = words(page(capsys, STEPS[0], step(2, needs=waiting)))
    assert "needs solution failing (third time)" in text
    assert "needs solution failing · speed failing (2 min)" in text


def test_a_card_stands_with_its_reason_and_what_became_of_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = words(page(capsys, *STEPS))
    assert "ownership · Repeat contact" in text
    assert "I will stay with it until it is found." in text
    assert "why repeat-contact “third time”" in text
    assert "over empathy (solution comes first)" in text
    assert "then withdrawn at 1:30: the agent took it on" in text
    assert "then still on offer when the chat ended" in words(page(capsys, STEPS[0]))


def test_it_shows_what_is_open_asked_and_promised(capsys: pytest.CaptureFixture[str]) -> None:
    late = Issue(issue_id="i1", about="problem", words="it is late")
    solved = Issue(issue_id="i2", about="problem", words="the login", status="resolved")
    asked = Question(question_id="q1", words="when?", message_id="m1", at=1.0, asked=2)
    call = Promise(promise_id="p1", words="in an hour", message_id="a1", at=2.0, due=3602.0)
    kept = Promise(promise_id="p2", words="today", message_id="a1", at=2.0, due=9.0, status="kept")
    ledger = Ledger(issues=(late, solved), questions=(asked,), promises=(call, kept))
    text = words(page(capsys, step(1, ledger=ledger)))
    assert "open problem raised “it is late” · asked 2x “when?” · promise open “in an hour”" in text
    assert "the login" not in text
    assert "today" not in text


def test_books_in_which_nothing_is_open_are_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    solved = Issue(issue_id="i2", about="problem", words="the login", status="confirmed")
    assert "the login" not in page(capsys, step(1, ledger=Ledger(issues=(solved,))))


def test_a_hand_over_says_who_takes_the_chat(capsys: pytest.CaptureFixture[str]) -> None:
    taken = Handover(at=1.0, agent="Ben", before="Ana", tone=None, feeling=0.0, ledger=Ledger())
    assert "the chat goes to Ben" in words(page(capsys, step(1, handover=taken)))


def test_a_step_without_a_turn_is_time_that_passes(capsys: pytest.CaptureFixture[str]) -> None:
    silent = replace(step(1, ledger=Ledger()), turn=None, at=1090.0)
    assert "1:30 time passes" in words(page(capsys, silent))


def test_the_summary_names_cards_peak_and_end(capsys: pytest.CaptureFixture[str]) -> None:
    text = words(page(capsys, *STEPS))
    assert "cards 1 (ownership 1) for 2 customer messages" in text
    assert "peak frustration at 0:00 “third time I write" in text
    assert "end gratitude at 1:40 “oh, thank you!”" in text
    assert "course ▂▇" in text


def test_the_customers_words_cannot_drive_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    text = page(capsys, *STEPS)
    assert "\x1b" not in text
    assert "\N{REPLACEMENT CHARACTER}[31m[bold]red" in text


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal_or_than_100_columns(
    columns: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = page(capsys, *STEPS).splitlines()
    assert max(map(len, lines)) <= min(columns, 100)


def test_a_chat_without_turns_is_a_page_too(capsys: pytest.CaptureFixture[str]) -> None:
    text = page(capsys, chat=Chat(id="empty", language=None, turns=(), until=None))
    assert "empty · 0 messages in 0:00" in text
    assert "cards  none" in text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (90.9, "1:30"), (3600, "1:00:00"), (3 * 86400 + 65, "3d 0:01:05")],
)
def test_a_clock_is_short(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def test_text_keeps_emoji_and_lines_and_shows_what_is_unsafe() -> None:
    family = "👩\u200d👧"
    assert shown(f"{family}\n\té") == f"{family}\n\té"
    assert shown("a\x9bb\u202ec\x00") == "a\ufffdb\ufffdc\ufffd"


def test_the_course_goes_from_low_to_high_and_stays_short() -> None:
    assert course([-1.0, 0.0, 1.0]) == "▁▅█"
    assert len(course([0.0] * 500)) == 40
    assert course([-1.0] * 40 + [1.0] * 40) == "▁" * 20 + "█" * 20


def test_a_draft_stands_at_the_end_of_its_chat(capsys: pytest.CaptureFixture[str]) -> None:
    Page().show(replace(CHAT, until=4700.0, draft="Soon."), STEPS, Text("Soon."))
    text = capsys.readouterr().out
    assert "1:40 customer oh, thank you!" in text
    assert "1:01:40 draft    Soon." in text
    assert text.index("Soon.") < text.index("cards ")


def test_a_draft_alone_stands_below_what_the_customer_said_last(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Page().show_draft(CHAT, Text("Soon."))
    Page().show_draft(replace(CHAT, turns=()), Text("Later."))
    first, second = capsys.readouterr().out.split("order-17")[1:]
    assert "customer oh, thank you!" in first
    assert "I have it now" not in first
    assert "draft    Soon." in first
    assert "customer" not in second
    assert "draft    Later." in second
