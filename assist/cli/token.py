"""`warmline token`: prints a token of the node's own, which `warmline serve` accepts."""

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from assist.server.auth import Role

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_USUAL_MOST: Final = 86400.0
ROLES: Final = ("agent", "supervisor", "platform", "admin")


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
    type=click.Choice(ROLES),
    help="An agent follows and decides, a supervisor follows, a platform feeds, an admin erases "
    "and revokes.",
)
@click.option("--tenant", default="demo", show_default=True, help="Whose conversations.")
@click.option(
    "--conversation",
    "conversations",
    multiple=True,
    help="A conversation that the bearer may see or feed; may be repeated. `assigned`: those "
    "whose agent is the bearer. Left out: every one.",
)
@click.option("--ttl", default="12h", show_default=True, type=Life(), help="How long it holds.")
@click.option("--subject", help="Who bears it. Left out: the role's name.")
@click.option("--session", default="", help="What is refreshed and revoked together.")
@click.option("--origin", help="The only origin whose pages may use it. Left out: any listed one.")
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
    role: "Role",
    tenant: str,
    conversations: tuple[str, ...],
    ttl: float,
    subject: str | None,
    session: str,
    origin: str | None,
    data: Path,
    key_file: Path | None,
) -> None:
    """Print a token that the node's own key signs.

    A platform's token feeds conversations, an agent's follows them and decides about cards, a
    supervisor's only follows them, and an admin's sees none.
    """
    from assist.server.auth import Grant, Tokens, load_key

    now = time.time()
    assigned = "assigned" in conversations
    if assigned and len(conversations) > 1:
        raise click.UsageError("--conversation assigned stands alone")
    grant = Grant(
        tenant=tenant,
        role=role,
        subject=subject or role,
        conversations=frozenset() if assigned else frozenset(conversations) or None,
        expires_at=now + ttl,
        assigned=assigned,
        session=session,
        origin=origin,
    )
    if ttl > _USUAL_MOST:
        click.echo("A server refuses lives above its key_max_ttl, 24h unless set.", err=True)
    click.echo(Tokens(load_key(data, key_file)).issue(grant, now=now))
