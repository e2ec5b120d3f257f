"""Issuers of a tenant, with real keys: a key set in a file, and tokens that it verifies."""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from assist.config import Algorithm, Issuer, Tenant

Plain = dict[str, Any]
Private = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
ISS = "https://id.acme.example"


def private_key(algorithm: Algorithm) -> Private:
    match algorithm:
        case "EdDSA":
            return ed25519.Ed25519PrivateKey.generate()
        case "ES256":
            return ec.generate_private_key(ec.SECP256R1())
        case "RS256":
            return rsa.generate_private_key(65537, 2048)


def public_jwk(key: Private, **fields: object) -> Plain:
    """Return the public half as a JSON Web Key."""
    public = key.public_key()
    if isinstance(public, ed25519.Ed25519PublicKey):
        jwk = OKPAlgorithm.to_jwk(public, as_dict=True)
    elif isinstance(public, ec.EllipticCurvePublicKey):
        jwk = ECAlgorithm.to_jwk(public, as_dict=True)
    else:
        jwk = RSAAlgorithm.to_jwk(public, as_dict=True)
    return {name: value for name, value in jwk.items() if name != "key_ops"} | fields


def write_keys(path: Path, keys: Iterable[Plain]) -> None:
    """Put a key set into place as an operator should: whole, or not at all."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"keys": list(keys)}))
    fresh.replace(path)


@dataclass
class Signing:
    """An issuer that signs: its private keys by `kid`, and the file of the public ones."""

    path: Path
    algorithm: Algorithm = "EdDSA"
    iss: str = ISS
    tenant: str = "acme"
    audience: str = "assist"
    max_ttl: float = 900.0
    keys: dict[str, Private] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.add("k1")

    @property
    def issuer(self) -> Issuer:
        return Issuer(
            iss=self.iss,
            algorithms=(self.algorithm,),
            keys=self.path,
            audience=self.audience,
            max_ttl=self.max_ttl,
        )

    @property
    def tenants(self) -> dict[str, Tenant]:
        return {self.tenant: Tenant(name=self.tenant, issuers=(self.issuer,))}

    def add(self, kid: str) -> None:
        self.keys[kid] = private_key(self.algorithm)
        self.publish()

    def retire(self, kid: str) -> None:
        del self.keys[kid]
        self.publish()

    def publish(self) -> None:
        jwks = (public_jwk(key, kid=kid) for kid, key in self.keys.items())
        write_keys(self.path, jwks)

    def claims(self, **changes: object) -> Plain:
        """Return the claims of a good token but for these changes; None takes one out."""
        now = int(time.time())
        good = {
            "iss": self.iss,
            "aud": self.audience,
            "sub": "ana",
            "tnt": self.tenant,
            "role": "agent",
            "conv": "*",
            "iat": now,
            "exp": now + 600,
        }
        return {name: value for name, value in (good | changes).items() if value is not None}

    def token(
        self,
        *,
        kid: str | None = "k1",
        headers: Plain | None = None,
        key: Private | None = None,
        **changes: object,
    ) -> str:
        """Return a token that is right but for these changes."""
        head = {"typ": "assist+jwt", **({"kid": kid} if kid else {}), **(headers or {})}
        signing = key or self.keys[kid or "k1"]
        return jwt.encode(self.claims(**changes), signing, self.algorithm, headers=head)
