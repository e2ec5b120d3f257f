"""`warmline serve`: runs the sidecar until it is told to stop."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from assist.server.service import Service


@click.command()
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file with the settings (docs/configuration.md); the options here are stronger.",
)
@click.option("--host", help="The address to listen on.  [default: 127.0.0.1]")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="The port to listen on.  [default: 8420]"
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the journal and of the key that signs tokens; made if it is not there.  "
    "[default: data]",
)
@click.option(
    "--journal",
    help="The Redis or Valkey that several nodes share, as redis://host:6379/0, instead of a "
    "file in the data folder (docs/nodes.md).",
)
@click.option(
    "--journal-replicas",
    type=click.IntRange(0, 5),
    help="Copies of the Redis that must have a message before it is acknowledged.  [default: 0]",
)
@click.option(
    "--allow-volatile",
    is_flag=True,
    default=None,
    help="Start with a Redis that may lose what was acknowledged.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Processes that serve the port; more than one need --journal.  [default: 1]",
)
@click.option(
    "--rules",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A folder of playbooks instead of the ones that come along; watched while it runs.",
)
@click.option(
    "--overlays",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="The folder of the teams' overlays; left out, `overlays` beside the rules, if there.",
)
@click.option(
    "--origin",
    "origins",
    multiple=True,
    help="Pages from here may open a socket, as https://console.example.com; may be repeated.",
)
@click.option(
    "--key-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The secret that signs tokens, instead of the data folder's own.",
)
@click.option(
    "--demo",
    is_flag=True,
    default=None,
    help="Add two pages to try it: a customer's and an agent's.",
)
@click.option(
    "--log", type=click.Choice(["text", "json"]), help="How a line is written.  [default: text]"
)
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    help="What is not logged: all below it.  [default: info]",
)
def serve(file: Path | None, origins: tuple[str, ...], **given: object) -> None:
    """Run the sidecar: chat platforms feed it, agents' widgets follow it.

    Without settings it listens on this machine alone. SIGTERM and Ctrl+C stop it in good order.
    """
    from assist.config.sources import choose

    # Before the server is imported: what is wrong with the settings is said at once.
    chosen = choose(file, environ=os.environ, given={**given, "origins": origins or None})
    settings = chosen.settings
    from assist.server import logs, run

    logs.set_up(settings.log, settings.log_level)
    if code := run.serve(settings, announce):
        sys.exit(code)


def announce(service: "Service") -> None:
    """Say where everything is."""
    settings = service.settings
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    place = f"{host}:{settings.port}"
    lines = [
        "Warmline is ready. Stop it with Ctrl+C.",
        *(_demo(place) if settings.demo else []),
        f"  socket    ws://{place}/v1/socket",
        f"  messages  http://{place}/v1/messages",
        f"  widget    http://{place}/widget/",
        f"  data      {settings.data}",
        *([f"  journal   {settings.journal_place}"] if settings.journal else []),
        f"  rules     {service.rules.playbooks.version}",
    ]
    if count := len(service.rules.playbooks.diagnostics):
        lines.append(f"  {count} rules are off; `warmline check` says why.")
    click.echo("\n".join(lines))


def _demo(place: str) -> list[str]:
    return [
        f"  customer  http://{place}/demo/customer.html",
        f"  agent     http://{place}/demo/console.html",
    ]
