from click.testing import CliRunner

from assist.cli import main


def test_the_group_says_what_it_measures() -> None:
    result = CliRunner().invoke(main, ["evaluate", "--help"])
    assert result.exit_code == 0
    assert "judgement  Measure the judgement" in result.output
    assert "reading    Measure the reading" in result.output
