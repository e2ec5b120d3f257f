"""`warmline config`: the settings -> whether they are right, what holds, and an example."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from assist.config import Settings, Tenant
    from assist.config.mistakes import Mistake
    from assist.config.sources import Chosen

_FILE = click.argument(
    "file", required=False, type=click.Path(path_type=Path, dir_okay=False, allow_dash=False)
)


@click.group()
def config() -> None:
    """Check the settings, show what holds, or print an example.

    FILE is a TOML file, as `warmline serve --config` takes it; left out, the one that
    WARMLINE_CONFIG names. Variables as WARMLINE_SERVER_PORT are stronger than the file.
    """


@config.command()
@_FILE
def check(file: Path | None) -> None:
    """Say everything that is wrong with the settings; ends with 1 if something is."""
    from assist.config.sources import gather
    from assist.errors import ConfigError

    try:
        chosen = gather(file, environ=os.environ)
    except ConfigError as error:
        raise click.ClickException(str(error)) from None
    mistakes = [*chosen.mistakes, *_of_contents(chosen.settings)]
    for mistake in mistakes:
        click.echo(str(mistake), err=True)
    if mistakes:
        raise SystemExit(1)
    where = chosen.file or "the environment and the defaults"
    click.echo(f"{where}: all is well; {_counted(len(chosen.settings.tenants), 'tenant')}.")


@config.command()
@_FILE
def show(file: Path | None) -> None:
    """Print the settings that hold, and where each comes from; no secret is printed."""
    from assist.config.sources import choose

    click.echo("\n".join(_shown(choose(file, environ=os.environ))))


@config.command()
def example() -> None:
    """Print a file with every key, commented out."""
    from assist.config.example import render

    click.echo(render(), nl=False)


def _of_contents(settings: "Settings") -> Iterator["Mistake"]:
    """Yield what is wrong inside the files that the settings name."""
    from assist.config.mistakes import Mistake
    from assist.config.section import quoted
    from assist.errors import ConfigError
    from assist.server.auth.keyset import read_keys
    from assist.server.consoles import connectors
    from assist.webhooks import check as check_webhooks

    for name, tenant in settings.tenants.items():
        for issuer in tenant.issuers:
            try:
                read_keys(issuer.keys, issuer.algorithms)
            except ConfigError as error:
                yield Mistake(where=f"[[tenants.{quoted(name)}.issuers]] keys", what=str(error))
        for endpoint, hook in tenant.webhooks.items():
            alone = replace(tenant, webhooks={endpoint: hook} if hook.secrets else {})
            try:
                check_webhooks(replace(settings, tenants={name: alone}))
                connectors(replace(settings, tenants={name: alone}))
            except ConfigError as error:
                yield Mistake(where="", what=str(error))


def _shown(chosen: "Chosen") -> Iterator[str]:
    from assist.config.bounds import LIMITS
    from assist.config.example import written
    from assist.config.keys import SERVER

    settings = chosen.settings
    for section, home, keys in (
        ("server", settings, SERVER),
        ("limits", settings.limits, LIMITS),
    ):
        yield f"[{section}]"
        for key in keys:
            value = getattr(home, key.name)
            if key.name == "journal" and value is not None:
                value = settings.journal_place  # There may be a password in it.
            source = chosen.sources[f"{section}.{key.name}"]
            said = f"{key.name} = {written(value)}"
            yield f"# {key.name} is not set" if value is None else f"{said:<40} # {source}"
        yield ""
    for tenant in settings.tenants.values():
        yield from _tenant(tenant)


def _tenant(tenant: "Tenant") -> Iterator[str]:
    from assist.config.example import written
    from assist.config.keys import ISSUER, STREAM, TENANT, WEBHOOK
    from assist.config.section import quoted

    where = f"tenants.{quoted(tenant.name)}"
    yield f"[{where}]"
    yield from (f"{key.name} = {written(getattr(tenant, key.name))}" for key in TENANT)
    for issuer in tenant.issuers:
        yield f"\n[[{where}.issuers]]"
        yield from (f"{key.name} = {written(getattr(issuer, key.name))}" for key in ISSUER)
    for name, hook in tenant.webhooks.items():
        yield f"\n[{where}.webhooks.{quoted(name)}]"
        yield f"# {_counted(len(hook.secrets), 'secret')}, left out here"
        for key in WEBHOOK:
            value = getattr(hook, key.name, None)
            if value is not None:
                yield f"{key.name} = {written(value)}"
    for name, stream in tenant.streams.items():
        yield f"\n[{where}.streams.{quoted(name)}]"
        yield f"# {_counted(len(stream.secrets), 'secret')}, left out here"
        for key in STREAM:
            value = getattr(stream, key.name, None)
            if value not in (None, ()):
                yield f"{key.name} = {written(value)}"
    yield ""


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
