"""A secret as an operator writes it -> the key that verifies, or what is wrong with it."""

import base64
import binascii
import re
from functools import lru_cache
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from assist.config import Settings, Webhook
from assist.errors import ConfigError

_SHORTEST: Final = 16
_SHORTEST_JWT: Final = 32
_SHORTEST_RSA: Final = 2048
_PEM: Final = b"-----BEGIN"
_IN_PATH: Final = re.compile(rb"[A-Za-z0-9._~-]+")
"""What stands in an address as it is."""


def standard_key(secret: bytes) -> bytes | None:
    """Return the key in `whsec_<base64>`, with or without prefix and padding, or None."""
    text = secret.removeprefix(b"whsec_").rstrip(b"=")
    try:
        return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True) or None
    except (binascii.Error, ValueError):
        return None


# To read a key takes longer than to verify with it.
@lru_cache(maxsize=256)
def public_key(secret: bytes) -> RSAPublicKey | None:
    """Return the RSA key in a PEM text; None if there is none of at least 2048 bits."""
    try:
        key = load_pem_public_key(secret.strip())
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, RSAPublicKey) and key.key_size >= _SHORTEST_RSA else None


def shared_key(secret: bytes) -> bytes | None:
    """Return the key of a JWT that a shared secret signs; None if it is a PEM or too short."""
    usable = len(secret) >= _SHORTEST_JWT and not is_pem(secret)
    return secret if usable else None


def is_pem(secret: bytes) -> bool:
    """Whether a secret is a key file's text."""
    return secret.lstrip().startswith(_PEM)


def check(settings: Settings) -> None:
    """Refuse webhooks whose secrets could never match, or could be guessed.

    Raises:
        ConfigError: a secret is not what its scheme takes.
    """
    for tenant in settings.tenants.values():
        for endpoint, webhook in tenant.webhooks.items():
            _check(webhook, f"tenants.{tenant.name}.webhooks.{endpoint}")


def _check(webhook: Webhook, where: str) -> None:
    if not webhook.secrets:
        raise ConfigError(f"{where}: no secret; set secret_files or secret_env")
    for secret in webhook.secrets:
        if (wanted := _wanted(webhook, secret)) is not None:
            raise ConfigError(f"{where}: the secret does not fit {webhook.scheme}; give {wanted}")


def _wanted(webhook: Webhook, secret: bytes) -> str | None:
    """Return what the secret should be; None where it is that."""
    if webhook.scheme == "rsa-sha256" or (webhook.scheme == "jwt" and is_pem(secret)):
        wanted = f"an RSA public key in PEM, of at least {_SHORTEST_RSA} bits"
        return None if public_key(secret) else wanted
    key = standard_key(secret) if webhook.scheme == "standard" else secret
    if key is None:
        return "base64, as whsec_..."
    if webhook.scheme == "path-token" and not _IN_PATH.fullmatch(secret):
        return "letters, digits, dots, hyphens and underlines"
    shortest = _SHORTEST_JWT if webhook.scheme == "jwt" else _SHORTEST
    return None if len(key) >= shortest else f"at least {shortest} bytes"
