from pathlib import Path

import pytest

from assist.reading.reader import Reader
from assist.reading.reuse import reader_of
from tests.playbooks.rulefiles import CUE, GOOD, HEAD, SUGGESTION, loaded


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"en/leaving.toml": GOOD["en/leaving.toml"].replace("Of course.", "Sure.")}, True),
        ({"en/leaving.toml": GOOD["en/leaving.toml"].replace("Asks to end", "Ends")}, True),
        (
            {"en/leaving.toml": GOOD["en/leaving.toml"].replace("weight = 0.8", "weight = 0.9")},
            False,
        ),
        ({"en/leaving.toml": HEAD + CUE + SUGGESTION}, False),
        ({"tones.toml": GOOD["tones.toml"].replace("0.6", "0.7")}, False),
    ],
)
def test_a_reader_is_built_anew_only_where_something_else_is_heard(
    tmp_path: Path, change: dict[str, str], same: bool
) -> None:
    before = loaded(tmp_path / "before", GOOD)
    after = loaded(tmp_path / "after", {**GOOD, **change})
    reader = Reader(before, {})
    assert (reader_of(after, reader, before) is reader) == same
