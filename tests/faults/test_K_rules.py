"""Rules that are wrong, hostile or many -> they are refused with their place, or cost little."""

import gc
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from assist.conversation.state import Conversation
from assist.events import MessagePosted, SuggestionOffered
from assist.playbooks.load import load
from assist.playbooks.model import Playbooks, Sign
from assist.reading.patterns import TokenPatterns, folded_pattern
from assist.reading.reader import Reader
from assist.reading.signs import SignMatcher
from assist.reading.text import Tokenizer
from assist.server.reload import Source
from assist.session import Session
from tests.playbooks.rulefiles import CUE, GOOD, HEAD, SUGGESTION, TOPIC, loaded, said, write

NOW = 1_700_000_000.0
SHAPES = (
    "({0}+)+$",
    "({0}|{0})*",
    "({0}*)*x",
    "({0}?){{40}}{0}{{40}}",
    "(.*{0}){{20}}",
    "^({0}+)*!",
)
ATOMS = ("a", "\\\\w", "[a-z]", ".", "(a|aa)", "\\\\s", "(?:a)", "a|b?", "\\\\d", "[^x]", "a+", "é")
REFUSED_BY_RE2 = (
    "(?=a)a",
    "(?<!b)a",
    "(a)\\\\1",
    "((a{100}){100}){100}",
    "(?P<n>a)(?P=n)",
    "a{1,9999}",
)
REGEXES = tuple(shape.format(atom) for shape in SHAPES for atom in ATOMS) * 2 + REFUSED_BY_RE2
WORST = "[{ LOWER = 'alpha' }, " + "{ OP = '{0,2}' }, { IS_ALPHA = true, OP = '?' }, " * 3
WORST += "{ LOWER = 'alpha', OP = '?' }, { LOWER = 'omega' }]"


def cue(pattern: str, match: str = "well done you") -> str:
    return HEAD + (
        f'[[cue]]\nid = "praise"\nabout = "x"\npatterns = ["well done", {pattern}]\n'
        f'match = ["well done", "{match}"]\nno_match = ["no"]\n'
    )


def taken(work: Callable[[], object]) -> float:
    """Return the seconds of CPU for it, the best of three."""

    def once() -> float:
        begun = time.thread_time()
        work()
        return time.thread_time() - begun

    return min(once(), once(), once())


def test_K01_K02_no_rule_has_a_regular_expression(tmp_path: Path) -> None:
    assert len(REGEXES) >= 100
    tables = [f"[{{ LOWER = {{ REGEX = '{one}' }} }}]" for one in REGEXES]
    tables += [f"[{{ TEXT = {{ REGEX = '{one}' }} }}, {{ LOWER = 'a' }}]" for one in REGEXES]
    for number, table in enumerate(tables):
        playbooks = loaded(tmp_path / str(number), {"en/thanks.toml": cue(table)})
        (line,) = said(playbooks)
        assert line.startswith('en/thanks.toml: cue "praise": `patterns` 2, token 1')
        assert "refused" in line
        assert not [one for book in playbooks.playbooks for one in book.cues]


def test_K01_a_phrase_that_looks_like_an_expression_is_its_own_words(tmp_path: Path) -> None:
    playbooks = loaded(tmp_path, {"en/thanks.toml": cue("'(a+)+$'", "(a+)+$")})
    reader = Reader(playbooks, {})
    assert [one.cue for one in reader.read("it says (a+)+$ here", language="en").cues] == ["praise"]
    assert taken(lambda: reader.read("a" * 65_536, language="en")) < 0.1


@pytest.mark.parametrize("text", ["alpha " * 11_000, "omega " + "alpha " * 11_000])
def test_K01_the_worst_pattern_that_is_let_in_reads_64_kb_in_no_time(
    tmp_path: Path, text: str
) -> None:
    playbooks = loaded(tmp_path, {"en/thanks.toml": cue(WORST)})
    assert said(playbooks) == []
    reader = Reader(playbooks, {})
    assert taken(lambda: reader.read(text, language="en")) < 0.1


def pattern(number: int) -> tuple[dict[str, object], ...]:
    words: dict[str, object] = {"LOWER": {"IN": [f"w{number}", f"v{number}"]}}
    return words, {"OP": "{0,3}"}, {"LOWER": f"t{number % 500}"}


