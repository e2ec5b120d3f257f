"""Settings and the node's own key -> who may sign for a tenant."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import jwt

from assist.config import Issuer, Settings
from assist.errors import ConfigError
from assist.server.auth.keyset import KeySet

OWN_ISSUER: Final = "warmline"
AUDIENCE: Final = "assist"
OWN_ALGORITHM: Final = "HS256"

Verifying = jwt.PyJWK | bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """One who signs tokens: with which keys, for whom, and for how many seconds at most.

    `key` finds the key for an algorithm and a `kid`; None: it has none of that kind.
    """

    audience: str
    max_ttl: float
    key: Callable[[str, str | None], Verifying | None] = field(repr=False)


class Signers:
    """The issuers of every tenant, and the node's own key for tenants that have none.

    Raises:
        ConfigError: an issuer's keys cannot be read, or it stands twice with one tenant.
    """

    def __init__(self, key: bytes, settings: Settings) -> None:
        self._settings = settings
        self._own = Signer(
            audience=AUDIENCE,
            max_ttl=settings.key_max_ttl,
            key=lambda algorithm, kid: key if algorithm == OWN_ALGORITHM else None,
        )
        self._issuers: dict[tuple[str, str], Signer] = {}
        for name, tenant in settings.tenants.items():
            for issuer in tenant.issuers:
                if (name, issuer.iss) in self._issuers:
                    raise ConfigError(f"tenants.{name}.issuers: one stands twice; name it once")
                self._issuers[name, issuer.iss] = _signer(issuer)

    def find(self, tenant: str, iss: str) -> Signer | None:
        """Return who signs as `iss` for this tenant and for no other; None: nobody does."""
        signer = self._issuers.get((tenant, iss))
        if signer is not None or iss != OWN_ISSUER:
            return signer
        own_signs = self._settings.demo or not self._settings.tenant(tenant).issuers
        return self._own if own_signs else None


def longest_life(settings: Settings, tenant: str) -> float:
    """Return the longest life, in seconds, of any token for this tenant."""
    lives = (issuer.max_ttl for issuer in settings.tenant(tenant).issuers)
    return max([settings.key_max_ttl, *lives])


def _signer(issuer: Issuer) -> Signer:
    keys = KeySet(issuer.keys, issuer.algorithms)
    return Signer(audience=issuer.audience, max_ttl=issuer.max_ttl, key=keys.key)
