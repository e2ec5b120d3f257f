"""Conversation, playbooks, now -> the card to offer, the card to withdraw, or silence."""

import dataclasses

import pytest
from msgspec.structs import replace

from assist.conversation import offers
from assist.conversation.said import hashed
from assist.conversation.state import Context, Conversation, Rung
from assist.judgement.judge import SHOWN_FOR, Judgement, Occasion, judge, next_moment
from assist.ledger import Deadline, Promise
from assist.playbooks.model import Heard, Is, NeedIs, Pace, Playbooks, Waits
from tests.judgement.conftest import chat, heard, rule, rules

ANGER = rule("calm", "empathy", Heard(label="anger"), priority=4)
OWN = rule("own", "ownership", Heard(label="repeat-contact"))
SORRY = rule("sorry", "apology", Heard(label="anger"), priority=7)
EVEN = rule("even", "apology", Heard(label="anger"))
SAFE = rule("safe", "escalation", Heard(label="safety"), priority=9)
HOLD = rule("hold", "update", Waits(who="customer", length=120.0), priority=5)
FAILING = Rung(need="solution", status="failing")


def offered(where: Conversation, playbooks: Playbooks, now: float = 100) -> str | None:
    offer = judge(where, playbooks, now, "customer").offer
    return offer.rule if offer else None


def showing(where: Conversation, playbooks: Playbooks) -> Conversation:
    offer = judge(where, playbooks, 100, "customer").offer
    assert offer is not None
    return offers.after_offer(where, offer)


def test_silence_is_the_default() -> None:
    assert judge(chat(), rules(ANGER, OWN), 100, "customer") == Judgement()


def test_the_card_says_what_it_is_and_why() -> None:
    offer = judge(chat("anger"), rules(ANGER), 100, "customer").offer
    assert offer is not None
    assert (offer.suggestion_id, offer.kind, offer.need) == ("s1", "empathy", "emotion")
    assert offer.text == "calm one"
    assert offer.policy == "Care 1.2"
    assert offer.because[0].words == "words of anger"
    assert offer.message_id == "m1"
    assert offer.expires_at == 100 + SHOWN_FOR


def test_the_higher_priority_comes_first_and_then_the_lower_need() -> None:
    assert offered(chat("anger", "repeat-contact"), rules(SORRY, OWN)) == "sorry"
    assert offered(chat("anger", "repeat-contact"), rules(EVEN, OWN)) == "own"


def test_what_serves_a_failing_need_comes_first_whatever_the_priority() -> None:
    assert offered(chat("anger", "repeat-contact", needs=(FAILING,)), rules(SORRY, OWN)) == "own"


def test_what_protects_a_person_comes_before_the_ladder() -> None:
    there = chat("anger", "repeat-contact", "safety", needs=(FAILING,))
    assert offered(there, rules(OWN, SAFE)) == "safe"


def test_a_card_above_a_failing_need_is_not_offered() -> None:
    assert offered(chat("anger", needs=(FAILING,)), rules(ANGER)) is None


def test_nothing_new_is_offered_when_the_agent_writes() -> None:
    assert judge(chat("anger"), rules(ANGER), 100, "agent") == Judgement()


def test_a_card_stays_while_it_fits_and_goes_when_the_agent_answered() -> None:
    there = showing(chat("anger"), rules(ANGER))
    assert judge(there, rules(ANGER), 110, "agent") == Judgement()
    answered = replace(there, turn=replace(there.turn, answered=True))
    assert judge(answered, rules(ANGER), 110, "agent").withdraw == "the agent has answered"


def test_a_card_goes_when_the_agent_did_it_by_themselves() -> None:
    there = replace(showing(chat("anger"), rules(ANGER)), answer=frozenset({"empathy-given"}))
    assert judge(there, rules(ANGER), 110, "agent").withdraw == "it no longer fits"


def test_a_card_goes_when_its_reason_is_gone() -> None:
    there = showing(chat("anger"), rules(ANGER))
    calm = replace(there, turn=replace(there.turn, heard=()))
    assert judge(calm, rules(ANGER), 110, "customer").withdraw == "it no longer fits"


