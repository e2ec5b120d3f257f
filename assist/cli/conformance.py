"""`warmline conformance`: a server's address -> which rules of the protocol it keeps."""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from rich.console import Console

from assist.cli.lines import write_json
from assist.errors import ConfigError

if TYPE_CHECKING:
    from assist.conformance.checks import Check, Outcome
    from assist.conformance.target import Side, Target

_LIFE: Final = 600.0


@click.command()
@click.argument("url")
@click.option("--token-platform", envvar="WARMLINE_TOKEN_PLATFORM", help="A token that feeds.")
@click.option("--token-agent", envvar="WARMLINE_TOKEN_AGENT", help="A token that follows.")
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The server's data folder: tokens are made with its key.",
)
@click.option(
    "--key-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The secret that signs tokens, as given to `warmline serve`.",
)
@click.option("--demo", is_flag=True, help="Take the tokens that `warmline serve --demo` gives.")
@click.option("--tenant", default="conformance", show_default=True, help="Of tokens made here.")
@click.option("--origin", help="The page that agents come from. Left out: the server's own.")
@click.option("--only", multiple=True, help="Ids of checks, or how they begin; may be repeated.")
@click.option("--list", "listed", is_flag=True, help="Show the checks and run none.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a check.")
def conformance(
    url: str,
    token_platform: str | None,
    token_agent: str | None,
    data: Path | None,
    key_file: Path | None,
    demo: bool,
    tenant: str,
    origin: str | None,
    only: Sequence[str],
    listed: bool,
    as_json: bool,
) -> None:
    """Check that a server at URL keeps to the protocol of docs/wire.md.

    For those who write a console, or a server of their own. It writes into the server: a few
    dozen conversations with names of their own, `conformance-...`. So use a tenant for tests.
    Tokens must cover every conversation of the tenant.

    \b
      warmline conformance http://127.0.0.1:8420 --data data
      warmline conformance http://127.0.0.1:8420 --demo --only S
      warmline conformance wss://assist.example.com --origin https://console.example.com \\
          --token-agent "$AGENT" --token-platform "$PLATFORM"

    Ends with 1 if a check fails. A check that needs a token which was not given is left out.
    """
    from assist.conformance.run import chosen
    from assist.conformance.target import Target

    checks = chosen(only)
    if listed:
        click.echo("\n".join(f"{check.id}  {check.must}" for check in checks))
        return
    tokens: dict[Side, str] = {}
    if data is not None or key_file is not None:
        tokens = _made(data or Path("data"), key_file, tenant)
    if token_agent:
        tokens["agent"] = token_agent
    if token_platform:
        tokens["platform"] = token_platform
    target = Target.at(url, tokens=tokens, origin=origin)
    if demo:
        target = Target.at(url, tokens=asyncio.run(_given(target)) | tokens, origin=origin)
    found = asyncio.run(_run(target, checks, as_json=as_json))
    if not as_json:
        click.echo(f"\n{_summary(found)}")
    sys.exit(1 if any(outcome.status == "fail" for outcome in found) else 0)


async def _run(target: "Target", checks: Sequence["Check"], *, as_json: bool) -> list["Outcome"]:
    from assist.conformance.run import outcomes

    if not as_json:
        click.echo(f"{target.place}: conversations named conformance-... are written there.\n")
    console = Console(stderr=True)
    found: list[Outcome] = []
    with console.status("checking") if console.is_terminal else nullcontext():
        async for outcome in outcomes(target, checks):
            found.append(outcome)
            if as_json:
                check = outcome.check
                plain = {"id": check.id, "must": check.must, "status": outcome.status}
                write_json(plain | ({"reason": outcome.reason} if outcome.reason else {}))
            else:
                click.echo(_line(outcome))
    return found


def _line(outcome: "Outcome") -> str:
    mark = {"pass": "pass", "fail": "FAIL", "skip": "skip"}[outcome.status]
    line = f"{mark}  {outcome.check.id}  {outcome.check.must}"
    return f"{line}\n           {outcome.reason}" if outcome.reason else line


def _summary(found: Sequence["Outcome"]) -> str:
    counts = Counter(outcome.status for outcome in found)
    failed = f"{counts['fail']} fail" if counts["fail"] else "none fails"
    skipped = f", {counts['skip']} were left out" if counts["skip"] else ""
    return f"{counts['pass']} of {len(found)} checks pass, {failed}{skipped}."


def _made(data: Path, key_file: Path | None, tenant: str) -> "dict[Side, str]":
    """Return tokens signed with the node's own key."""
    from assist.server.auth import Grant, Tokens, load_key

    now = time.time()
    tokens = Tokens(load_key(data, key_file))
    sides: tuple[Side, ...] = ("agent", "platform")
    return {
        side: tokens.issue(
            Grant(
                tenant=tenant,
                role=side,
                subject=f"conformance-{side}",
                conversations=None,
                expires_at=now + _LIFE,
            ),
            now=now,
        )
        for side in sides
    }


async def _given(target: "Target") -> "dict[Side, str]":
    """Return the tokens that the demo gives to a visitor."""
    try:
        answer = await target.request("GET", "/demo/config.json")
        tokens = answer.body["tokens"]
        return {"agent": tokens["agent"], "platform": tokens["platform"]}
    except (OSError, KeyError, TypeError):
        raise ConfigError(
            f"{target.place}: it gives no tokens; start it with `warmline serve --demo`, "
            "or name the tokens"
        ) from None
