"""`warmline revoke`: takes back what a running server would still accept."""

import json
from pathlib import Path

import click

from assist.cli.subjects import Place


@click.command()
@click.option("--subject", help="Whose tokens: the claim `sub`.")
@click.option("--session", help="The tokens of which session: the claim `sid`.")
@click.option("--token-id", help="Which token: the claim `jti`.")
@click.option("--tenant", default="demo", show_default=True, help="Of which tenant.")
@click.option(
    "--url", default="http://127.0.0.1:8420", show_default=True, help="Where the server listens."
)
@click.option(
    "--token",
    "given",
    envvar="WARMLINE_TOKEN",
    help="A token of the role admin or platform. Left out, one is made with the key.",
)
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
def revoke(
    subject: str | None,
    session: str | None,
    token_id: str | None,
    tenant: str,
    url: str,
    given: str | None,
    data: Path,
    key_file: Path | None,
) -> None:
    """Take back tokens: of an agent, of a session, or one alone.

    Their sockets end at once with 4005, and what was issued until now is refused from then on.
    """
    named = {"subject": subject, "session": session, "token_id": token_id}
    asked = {what: name for what, name in named.items() if name}
    if len(asked) != 1:
        raise click.UsageError("name exactly one of --subject, --session and --token-id")
    place = Place(data=data, url=url, token=given, key_file=key_file)
    ended = int(json.loads(place.ask(tenant, "/v1/revoke", asked))["sockets_ended"])
    click.echo(f"Revoked. Sockets that ended: {ended}.")
