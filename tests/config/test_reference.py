import re
from pathlib import Path

import pytest

from assist.config.environment import variable_of
from assist.config.example import SECTIONS
from assist.config.keys import SERVER, Key
from assist.config.reference import with_tables

PAGE = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text()


def documented(head: str) -> list[str]:
    block = PAGE.partition(f"<!-- keys of {head} -->")[2].partition("<!-- end -->")[0]
    return re.findall(r"^\| `(\w+)` \|", block, re.M)


@pytest.mark.parametrize(("head", "keys"), [section[:2] for section in SECTIONS])
def test_every_key_is_documented_in_its_table(head: str, keys: tuple[Key, ...]) -> None:
    assert documented(head.strip("[]")) == [key.name for key in keys]


def test_the_tables_are_those_of_the_code() -> None:
    assert with_tables(PAGE) == PAGE, "run `warmline generate`"


def test_a_table_that_is_stale_is_made_anew() -> None:
    stale = PAGE.replace("| `port` |", "| `prot` |")
    assert stale != PAGE
    assert with_tables(stale) == PAGE


def test_the_variable_of_the_page_exists() -> None:
    port = next(key for key in SERVER if key.name == "port")
    assert f"`{variable_of('server', port)}=9000`" in PAGE