def test_a_card_gives_way_to_what_matters_more_and_not_to_what_matters_less() -> None:
    both = rules(ANGER, OWN)
    there = showing(chat("anger"), both)
    turn = replace(there.turn, heard=chat("anger", "repeat-contact").turn.heard)
    judgement = judge(replace(there, turn=turn), both, 110, "customer")
    assert judgement.withdraw is not None
    assert judgement.offer is not None
    assert judgement.offer.rule == "own"
    reverse = showing(chat("repeat-contact"), both)
    assert judge(replace(reverse, turn=turn), both, 110, "customer") == Judgement()


def test_the_same_kind_is_not_offered_again_at_once() -> None:
    there = offers.after_end(showing(chat("anger"), rules(ANGER)), "expired")
    again = replace(there, turn=replace(chat("anger").turn, number=3))
    assert offered(again, rules(ANGER)) is None


def test_rules_of_waiting_speak_when_time_passes_and_no_other_rule_does() -> None:
    there = chat("problem")
    assert judge(there, rules(HOLD), 300, "agent").offer is None
    assert judge(there, rules(HOLD), 219, "time").offer is None
    offer = judge(there, rules(HOLD), 220, "time").offer
    assert offer is not None
    assert offer.because[0].label == "customer waits"
    assert judge(chat("anger"), rules(ANGER), 220, "time").offer is None


def test_a_chat_in_no_language_that_is_read_gets_no_card() -> None:
    assert offered(replace(chat("anger"), language=None), rules(ANGER)) is None


def test_the_next_moment_is_the_first_that_is_still_to_come() -> None:
    slow = rule("slow", "update", Waits(who="customer", length=300.0))
    there = chat("anger")
    assert next_moment(there, rules(HOLD, slow), 100) == 220
    assert next_moment(there, rules(HOLD, slow), 220) == 400
    assert next_moment(there, rules(ANGER), 100) is None
    assert next_moment(showing(there, rules(ANGER)), rules(ANGER), 100) == 100 + SHOWN_FOR


def test_a_condition_on_a_need_is_a_reason_with_its_words() -> None:
    failing = Rung(need="solution", status="failing", because="third time")
    asked = rule("r", "ownership", NeedIs(need="solution", status="failing"))
    offer = judge(chat("anger", needs=(failing,)), rules(asked), 100, "customer").offer
    assert offer is not None
    assert offer.because[0].words == "third time"


def test_the_card_names_the_version_of_the_rules_and_what_gave_way() -> None:
    offer = judge(chat("anger", "repeat-contact"), rules(ANGER, OWN), 100, "customer").offer
    assert offer is not None
    assert offer.version == "v"
    assert [(other.rule, other.why) for other in offer.outranked] == [
        ("calm", "priority 4, this one 5")
    ]


def test_what_was_held_back_is_named_with_what_comes_first() -> None:
    there = chat("anger", "repeat-contact", needs=(FAILING,))
    offer = judge(there, rules(ANGER, OWN), 100, "customer").offer
    assert offer is not None
    assert [other.why for other in offer.outranked] == ["solution comes first"]


def test_a_card_that_the_ladder_now_holds_back_leaves() -> None:
    there = showing(chat("anger"), rules(ANGER))
    failing = replace(there, needs=(FAILING, *there.needs[1:]))
    assert judge(failing, rules(ANGER), 110, "customer").withdraw == "it no longer fits"


@pytest.mark.parametrize(
    ("state", "occasion"),
    [("closing", "agent"), ("transferred", "context"), ("returning", "context")],
)
def test_a_close_and_a_hand_over_call_for_a_card_without_the_customers_words(
    state: str, occasion: Occasion
) -> None:
    when = rule("when", "confirmation", Is(subject="chat", state=state))
    there = replace(chat(), **{state: True})
    assert judge(there, rules(when), 100, occasion).offer is not None
    others: set[Occasion] = {"agent", "time", "context"}
    for other in others - {occasion}:
        assert judge(there, rules(when), 100, other) == Judgement()


