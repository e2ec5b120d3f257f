import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.errors import InputError
from assist.events import ContextGiven
from assist.transcript import Chat, Told, Turn, chat_from_json, language_hint, parse_transcript


def turns(text: str) -> list[tuple[str, float, str]]:
    return [(turn.speaker, turn.at, turn.text) for turn in parse_transcript(text).turns]


def test_the_first_line_is_at_0_and_the_next_20_seconds_later() -> None:
    assert turns("customer: hi\nagent: hello") == [
        ("customer", 0.0, "hi"),
        ("agent", 20.0, "hello"),
    ]


@pytest.mark.parametrize(
    ("offset", "seconds"),
    [("+90s", 90), ("+2m", 120), ("+1h", 3600), ("+1d", 86400), ("+1.5m", 90), ("+ 5 s", 5)],
)
def test_an_offset_counts_from_the_line_before(offset: str, seconds: float) -> None:
    text = f"customer: a\nagent: b\ncustomer {offset}: c"
    assert turns(text)[2] == ("customer", 20.0 + seconds, "c")


def test_a_wait_at_the_end_says_how_long_the_chat_is_watched() -> None:
    chat = parse_transcript("customer: a\nagent +10s: b\nwait: 150s\n\n# the end\n")
    assert chat.until == 160.0
    assert parse_transcript("customer: a").until is None


def given_before(chat: Chat) -> list[tuple[int, float, ContextGiven]]:
    return [(told.before, told.context.at, told.context) for told in chat.told]


def test_what_the_platform_knows_stands_between_the_messages_at_the_time_of_the_last() -> None:
    chat = parse_transcript(
        "context: channel=email agent=Ana\ncustomer: a\nagent +10s: b\n"
        'context +5s: agent=Ben item="washing machine"\ncustomer +1m: c'
    )
    assert given_before(chat) == [
        (0, 0.0, ContextGiven(context_id="c1", at=0.0, channel="email", agent="Ana")),
        (2, 15.0, ContextGiven(context_id="c2", at=15.0, agent="Ben", item="washing machine")),
    ]
    assert [turn.at for turn in chat.turns] == [0.0, 10.0, 75.0]


def test_the_platform_may_speak_last_and_time_goes_on_from_there() -> None:
    chat = parse_transcript("customer: a\ncontext +10s: agent=Ben\nwait: 20s")
    assert [told.before for told in chat.told] == [1]
    assert chat.until == 30.0


def test_comments_and_blank_lines_are_left_out() -> None:
    assert turns("# a lost parcel\n\ncustomer: hi\n   \n# later\nagent: yes") == [
        ("customer", 0.0, "hi"),
        ("agent", 20.0, "yes"),
    ]


def test_an_indented_line_continues_the_message_above() -> None:
    assert turns("customer: two things\n  1: the lamp\n  #2 the cup\nagent:\n  noted") == [
        ("customer", 0.0, "two things\n1: the lamp\n#2 the cup"),
        ("agent", 20.0, "noted"),
    ]


def test_a_transcript_that_is_indented_as_a_whole_reads_the_same() -> None:
    assert turns("\n    customer: a\n      b\n    agent: c\n") == turns(
        "customer: a\n  b\nagent: c"
    )


@pytest.mark.parametrize("word", ["client", "cliente", "Cliente", "CLIENT"])
def test_french_words_for_the_customer_are_understood(word: str) -> None:
    assert turns(f"{word} : bonjour") == [("customer", 0.0, "bonjour")]


@pytest.mark.parametrize("word", ["conseiller", "conseillère", "agente", "Agent"])
def test_french_words_for_the_agent_are_understood(word: str) -> None:
    assert turns(f"{word}: bonjour") == [("agent", 0.0, "bonjour")]


def test_colons_in_the_message_stay() -> None:
    assert turns("customer: at 10:30: no one") == [("customer", 0.0, "at 10:30: no one")]


def test_lines_that_end_as_on_windows_read_the_same() -> None:
    assert turns("customer: a\r\nagent: b\r\n") == turns("customer: a\nagent: b\n")


def test_an_empty_transcript_has_no_turns() -> None:
    assert parse_transcript("# nothing yet\n") == Chat(
        id="transcript", language=None, turns=(), until=None
    )


