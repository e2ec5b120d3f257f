import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from assist.playbooks.load import load
from assist.playbooks.model import Playbooks, SuggestionRule
from assist.resources import rules_dir
from tests.playbooks.rulefiles import CUE, GOOD, HEAD, SUGGESTION, said, write

CALL = SUGGESTION.replace("acknowledge-leaving", "call-first").replace("can", "could")
WAITS = '[email]\nshort = "{0}"\nlong = "{0}"\nnear = "{0}"\n'


def laid(folder: Path, files: Mapping[str, str]) -> Playbooks:
    """Return the good set with these overlays on it."""
    rules = write(folder / "rules", {**GOOD, "waits.toml": WAITS.format("4h")})
    (folder / "teams").mkdir()
    return load(rules, overlays=write(folder / "teams", files))


def rules_of(playbooks: Playbooks, language: str = "en") -> dict[str, SuggestionRule]:
    books = [book for book in playbooks.playbooks if book.language == language]
    return {rule.id: rule for book in books for rule in book.suggestions}


def test_a_new_suggestion_is_added_for_the_team_alone(tmp_path: Path) -> None:
    playbooks = laid(tmp_path, {"vip/en/leaving.toml": CALL})
    assert said(playbooks) == []
    assert list(rules_of(playbooks)) == ["acknowledge-leaving"]
    assert list(rules_of(playbooks.for_team("vip"))) == ["acknowledge-leaving", "call-first"]
    assert list(rules_of(playbooks.for_team("vip"), "fr")) == ["acknowledge-leaving"]


def test_the_same_id_replaces_and_off_leaves_out(tmp_path: Path) -> None:
    other = SUGGESTION.replace("Of course.", "Gladly.")
    playbooks = laid(
        tmp_path,
        {"vip/en/leaving.toml": other, "vip/fr/leaving.toml": 'off = ["acknowledge-leaving"]'},
    )
    assert said(playbooks) == []
    vip = playbooks.for_team("vip")
    assert rules_of(vip)["acknowledge-leaving"].text[2] == "Gladly."
    assert rules_of(vip, "fr") == {}
    assert rules_of(playbooks)["acknowledge-leaving"].text[2] == "Of course."


def test_title_and_policy_are_the_teams_own(tmp_path: Path) -> None:
    head = 'title = "Goodbye"\npolicy = "VIP 1.4"\n'
    playbooks = laid(tmp_path, {"vip/en/leaving.toml": head})
    (book,) = playbooks.for_team("vip").of("en")
    assert (book.title, book.policy) == ("Goodbye", "VIP 1.4")
    assert book.about == playbooks.of("en")[0].about
    assert book.path == "overlays/vip/en/leaving.toml"


def test_what_is_heard_is_the_same_for_all_teams(tmp_path: Path) -> None:
    playbooks = laid(tmp_path, {"vip/en/leaving.toml": CUE + CALL})
    (line,) = said(playbooks)
    assert line == (
        "overlays/vip/en/leaving.toml: cue: signs are the same for all teams; "
        "write [[cue]] in rules/en/leaving.toml"
    )
    (base,), (book,) = playbooks.of("en"), playbooks.for_team("vip").of("en")
    assert (book.cues, book.tones, book.acts) == (base.cues, base.tones, base.acts)
    assert len(book.suggestions) == 2


def test_a_file_of_a_new_name_is_a_new_topic(tmp_path: Path) -> None:
    playbooks = laid(tmp_path, {"vip/en/lounge-access.toml": CALL})
    assert said(playbooks) == []
    assert [book.title for book in playbooks.for_team("vip").of("en")] == [
        "Leaving",
        "Lounge access",
    ]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("about = 'x'", "`about` is the same for all teams; write it in rules/en/leaving.toml"),
        ("status = 'stable'", "`status` is the same for all teams"),
        ("polcy = 'x'", "unknown key `polcy`; did you mean `policy`?"),
        ("off = 'x'", "`off`: write the ids in a list"),
        ("off = [1]", "`off`: write the ids in a list"),
        (
            "off = ['acknowledge-leavin']",
            "`off`: no suggestion `acknowledge-leavin` here; did you mean `acknowledge-leaving`?",
        ),
        ("title = 3", "`title`: expected text in quotes, got a whole number"),
        ("title =", "not TOML: "),
        (SUGGESTION * 2, 'suggestion "acknowledge-leaving": it stands there twice; keep one'),
        (SUGGESTION.replace("churn-risk", "x"), 'suggestion "acknowledge-leaving": `requires`'),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_holds(tmp_path: Path, content: str, what: str) -> None:
    playbooks = laid(tmp_path, {"vip/en/leaving.toml": content, "vip/fr/leaving.toml": CALL})
    (line,) = said(playbooks)
    assert line.startswith(f"overlays/vip/en/leaving.toml: {what}")
    vip = playbooks.for_team("vip")
    assert "acknowledge-leaving" in rules_of(vip)
    assert "call-first" in rules_of(vip, "fr")
    assert vip.of("en")[0].title == "Leaving"


