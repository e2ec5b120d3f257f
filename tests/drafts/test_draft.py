from assist.drafts.draft import draft_of
from assist.drafts.tables import tables
from assist.playbooks.model import Pace
from tests.drafts.chats import session, shipped


def test_a_draft_knows_its_words_its_acts_and_the_tables_that_hold() -> None:
    reader, playbooks = shipped()
    text = "Sorry. I've refunded it; we write as soon as possible."
    reading = reader.read(text, speaker="agent", language="en")
    chat = session("c: where is my money?").conversation
    draft = draft_of(text, reading, tables(playbooks, "en", reader), chat, 40.0, Pace())
    (hit,) = draft.told("vague-deadline")
    assert draft.span(hit).text == "as soon as possible"
    assert draft.sentence(hit.sentence).text == "we write as soon as possible."
    assert "acted" in draft.acts
    assert draft.gives("ignores-feeling") and not draft.told("blame")
    assert set(draft.rules) >= {"vague-deadline", "too-long", "card-number"}
