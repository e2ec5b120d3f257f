"""One TOML file -> the settings that it makes, and everything that is wrong with it at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assist.config.bounds import LIMITS
from assist.config.issuers import read_issuers
from assist.config.keys import SERVER, TENANT
from assist.config.mistakes import Mistake
from assist.config.section import Reading, Values, quoted
from assist.config.streams import read_streams
from assist.config.tenants import Tenant, Webhook
from assist.config.text import read_tables
from assist.config.values import did_you_mean
from assist.config.webhooks import read_webhooks

SECTIONS: Final = ("server", "limits", "tenants")
_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """What a file says: the keys that it sets, its tenants, and what is wrong with it."""

    server: Values
    limits: Values
    tenants: Mapping[str, Tenant]
    mistakes: tuple[Mistake, ...]


def read_file(path: Path, environ: Mapping[str, str]) -> File:
    """Return what a file says; what is wrong with its content is in `mistakes`.

    Args:
        environ: the variables that `secret_env` may name.

    Raises:
        ConfigError: it cannot be read, or is not TOML; names the line.
    """
    plain = read_tables(path)
    reading = Reading(path.resolve().parent, environ)
    for name in plain:
        if name not in SECTIONS:
            reading.complain(f"[{name}]", f"unknown; {did_you_mean(name, SECTIONS)}")
    return File(
        server=reading.values("[server]", plain.get("server", {}), SERVER),
        limits=reading.values("[limits]", plain.get("limits", {}), LIMITS),
        tenants=_tenants(reading, plain.get("tenants", {})),
        mistakes=tuple(reading.mistakes),
    )


def _tenants(reading: Reading, plain: object) -> dict[str, Tenant]:
    found: dict[str, Tenant] = {}
    for name, where, one in reading.named("tenants", plain):
        if not 0 < len(name) <= _LONGEST_NAME:
            reading.complain(f"[{where}]", f"write a name of 1 to {_LONGEST_NAME} characters")
        found[name] = _tenant(reading, name, where, one)
    _refuse_twins(reading, found)
    return found


def _tenant(reading: Reading, name: str, where: str, plain: object) -> Tenant:
    values = reading.values(f"[{where}]", plain, TENANT, ("issuers", "webhooks", "streams"))
    values["mask"] = frozenset(values.get("mask", ()))
    inner = plain if isinstance(plain, dict) else {}
    webhooks: Mapping[str, Webhook] = read_webhooks(reading, where, inner.get("webhooks", {}))
    streams = read_streams(reading, where, inner.get("streams", {}))
    issuers = read_issuers(reading, where, inner.get("issuers", []))
    return Tenant(name=name, issuers=issuers, webhooks=webhooks, streams=streams, **values)


def _refuse_twins(reading: Reading, tenants: Mapping[str, Tenant]) -> None:
    """Complain of an issuer that signs twice: which tenant a token is for would be unclear."""
    homes: dict[str, str] = {}
    for name, tenant in tenants.items():
        for issuer in tenant.issuers:
            if issuer.iss in homes:
                what = f"{homes[issuer.iss]} has it too; an issuer signs for one tenant, once"
                reading.complain(f"[[tenants.{quoted(name)}.issuers]] iss", what)
            homes.setdefault(issuer.iss, f"[[tenants.{quoted(name)}.issuers]]")
