"""The name of a console, or a webhook's settings -> the connector that reads its bodies."""

from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Final, get_args

from assist.config import Console, Webhook
from assist.consoles.contract import Connector
from assist.errors import ConfigError

NAMES: Final[tuple[Console, ...]] = tuple(
    name for name in get_args(Console) if name not in ("warmline", "mapping")
)
"""Those with a connector of their own. Each is a file beside this one, read when it is needed."""
_FILES: Final[dict[Console, str]] = {"chatwoot": "chatwoot.webhook", "matrix": "matrix.service"}
"""Where the file has another name than the console."""


def connector(webhook: Webhook) -> Connector:
    """Return what reads the bodies that a webhook takes; the same again for the same webhook.

    Raises:
        ConfigError: the file of a mapping is not there or wrong; says all of it, with lines.
        ValueError: the bodies are of our own format, which no connector reads.
    """
    if webhook.console == "matrix" and webhook.agents:
        from assist.consoles.matrix.service import connector as of_agents

        return of_agents(webhook.agents)
    if webhook.console != "mapping":
        return named(webhook.console)
    if webhook.mapping is None:
        raise ConfigError('console = "mapping" needs mapping; name the file that says how to read')
    return _mapped(webhook.mapping)


def named(console: Console) -> Connector:
    """Return a console's connector.

    Raises:
        ValueError: it has none of its own.
    """
    if console not in NAMES:
        raise ValueError(f"{console} has no connector of its own")
    file = _FILES.get(console, console.replace("-", "_"))
    found: Connector = import_module(f"assist.consoles.{file}").CONNECTOR
    return found


@lru_cache(maxsize=256)
def _mapped(path: Path) -> Connector:
    from assist.consoles.mapping.read import load

    return load(path).connector
