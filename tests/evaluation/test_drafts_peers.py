import pytest

from assist.evaluation.drafts_peers import DRAFT_PEERS, Mirror, presidio, proselint, silence
from assist.evaluation.drafts_peers import word_list as words
from assist.transcript import Chat, Turn


def chat(draft: str, *agent: str) -> Chat:
    turns = tuple(Turn(speaker="agent", at=0.0, text=text) for text in agent)
    return Chat(id="c1", language="en", turns=turns, until=None, draft=draft)


def told(draft: str, *agent: str) -> list[tuple[str, str]]:
    found = words()(chat(draft, *agent))
    return [(one.finding, one.evidence[0].text) for one in found]


def test_silence_tells_nothing() -> None:
    assert list(silence()(chat("CALM DOWN!!!"))) == []


@pytest.mark.parametrize(
    ("draft", "finding", "evidence"),
    [
        ("You should have asked.", "blame", "You should have"),
        ("Vous auriez dû demander.", "blame", "Vous auriez dû"),
        ("We will call you soon.", "vague-deadline", "soon"),
        ("On revient vers vous dès que possible.", "vague-deadline", "dès que possible"),
        ("Please wait!!", "shouting", "wait!!"),
        ("Please WAIT a bit.", "shouting", "WAIT"),
        ("Great 😂", "humour-risk", "😂"),
        ("Your number is 4111 1111 1111 1111.", "card-number", "4111 1111 1111 1111"),
        ("Sorry. We are so sorry.", "over-apology", "Sorry. We are so sorry"),
        ("a " * 121, "too-long", " ".join(["a"] * 121)),
    ],
)
def test_the_word_list_tells_a_word_where_it_stands(
    draft: str, finding: str, evidence: str
) -> None:
    assert told(draft) == [(finding, evidence)]


@pytest.mark.parametrize(
    "draft", ["Until 8 pm.", "On Monday at nine, at the latest.", "Oui, lundi."]
)
def test_the_word_list_tells_nothing_without_its_words(draft: str) -> None:
    assert told(draft) == []


def test_the_word_list_knows_a_sentence_that_was_said_before() -> None:
    again = "I have asked the depot again."
    assert told(again, f"Hello. {again}") == [("repeated-phrase", again)]
    assert told(again, "Hello.") == []


def test_a_peer_that_is_missing_is_not_there() -> None:
    missing = Mirror(
        name="x", about="", languages=("en",), findings=(), build=silence, package="no-such-package"
    )
    assert not missing.there
    assert missing.version() is None
    assert all(one.there for one in DRAFT_PEERS if one.package is None)


def test_proselint_tells_rows_of_marks_and_commercial_language() -> None:
    pytest.importorskip("proselint")
    found = list(proselint()(chat("We need synergy,\nnow!!!")))
    assert {(one.finding, one.evidence[0].text) for one in found} == {
        ("jargon", "synergy"),
        ("shouting", "now!!!"),
    }


def test_presidio_tells_payment_cards() -> None:
    pytest.importorskip("presidio_analyzer")
    (card,) = presidio()(chat("It is 4111 1111 1111 1111, order 4111111111111112."))
    assert (card.finding, card.evidence[0].text) == ("card-number", "4111 1111 1111 1111")
