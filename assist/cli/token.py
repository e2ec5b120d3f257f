"""`warmline token`: prints a development token that `warmline serve` accepts."""

import re
import time
from pathlib import Path
from typing import Final

import click

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Life(click.ParamType[float]):
    """A span of time, as 90s, 10m, 12h or 7d; in seconds."""

    name = "span"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the seconds."""
        found = re.fullmatch(r"(\d{1,6})([smhd])", str(value))
        if found is None or int(found[1]) == 0:
            self.fail("write a span as 90s, 10m, 12h or 7d", param, ctx)
        return float(int(found[1]) * _UNITS[found[2]])


@click.command()
@click.option(
    "--role",
    required=True,
    type=click.Choice(["agent", "platform"]),
    help="An agent follows conversations, a platform feeds them.",
)
@click.option("--tenant", default="demo", show_default=True, help="Whose conversations.")
@click.option(
    "--conversation",
    "conversations",
    multiple=True,
    help="A conversation that the bearer may see or feed; may be repeated. Left out: every one.",
)
@click.option("--ttl", default="12h", show_default=True, type=Life(), help="How long it holds.")
@click.option("--subject", help="Who bears it. Left out: the role's name.")
@click.option(
    "--data",
    default="data",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The data folder of the server, which holds the key.",
)
@click.option(
    "--key-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The secret that signs tokens, as given to `warmline serve`.",
)
def token(
    role: str,
    tenant: str,
    conversations: tuple[str, ...],
    ttl: float,
    subject: str | None,
    data: Path,
    key_file: Path | None,
) -> None:
    """Print a development token.

    A platform's token feeds conversations, an agent's follows them and decides about cards.
    """
    from assist.server.auth import Grant, Tokens, load_key

    now = time.time()
    grant = Grant(
        tenant=tenant,
        role="agent" if role == "agent" else "platform",
        subject=subject or role,
        conversations=frozenset(conversations) or None,
        expires_at=now + ttl,
    )
    click.echo(Tokens(load_key(data, key_file)).issue(grant, now=now))
