from pathlib import Path

import pytest

from assist.playbooks.load import load
from tests.playbooks.rulefiles import GOOD, loaded, said, write

REFUND = """
[refund]
about = "A bank takes some days."
soonest = "3d"
policy = "Refunds 2.3"
[refund.en]
patterns = ["money back"]
advice = "Say 3 to 5 working days."
match = ["You have your money back in an hour.", "Your money back by 5 pm."]
no_match = ["You have your money back in 5 days."]
"""


def test_what_may_be_promised_is_read_by_matter(tmp_path: Path) -> None:
    (limit,) = loaded(tmp_path, {"promises.toml": REFUND}).limits
    assert (limit.matter, limit.soonest, limit.above) == ("refund", 3 * 86400.0, None)
    assert limit.policy == "Refunds 2.3"
    assert list(limit.words) == ["en"]
    assert limit.words["en"].patterns == ("money back",)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('"3d"', '"soon"', "`soonest`: `soon` is no length"),
        ('soonest = "3d"', "", "it limits nothing"),
        ('soonest = "3d"', "above = -1", "above"),
        ('patterns = ["money back"]', "patterns = []", "patterns"),
        ("[refund]", "[Refund]", "small letters"),
    ],
)
def test_a_matter_that_is_wrong_is_off_and_told(
    tmp_path: Path, old: str, new: str, what: str
) -> None:
    text = REFUND.replace("refund.en", "Refund.en") if new == "[Refund]" else REFUND
    playbooks = loaded(tmp_path, {"promises.toml": text.replace(old, new)})
    assert playbooks.limits == ()
    (line,) = said(playbooks)
    assert line.startswith("promises.toml: [") and what in line


def test_a_teams_limits_lie_over_the_others(tmp_path: Path) -> None:
    rules = write(tmp_path / "rules", {**GOOD, "promises.toml": REFUND})
    teams = write(tmp_path / "teams", {"vip/promises.toml": REFUND.replace('"3d"', '"1d"')})
    playbooks = load(rules, overlays=teams)
    assert said(playbooks) == []
    assert [one.soonest for one in playbooks.limits] == [3 * 86400.0]
    assert [one.soonest for one in playbooks.for_team("vip").limits] == [86400.0]
