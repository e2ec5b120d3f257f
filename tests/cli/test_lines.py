import io
from pathlib import Path

import pytest

from assist.cli.lines import STDIN, Line, open_lines, parse_json, write_json
from assist.errors import ConfigError, InputError


def lines_of(path: Path) -> list[Line]:
    with open_lines(path, expects="lines") as lines:
        return list(lines)


def test_each_line_knows_its_file_and_its_number(tmp_path: Path) -> None:
    file = tmp_path / "in.txt"
    file.write_bytes("a\r\n\n\u2028é\n".encode())
    assert [(line.where, line.text) for line in lines_of(file)] == [
        (f"{file}, line 1", "a"),
        (f"{file}, line 2", ""),
        (f"{file}, line 3", "\u2028é"),
    ]


def test_a_byte_order_mark_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "in.txt"
    file.write_bytes(b"\xef\xbb\xbfa\n")
    assert [line.text for line in lines_of(file)] == ["a"]


def test_a_line_in_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / "in.txt"
    file.write_bytes("a\né\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"in\.txt, line 2: not UTF-8; save the file in UTF-8"):
        lines_of(file)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.txt: No such file or directory; name a file"):
        lines_of(tmp_path / "none.txt")
    with pytest.raises(ConfigError, match="Is a directory; name a file"):
        lines_of(tmp_path)


class Stdin:
    """A stdin that is a terminal, or is not one."""

    def __init__(self, content: bytes, *, terminal: bool) -> None:
        self.buffer = io.BytesIO(content)
        self.buffer.isatty = lambda: terminal  # type: ignore[method-assign]


def test_a_person_at_the_keyboard_is_told_what_to_type(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", Stdin(b"hello\n", terminal=True))
    assert [line.where for line in lines_of(STDIN)] == ["stdin, line 1"]
    assert "Reading from the keyboard: lines; end with Ctrl-D." in capsys.readouterr().err


def test_a_pipe_is_told_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", Stdin(b"hello\n", terminal=False))
    assert [line.text for line in lines_of(STDIN)] == ["hello"]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("text", ["hello", "{", '{"a": 1} {"b": 2}', "[" * 100_000, "1" * 5000])
def test_what_is_not_json_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_json(Line(where="f, line 9", text=text), example='{"text": "hi"}')
    assert str(caught.value) == (
        'f, line 9: not JSON; write one whole object a line, as {"text": "hi"}'
    )


def test_json_is_written_as_one_line_of_utf_8(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_json({"text": "où\n🙂\u2028"})
    assert capfdbinary.readouterr().out == '{"text": "où\\n🙂\u2028"}\n'.encode()
