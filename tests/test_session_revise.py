"""A session whose past is changed: what it answers, and what becomes of the cards."""

from dataclasses import replace

import pytest

from assist import codec
from assist.conversation.revisions import WAITS
from assist.conversation.state import Conversation
from assist.events import (
    ContextGiven,
    Inbound,
    LedgerChanged,
    MessagePosted,
    MessageRead,
    MessageRevised,
    NeedsChanged,
    Output,
    SuggestionDecided,
    SuggestionOffered,
    SuggestionWithdrawn,
    TimePassed,
)
from assist.findings import Reading
from assist.playbooks.model import Heard, Is, Pace, Playbooks
from assist.reading.reader import Reader
from assist.session import Session
from assist.vocabulary import Decision, Speaker
from tests.judgement.conftest import rule
from tests.reading.conftest import book, sign

ENGLISH = book(
    "en",
    cues=(sign("problem", "has not arrived"), sign("repeat-contact", "third time", "fourth time")),
    tones=(sign("anger", "furious"),),
    acts=(sign("ownership-given", "i will look into it"),),
)
OWN = rule("own", "ownership", Heard(label="repeat-contact"))
NAMES = rule(
    "names", "update", Is(subject="issue", state="open"), text=("On your order {order} now.",)
)
ANGRY = "this is the third time, it has not arrived"
ANSWER = "I will look into it and tell you by which truck it comes to your house"


@pytest.fixture(scope="module")
def playbooks() -> Playbooks:
    return Playbooks(
        version="v",
        playbooks=(replace(ENGLISH, suggestions=(OWN, NAMES)),),
        inferences=(),
        paces={"chat": Pace(short=60, long=120, near=60)},
    )


@pytest.fixture(scope="module")
def reader(playbooks: Playbooks) -> Reader:
    return Reader(playbooks, {})