@pytest.mark.parametrize(
    ("text", "line", "right"),
    [
        ("customer: a\n\nbot: b", 3, "`agent +90s: ...`"),
        ("customer: a\nagent 90s: b", 2, "`agent +90s: ...`"),
        ("customer: a\nagent -5s: b", 2, "`agent +90s: ...`"),
        ("customer: a\nand more", 2, "`customer: ...`"),
        ("customer: a\nwait: soon", 2, "`wait: 150s`"),
        ("customer: a\nwait: 10s\nagent: b", 3, "`agent +150s: ...`"),
        ("# x\n  customer: a", 2, "`customer: ...`"),
        ("customer: a\ncustomer: \ud83d", 2, "whole character"),
        ("customer: a\ncontext: mood=bad", 2, "use one of customer, agent"),
        ("customer: a\ncontext: email", 2, "channel=email"),
        ("customer: a\ncontext -5s: agent=b", 2, "`context: channel=email`"),
    ],
)
def test_a_wrong_line_is_named_with_what_would_be_right(text: str, line: int, right: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_transcript(text, where="chat.txt")
    assert str(caught.value).startswith(f"chat.txt, line {line}")
    assert right in str(caught.value)


@given(st.text())
def test_any_text_is_read_or_refused_with_its_place(text: str) -> None:
    try:
        chat = parse_transcript(text)
    except InputError as error:
        assert str(error).startswith("transcript, line ")
    else:
        times = [turn.at for turn in chat.turns]
        assert times == sorted(times)
        places = [told.before for told in chat.told]
        assert places == sorted(places)


def test_a_json_conversation_keeps_its_times_and_ignores_unknown_keys() -> None:
    plain = {
        "id": "c-7",
        "language": "fr",
        "channel": "web",
        "turns": [
            {"speaker": "customer", "at": 0, "text": "bonjour", "mood": "?"},
            {"speaker": "agent", "at": 31.5, "text": "bonjour !"},
        ],
        "until": 100,
    }
    assert chat_from_json(plain, where="here") == Chat(
        id="c-7",
        language="fr",
        turns=(
            Turn(speaker="customer", at=0.0, text="bonjour"),
            Turn(speaker="agent", at=31.5, text="bonjour !"),
        ),
        until=100.0,
    )


def test_a_json_conversation_may_leave_out_id_and_times() -> None:
    plain = {
        "turns": [
            {"speaker": "customer", "text": "a"},
            {"speaker": "agent", "text": "b"},
            {"speaker": "agent", "at": 90, "text": "c"},
            {"speaker": "customer", "at": None, "text": ""},
        ]
    }
    chat = chat_from_json(plain, where="here", id="4")
    assert (chat.id, chat.language, chat.until) == ("4", None, None)
    assert [turn.at for turn in chat.turns] == [0.0, 20.0, 90.0, 110.0]


def test_json_gives_a_context_with_the_conversation_and_before_a_turn() -> None:
    plain = {
        "context": {"channel": "email", "agent": "Ana"},
        "turns": [
            {"speaker": "customer", "at": 5, "text": "a", "context": {"order": "1234"}},
            {"speaker": "agent", "at": 9, "text": "b", "context": {"agent": "Ben"}},
            {"speaker": "agent", "at": 12, "text": "c", "context": None},
        ],
    }
    assert chat_from_json(plain, where="here").told == (
        Told(before=0, context=ContextGiven(context_id="c1", at=5, channel="email", agent="Ana")),
        Told(before=0, context=ContextGiven(context_id="c2", at=5, order="1234")),
        Told(before=1, context=ContextGiven(context_id="c3", at=9, agent="Ben")),
    )


def test_a_number_as_id_becomes_text() -> None:
    assert chat_from_json({"id": 12, "turns": []}, where="here").id == "12"


CUSTOMER = {"speaker": "customer", "at": 50, "text": "a"}


@pytest.mark.parametrize(
    ("plain", "where", "right"),
    [
        ([], "here:", '{"turns":'),
        ({"turns": "x"}, "here:", '{"turns":'),
        ({"turns": [3]}, "here, turn 0:", '"speaker"'),
        ({"turns": [{"speaker": "bot", "text": "a"}]}, "here, turn 0:", '"customer"'),
        ({"turns": [{"speaker": ["agent"], "text": "a"}]}, "here, turn 0:", '"customer"'),
        ({"turns": [CUSTOMER, {"speaker": "agent"}]}, "here, turn 1:", "string"),
        ({"turns": [{**CUSTOMER, "text": "\udc00x"}]}, "here, turn 0:", "surrogate"),
        ({"turns": [CUSTOMER, {**CUSTOMER, "at": 49}]}, "here, turn 1:", "order"),
        ({"turns": [{**CUSTOMER, "at": "5"}]}, "here, turn 0:", "seconds"),
        ({"turns": [{**CUSTOMER, "at": True}]}, "here, turn 0:", "seconds"),
        ({"turns": [{**CUSTOMER, "at": float("nan")}]}, "here, turn 0:", "seconds"),
        ({"turns": [{**CUSTOMER, "at": -1}]}, "here, turn 0:", "seconds"),
        ({"turns": [{**CUSTOMER, "at": 10**400}]}, "here, turn 0:", "seconds"),
        ({"turns": [CUSTOMER], "until": 49}, "here:", "later"),
        ({"turns": [CUSTOMER], "until": "x"}, "here:", "seconds"),
        ({"turns": [], "language": 3}, "here:", '"en"'),
        ({"turns": [CUSTOMER], "context": "email"}, "here:", '"channel"'),
        ({"turns": [{**CUSTOMER, "context": {"channel": 3}}]}, "here, turn 0:", "in quotes"),
    ],
)
def test_wrong_json_is_refused_with_its_place(plain: object, where: str, right: str) -> None:
    with pytest.raises(InputError) as caught:
        chat_from_json(plain, where="here")
    assert str(caught.value).startswith(where)
    assert right in str(caught.value)


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        (None, None),
        ("en", "en"),
        ("fr-CA", "fr"),
        ("EN_gb", "en"),
        ("de", "unsure"),
        ("", "unsure"),
    ],
)
def test_a_language_tag_names_one_that_is_read_or_unsure(tag: object, language: object) -> None:
    assert language_hint(tag, "here") == language