def sign(number: int) -> Sign:
    patterns = (f"some words of number {number} here", pattern(number))
    return Sign(label="problem", about="", patterns=patterns, match=(), no_match=())


def test_K03_ten_thousand_patterns_are_made_fast_and_cost_a_message_little() -> None:
    tokenizer = Tokenizer("en")
    made: list[SignMatcher] = []
    begun = time.thread_time()
    made.append(SignMatcher([sign(number) for number in range(5_000)], tokenizer))
    assert time.thread_time() - begun < 10
    text = "where is my parcel, w42 was here in t42 and nobody wrote some words of number 7 here"
    found = made[0].find(tokenizer.text(text))
    assert len(found) == 2
    assert taken(lambda: made[0].find(tokenizer.text(text))) < 0.02


def test_K04_a_key_of_many_parts_and_deep_brackets_are_refused(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "en/deep.toml": "a = " + "[" * 50_000,
        "en/dots.toml": ".".join("a" * 10_000) + " = 1",
        "en/long.toml": "# " + "x" * 300_000,
        "en/marks.toml": b"\xef\xbb\xbf" + TOPIC.encode(),
        "en/twice.toml": 'title = "a"\ntitle = "b"\n',
    }
    playbooks = loaded(tmp_path, {**GOOD, **files})
    assert {line.partition(":")[0] for line in said(playbooks)} == set(files)
    assert [book.path for book in playbooks.playbooks] == ["en/leaving.toml", "fr/leaving.toml"]


@pytest.mark.parametrize("cut", [10, 100, 400, 900])
def test_K05_half_a_file_is_off_and_the_others_hold(tmp_path: Path, cut: int) -> None:
    half = TOPIC.replace("churn-risk", "effort").replace("acknowledge-leaving", "other")[:cut]
    playbooks = loaded(tmp_path, {**GOOD, "en/half.toml": half})
    assert any(line.startswith("en/half.toml") for line in said(playbooks))
    whole = [book for book in playbooks.playbooks if book.path == "en/leaving.toml"]
    assert [rule.id for rule in whole[0].suggestions] == ["acknowledge-leaving"]