def test_nothing_else_is_offered_when_the_platform_says_more() -> None:
    assert judge(chat("anger"), rules(ANGER, HOLD), 500, "context") == Judgement()


def test_a_mild_first_grumble_is_left_to_pass_and_the_next_turn_decides() -> None:
    annoyed = rule("hear", "empathy", Heard(label="frustration"))
    there = chat("frustration")
    mild = replace(there, turn=replace(there.turn, intensity=0.3))
    assert offered(mild, rules(annoyed)) is None
    again = replace(mild, past=(heard("frustration"),))
    assert offered(again, rules(annoyed)) == "hear"


def test_words_of_comfort_come_too_late_for_who_is_glad() -> None:
    comfort = rule("comfort", "empathy", Heard(label="anxiety", scope="ever"))
    assert offered(chat("anxiety"), rules(comfort)) == "comfort"
    assert offered(chat("gratitude", before=("anxiety",)), rules(comfort)) is None


def test_a_rule_without_words_left_gives_way_to_the_next() -> None:
    both = rules(SORRY, EVEN)
    there = replace(chat("anger", "problem"), phrases=b"".join(map(hashed, SORRY.text)))
    assert offered(there, both) == "even"


def test_waits_are_as_long_as_the_channel_says() -> None:
    late = rule("late", "update", Waits(who="customer", length="long"))
    paced = dataclasses.replace(
        rules(late), paces={"email": Pace(short=3600, long=7200), "chat": Pace(long=200)}
    )
    assert judge(chat(), paced, 300, "time").offer is not None
    email = replace(chat(), context=Context(channel="email"))
    assert judge(email, paced, 300, "time").offer is None
    assert next_moment(email, paced, 300) == 7300


def test_time_alone_is_watched_for_promises_deadlines_and_waits() -> None:
    promise = Promise(promise_id="p1", words="in 10 minutes", message_id="a1", at=100, due=700)
    deadline = Deadline(words="in an hour", message_id="m1", at=100, due=3700)
    there = replace(chat(), promises=(promise,), deadlines=(deadline,))
    paced = dataclasses.replace(rules(), paces={"chat": Pace(near=60)})
    assert next_moment(there, paced, 100) == 640
    assert next_moment(there, paced, 640) == 700
    later = next_moment(there, paced, 700)
    assert later is not None
    assert 700 < later < 3700
    assert next_moment(there, paced, later) == 3700
    assert next_moment(there, paced, 3700) is None


LOUD = rule("loud", "empathy", Heard(label="anger"), priority=7)
SOFT = rule("soft", "empathy", Heard(label="anger"), priority=3)


def test_of_rules_that_ask_the_same_the_next_serves_where_the_best_has_no_words_left() -> None:
    assert offered(chat("anger"), rules(SOFT, LOUD)) == "loud"
    there = replace(chat("anger"), phrases=b"".join(map(hashed, LOUD.text)))
    assert offered(there, rules(SOFT, LOUD)) == "soft"


def test_the_next_of_rules_that_ask_the_same_keeps_its_own_place_among_the_others() -> None:
    there = replace(chat("anger"), phrases=b"".join(map(hashed, LOUD.text)))
    between = rule("between", "reassurance", Heard(label="anger"))
    assert offered(there, rules(SOFT, LOUD, between)) == "between"
    assert offered(chat("anger"), rules(SOFT, LOUD, between)) == "loud"


def test_a_card_of_the_next_of_rules_that_ask_the_same_stays_while_it_fits() -> None:
    spent = replace(chat("anger"), phrases=b"".join(map(hashed, LOUD.text)))
    there = showing(spent, rules(SOFT, LOUD))
    assert there.showing is not None
    assert there.showing.rule == "soft"
    assert judge(there, rules(SOFT, LOUD), 110, "agent") == Judgement()
    assert judge(there, rules(LOUD), 110, "agent").withdraw == "it no longer fits"
