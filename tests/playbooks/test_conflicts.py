from assist.playbooks.conditions import parse
from assist.playbooks.conflicts import conflicts
from assist.playbooks.load import load
from assist.playbooks.model import Condition, Playbook, Playbooks, SuggestionRule
from assist.resources import rules_dir
from assist.vocabulary import Kind, Language


def rule(
    name: str,
    kind: Kind,
    requires: str = "",
    *,
    any: str = "",
    excludes: str = "",
    priority: int = 5,
) -> SuggestionRule:
    """Return a rule; its conditions have commas between them."""
    return SuggestionRule(
        id=name,
        kind=kind,
        about="x",
        requires=_parsed(requires),
        any=_parsed(any),
        excludes=_parsed(excludes),
        text=("x",),
        examples=(),
        priority=priority,
    )


def _parsed(texts: str) -> tuple[Condition, ...]:
    return tuple(parse(text) for text in texts.split(", ") if text)


def book(topic: str, *rules: SuggestionRule, language: Language = "en") -> Playbook:
    return Playbook(
        path=f"{language}/{topic}.toml",
        topic=topic,
        language=language,
        title="x",
        status="stable",
        about="x",
        suggestions=rules,
    )


def found(*books: Playbook) -> list[str]:
    return [str(one) for one in conflicts(Playbooks(version="", playbooks=books, inferences=()))]


def test_a_rule_that_can_never_be_offered_is_told() -> None:
    dead = rule("dead", "update", "solution is met, solution is failing")
    assert found(book("a", dead)) == [
        'en/a.toml: suggestion "dead": it can never be offered: `solution is met` and '
        "`solution is failing` never hold together; keep one"
    ]


def test_a_way_that_never_helps_is_told_and_the_rule_lives() -> None:
    half = rule("half", "update", "anger", any="mood is low, problem", excludes="problem ever")
    assert found(book("a", half)) == [
        'en/a.toml: suggestion "half": `any` 2 can never hold here: where `problem` holds, '
        "`problem ever` does too, and `excludes` has it; drop one of them"
    ]


def test_a_joke_near_harm_is_never_licensed() -> None:
    lines = found(
        book("a", rule("cheer", "humour", "playfulness, vulnerability before")),
        book("b", rule("tease", "humour", any="anger, abuse")),
        book("c", rule("play", "humour", "playfulness, anger before")),
    )
    assert len(lines) == 2
    assert "no joke is licensed near `vulnerability`; choose another kind" in lines[0]
    assert '"tease": it can never be offered: no joke is licensed near `anger`' in lines[1]


def test_a_rule_that_always_loses_is_told_with_the_one_that_wins() -> None:
    lines = found(
        book("a", rule("wins", "update", "long-wait", priority=6)),
        book("b", rule("loses", "update", "long-wait, anger", any="problem, effort")),
    )
    assert lines == [
        'en/b.toml: suggestion "loses": it always loses to "wins" (en/a.toml): that one holds '
        "whenever it does and comes first; give it a priority above 6"
    ]


def test_twins_should_be_joined() -> None:
    (line,) = found(
        book("a", rule("one", "update", "long-wait"), rule("two", "update", "long-wait"))
    )
    assert '"two": it always loses to "one"' in line
    assert line.endswith("join the two, or tell their conditions apart")


def test_above_the_highest_priority_there_is_nothing() -> None:
    (line,) = found(
        book(
            "a",
            rule("one", "escalation", "safety", priority=9),
            rule("two", "escalation", "safety, anger", priority=8),
        )
    )
    assert line.endswith("join the two")


def test_a_rule_that_has_its_own_moments_does_not_lose() -> None:
    general = rule("general", "update", "long-wait", priority=6)
    for other in (
        rule("closer", "update", "long-wait, anger", priority=6),
        rule("kind", "ownership", "long-wait, anger"),
        rule("else", "update", "anger"),
        rule("timed", "update", "long-wait, customer waits long"),
        rule("closing", "update", "long-wait, chat is closing"),
    ):
        assert found(book("a", general), book("b", other)) == []
    picky = rule("picky", "update", "long-wait", excludes="abuse", priority=6)
    assert found(book("a", picky), book("b", rule("any", "update", "long-wait, anger"))) == []


def test_opposite_advice_for_the_same_moment_is_told() -> None:
    lines = found(
        book("a", rule("joke", "humour", "problem")),
        book("b", rule("sorry", "apology", "problem", priority=7)),
    )
    assert lines == [
        'en/b.toml: suggestion "sorry": it contradicts "joke" (en/a.toml): `apology` and '
        "`humour` for the same moment, but a joke says that nothing is the matter; tell their "
        "conditions apart"
    ]


def test_a_special_case_that_comes_first_is_an_exception() -> None:
    general = rule("keep", "ownership", "problem")
    special = rule("pass-on", "escalation", "problem, safety", priority=9)
    assert found(book("a", general), book("b", special)) == []
    weak = rule("pass-on", "escalation", "problem, safety", priority=3)
    (line,) = found(book("a", general), book("b", weak))
    assert '"pass-on": it contradicts "keep"' in line


def test_kinds_that_go_together_may_share_a_moment() -> None:
    assert (
        found(
            book(
                "a",
                rule("calm", "de-escalation", "abuse"),
                rule("pass-on", "escalation", "abuse"),
                rule("sorry", "apology", "broken-promise"),
                rule("own", "ownership", "broken-promise"),
            )
        )
        == []
    )


def test_rules_of_two_languages_never_meet() -> None:
    twin = rule("one", "update", "long-wait")
    assert found(book("a", twin), book("a", twin, language="fr")) == []


def test_the_rules_that_ship_stand_beside_each_other() -> None:
    assert [str(one) for one in conflicts(load(rules_dir(), experimental=True))] == []