class Chat:
    """A session, with what its journal would hold."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.past: list[Inbound] = []
        self.readings: dict[str, Reading] = {}

    @property
    def now(self) -> Conversation:
        return self.session.conversation

    def say(
        self, id: str, text: str, at: float, speaker: Speaker = "customer"
    ) -> tuple[Output, ...]:
        return self.told(MessagePosted(message_id=id, speaker=speaker, text=text, at=at))

    def decide(self, decision: Decision, at: float, card: str = "s1") -> None:
        self.told(
            SuggestionDecided(decision_id=f"d{at}", suggestion_id=card, decision=decision, at=at)
        )

    def told(self, event: Inbound) -> tuple[Output, ...]:
        self.past.append(event)
        return self._read(self.session.receive(event, event.at))

    def edit(self, id: str, text: str | None, at: float) -> tuple[Output, ...]:
        return self.revise(MessageRevised(revision_id=f"r{at}", message_id=id, text=text, at=at))

    def late(
        self, id: str, text: str, at: float, speaker: Speaker = "customer"
    ) -> tuple[Output, ...]:
        return self.revise(
            MessagePosted(message_id=id, speaker=speaker, text=text, at=at, late=True)
        )

    def revise(self, *news: Inbound, quiet: bool = False) -> tuple[Output, ...]:
        now = max(event.at for event in news)
        outputs = self.session.revise(self.past, news, self.readings, now, quiet=quiet)
        self.past += news
        return self._read(outputs)

    def _read(self, outputs: tuple[Output, ...]) -> tuple[Output, ...]:
        reads = [one for one in outputs if isinstance(one, MessageRead)]
        self.readings |= {one.message_id: one.reading for one in reads}
        return outputs

    def holds(self, words: str) -> bool:
        return words in repr(codec.to_plain(self.now))


@pytest.fixture
def chat(reader: Reader, playbooks: Playbooks) -> Chat:
    return Chat(Session(reader, playbooks, Conversation.new()))


def kinds(outputs: tuple[Output, ...]) -> list[type]:
    return [type(one) for one in outputs]


def test_an_edit_is_read_again_and_takes_the_books_and_the_card_along(chat: Chat) -> None:
    chat.say("m1", ANGRY, 1)
    outputs = chat.edit("m1", "thank you for the parcel", 2)
    assert kinds(outputs) == [MessageRead, NeedsChanged, LedgerChanged, SuggestionWithdrawn]
    gone = outputs[-1]
    assert isinstance(gone, SuggestionWithdrawn)
    assert (gone.suggestion_id, gone.reason) == ("s1", "what it answers was changed")
    assert chat.now.issues == ()
    assert {rung.status for rung in chat.now.needs} == {"met"}


def test_of_what_was_taken_back_no_word_stays(chat: Chat) -> None:
    chat.say("m1", ANGRY, 1)
    assert chat.holds("has not arrived")
    outputs = chat.edit("m1", None, 2)
    assert kinds(outputs) == [NeedsChanged, LedgerChanged, SuggestionWithdrawn]
    assert not chat.holds("arrived")
    assert not chat.holds("third time")
    assert chat.now.turn.number == 0


def test_a_letter_beside_the_words_that_count_leaves_the_card_alone(chat: Chat) -> None:
    chat.say("m1", ANGRY, 1)
    card = chat.now.showing
    outputs = chat.edit("m1", "hi! " + ANGRY, 2)
    assert kinds(outputs) == [MessageRead]
    assert chat.now.showing == card is not None


def test_an_edit_that_says_nothing_new_is_no_news(chat: Chat) -> None:
    chat.say("m1", ANGRY, 1)
    before = chat.now
    assert chat.edit("m1", ANGRY, 2) == ()
    assert chat.now == before.at(2)


def test_a_card_whose_quote_was_changed_makes_room_for_one_that_quotes_what_is_said(
    chat: Chat,
) -> None:
    chat.say("m1", ANGRY, 1)
    for number, count in ((2, "fourth"), (3, "third"), (4, "fourth")):
        outputs = chat.edit("m1", f"this is the {count} time, it has not arrived", number)
        gone, card = outputs[-2:]
        assert isinstance(gone, SuggestionWithdrawn)
        assert isinstance(card, SuggestionOffered)
        assert card.suggestion.suggestion_id == f"s{number}"
        assert [one.words for one in card.suggestion.because] == [f"{count} time"]


def test_a_card_that_names_what_was_changed_goes_though_its_rule_holds(chat: Chat) -> None:
    chat.say("m1", "it has not arrived", 1)
    chat.say("m2", "it is order A-10442", 2)
    card = chat.now.showing
    assert card is not None
    assert "A-10442" in card.text
    outputs = chat.edit("m2", "it is order A-77777", 3)
    gone, new = outputs[-2:]
    assert isinstance(gone, SuggestionWithdrawn)
    assert isinstance(new, SuggestionOffered)
    assert "A-77777" in new.suggestion.text


def test_an_edit_of_what_was_answered_offers_nothing(chat: Chat) -> None:
    chat.say("m1", "hello", 1)
    chat.say("a1", "how can I help?", 2, "agent")
    outputs = chat.edit("m1", ANGRY, 3)
    assert MessageRead in kinds(outputs)
    assert NeedsChanged in kinds(outputs)
    assert SuggestionOffered not in kinds(outputs)


def test_a_late_message_that_is_the_customers_last_word_may_bring_a_card(chat: Chat) -> None:
    chat.say("a1", "how can I help?", 10, "agent")
    assert SuggestionOffered in kinds(chat.late("m1", ANGRY, 12))


def test_a_card_that_would_come_too_late_does_not_come(chat: Chat) -> None:
    late = MessagePosted(message_id="m1", speaker="customer", text=ANGRY, at=1, late=True)
    assert SuggestionOffered not in kinds(chat.revise(late, quiet=True))


def test_a_late_message_before_the_answer_offers_nothing_and_raises_what_it_says(
    chat: Chat,
) -> None:
    chat.say("a1", "how can I help?", 10, "agent")
    assert SuggestionOffered not in kinds(chat.late("m1", ANGRY, 5))
    assert [issue.words for issue in chat.now.issues] == ["has not arrived"]


def test_a_late_answer_takes_the_card_away(chat: Chat) -> None:
    chat.say("m1", ANGRY, 10)
    (*_, gone) = chat.late("a1", ANSWER, 11, "agent")
    assert isinstance(gone, SuggestionWithdrawn)
    assert gone.reason == "the agent has answered"


def test_a_used_card_that_quotes_what_was_taken_back_does_not_come_back(chat: Chat) -> None:
    chat.say("m1", ANGRY, 1)
    chat.decide("accepted", 2)
    assert SuggestionWithdrawn in kinds(chat.edit("m1", None, 3))
    chat.decide("displayed", 4)
    assert chat.now.showing is None


def test_a_kind_rests_as_long_as_it_did_whatever_history_comes(chat: Chat) -> None:
    chat.say("m1", ANGRY, 100)
    chat.decide("dismissed", 101)
    history = [
        MessagePosted(
            message_id=f"h{at}", speaker=("customer", "agent")[at % 2], text="hm", at=at, late=True
        )
        for at in range(20)
    ]
    chat.revise(*history)
    assert chat.now.turn.number == 11
    chat.say("a1", "one moment", 102, "agent")
    assert SuggestionOffered not in kinds(chat.say("m2", ANGRY, 103))


def test_who_opted_out_is_not_read_again(chat: Chat) -> None:
    chat.say("m1", ANGRY, 1)
    chat.told(ContextGiven(context_id="k", at=2, opted_out=True))
    assert chat.edit("m1", "furious", 3) == ()
    assert chat.late("m0", ANGRY, 0) == ()
    assert not chat.holds("furious")


def test_an_edit_that_came_first_is_what_is_read(chat: Chat) -> None:
    assert chat.edit("m1", "thank you", 1) == ()
    assert chat.session.wake_at == 1 + WAITS
    read, *_ = chat.say("m1", ANGRY, 2)
    assert isinstance(read, MessageRead)
    assert read.reading.cues == ()
    assert chat.now.waiting == ()


def test_what_was_taken_back_before_it_came_is_not_read(chat: Chat) -> None:
    chat.edit("m1", None, 1)
    assert chat.say("m1", ANGRY, 2) == ()
    assert not chat.holds("arrived")


def test_an_edit_whose_message_never_comes_is_let_go(chat: Chat) -> None:
    chat.edit("m1", "furious", 1)
    chat.session.receive(TimePassed(at=1 + WAITS), 1 + WAITS)
    assert not chat.holds("furious")
    assert chat.session.wake_at is None


def test_other_messages_are_read_again_where_the_language_of_the_chat_was_changed(
    reader: Reader, playbooks: Playbooks
) -> None:
    chat = Chat(Session(reader, playbooks, Conversation.new()))
    chat.say("m1", "bonjour, je vous écris pour la troisième fois", 1)
    (short, *_) = chat.say("m2", "ok", 2)
    assert isinstance(short, MessageRead)
    assert short.reading.language == "fr"
    outputs = chat.edit("m1", "hello, I write to you for the third time", 3)
    read = {one.message_id: one.reading.language for one in outputs if isinstance(one, MessageRead)}
    assert read == {"m1": "en", "m2": "en"}
