import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.playbooks.model import Pace
from assist.playbooks.waits import read_waits
from assist.resources import rules_dir
from tests.playbooks.rulefiles import GOOD, loaded, said

EMAIL = {"short": "4h", "long": "12h", "near": "1h"}


def test_the_lengths_of_a_channel_become_seconds() -> None:
    paces, found = read_waits("waits.toml", {"chat": {"short": "60s", "long": "2m", "near": "2m"}})
    assert paces == {"chat": Pace(short=60, long=120, near=120)}
    assert found == ()


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ({**EMAIL, "short": "soon"}, "`short`: `soon` is no length; write `90s`, `5m` or `2h`"),
        ({**EMAIL, "short": "long"}, "`short`: `long` is no length"),
        ({**EMAIL, "long": "8000h"}, "`long`: `8000h` is no length"),
        ({**EMAIL, "near": "-5m"}, "`near`: `-5m` is no length"),
        ({**EMAIL, "near": 60}, "`near`: expected text in quotes, got a whole number"),
        ({**EMAIL, "short": "13h"}, "`short` (13h) is more than `long` (12h); exchange them"),
        ({"short": "4h", "long": "12h"}, "`near` is missing; write it"),
        ({**EMAIL, "shrt": "4h"}, "unknown key `shrt`; did you mean `short`?"),
        ("4h", "no table; write the channel's name in brackets, as [email]"),
    ],
)
def test_a_channel_that_is_wrong_is_off_and_the_rest_holds(table: object, what: str) -> None:
    paces, found = read_waits("waits.toml", {"email": table, "sms": EMAIL})
    assert list(paces) == ["sms"]
    (line,) = map(str, found)
    assert line.startswith(f"waits.toml: [email]: {what}")


@pytest.mark.parametrize("name", ["E-Mail", "a b", "", "4", "x" * 41])
def test_a_name_that_no_condition_can_name_is_refused(name: str) -> None:
    paces, found = read_waits("waits.toml", {name: EMAIL})
    assert paces == {}
    assert "no name of a channel" in str(found[0])


@given(
    st.dictionaries(
        st.text(max_size=5), st.recursive(st.text() | st.integers(), st.lists, max_leaves=5)
    )
)
def test_nothing_in_the_file_raises(plain: dict[str, object]) -> None:
    paces, found = read_waits("waits.toml", plain)
    assert len(paces) + len(found) == len(plain)


def test_the_set_knows_the_waits_of_its_channels(tmp_path: Path) -> None:
    waits = '[email]\nshort = "4h"\nlong = "12h"\nnear = "1h"\n[sms]\nshort = "5m"\n'
    playbooks = loaded(tmp_path, {**GOOD, "waits.toml": waits})
    assert playbooks.pace("email").long == 12 * 3600
    assert playbooks.pace("sms") == playbooks.pace("fax") == Pace()
    assert said(playbooks) == ["waits.toml: [sms]: `long` is missing; write it"]


def test_the_readme_shows_waits_that_load(tmp_path: Path) -> None:
    readme = (rules_dir() / "README.md").read_text(encoding="utf-8")
    (waits,) = re.findall(r"```toml\n(\[\w+\]\n.*?)```", readme, re.DOTALL)
    playbooks = loaded(tmp_path, {"waits.toml": waits})
    assert said(playbooks) == []
    assert list(playbooks.paces) == ["email"]


def test_the_waits_that_ship_hold_and_name_the_chat(tmp_path: Path) -> None:
    text = (rules_dir() / "waits.toml").read_text(encoding="utf-8")
    playbooks = loaded(tmp_path, {"waits.toml": text})
    assert said(playbooks) == []
    assert {"chat", "messaging", "email"} <= playbooks.paces.keys()
