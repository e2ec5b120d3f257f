from pathlib import Path

from assist.drafts.tables import sentences, tables
from assist.playbooks.load import load
from assist.reading.reader import Reader
from tests.drafts.chats import shipped
from tests.playbooks.rulefiles import HEAD, write

TOPIC = """
[[finding]]
id = "negative-phrasing"
about = "x"
patterns = [
  [{ LOWER = "can" }, { LOWER = "not" }, { IS_ALPHA = true, OP = "{1,3}" }, { LOWER = "before" }],
]
instead = "can {words} from"
unless = ["however"]
negatable = false
advice = "x"
"""


def test_words_are_found_sentence_by_sentence(tmp_path: Path) -> None:
    playbooks = load(write(tmp_path, {"en/draft-x.toml": HEAD + TOPIC}))
    ours = tables(playbooks, "en", Reader(playbooks, weights={}))
    text = ours.tokenizer.text("We can't send it before noon. However, I can't go before one.")
    (hit,) = ours.find(text, sentences(text)).findings["negative-phrasing"]
    assert text.span(hit.first, hit.last).text == "can't send it before"
    assert (hit.value, hit.instead, hit.sentence) == ("send it", "can {words} from", 0)


def test_the_tables_of_a_set_are_compiled_once() -> None:
    reader, playbooks = shipped()
    assert tables(playbooks, "en", reader) is tables(playbooks, "en", reader)


def test_sentences_end_at_marks_lines_and_emoji() -> None:
    reader, _ = shipped()
    text = reader.tokenizer("en").text("Done! It is 3.5 km\nfrom here 😉 Go now, ok")
    assert max(sentences(text)) == 3
