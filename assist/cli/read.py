"""`warmline read`: messages, one JSON object a line -> their readings, one a line."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from assist.cli.lines import STDIN, Line, open_lines, parse_json, write_json
from assist.errors import InputError
from assist.told import sound_text
from assist.transcript import language_hint
from assist.vocabulary import LANGUAGES, Language

EXAMPLE: Final = '{"text": "where is my order"}'


@click.command()
@click.argument("file", type=click.Path(path_type=Path), default=STDIN)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    help="The language of messages that name none; left out, it is detected.",
)
def read(file: Path, language: Language | None) -> None:
    """Read the tone of each message in FILE (or stdin).

    A line in, a line out, in the same order:

    \b
      in:  {"text": "...", "language"?: "en" or "fr"}
      out: {"language", "unsure", "tones": {tone: score, those asserted},
            "scores": {every tone}, "valence", "intensity",
            "cues": [{"cue", "evidence", "spans"}]}
    """
    from assist.cli.offline import Offline
    from assist.cli.plain import plain_reading

    with open_lines(file, expects=f"one message a line, as {EXAMPLE}") as lines:
        reader = Offline.load().reader
        for line in lines:
            if not line.text.strip():
                continue
            text, hint = message_of(line)
            write_json(plain_reading(reader.read(text, language=hint or language)))


def message_of(line: Line) -> tuple[str, Language | None]:
    """Return the text of a line and the language that it names.

    Raises:
        InputError: it holds no message.
    """
    plain = parse_json(line, example=EXAMPLE)
    if not isinstance(plain, Mapping) or "text" not in plain:
        raise InputError(f"{line.where}: no message; write an object with a text, as {EXAMPLE}")
    text = sound_text(plain["text"], f"{line.where}: `text`")
    return text, language_hint(plain.get("language"), line.where)
