"""Messages -> the questions that are still open."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.conversation.matter import matter
from assist.conversation.questions import KEPT, after_agent, after_customer
from assist.findings import Span
from assist.ledger import Question

Open = tuple[Question, ...]
SENTENCE = re.compile(r"[^.!?]*\?+")


def asks(text: str) -> tuple[Span, ...]:
    """Return the sentences with a question mark."""
    return tuple(
        Span(start=found.start(), end=found.end(), text=found[0])
        for found in SENTENCE.finditer(text)
    )


def customer(questions: Open, text: str, number: int = 1) -> Open:
    return after_customer(questions, asks(text), message_id=f"m{number}", at=float(number))


def opened(*texts: str) -> Open:
    questions: Open = ()
    for number, text in enumerate(texts, 1):
        questions = customer(questions, text, number)
    return questions


def agent(questions: Open, text: str, *, substantive: bool = True) -> Open:
    return after_agent(questions, text, substantive=substantive, asks_back="?" in text)


def words(questions: Open) -> list[str]:
    return [question.words.strip() for question in questions]


@pytest.mark.parametrize(
    "text",
    [
        "Where is my order?",
        "hi, when will the technician come?",
        "how much is it?",
        "why?",
        "Can I change the delivery address?",
        "Où est mon colis ?",
        "ou est ma commande ?",
        "C'est possible de changer d'adresse ?",
        "Combien ça coûte ?",
        "Et la facture, je la reçois quand ?",
    ],
)
def test_what_a_reply_can_tell_is_kept(text: str) -> None:
    (question,) = opened(text)
    assert question.words in text
    assert not question.urgent


@pytest.mark.parametrize(
    "text",
    [
        "could you help me?",
        "Can you check please?",
        "hi how are you today?",
        "Hello?",
        "anyone there?",
        "are u there?",
        "can I ask you a question?",
        "Are you kidding me?",
        "How many times do I have to explain?",
        "What?",
        "???",
        "Bonjour, comment allez-vous ?",
        "Pouvez-vous m'aider ?",
        "Vous pouvez vérifier s'il vous plaît ?",
        "Puis-je vous poser une question ?",
        "C'est une blague ?",
        "Vous trouvez ça normal ?",
        "Alors ?",
        "ça va ?",
        "Are you reading what I write?",
        "did you even read my message?",
        "vous lisez ce que j'écris ?",
        "vous avez bien lu mon message ?",
    ],
)
def test_greetings_pleas_and_rhetoric_are_not_kept(text: str) -> None:
    assert opened(text) == ()


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("Where is my order?", "Hello?"),
        ("Where is my order?", "anyone there??"),
        ("Where is my order?", "???"),
        ("Where is my order?", "are you still there?"),
        ("Where is my order?", "any update?"),
        ("Where is my order?", "So where is it?"),
        ("When will my refund arrive?", "I asked when I get the refund?"),
        ("Can I cancel the order?", "can i cancel my order or not?"),
        ("Où est mon colis ?", "Alors ?"),
        ("Où est mon colis ?", "Donc ?"),
        ("Où est mon colis ?", "Il y a quelqu'un ?"),
        ("Où est mon colis ?", "Vous êtes toujours là ?"),
        ("Où est mon colis ?", "Des nouvelles ?"),
        ("Quand serai-je remboursé ?", "Le remboursement, c'est pour quand ?"),
    ],
)
def test_asked_again_is_urgent_and_stays_one_question(first: str, again: str) -> None:
    (question,) = opened(first, again)
    assert question.urgent
    assert (question.words.strip(), question.message_id, question.at) == (first, "m1", 1.0)


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("Where is my order?", "Can I change the address?"),
        ("How much is the blue one?", "When would it arrive?"),
        ("Can I cancel the order?", "When does the order ship?"),
        ("Où est mon colis ?", "Je peux payer en trois fois ?"),
    ],
)
def test_another_matter_is_another_question(first: str, other: str) -> None:
    questions = opened(first, other)
    assert words(questions) == [first, other]
    assert not any(question.urgent for question in questions)


def test_one_message_asks_once_however_it_says_it() -> None:
    (question,) = opened("Where is my order?? Hello? WHERE IS MY ORDER?")
    assert not question.urgent


def test_a_plea_between_two_messages_hurries_nothing() -> None:
    (question,) = opened("When does my card arrive?", "can you help me please?")
    assert not question.urgent


def test_to_say_that_an_answer_is_missing_asks_again() -> None:
    before = opened("Is breakfast included?")
    (question,) = after_customer(before, (), message_id="m2", at=2, unanswered=True)
    assert question.urgent
    assert after_customer((), (), message_id="m2", at=2, unanswered=True) == ()


def test_one_open_question_is_answered_by_any_reply_of_substance() -> None:
    before = opened("How do I reset it?")
    assert agent(before, "Hold the button on the back for ten seconds.") == ()
    assert agent(before, "One moment please.", substantive=False) == before
    assert agent(before, "Hello Anna, welcome!", substantive=False) == before


def test_a_short_reply_that_tells_something_is_an_answer() -> None:
    assert agent(opened("Where is it now?"), "In Lyon.", substantive=False) == ()
    assert agent(opened("Is it free?"), "Yes.", substantive=False) == ()
    assert agent(opened("C'est gratuit ?"), "Oui", substantive=False) == ()


@pytest.mark.parametrize(
    "reply",
    [
        "Could I have your order number please?",
        "I'm sorry to hear that your order is late. Could you give me the order number?",
        "Hi Anna! I'd be happy to help you with your order. What is the order number?",
        "I'm sorry about that. Please provide your order number",
        "Je suis désolée pour ce retard. Pouvez-vous m'indiquer le numéro de commande ?",
    ],
)
def test_to_ask_back_leaves_it_open_and_calms_it(reply: str) -> None:
    before = opened("Where is my order?", "Hello?")
    assert before[0].urgent
    (question,) = agent(before, reply)
    assert not question.urgent


@pytest.mark.parametrize(
    "reply",
    [
        "It left the depot this morning. Is there anything else I can do for you?",
        "I'm sorry but your order was cancelled. Would you like a refund?",
        "Votre colis part demain. Autre chose ?",
    ],
)
def test_an_answer_that_ends_in_a_question_is_an_answer(reply: str) -> None:
    assert agent(opened("Where is my order?"), reply) == ()


def test_of_several_those_that_the_reply_speaks_about_leave() -> None:
    before = opened("Can I change the delivery address? Is gift wrapping free?")
    assert len(before) == 2
    left = agent(before, "I have changed the address to 12 Mill Lane for you.")
    assert words(left) == ["Is gift wrapping free?"]
    avant = opened("Où est mon colis ? Je peux être remboursé des frais ?")
    reste = agent(avant, "Votre colis est au dépôt de Lille depuis ce matin.")
    assert words(reste) == ["Je peux être remboursé des frais ?"]


def test_an_answer_in_kind_needs_no_word_of_the_question() -> None:
    before = opened("When do you deliver? Are the curtains washable?")
    assert words(agent(before, "We come on Tuesday.")) == ["Are the curtains washable?"]
    avant = opened("C'est combien ? Le tapis est lavable ?")
    assert words(agent(avant, "49 euros.", substantive=False)) == ["Le tapis est lavable ?"]


def test_a_yes_answers_the_first_that_asks_for_one() -> None:
    before = opened("When is it sent? Can I pay by card? Is the bag waterproof?")
    assert words(agent(before, "Yes, of course!")) == [
        "When is it sent?",
        "Is the bag waterproof?",
    ]
    assert agent(before, "No problem", substantive=False) == before


def test_a_long_reply_about_something_else_answers_the_latest() -> None:
    before = opened("Can I change the address? Is the bag waterproof?")
    reply = (
        "The outer layer has been treated so that rain runs off for about an hour, and the seams"
        " are taped from inside, though we would not leave it in a puddle overnight."
    )
    assert words(agent(before, reply)) == ["Can I change the address?"]
    assert agent(before, "Our colleagues in the workshop love it.") == before


def test_what_was_answered_and_is_asked_anew_is_a_new_question() -> None:
    questions = agent(opened("When does it ship?"), "It ships on Monday.")
    (question,) = customer(questions, "And when does it ship now?", 5)
    assert not question.urgent
    assert question.question_id == "m5:1"


@pytest.mark.parametrize(
    ("asked", "reply", "insists"),
    [
        ("is there a fee this month?", "You can pay in the app.", "yes but is there a fee?"),
        ("is there a fee this month?", "You can pay in the app.", "fee. yes or no?"),
        ("Mon billet est échangeable ?", "Tout dépend du tarif choisi.", "Donc ?"),
        ("Mon billet est échangeable ?", "Il est en ligne.", "mais échangeable ou pas ?"),
    ],
)
def test_what_was_answered_past_comes_back_urgent(asked: str, reply: str, insists: str) -> None:
    before = opened(asked)
    assert agent(before, reply) == ()
    (question,) = after_customer((), asks(insists), message_id="m3", at=3, answered=before)
    assert (question.words, question.urgent) == (before[0].words, True)


def test_to_call_a_silent_agent_brings_no_answered_question_back() -> None:
    before = opened("Where is my order?")
    for text in ("Hello?", "are you still there?", "Can I pay by card?"):
        questions = after_customer((), asks(text), message_id="m3", at=3, answered=before)
        assert before[0].question_id not in {question.question_id for question in questions}
    (question,) = after_customer((), (), message_id="m3", at=3, unanswered=True, answered=before)
    assert question.urgent


def test_to_say_that_one_will_find_out_is_no_answer() -> None:
    before = opened("Could you find out whether the storm damage is covered?")
    later = "I need to ask our surveyor. I'll get back to you in 15 minutes."
    assert agent(before, later) == before
    avant = opened("Et la visserie ?")
    assert agent(avant, "Je me renseigne et je vous dis cela d'ici 10 minutes.") == avant


@pytest.mark.parametrize(
    "reply",
    [
        "The first is your plan, the second is the device instalment.",
        "Sorry, we are out of stock until June. Shall I tell you when it is back?",
        "I'm afraid it is sold out at the moment.",
        "Je vous rappelle que le délai est de 14 jours.",
    ],
)
def test_words_of_waiting_in_an_answer_leave_it_an_answer(reply: str) -> None:
    assert agent(opened("Why are there two amounts?"), reply) == ()


@pytest.mark.parametrize("text", ["!?" * 3000, "a " * 3000, "no " * 3000, "é" * 9000, "1:" * 999])
def test_odd_texts_cost_little(text: str) -> None:
    before = opened("Where is it?", "Can I pay by card?")
    span = Span(start=0, end=len(text), text=text)
    assert len(after_customer(before, (span,), message_id="m3", at=3)) <= KEPT
    assert len(agent(before, text)) <= 2


def test_a_yes_behind_a_greeting_is_an_answer() -> None:
    avant = opened("bsr on peut enlever les oignons du bobun ?")
    assert agent(avant, "Bonsoir, oui bien sûr. Autre chose ?") == ()


def test_the_open_questions_are_bounded() -> None:
    things = "apple bread candle desk engine fridge garden hammer island jacket kettle lamp"
    questions = opened(*(f"Do you sell a {thing}s kit?" for thing in things.split()))
    assert len(questions) == KEPT
    assert "lamp" in questions[-1].words


def test_the_matter_is_the_same_in_other_forms() -> None:
    assert matter("I was refunded") == matter("refunds?") != frozenset()
    assert matter("livré") == matter("livrer") == matter("LIVRÉE")
    assert matter("could you please help with this") == frozenset()
    assert matter("order 7741") == {"order", "7741"}


TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["Where is my order?", "hello?", "où est mon colis ?", "how much?", "yes", "alors ?"]
    ),
)


@given(st.lists(st.tuples(st.booleans(), TEXTS, st.booleans()), max_size=15))
def test_any_chat_keeps_few_questions_with_ids_of_their_own(
    turns: list[tuple[bool, str, bool]],
) -> None:
    questions: Open = ()
    answered: Open = ()
    for number, (asking, text, flag) in enumerate(turns):
        if asking:
            span = Span(start=0, end=len(text), text=text)
            questions = after_customer(
                questions,
                (span, span),
                message_id=f"m{number}",
                at=number,
                unanswered=flag,
                answered=answered,
            )
        else:
            left = after_agent(questions, text, substantive=flag, asks_back="?" in text)
            assert {q.question_id for q in left} <= {q.question_id for q in questions}
            answered = tuple(question for question in questions if question not in left)
            questions = left
        assert len({question.question_id for question in questions}) == len(questions) <= KEPT
        assert all(question.asked >= 1 for question in questions)
