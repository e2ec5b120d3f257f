from pathlib import Path

import pytest

from assist.playbooks.conditions import STATES, parse
from assist.playbooks.docs import in_words, render
from tests.playbooks.rulefiles import GOOD, TOPIC, loaded


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("anger", "the customer shows `anger`"),
        ("anger before", "the customer showed `anger` in an earlier turn"),
        ("anger ever", "the customer has shown `anger` in this chat"),
        ("apology-given", "the agent has given `apology`"),
        ("acted", "the agent has acted on the issue"),
        ("solution is failing", "the need `solution` is failing"),
        ("customer waits 120s", "the customer has waited 2 minutes"),
        ("agent waits 90s", "the agent has waited 90 seconds"),
        ("agent waits 1h", "the agent has waited 1 hour"),
        ("valence below -0.3", "valence is below -0.3"),
        ("apology-given 2x", "the agent has given `apology` 2 times or more"),
        ("acted 3x", "the agent has acted on the issue 3 times or more"),
        ("customer waits short", "the customer has had a short wait"),
        ("agent waits long", "the agent has had a long wait"),
        ("promise is due", "a time that the agent named has come"),
        ("promise is kept", "a promise of the agent is kept"),
        ("issue is acknowledged", "an issue of the customer is acknowledged"),
        ("issue is repeated", "an open issue was told again"),
        ("question is urgent", "the customer had to ask a question again"),
        ("deadline is past", "a time that the customer named is past"),
        ("journey is exit", "the customer is at the stage `exit`"),
        ("channel is email", "the channel is `email`"),
        ("mood is low", "the customer's mood is low"),
        ("humour is licensed", "humour is licensed"),
        ("chat is closing", "the chat is closing"),
    ],
)
def test_a_condition_is_put_in_words(condition: str, words: str) -> None:
    assert in_words(parse(condition)) == words


def test_the_page_holds_both_languages_of_a_topic_in_one_place(tmp_path: Path) -> None:
    page = render(loaded(tmp_path, GOOD))
    assert page.count("## Leaving\n") == 1
    assert "- [Leaving](#leaving)" in page
    assert "[en/leaving.toml](../rules/en/leaving.toml), [fr/leaving.toml]" in page
    assert "- cue `churn-risk`: Asks to end a plan." in page
    assert "en: “close my account pls” · “Hi, I'd like to cancel my plan.”" in page
    assert "fr: “je veux résilier”" in page
    assert "### Card `acknowledge-leaving`" in page
    assert "Acknowledge it first. (`empathy`, serves `emotion`, priority 5)" in page
    assert "- When the customer shows `churn-risk`" in page
    assert "- Not when the agent has given `apology` or the customer shows `anxiety`" in page
    for text in ("I can help with that now.", "Je peux m'en charger maintenant."):
        assert f"> - {text}" in page
    assert "- `disappointment` 0.6: Who leaves expected more. (when the customer shows" in page


def test_any_and_requires_read_as_one_sentence(tmp_path: Path) -> None:
    topic = TOPIC.replace("excludes =", 'any = ["anger", "problem ever", "acted"]\nexcludes =')
    page = render(loaded(tmp_path, {"en/leaving.toml": topic}))
    assert (
        "- And when the customer shows `anger`, the customer has shown `problem` in this chat "
        "or the agent has acted on the issue"
    ) in page


def test_what_markdown_would_read_as_markup_stays_text(tmp_path: Path) -> None:
    topic = TOPIC.replace("Of course.", "<img src=x> [a](b) *c* _d_ `e`")
    page = render(loaded(tmp_path, {"en/leaving.toml": topic}))
    assert r"> - \<img src=x\> \[a\](b) \*c\* \_d\_ \`e\`" in page


def test_policy_status_and_sources_are_told(tmp_path: Path) -> None:
    head = 'policy = "Retention 2.1"\nreferences = ["A study"]\n'
    page = render(loaded(tmp_path, {"en/leaving.toml": head + TOPIC}))
    assert "Policy: Retention 2.1." in page
    assert "Sources: A study." in page


def test_an_empty_set_makes_a_page(tmp_path: Path) -> None:
    assert render(loaded(tmp_path, {})).startswith("<!-- Written by `warmline generate`")


@pytest.mark.parametrize(
    ("subject", "state"), [(subject, state) for subject in STATES for state in STATES[subject]]
)
def test_every_state_has_words(subject: str, state: str) -> None:
    assert in_words(parse(f"{subject} is {state}"))


def test_wordings_on_familiar_terms_stand_apart(tmp_path: Path) -> None:
    topic = TOPIC.replace("text = [", 'informal = ["Sure thing."]\ntext = [')
    page = render(loaded(tmp_path, {"en/leaving.toml": topic}))
    assert "> en, on familiar terms\n>\n> - Sure thing.\n" in page
    assert "> - Of course." in page


def test_the_waits_of_each_channel_are_shown(tmp_path: Path) -> None:
    waits = '[email]\nshort = "4h"\nlong = "24h"\nnear = "90s"\n'
    page = render(loaded(tmp_path, {**GOOD, "waits.toml": waits}))
    assert "| email | 4 hours | 24 hours | 90 seconds |" in page
    assert "How long is long" not in render(loaded(tmp_path / "none", GOOD))
