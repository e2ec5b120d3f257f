from pathlib import Path

from assist.drafts.proof import Proof
from assist.playbooks.load import load
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from tests.drafts.chats import shipped
from tests.playbooks.rulefiles import HEAD, write

TOPIC = """
[[finding]]
id = "vague-deadline"
about = "x"
patterns = ["shortly"]
advice = "Say when."
match = ["You hear from us shortly.", "You hear from us at 5."]
no_match = ["Shortly we call you."]
[[finding]]
id = "no-next-step"
about = "x"
unless = ["i will"]
advice = "Say what comes."
match = ["How strange.", "I will look."]
no_match = ["I will look into it."]
"""


def failures(playbooks: Playbooks) -> list[tuple[str, str]]:
    proof = Proof(playbooks, "en", Reader(playbooks, weights={}))
    rules = [rule for book in playbooks.of("en") for rule in book.findings]
    return [(problem, text) for rule in rules for problem, _, text in proof.run(rule)]


def test_examples_that_do_not_come_out_are_told(tmp_path: Path) -> None:
    assert failures(load(write(tmp_path, {"en/draft-x.toml": HEAD + TOPIC}))) == [
        ("missed", "You hear from us at 5."),
        ("false-alarm", "Shortly we call you."),
        ("missed", "I will look."),
    ]


def test_the_limits_that_ship_come_out_as_stated() -> None:
    reader, playbooks = shipped()
    assert playbooks.limits
    for language in ("en", "fr"):
        proof = Proof(playbooks, language, reader)
        found = [one for limit in playbooks.limits for one in proof.limit(limit)]
        assert found == []