ATTACKS = (
    "{0.__class__}",
    "{customer.name.__class__}",
    "{customer.__init__.__globals__}",
    "{agent.name!r}",
    "{order:>9999999}",
    "{{7*7}}",
    "{% for x in y %}{% endfor %}",
    "{__import__}",
    "{customer}",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_K06_a_text_is_filled_from_declared_fields_alone(tmp_path: Path, attack: str) -> None:
    rule = SUGGESTION.replace("Of course.", f"Of course {attack}.")
    playbooks = loaded(tmp_path, {"en/leaving.toml": HEAD + CUE + rule})
    (line,) = [one for one in said(playbooks) if "field" in one or "brace" in one or "{" in one][:1]
    assert line.startswith("en/leaving.toml: suggestion")
    assert all(
        attack not in text
        for book in playbooks.playbooks
        for one in book.suggestions
        for text in one.text
    )


def test_K06_what_a_customer_is_called_is_never_formatted(tmp_path: Path) -> None:
    name = "{0.__class__}"
    (offered,) = offers(loaded(tmp_path, GOOD), "close my account", name=name)
    assert "__class__" not in offered.suggestion.text
    assert "{" not in offered.suggestion.text


def offers(playbooks: Playbooks, text: str, name: str | None = None) -> list[SuggestionOffered]:
    session = Session(Reader(playbooks, {}), playbooks, Conversation.new())
    event = MessagePosted(message_id="m", speaker="customer", text=text, at=NOW, name=name)
    return [one for one in session.receive(event, NOW) if isinstance(one, SuggestionOffered)]


def test_K07_a_rule_sets_off_no_other_rule(tmp_path: Path) -> None:
    """Rules ask what people said and what was offered; no rule's card is a message of the chat."""
    other = SUGGESTION.replace("acknowledge-leaving", "again").replace(
        '"I can take care of that, {customer.name}."', '"close my account, cancel my plan."'
    )
    playbooks = loaded(tmp_path, {**GOOD, "en/other.toml": HEAD.replace("L", "l") + other})
    assert len(offers(playbooks, "close my account")) == 1
    loop = SUGGESTION.replace('requires = ["churn-risk"]', 'requires = ["acknowledge-leaving"]')
    playbooks = loaded(tmp_path / "loop", {"en/leaving.toml": HEAD + CUE + loop})
    assert any("acknowledge-leaving" in line for line in said(playbooks)), "a rule is no condition"


def test_K08_a_teams_overlay_changes_no_other_team(tmp_path: Path) -> None:
    rules = write(tmp_path / "rules", GOOD)
    (tmp_path / "teams").mkdir()
    files = {
        "vip/en/leaving.toml": SUGGESTION.replace("Of course.", "Gladly."),
        "bad/en/leaving.toml": 'off = ["acknowledge-leaving"]\n[[cue]]\nid = "x"\n',
        "../../rules/en/leaving.toml": TOPIC,
        "odd/../../en/leaving.toml": TOPIC,
    }
    (tmp_path / "teams" / "odd").mkdir()
    teams = write(
        tmp_path / "teams", {name: text for name, text in files.items() if ".." not in name}
    )
    playbooks = load(rules, overlays=teams)
    plain = load(rules)
    assert playbooks.playbooks == plain.playbooks
    assert playbooks.for_team("nobody").playbooks == plain.playbooks
    assert playbooks.for_team("../rules").playbooks == plain.playbooks
    texts = {
        team: [
            text
            for book in playbooks.for_team(team).of("en")
            for one in book.suggestions
            for text in one.text
        ]
        for team in ("vip", "bad", "other")
    }
    assert "Gladly." in texts["vip"]
    assert "Gladly." not in texts["bad"] + texts["other"]
    assert texts["bad"] == []
    assert [len(book.cues) for book in playbooks.for_team("bad").of("en")] == [1]


def test_K09_a_thousand_stars_and_a_row_of_gaps_are_refused(tmp_path: Path) -> None:
    stars = "[{ LOWER = 'a' }, " + "{ OP = '*' }, " * 1000 + "]"
    gaps = "[{ LOWER = 'a' }, " + "{ OP = '?' }, { IS_ALPHA = true, OP = '?' }, " * 6 + "]"
    for number, one in enumerate((stars, gaps)):
        playbooks = loaded(tmp_path / str(number), {**GOOD, "en/thanks.toml": cue(one)})
        (line,) = said(playbooks)
        assert line.startswith('en/thanks.toml: cue "praise": `patterns` 2')


def test_K10_of_a_pack_the_wrong_rule_alone_is_off(tmp_path: Path) -> None:
    wrong = SUGGESTION.replace("acknowledge-leaving", "wrong").replace('"empathy"', '"magic"')
    after = SUGGESTION.replace("acknowledge-leaving", "after").replace("Of course.", "Gladly.")
    playbooks = loaded(tmp_path, {"en/leaving.toml": TOPIC + wrong + after})
    lines = said(playbooks)
    assert lines
    assert all(line.startswith('en/leaving.toml: suggestion "wrong"') for line in lines)
    (book,) = playbooks.playbooks
    assert [rule.id for rule in book.suggestions] == ["acknowledge-leaving", "after"]


def test_K11_rules_that_are_loaded_again_and_again_leave_nothing_behind(tmp_path: Path) -> None:
    folder = write(tmp_path / "rules", GOOD)
    source = Source(folder=folder, overlays=None, store=tmp_path / "store")
    rules = source.start(NOW).rules

    def again(times: int) -> None:
        nonlocal rules
        for number in range(times):
            text = f"Of course, {number % 2}."
            write(folder, {"en/leaving.toml": TOPIC.replace("Of course.", text)})
            rules = source.next(rules, NOW + number)
        gc.collect()

    again(10)
    tracemalloc.start()
    again(10)
    before, _ = tracemalloc.get_traced_memory()
    again(40)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 500_000


ODD = ("\0" * 1000, "\ud800" * 1000, "alpha \0 omega", "\udfff alpha \ud800 omega", "x" * 1_000_000)


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_K12_patterns_run_on_any_text(tmp_path: Path, text: str) -> None:
    playbooks = loaded(tmp_path, {"en/thanks.toml": cue(WORST)})
    reader = Reader(playbooks, {})
    found = reader.read(text, language="en")
    assert ("praise" in [one.cue for one in found.cues]) == ("omega" in text)
    tokenizer = Tokenizer("en")
    patterns = TokenPatterns([(1, folded_pattern(pattern(1), tokenizer))], tokenizer)
    assert list(patterns.find(tokenizer.text(text[:8192]))) == []
