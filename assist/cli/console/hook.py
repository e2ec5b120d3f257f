"""What a command was told of a console -> the webhook that it describes, and its connector."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypedDict, get_args

import click

from assist.config.consoles import WAYS, Console, Scheme, Way
from assist.config.tenants import Webhook
from assist.consoles.contract import Connector
from assist.consoles.registry import NAMES
from assist.errors import ConfigError

CONSOLES: Final = (*NAMES, "mapping")
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_OPTIONS: Final = (
    click.option("--secret-file", type=_FILE, help="Holds the secret that the console signs with."),
    click.option(
        "--mapping", type=_FILE, help="The file that says how to read the bodies (`mapping`)."
    ),
    click.option("--config", type=_FILE, help="Settings that have the webhook; with --endpoint."),
    click.option("--tenant", help="Whose webhook. Left out, the only tenant of the settings."),
    click.option("--endpoint", help="Its name in the settings."),
    click.option(
        "--scheme",
        type=click.Choice(get_args(Scheme)),
        metavar="SCHEME",
        help="How it signs (docs/webhooks.md). Left out, the console's own way.",
    ),
    click.option("--in-header", help="The header of the signature or the token."),
    click.option("--in-field", help="The field of the body where a token stands."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A console's webhook as the options describe it.

    Args:
        place: the tenant and the endpoint in the settings; None: there are no settings.
    """

    name: Console
    webhook: Webhook
    connector: Connector
    place: tuple[str, str] | None = None


def hook_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that `hook_of` takes."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


class Options(TypedDict):
    """What the options of `hook_options` were given."""

    secret_file: Path | None
    mapping: Path | None
    config: Path | None
    tenant: str | None
    endpoint: str | None
    scheme: Scheme | None
    in_header: str | None
    in_field: str | None


def hook_of(name: Console, options: Options) -> Hook:
    """Return the webhook: that of the settings, or the console's usual one.

    Raises:
        ConfigError: what was told does not fit together, or a file is wrong.
    """
    from assist.consoles.registry import connector

    place = None
    if (config := options["config"]) is not None:
        webhook, place = _of_settings(config, options["tenant"], options["endpoint"])
        if webhook.console != name:
            where = ".".join(place)
            raise ConfigError(f"{where}: it is a webhook of {webhook.console}, not of {name}")
    else:
        webhook = _usual(name, options["mapping"])
    webhook = _changed(webhook, options)
    return Hook(name=name, webhook=webhook, connector=connector(webhook), place=place)


def _usual(name: Console, mapping: Path | None) -> Webhook:
    if (mapping is None) == (name == "mapping"):
        raise ConfigError("mapping needs --mapping FILE, and no other console takes it")
    way = WAYS.get(name, Way(scheme="standard"))
    return Webhook(
        scheme=way.scheme,
        secrets=(),
        header=way.header,
        token_path=way.token_path,
        console=name,
        mapping=mapping,
    )


def _changed(webhook: Webhook, options: Options) -> Webhook:
    """Return the webhook with what the options say otherwise."""
    scheme, header, field = options["scheme"], options["in_header"], options["in_field"]
    if scheme is not None and scheme != webhook.scheme:
        webhook = replace(webhook, scheme=scheme, header=None, token_path=None)
    if header is not None:
        webhook = replace(webhook, header=header.lower())
    if field is not None:
        webhook = replace(webhook, token_path=field)
    if (file := options["secret_file"]) is not None:
        webhook = replace(webhook, secrets=(_secret(file),))
    return webhook


def _of_settings(
    config: Path, tenant: str | None, endpoint: str | None
) -> tuple[Webhook, tuple[str, str]]:
    from assist.config.sources import choose

    tenants = choose(config, environ=os.environ).settings.tenants
    chosen = tenant or next(iter(tenants), "")
    if tenant is None and len(tenants) > 1:
        raise ConfigError(f"{config}: several tenants; name one with --tenant")
    hooks = tenants[chosen].webhooks if chosen in tenants else {}
    name = endpoint or next(iter(hooks), "")
    if name not in hooks or (endpoint is None and len(hooks) > 1):
        known = ", ".join(hooks) or "none"
        raise ConfigError(f"{config}: no such webhook; name one with --endpoint: {known}")
    return hooks[name], (chosen, name)


def _secret(path: Path) -> bytes:
    from assist.config.secrets import of_file

    try:
        return of_file(path)
    except ValueError as error:
        raise ConfigError(f"--secret-file: {error}") from None
