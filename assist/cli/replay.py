"""`warmline replay`: conversations -> what the agent would have seen, as a page or as JSON."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

import click

from assist.cli.lines import STDIN, Line, is_json, open_lines, parse_json, write_json
from assist.transcript import Chat, chat_from_json, parse_transcript

EXAMPLE: Final = '{"turns": [{"speaker": "customer", "text": "where is my order"}]}'


@click.command()
@click.argument("file", type=click.Path(path_type=Path), default=STDIN)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a conversation.")
def replay(file: Path, as_json: bool) -> None:
    """Play the conversations in FILE (or stdin) through the session.

    FILE is one conversation, as text or as a JSON object, or many as JSON Lines:

    \b
      customer: my parcel is late again
      agent +90s: let me look             (90 s later; also m, h, d)
      wait: 150s                          (after the last message: time goes on)
      draft: I will call you back soon    (last line: what the agent has not sent yet)

    \b
      {"id", "language"?, "turns": [{"speaker": "customer" or "agent",
       "at": seconds, "text", "context"?}], "until"?: seconds, "context"?, "draft"?}

    Time moves as the conversation says, so waits grow and promises come due. What the platform
    knows stands in a line `context: channel=email agent=Ana`, or in an object `context`: customer,
    agent, agent_name, channel, journey, timezone, order, item, team, opted_out. Another agent is a
    transfer; what a customer's conversation leaves open comes back in their next one. A draft is
    checked at the end, as `warmline draft` does.
    """
    from assist.cli.mirror import mirrored
    from assist.cli.offline import Offline
    from assist.cli.page import Page
    from assist.cli.plain import plain_chat
    from assist.replay import Past
    from assist.replay import replay as play

    with open_lines(file, expects="`customer: ...` and `agent: ...` lines") as lines:
        offline = Offline.load()
        page = None if as_json else Page()
        past = Past()
        for chat in chats(lines, file):
            chat = past.brought(chat)
            session = offline.session()
            steps = tuple(play(chat, session))
            past.keep(chat, session.conversation)
            draft = chat.draft
            findings = () if draft is None else session.draft(draft, chat.end)
            if page is None:
                write_json(plain_chat(chat, steps, findings))
            else:
                page.show(chat, steps, None if draft is None else mirrored(draft, findings))


def chats(lines: Iterator[Line], file: Path) -> Iterator[Chat]:
    """Yield the conversations that the lines hold, in the form that the first line shows.

    Raises:
        InputError: a line is wrong.
    """
    return (chat for _, chat in placed(lines, file))


def placed(lines: Iterator[Line], file: Path) -> Iterator[tuple[str, Chat]]:
    """Yield the conversations that the lines hold, each after where it stands.

    Raises:
        InputError: a line is wrong.
    """
    head: list[Line] = []
    for line in lines:
        head.append(line)
        if line.text.strip():
            break
    else:
        return
    name = "stdin" if file == STDIN else str(file)
    id = name if file == STDIN else file.stem
    first = head[-1]
    if first.text.lstrip()[0] not in '{["':
        text = "\n".join(line.text for line in chain(head, lines))
        yield name, parse_transcript(text, where=name, id=id)
    elif is_json(first.text):
        whole = (line for line in chain([first], lines) if line.text.strip())
        for number, line in enumerate(whole, start=1):
            plain = parse_json(line, example=EXAMPLE)
            yield line.where, chat_from_json(plain, where=line.where, id=str(number))
    else:
        text = "\n".join(line.text for line in chain([first], lines))
        where = name if is_json(text) else first.where
        plain = parse_json(Line(where=where, text=text), example=EXAMPLE)
        yield where, chat_from_json(plain, where=where, id=id)
