"""`warmline draft`: replies before they are sent -> what an experienced colleague would mend."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from assist.cli.lines import STDIN, open_lines, write_json
from assist.cli.replay import placed
from assist.errors import InputError
from assist.told import sound_text
from assist.transcript import Chat

EXAMPLE: Final = '{"turns": [...], "draft": "I will call you back soon"}'


@click.command()
@click.argument("file", type=click.Path(path_type=Path), default=STDIN)
@click.option("--text", help="A draft alone, without a conversation; no FILE is read then.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a draft.")
def draft(file: Path, text: str | None, as_json: bool) -> None:
    """Check replies before they are sent, each against its conversation.

    FILE (or stdin) holds conversations as `warmline replay` reads them, each with its draft:

    \b
      customer: my parcel is late again, when will it come?
      draft: We will get back to you as soon as possible.

    \b
      {"id", "turns": [{"speaker", "text"}], "draft": "..."}     (one a line, or one alone)
      out: {"id", "draft": {"findings": [{"finding", "evidence", "spans", "about", "advice",
            "edit": {"start", "end", "text"} or null}]}}

    At most two findings a draft, the one that matters first; none for a good one. `evidence` are
    the words of the draft that cause it or, where what is missing does, the customer's words that
    it is about. Positions are code points of the draft. Nothing is sent, and nothing is kept.

    \b
      warmline draft chats.jsonl --json
      warmline draft --text "Calm down, it will arrive soon!!!"
    """
    if text is None:
        with open_lines(file, expects="`customer: ...` lines, then `draft: ...`") as lines:
            _check(placed(lines, file), as_json=as_json)
    elif file != STDIN:
        raise click.UsageError("--text is a draft of its own; leave out FILE")
    else:
        alone = sound_text(text, "--text")
        chat = Chat(id="draft", language=None, turns=(), until=None, draft=alone)
        _check(iter([("--text", chat)]), as_json=as_json)


def _check(chats: Iterator[tuple[str, Chat]], *, as_json: bool) -> None:
    """Play each conversation to its end, and print what the session says of its draft."""
    from assist.cli.mirror import mirrored
    from assist.cli.offline import Offline
    from assist.cli.page import Page
    from assist.cli.plain import plain_draft
    from assist.replay import Past

    offline = Offline.load()
    page = None if as_json else Page()
    past = Past()
    for where, chat in chats:
        if chat.draft is None:
            raise InputError(
                f"{where}: no draft; write one as the last line, `draft: ...`, or as {EXAMPLE}"
            )
        session = offline.played(past.brought(chat))
        past.keep(chat, session.conversation)
        findings = session.draft(chat.draft, chat.end)
        if page is None:
            write_json({"id": chat.id, "draft": plain_draft(findings)})
        else:
            page.show_draft(chat, mirrored(chat.draft, findings))
