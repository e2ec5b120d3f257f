import pytest

from assist.cli.bars import bars


def test_nothing_is_shown_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with bars() as advance:
        advance("one", 1, 2)
        advance("two", 1, 1)
        advance("one", 2, 2)
    assert capsys.readouterr() == ("", "")


def test_a_person_sees_each_part(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with bars() as advance:
        advance("expectations", 1, 2)
    shown = capsys.readouterr()
    assert "expectations" in shown.err
    assert shown.out == ""