def test_a_draft_is_the_last_line_and_no_turn() -> None:
    chat = parse_transcript("customer: a\ndraft: I will call\n  by six.\n\n# the end\n")
    assert chat.draft == "I will call\nby six."
    assert [turn.text for turn in chat.turns] == ["a"]
    assert parse_transcript("customer: a").draft is None


def test_a_draft_may_follow_a_wait_or_stand_alone() -> None:
    assert parse_transcript("customer: a\nwait: 150s\nDraft: b").draft == "b"
    assert parse_transcript("draft:\n  below").draft == "below"
    assert parse_transcript("customer: a\ndraft:").draft == ""


@pytest.mark.parametrize("line", ["agent: b", "wait: 5s", "draft: c"])
def test_nothing_follows_a_draft(line: str) -> None:
    with pytest.raises(InputError, match=r"line 3: a line after `draft`; .* put it last"):
        parse_transcript(f"customer: a\ndraft: b\n{line}")


def test_a_chat_ends_where_it_is_watched_to_or_with_what_happened_last() -> None:
    assert parse_transcript("customer: a\nagent +10s: b\nwait: 150s\ndraft: c").end == 160.0
    assert parse_transcript("customer: a\nagent +10s: b").end == 10.0
    assert parse_transcript("customer: a\ncontext +1m: agent=Ben").end == 60.0
    assert parse_transcript("draft: a").end == 0.0


def test_a_draft_in_json_is_text() -> None:
    assert chat_from_json({"turns": [], "draft": "Soon."}, where="x").draft == "Soon."
    assert chat_from_json({"turns": [], "draft": None}, where="x").draft is None
    for wrong in (5, ["Soon."], {"text": "Soon."}, True):
        with pytest.raises(InputError, match=r"^x: `draft` is no text; write a string in quotes"):
            chat_from_json({"turns": [], "draft": wrong}, where="x")
    with pytest.raises(InputError, match=r"^x: `draft` holds half of a surrogate pair"):
        chat_from_json({"turns": [], "draft": "a\ud800"}, where="x")
