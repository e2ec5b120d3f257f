"""Defaults, a TOML file, the environment and the command line -> one value that holds them all."""

from assist.config.consoles import Console, Scheme, Streamed
from assist.config.limits import Limits
from assist.config.settings import LOOPBACK, Settings
from assist.config.tenants import Algorithm, Issuer, Store, Stream, Tenant, Webhook

__all__ = [
    "LOOPBACK",
    "Algorithm",
    "Console",
    "Issuer",
    "Limits",
    "Scheme",
    "Settings",
    "Store",
    "Stream",
    "Streamed",
    "Tenant",
    "Webhook",
]
