import pytest

from assist.errors import ConfigError
from assist.evaluation.markdown import between_marks, table


def test_a_short_row_ends_in_empty_cells() -> None:
    assert table(["a", "b"], [["1"]]) == "| a | b |\n| --- | --- |\n| 1 |  |\n"


def test_a_part_is_written_between_its_marks_again() -> None:
    page = "# Q\n<!-- one -->\nold\n<!-- /one -->\nend\n"
    once = between_marks(page, {"one": "new\n"}, where="q.md")
    assert once == "# Q\n<!-- one -->\n\nnew\n\n<!-- /one -->\nend\n"
    assert between_marks(once, {"one": "new\n"}, where="q.md") == once


def test_a_missing_mark_is_told() -> None:
    with pytest.raises(ConfigError, match=r"q\.md: no part to write; put `<!-- two -->`"):
        between_marks("# Q\n<!-- two -->\n", {"two": "new\n"}, where="q.md")
