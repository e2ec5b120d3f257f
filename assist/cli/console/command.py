"""`warmline console`: the consoles that are known, a payload of one, and a chat as it sends it."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, Unpack

import click

from assist.cli.console.hook import CONSOLES, Hook, Options, hook_of, hook_options
from assist.cli.lines import open_lines, write_json
from assist.errors import ConfigError, InputError

if TYPE_CHECKING:
    from assist.cli.console.chat import Step
    from assist.cli.console.send import Sender
    from assist.config.consoles import Console
    from assist.webhooks import Signed

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_NAME = click.argument("name", metavar="NAME", type=click.Choice(CONSOLES))


@click.group()
def console() -> None:
    """Read other makers' consoles: list them, check a payload, simulate one.

    docs/consoles has a page on each: where to click in the console, and what it tells.
    """


@console.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a console.")
def list_(as_json: bool) -> None:
    """List the consoles, with their pages.

    Of each: how its requests prove themselves, what is read of it (that is what its samples
    show), and whether it is asked for earlier lines. `mapping` reads any other one.
    """
    from assist.cli.console.page import plain, show
    from assist.consoles.docs import streams, webhooks

    known = [("webhook", one) for one in webhooks()] + [("stream", one) for one in streams()]
    if as_json:
        for way, one in known:
            write_json({"way": way} | plain(one))
        return
    show(known)


@console.command()
@_NAME
@click.option(
    "--sample", type=click.File("rb"), help="The body, as the console sent it; `-`: stdin."
)
@click.option(
    "--header", "headers", multiple=True, help="A header of it, as 'X-Signature: abc'; repeatable."
)
@click.option("--url", default="", help="The address that the console has, with its query.")
@hook_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check(
    name: "Console",
    sample: BinaryIO | None,
    headers: Sequence[str],
    url: str,
    as_json: bool,
    **options: Unpack[Options],
) -> None:
    """Say what a server would make of a payload.

    Is it proven, what does it say, what is missing? NAME is one of `warmline console list`.

    \b
      warmline console check chatwoot --sample body.json
      warmline console check chatwoot --sample body.json --secret-file chat.secret \\
          --header 'X-Chatwoot-Signature: sha256=...' --header 'X-Chatwoot-Timestamp: 1795287600'
      warmline console check mapping --mapping desk.toml
      warmline console check mapping --mapping desk.toml --sample body.json

    The last but one runs the examples in the file of the mapping.

    Ends with 1 if a server would not take it.
    """
    if name == "mapping" and sample is None:
        from assist.cli.console.mapping import run

        sys.exit(run(options["mapping"]))
    if sample is None:
        raise click.UsageError("name the body with --sample FILE")
    from assist.cli.console.check import checked, lines, plain
    from assist.cli.console.page import tell
    from assist.cli.console.proof import judged

    hook = hook_of(name, options)
    request = _request(sample, headers, url)
    found = checked(hook, request, judged(hook.webhook, request, time.time()))
    if as_json:
        write_json(plain(found))
    else:
        tell(found.title, lines(found))
    sys.exit(0 if found.right else 1)


@console.command()
@_NAME
@click.argument("url")
@click.option("--chat", type=_FILE, help="A chat, as `warmline replay` takes it.")
@click.option(
    "--language",
    type=click.Choice(["en", "fr"]),
    default="en",
    show_default=True,
    help="Of the chat that comes along, if none is named.",
)
@click.option("--pace", is_flag=True, help="Wait as long as the chat did, up to 10 s at a time.")
@click.option("--yes", is_flag=True, help="Send it, though URL is not on this machine.")
@hook_options
def simulate(
    name: "Console",
    url: str,
    chat: Path | None,
    language: Literal["en", "fr"],
    pace: bool,
    yes: bool,
    **options: Unpack[Options],
) -> None:
    """Send a chat to a server as a console would.

    They are the payloads of that console, signed its way. NAME is one of `warmline console list`,
    URL is the address of the webhook. The chat is a new conversation with an agent, customers'
    and agents' messages, an edit, a deletion, a private note, a request that comes twice and one
    without the proof. Of a mapping, the examples in its file are sent.

    \b
      warmline console simulate chatwoot http://127.0.0.1:8420/v1/hooks/acme/chat \\
          --secret-file chat.secret
      warmline console simulate freshchat http://127.0.0.1:8420/v1/hooks/acme/fresh \\
          --secret-file private.pem --language fr

    The secret is what the console has; of `rsa-sha256` it is the private key. Ends with 1 if an
    answer is wrong.
    """
    from assist.cli.console.send import Sender, is_near

    if not is_near(url) and not yes:
        raise ConfigError(f"{url}: not this machine; --yes sends a made-up chat there all the same")
    hook = hook_of(name, options)
    if not hook.webhook.secrets:
        raise ConfigError("what is sent must be signed; name the secret with --secret-file")
    secret = hook.webhook.secrets[0]
    sender = Sender(hook=hook, url=url.rstrip("/"), secret=secret, pace=pace)
    steps = _steps(hook, chat, language)
    wrong = _send(sender, steps)
    if hook.name != "mapping":
        click.echo(f"The conversation is {steps[0].conversation}.")
    sys.exit(1 if wrong else 0)


def _steps(hook: Hook, chat: Path | None, language: Literal["en", "fr"]) -> "list[Step]":
    from assist.cli.console.chat import built_in, of_bodies, steps

    if hook.webhook.mapping is not None:
        from assist.cli.console.mapping import bodies

        return of_bodies(list(bodies(hook.webhook.mapping)))
    played = built_in(language)
    if chat is not None:
        from assist.cli.replay import chats

        with open_lines(chat, expects="`customer: ...` and `agent: ...` lines") as lines:
            found = next(chats(lines, chat), None)
        if found is None:
            raise InputError(f"{chat}: no message; write `customer: ...`")
        played = found
    now = time.time()
    return steps(hook.connector, hook.name, played, int(now * 10), now)


def _send(sender: "Sender", steps: "Sequence[Step]") -> int:
    """Send the steps, print each answer, and return how many are wrong."""
    from assist.cli.bars import bars
    from assist.cli.page import shown

    sent = [step for step in steps if step.written is not None]
    wrong = 0
    with bars() as advance:
        for number, one in enumerate(sender.answers(sent), start=1):
            mark = "ok   " if one.wrong is None else "WRONG"
            click.echo(f"{mark} {one.status} {one.seconds * 1000:4.0f} ms  {shown(one.step.what)}")
            if one.wrong is not None:
                wrong += 1
                click.echo(f"      {shown(one.wrong)}")
            advance("sending", number, len(sent))
    for step in steps:
        if step.written is None:
            click.echo(f"left out: {shown(step.what)}: this console has no event for it")
    good = "as they should be" if not wrong else f"but {wrong} are wrong"
    click.echo(f"\n{len(sent)} requests, all answered, {good}.")
    return wrong


def _request(sample: BinaryIO, headers: Sequence[str], url: str) -> "Signed":
    from assist.consoles.writing import FORM
    from assist.webhooks import Signed

    named: dict[str, str] = {}
    for header in headers:
        name, colon, value = header.partition(":")
        if not colon or not name.strip():
            raise ConfigError("--header: write the name and the value, as 'X-Signature: abc'")
        named[name.strip().lower()] = value.strip()
    body = sample.read()
    form = body.lstrip()[:1] not in (b"{", b"[", b"")
    return Signed(
        headers={"content-type": FORM if form else "application/json"} | named, body=body, url=url
    )