def test_an_id_of_another_topic_is_refused(tmp_path: Path) -> None:
    playbooks = laid(tmp_path, {"vip/en/other.toml": SUGGESTION})
    assert said(playbooks) == [
        'overlays/vip/en/other.toml: suggestion "acknowledge-leaving": '
        "the id is taken in en/leaving.toml; lay it over that file"
    ]


def test_an_id_is_taken_by_an_overlay_too(tmp_path: Path) -> None:
    playbooks = laid(tmp_path, {"vip/en/a.toml": CALL, "vip/en/b.toml": CALL})
    assert "the id is taken in overlays/vip/en/a.toml" in said(playbooks)[0]


def test_a_team_has_waits_of_its_own_channel_by_channel(tmp_path: Path) -> None:
    broken = WAITS.format("1h") + '[chat]\nshort = "x"\n'
    playbooks = laid(tmp_path, {"vip/waits.toml": broken, "shop/waits.toml": ""})
    assert playbooks.pace("email").short == 4 * 3600
    assert playbooks.for_team("vip").pace("email").short == 3600
    assert playbooks.for_team("shop").pace("email").short == 4 * 3600
    (line,) = said(playbooks)
    assert line.startswith("overlays/vip/waits.toml: [chat]: ")


def test_a_team_without_an_overlay_has_the_rules_themselves(tmp_path: Path) -> None:
    playbooks = laid(tmp_path, {"vip/en/leaving.toml": CALL})
    assert playbooks.for_team(None) is playbooks
    assert playbooks.for_team("nobody") is playbooks
    assert playbooks.for_team("vip").for_team("vip") is playbooks.for_team("vip")


def test_tones_and_strange_folders_are_told(tmp_path: Path) -> None:
    files = {"vip/tones.toml": "", "vip/de/x.toml": HEAD, "a b/en/x.toml": "", ".git/x": ""}
    assert said(laid(tmp_path, files)) == [
        "overlays/a b: no name of a team; write letters, digits, dots and hyphens, as `vip`",
        "overlays/vip/tones.toml: tones are the same for all teams; write them in rules/tones.toml",
        "overlays/vip/de: no such language; name the folder en or fr",
    ]


def test_the_version_covers_the_overlays_and_is_one_for_all(tmp_path: Path) -> None:
    with_one = laid(tmp_path, {"vip/en/leaving.toml": CALL})
    without = load(tmp_path / "rules")
    assert with_one.version != without.version
    assert with_one.for_team("vip").version == with_one.version
    write(tmp_path / "teams", {"vip/en/leaving.toml": CALL + "# a remark"})
    again = load(tmp_path / "rules", overlays=tmp_path / "teams")
    assert again.version != with_one.version


def test_a_folder_of_overlays_that_is_not_there_is_told(tmp_path: Path) -> None:
    playbooks = load(write(tmp_path, GOOD), overlays=tmp_path / "nowhere")
    assert len(playbooks.playbooks) == 2
    assert "cannot be listed" in said(playbooks)[0]


def test_the_overlay_of_the_readme_lies_over_its_first_rule(tmp_path: Path) -> None:
    readme = (rules_dir() / "README.md").read_text(encoding="utf-8")
    first = re.findall(r"```toml\n(title.*?)```", readme, re.DOTALL)[0]
    (over,) = re.findall(r"```toml\n(off = .*?)```", readme, re.DOTALL)
    rules = write(tmp_path / "rules", {"en/leaving.toml": first})
    teams = write(tmp_path / "teams", {"vip/en/leaving.toml": over})
    playbooks = load(rules, overlays=teams)
    assert said(playbooks) == []
    assert list(rules_of(playbooks.for_team("vip"))) == ["call-before-leaving"]


FINDING = """
[[finding]]
id = "jargon"
about = "Words of the house."
replace = {{ "rma" = "{0}" }}
advice = "Say it plainly."
match = ["Write the RMA on it.", "No RMA, no return."]
no_match = ["Write it on the box."]
"""


def test_a_team_has_findings_of_its_own(tmp_path: Path) -> None:
    rules = write(tmp_path / "rules", {"en/words.toml": HEAD + FINDING.format("return")})
    over = {
        "vip/en/words.toml": FINDING.format("way back"),
        "pro/en/words.toml": 'off = ["jargon"]',
    }
    playbooks = load(rules, overlays=write(tmp_path / "teams", over))
    assert said(playbooks) == []

    def swaps(team: str | None) -> list[tuple[tuple[str, str], ...]]:
        (book,) = playbooks.for_team(team).of("en")
        return [rule.replace for rule in book.findings]

    assert swaps(None) == [(("rma", "return"),)]
    assert swaps("vip") == [(("rma", "way back"),)]
    assert swaps("pro") == []
