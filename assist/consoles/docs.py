"""The connectors and their samples -> the tables of docs/consoles.

A console reads what its samples show, and nothing else is claimed of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, get_args

from assist.config.consoles import WAYS, Console, Streamed
from assist.consoles import registry
from assist.consoles.contract import Heard
from assist.consoles.writing import FORM
from assist.errors import FrameError
from assist.webhooks import Signed
from assist.wire.requests import ContextRequest, MessageRequest, Said

SAMPLES: Final = Path(__file__).parent / "samples"
STREAMS: Final[dict[Streamed, tuple[str, str]]] = {
    "xmpp": ("XMPP", "converse.md"),
    "matrix": ("Matrix", "matrix.md"),
    "chatwoot": ("Chatwoot", "chatwoot.md"),
}
"""What is listened to: the title, and its page."""
_BLOCK: Final = re.compile(r"(<!-- (consoles|samples of ([a-z-]+)) -->\n).*?(<!-- end -->)", re.S)
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What there is to say of one way to read a console.

    Args:
        proof: how its requests prove themselves: scheme, and header or field.
        reads: what it follows: `messages`, `edits`, `deletions`, `agents`.
        asks: whether it is asked for what was said before.
        page: in docs/consoles.
    """

    name: str
    title: str
    proof: str
    reads: tuple[str, ...]
    asks: bool
    page: str


def webhooks() -> tuple[Known, ...]:
    """Return what is known of each console with a webhook, in the order of the settings."""
    return tuple(map(_webhook, registry.NAMES))


def streams() -> tuple[Known, ...]:
    """Return what is known of each console that is listened to."""
    return tuple(
        Known(name=name, title=title, proof="the server's own", reads=(), asks=False, page=page)
        for name, (title, page) in ((name, STREAMS[name]) for name in get_args(Streamed))
    )


def samples(console: Console) -> tuple[Path, ...]:
    """Return the files of payloads of a console, by their names."""
    return tuple(sorted(one for one in (SAMPLES / console).iterdir() if one.is_file()))


def heard(console: Console, sample: Path) -> Heard:
    """Return what the payload in a sample says.

    Raises:
        FrameError: the console's webhook has no such payload.
    """
    return registry.named(console).read(request_of(sample))


def request_of(sample: Path) -> Signed:
    """Return the request that brings a sample: a form in a `.txt`, else JSON."""
    kind = FORM if sample.suffix == ".txt" else "application/json"
    return Signed(headers={"content-type": kind}, body=sample.read_bytes().strip())


def in_words(what: Said) -> str:
    """Return one thing that is said, in words and on one line."""
    if isinstance(what, ContextRequest):
        return f"known: {', '.join(_known(what))}"
    if isinstance(what, MessageRequest):
        who = what.speaker if what.name is None else f"{what.speaker} {_quoted(what.name)}"
        return f"{who} says {_quoted(what.text)}"
    message = f"message {_short(what.message_id)}"
    if what.text is None:
        return f"{message} is taken back"
    return f"{message} is now {_quoted(what.text)}"


def with_tables(page: str) -> str:
    """Return the page with each table between its marks made anew."""
    return _BLOCK.sub(lambda block: f"{block[1]}\n{_made(block)}\n{block[4]}", page)


def clock(at: float | None) -> str:
    """Return a time as `2026-11-22 10:00:00 UTC`."""
    if at is None:
        return "no time"
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _known(what: ContextRequest) -> Iterator[str]:
    if what.agent is not None:
        yield f"agent {_short(what.agent)}"
    if what.agent_name is not None:
        yield f"agent's name {_quoted(what.agent_name)}"
    for name in ("customer", "channel", "journey", "team", "order", "item"):
        if (text := getattr(what, name)) is not None:
            yield f"{name} {_short(text)}"


def _made(block: re.Match[str]) -> str:
    if block[2] == "consoles":
        return _consoles()
    name = next((one for one in registry.NAMES if one == block[3]), None)
    return f"No console is called {block[3]}.\n" if name is None else _samples(name)


def _consoles() -> str:
    rows = [
        f"| `{one.name}` | [{one.title}]({one.page}) | {one.proof} | {', '.join(one.reads)} "
        f"| {'yes' if one.asks else '-'} |"
        for one in webhooks()
    ]
    listened = [f"| `{one.name}` | [{one.title}]({one.page}) |" for one in streams()]
    head = ["| `console` | | proves itself by | reads | earlier lines |", "|---|---|---|---|---|"]
    below = ["", "Listened to:", "", "| `console` | |", "|---|---|"]
    return "\n".join(["Webhooks:", "", *head, *rows, *below, *listened, ""])


def _samples(console: Console) -> str:
    rows = (f"| `{one.name}` | {_says(console, one)} |" for one in samples(console))
    return "\n".join(["| payload | what it says |", "|---|---|", *rows, ""])


def _says(console: Console, sample: Path) -> str:
    try:
        found = heard(console, sample)
    except FrameError as error:
        return f"refused: `{error.path}`"
    told = [in_words(one) for one in found.said]
    return _cell([*told, *(f"left out: {why}" for why in found.left_out)])


def _webhook(console: Console) -> Known:
    way = WAYS[console]
    place = way.header or way.token_path
    made = [what for sample in samples(console) for what in _kinds(console, sample)]
    connector = registry.named(console)
    return Known(
        name=console,
        title=connector.title,
        proof=f"`{way.scheme}`" + (f" (`{place}`)" if place else ""),
        reads=tuple(one for one in ("messages", "edits", "deletions", "agents") if one in made),
        asks=connector.history is not None,
        page=f"{console}.md",
    )


def _kinds(console: Console, sample: Path) -> Iterator[str]:
    try:
        found = heard(console, sample)
    except FrameError:
        return
    for what in found.said:
        if isinstance(what, MessageRequest):
            yield "messages"
        elif isinstance(what, ContextRequest):
            if what.agent is not None:
                yield "agents"
        else:
            yield "deletions" if what.text is None else "edits"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def _quoted(text: str) -> str:
    return f"“{_short(text)}”"


def _cell(parts: Sequence[str]) -> str:
    text = "<br>".join(part.replace("&", "&amp;").replace("<", "&lt;") for part in parts)
    return text.replace("|", "\\|") or "nothing"
