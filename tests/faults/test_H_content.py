"""Texts that nobody expects -> they are read, kept and shown as they are, or refused."""

import json
import unicodedata
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.cli.offline import Offline
from assist.conversation.state import Conversation
from assist.events import MessagePosted
from assist.findings import Reading
from assist.judgement.wording import fields
from assist.ledger import Frame, Question
from assist.reading.reader import Reader
from assist.session import Session
from assist.vocabulary import Speaker
from tests.server.harness import CHAT, Running, serving, settle

NOW = 1_700_000_000.0
SPEAKERS: tuple[Speaker, ...] = ("customer", "agent")
FURIOUS = "I am absolutely furious, this is unacceptable!"


@pytest.fixture(scope="module")
def reader(offline: Offline) -> Reader:
    return offline.reader


async def post_raw(running: Running, more: str) -> int:
    body = f'{{"conversation":"{CHAT}","message_id":"{uuid4()}","speaker":"customer",{more}}}'
    headers = {
        "authorization": f"Bearer {running.token('platform')}",
        "content-type": "application/json",
    }
    async with running.http() as http:
        answer = await http.post("/v1/messages", content=body.encode(), headers=headers)
    return answer.status_code


async def post(running: Running, text: str) -> int:
    return await post_raw(running, f'"text":{json.dumps(text)}')


async def texts(running: Running) -> list[str]:
    """Return what was said, as a widget sees it."""
    events = await settle(running, CHAT)
    return [event["d"]["text"] for event in events if event["k"] == "message.posted"]


def said(reading: Reading) -> tuple[list[str], list[str]]:
    return [tone.tone for tone in reading.tones], [cue.cue for cue in reading.cues]


def spans(reading: Reading) -> list[tuple[int, int, str]]:
    found = [span for tone in reading.tones for span in tone.evidence]
    found += [span for cue in reading.cues for span in cue.evidence]
    found += [span for act in reading.acts for span in act.evidence]
    found += [span for stage in reading.stages for span in stage.evidence]
    found += [*reading.asked, *(one.span for one in reading.mentions)]
    return [(span.start, span.end, span.text) for span in found]


def test_H01_a_heap_of_marks_hides_no_word(reader: Reader) -> None:
    heap = "\u0335\u0301" * 40
    text = f"I am f{heap}urious"
    reading = reader.read(text)
    assert said(reading) == said(reader.read("I am furious"))
    assert (5, len(text), text[5:]) in spans(reading), "the words are kept as they were typed"


def test_H01_ten_thousand_marks_on_a_letter_are_read_to_the_end(reader: Reader) -> None:
    text = f"a{chr(0x335) * 10_000} {FURIOUS}"
    reading = reader.read(text, language="en")
    assert reading.truncated
    assert "anger" in said(reading)[0]
    assert all(text[start:end] == words for start, end, words in spans(reading))


@pytest.mark.parametrize("control", list("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200f"))
def test_H02_controls_of_direction_hide_no_words_and_get_into_no_card(
    reader: Reader, control: str
) -> None:
    assert said(reader.read(f"I am {control}furious")) == said(reader.read("I am furious"))
    turned = f"O{control}din"
    chat = Conversation(
        frame=Frame(name=turned, words=turned, message_id="m", at=0.0),
        questions=(
            Question(question_id="q", words=f"where {control}is it?", message_id="m", at=0.0),
        ),
    )
    known = fields(chat, 1.0, "en")
    assert known == {"{frame}": "Odin", "{question}": "where is it"}


@pytest.mark.parametrize("whole", ["👨‍👩‍👧‍👦", "👍🏽", "🇫🇷", "1\ufe0f\u20e3", "e\u0301", "❤️‍🔥"])
def test_H03_what_is_kept_of_words_ends_with_a_whole_character(
    offline: Offline, whole: str
) -> None:
    for before in range(200 - len(whole), 201):
        text = ("where is " + "my blue parcel " * 20)[:before] + whole + "?"
        session = offline.session()
        session.receive(MessagePosted(message_id="m", speaker="customer", text=text, at=NOW), NOW)
        (question,) = session.conversation.questions
        rest = text.removeprefix(question.words)
        assert rest != text
        assert rest[0] in ("?", whole[0])


def test_H03_places_are_code_points(reader: Reader) -> None:
    text = "👨‍👩‍👧‍👦🇫🇷 ne\u0301e… I am furious"
    (found,) = [one for one in spans(reader.read(text)) if one[2] == "furious"]
    assert found[:2] == (text.index("furious"), len(text))


CONTROLS = [chr(code) for code in (*range(1, 32), 0x7F, *range(0x80, 0xA0))]
OTHERS = ["\ufffe", "\uffff", "\ufeff", "\u2028", "\u2029", "\u00ad", "\u034f", "\U000e0041"]


