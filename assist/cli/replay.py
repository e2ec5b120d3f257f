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
      wait: 150s                          (last line: time goes on)

    \b
      {"id", "language"?, "turns": [{"speaker": "customer" or "agent",
       "at": seconds, "text", "context"?}], "until"?: seconds, "context"?}

    Time moves as the conversation says, so waits grow and promises come due. What the platform
    knows stands in a line `context: channel=email agent=Ana`, or in an object `context`: customer,
    agent, agent_name, channel, journey, timezone, order, item, team. Another agent is a transfer;
    what a customer's conversation leaves open comes back in their next one.
    """
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
            if page is None:
                write_json(plain_chat(chat, steps))
            else:
                page.show(chat, steps)


def chats(lines: Iterator[Line], file: Path) -> Iterator[Chat]:
    """Yield the conversations that the lines hold, in the form that the first line shows.

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
        yield parse_transcript(text, where=name, id=id)
    elif is_json(first.text):
        whole = (line for line in chain([first], lines) if line.text.strip())
        for number, line in enumerate(whole, start=1):
            plain = parse_json(line, example=EXAMPLE)
            yield chat_from_json(plain, where=line.where, id=str(number))
    else:
        text = "\n".join(line.text for line in chain([first], lines))
        where = name if is_json(text) else first.where
        plain = parse_json(Line(where=where, text=text), example=EXAMPLE)
        yield chat_from_json(plain, where=where, id=id)
