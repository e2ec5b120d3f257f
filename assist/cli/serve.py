"""`warmline serve`: runs the sidecar until it is told to stop."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assist.config import Settings

if TYPE_CHECKING:
    from assist.server.service import Service


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    default=8420,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="The port to listen on.",
)
@click.option(
    "--data",
    default="data",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the journal and of the key that signs tokens; made if it is not there.",
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
@click.option("--demo", is_flag=True, help="Add two pages to try it: a customer's and an agent's.")
def serve(
    host: str,
    port: int,
    data: Path,
    rules: Path | None,
    overlays: Path | None,
    origins: tuple[str, ...],
    key_file: Path | None,
    demo: bool,
) -> None:
    """Run the sidecar: chat platforms feed it, agents' widgets follow it.

    Without settings it listens on this machine alone. SIGTERM and Ctrl+C stop it in good order.
    """
    from assist.server import run

    settings = Settings(
        host=host,
        port=port,
        data=data,
        rules=rules,
        overlays=overlays,
        origins=origins,
        key_file=key_file,
        demo=demo,
    )
    logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(run.serve(settings, announce))


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


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