def test_H04_controls_are_read_over(reader: Reader) -> None:
    for odd in (*CONTROLS, *OTHERS):
        assert "anger" in said(reader.read(f"{FURIOUS}{odd}"))[0], ascii(odd)
        assert said(reader.read(odd)) == ([], []), ascii(odd)


async def test_H04_every_character_but_nul_comes_back_as_it_was_said(tmp_path: Path) -> None:
    text = "".join(["a\0b", *CONTROLS, *OTHERS, "c"])
    async with serving(tmp_path) as running:
        assert await post(running, text) == 202
        assert await texts(running) == [text.replace("\0", "\ufffd")]


async def test_H05_half_a_character_is_refused_and_kept_nowhere(tmp_path: Path) -> None:
    async with serving(tmp_path) as running:
        for half in ("\\ud800", "a\\udfffb", "\\ude00\\ud83d"):
            assert await post_raw(running, f'"text":"{half}"') == 400
        assert await post(running, "whole") == 202
        assert await texts(running) == ["whole"]


@pytest.mark.parametrize("text", ["c'est la troisième fois que je vous écris", FURIOUS])
def test_H06_the_same_words_in_other_forms_are_read_alike(reader: Reader, text: str) -> None:
    plain = reader.read(text)
    assert plain.tones or plain.cues
    wide = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)
    for form in (unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text), wide):
        other = reader.read(form)
        assert said(other) == said(plain)
        assert all(form[start:end] == words for start, end, words in spans(other))


@pytest.mark.parametrize("text", ["F\u0443\u0441k", "\u0455h1t", "fu(k", "1d10t"])
def test_H06_words_in_disguise_are_no_praise_and_no_joke(reader: Reader, text: str) -> None:
    tones = {tone.tone for tone in reader.read(f"you {text}").tones}
    assert not tones & {"gratitude", "delight", "playfulness"}


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "\t", "\u3000", "a", "?", ".", "1", "👍", "🙂" * 40, "\u200d"]
)
def test_H08_hardly_a_text_is_no_strong_feeling(offline: Offline, text: str) -> None:
    for speaker in SPEAKERS:
        reading = offline.reader.read(text, speaker=speaker)
        assert not {tone.tone for tone in reading.tones} & {"anger", "anxiety", "disappointment"}
        session = offline.session()
        session.receive(MessagePosted(message_id="m", speaker=speaker, text=text, at=NOW), NOW)
        assert session.conversation.showing is None


MARKUP = (
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "data:text/html;base64,PHNjcmlwdD4=",
    "<svg onload=alert(1)>",
    "https://evil.example/?a=1&b=2",
)


async def test_H10_markup_and_links_come_back_raw(tmp_path: Path) -> None:
    async with serving(tmp_path) as running:
        for text in MARKUP:
            assert await post(running, text) == 202
        assert await texts(running) == list(MARKUP)


FOREIGN = (
    "Estoy muy enfadado con vuestro servicio, es una vergüenza",
    "Ich bin sehr wütend, das ist eine Frechheit",
    "Я очень зол на вас, это безобразие",
    "私は本当に怒っています",
    "أنا غاضب جدا من خدمتكم",
    "ani bahut gussa hoon, yeh theek nahi hai bhai",
)


@pytest.mark.parametrize("text", FOREIGN)
def test_H11_another_language_is_unsure_and_no_wrong_feeling(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert reading.unsure
    assert (reading.tones, reading.cues, reading.valence) == ((), (), None)


def test_H11_two_languages_in_one_message_are_both_read(reader: Reader) -> None:
    text = (
        "Hello, this is the third time I write to you. Je suis vraiment furieux, c'est une honte !"
    )
    tones, cues = said(reader.read(text))
    assert "anger" in tones
    assert "repeat-contact" in cues


TIMES: dict[str, tuple[str, bool]] = {
    "zero": ("0", True),
    "before the epoch": ("-1", False),
    "beyond all calendars": ("1e18", False),
    "the largest": ("1e11", True),
    "no number": ("NaN", False),
    "without an end": ("Infinity", False),
    "a word": ('"now"', False),
    "a date": ('"2026-01-02T03:04:05+14:00"', False),
    "a truth": ("true", False),
}


async def test_H12_a_time_is_a_number_of_seconds_or_refused(tmp_path: Path) -> None:
    async with serving(tmp_path) as running:
        for name, (at, taken) in TIMES.items():
            answered = await post_raw(running, f'"text":"{name}","at":{at}')
            assert answered == (202 if taken else 400), name
        assert await texts(running) == [name for name, (_, taken) in TIMES.items() if taken]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_H_whatever_is_typed_every_place_is_true(offline: Offline, text: str) -> None:
    for speaker in SPEAKERS:
        reading = offline.reader.read(text, speaker=speaker)
        assert all(text[start:end] == words for start, end, words in spans(reading))
        session = Session(offline.reader, offline.playbooks, Conversation.new())
        session.receive(MessagePosted(message_id="m", speaker=speaker, text=text, at=NOW), NOW)
        session.draft(text, NOW)
