"""Defaults, a TOML file, the environment and the command line -> one value that holds them all."""

from assist.config.limits import Limits
from assist.config.settings import LOOPBACK, Settings
from assist.config.tenants import Algorithm, Issuer, Scheme, Store, Tenant, Webhook

__all__ = [
    "LOOPBACK",
    "Algorithm",
    "Issuer",
    "Limits",
    "Scheme",
    "Settings",
    "Store",
    "Tenant",
    "Webhook",
]
