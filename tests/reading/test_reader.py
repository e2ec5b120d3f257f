"""One message -> its reading, over a handful of signs."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.findings import Reading
from assist.playbooks.model import Playbook, Playbooks, Sign
from assist.reading.reader import Reader
from assist.vocabulary import TONES, Speaker

SPEAKERS: tuple[Speaker, ...] = ("customer", "agent")


def cues(reading: Reading) -> list[str]:
    return [cue.cue for cue in reading.cues]


def tones(reading: Reading) -> list[str]:
    return [tone.tone for tone in reading.tones]


@pytest.mark.parametrize(
    "text",
    [
        "my parcel has not arrived",
        "My parcel HASN'T arrived",
        "my parcel hasn’t arrived",
        "my parcel hasnt arrived",
        "still no bag",
        "stilllll no bag",
    ],
)
def test_one_pattern_serves_many_spellings(reader: Reader, text: str) -> None:
    assert cues(reader.read(text)) == ["problem"]


@pytest.mark.parametrize(
    "text",
    ["je n'ai pas reçu mon colis", "jai pas recu mon colis", "j’ai PAS reçu mon colis"],
)
def test_french_elisions_accents_and_the_dropped_ne_make_no_difference(
    reader: Reader, text: str
) -> None:
    reading = reader.read(text)
    assert reading.language == "fr"
    assert cues(reading) == ["problem"]


def test_a_problem_is_no_feeling(reader: Reader) -> None:
    assert reader.read("my parcel has not arrived").tones == ()


def test_evidence_points_into_the_original(reader: Reader) -> None:
    text = "Hmm… my bag HASN’T   arrived!"
    (cue,) = reader.read(text).cues
    (span,) = cue.evidence
    assert span.text == "HASN’T   arrived" == text[span.start : span.end]


def test_the_words_at_a_free_place_are_the_value(reader: Reader) -> None:
    (third,) = reader.read("the third time I write to you").cues
    assert third.value == "3"
    (frame,) = reader.read("can I be Odin?").cues
    assert frame.value == "Odin"


def test_a_cue_shows_a_tone_where_no_feeling_is_named(reader: Reader) -> None:
    (tone,) = reader.read("this is the third time I write").tones
    assert tone.tone == "frustration"
    assert tone.evidence[0].text == "third time I"


def test_two_weak_signs_add_up(reader: Reader) -> None:
    assert tones(reader.read("this is annoying")) == []
    assert tones(reader.read("this is annoying and i am fed up")) == ["frustration"]


@pytest.mark.parametrize(
    "text",
    ["I'm not angry", "im not at all angry", "my wife was furious", "my boss is really angry"],
)
def test_a_denied_feeling_and_somebody_elses_are_silent(reader: Reader, text: str) -> None:
    assert tones(reader.read(text)) == []


@pytest.mark.parametrize(
    "text", ["not that it helps, but I am angry", "no answer. I'm furious", "not only angry, gone"]
)
def test_a_negation_ends_with_its_clause(reader: Reader, text: str) -> None:
    assert "anger" in tones(reader.read(text))


def test_french_negation_stands_after_the_verb(reader: Reader) -> None:
    assert tones(reader.read("je suis inquiète pour mon compte")) == ["anxiety"]
    assert tones(reader.read("je ne suis pas inquiète pour mon compte")) == []
    assert tones(reader.read("ma femme était furieuse")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Great, another delay.",
        "thanks for the parcel that never arrived",
        "Wow. Super, still no bag",
    ],
)
def test_praise_beside_a_failure_is_sarcasm(reader: Reader, text: str) -> None:
    assert "sarcasm" in cues(reader.read(text))


@pytest.mark.parametrize(
    "text",
    ["Great, thanks, but my bag has not arrived", "thanks. my bag has not arrived", "great bag"],
)
def test_sincere_praise_is_not(reader: Reader, text: str) -> None:
    assert "sarcasm" not in cues(reader.read(text))


def test_sarcasm_takes_the_praise_back(reader: Reader) -> None:
    reading = reader.read("you are a star! Great, another delay.")
    assert cues(reading) == ["sarcasm", "problem"] or cues(reading) == ["problem", "sarcasm"]
    assert reading.valence is not None
    assert reading.valence < 0


def test_capitals_shout_and_acronyms_do_not(reader: Reader) -> None:
    assert "shouting" in cues(reader.read("WHERE IS MY BAG"))
    assert "shouting" not in cues(reader.read("my IBAN and BIC are in the PDF for VAT"))
    assert "shouting" not in cues(reader.read("flight BA2490 to JFK, ok"))


def test_valence_follows_the_signs_and_intensity_the_typing(reader: Reader) -> None:
    calm, loud = reader.read("i am angry"), reader.read("I AM SO ANGRY!!!")
    assert calm.valence is not None
    assert calm.valence < 0
    assert loud.intensity > calm.intensity


def test_emoji_alone_are_read_and_say_no_language(reader: Reader) -> None:
    assert tones(reader.read("😡😡")) == ["anger"]
    assert reader.read("🧾").unsure


@pytest.mark.parametrize("text", ["", "   ", "wo ist mein Paket", "Это не работает", "12345"])
def test_what_cannot_be_read_is_unsure_and_no_guess(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert reading.unsure
    assert reading.language == "unsure"
    assert reading.valence is None
    assert set(reading.scores) == set(TONES)


def test_the_chats_language_decides_where_the_words_do_not(reader: Reader) -> None:
    assert reader.read("ok", language="fr").language == "fr"
    assert reader.read("où est donc mon colis", language="en").language == "fr"


def test_an_agents_message_is_read_for_what_it_does_and_not_for_its_tone(reader: Reader) -> None:
    reading = reader.read("I am angry too and sorry about that, I've reordered it", speaker="agent")
    assert [act.act for act in reading.acts] == ["apology-given", "acted"]
    assert reading.tones == ()
    assert reading.cues == ()


def test_questions_are_seen_with_and_without_a_mark(reader: Reader) -> None:
    assert reader.read("is it there?").question
    assert reader.read("where is the parcel").question
    assert not reader.read("it is there").question


def test_a_long_text_is_read_at_both_ends(reader: Reader) -> None:
    text = "I am angry. " + "the order is blue. " * 4000 + "my bag has not arrived"
    reading = reader.read(text)
    assert tones(reading) == ["anger"]
    (cue,) = reading.cues
    assert text[cue.evidence[0].start : cue.evidence[0].end] == "has not arrived"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_and_every_span_is_true(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    evidence = [cue.evidence for cue in reading.cues] + [tone.evidence for tone in reading.tones]
    for span in itertools.chain.from_iterable(evidence):
        assert text[span.start : span.end] == span.text
    assert all(0 <= score <= 1 for score in reading.scores.values())
    assert 0 <= reading.intensity <= 1


@pytest.mark.parametrize(
    "text",
    [
        "😡" * 20_000,
        "a" * 65_536,
        "\n" * 10_000,
        "z" + "\u0301" * 10_000,
        "no " * 20_000,
        "!" * 60_000,
    ],
)
def test_h09_hostile_texts_are_read_to_the_end(reader: Reader, text: str) -> None:
    assert reader.read(text).intensity <= 1


@pytest.mark.parametrize(
    "text",
    [
        "what happens if my parcel has not arrived by then",
        "in case it has not arrived, who do I ask?",
        "how do I know whether it has not arrived",
    ],
)
def test_what_is_only_supposed_is_no_problem(reader: Reader, text: str) -> None:
    assert reader.read(text).cues == ()


@pytest.mark.parametrize(
    "text",
    [
        "no my parcel has not arrived",
        "even if you say so, it has not arrived",
        "it looks as if it has not arrived",
        "let me know if you can. it has not arrived",
    ],
)
def test_an_answer_and_a_comparison_suppose_and_deny_nothing(reader: Reader, text: str) -> None:
    assert cues(reader.read(text)) == ["problem"]


def test_relief_before_a_failure_is_none(reader: Reader) -> None:
    assert cues(reader.read("it works now but another delay, it never arrived")) == ["problem"]
    assert "resolved" in cues(reader.read("it never arrived. oh wait, it works now"))


def test_what_is_asked_and_named_stands_in_the_reading(reader: Reader) -> None:
    text = "hey mate, my washing machine leaks, order 12345. Can you help?"
    reading = reader.read(text)
    assert [span.text for span in reading.asked] == ["Can you help?"]
    assert [(one.what, one.span.text) for one in reading.mentions] == [
        ("order", "12345"),
        ("item", "washing machine"),
    ]
    assert reading.question
    assert reading.informal


@pytest.mark.parametrize("text", ["", "is it there?", "where is it", "it is there", "où est-il ?"])
def test_a_message_that_asks_has_a_sentence_that_asks(reader: Reader, text: str) -> None:
    for speaker in SPEAKERS:
        reading = reader.read(text, speaker=speaker)
        assert reading.question == bool(reading.asked)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("You're welcome. Have a great day!", "Have a great day"),
        ("Anything else? If not, bye for now", "bye"),
        ("Je vous en prie, bonne journée !", "bonne journée"),
    ],
)
def test_an_agents_goodbye_is_a_farewell(reader: Reader, text: str, words: str) -> None:
    (cue,) = reader.read(text, speaker="agent").cues
    assert (cue.cue, cue.evidence[0].text) == ("farewell", words)


@pytest.mark.parametrize(
    "text",
    [
        "Hope you are having a great day so far",
        "Is there anything else that I can help you with?",
        "I see you have ordered two",
        "J'espère que vous passez une bonne journée",
    ],
)
def test_an_agents_greeting_is_no_goodbye(reader: Reader, text: str) -> None:
    assert reader.read(text, speaker="agent").cues == ()


def staged(*signs: Sign) -> Reader:
    book = Playbook(
        path="en/t.toml",
        topic="t",
        language="en",
        title="t",
        status="stable",
        about="",
        journeys=signs,
    )
    return Reader(Playbooks(version="v", playbooks=(book,), inferences=()), {})


def test_a_stage_of_the_journey_is_told_with_its_words() -> None:
    exit_ = Sign(label="exit", about="", patterns=("cancel my plan",), match=(), no_match=())
    reader = staged(exit_)
    (stage,) = reader.read("hi, please CANCEL my plan").stages
    assert (stage.stage, stage.evidence[0].text) == ("exit", "CANCEL my plan")
    assert reader.read("please do not cancel my plan").stages == ()
    assert reader.read("cancel my plan", speaker="agent").stages == ()


def test_the_words_of_a_stage_change_no_other_reading() -> None:
    sign = Sign(label="exit", about="", patterns=("frobnicate",), match=(), no_match=())
    rules = staged(sign)._rules["en"]
    assert "frobnicate" not in rules.customer.words
    assert "frobnicate" not in rules.tokenizer.known


def test_two_languages_are_joined_with_all_that_they_ask_and_name(reader: Reader) -> None:
    text = "Hello, I am so angry about my sofa, where is it? Bonjour, où est donc ma valise ?"
    reading = reader.read(text)
    assert len(reading.asked) == 2
    assert [one.span.text for one in reading.mentions] == ["sofa", "valise"]
