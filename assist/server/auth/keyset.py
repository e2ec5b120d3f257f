"""A file with a JSON Web Key Set -> the public key that a token's header names."""

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from assist.config import Algorithm
from assist.errors import ConfigError

_KINDS: Final[Mapping[Algorithm, tuple[str, str | None]]] = {
    "EdDSA": ("OKP", "Ed25519"),
    "ES256": ("EC", "P-256"),
    "RS256": ("RSA", None),
}
"""The key type and the curve that an algorithm wants."""
_SHORTEST_RSA: Final = 2048
_LARGEST_FILE: Final = 1024 * 1024
_LOOK_EVERY: Final = 1.0

log = logging.getLogger("warmline.auth")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """One key of the set, for one algorithm."""

    algorithm: Algorithm
    kid: str | None
    key: jwt.PyJWK


class KeySet:
    """The keys of one issuer. A change of the file is seen within a second, without a restart.

    A changed file that cannot be used is logged, and the keys from before it hold.

    Raises:
        ConfigError: the file cannot be read, or no key in it fits the algorithms.
    """

    def __init__(
        self,
        path: Path,
        algorithms: tuple[Algorithm, ...],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path = path
        self._algorithms = algorithms
        self._clock = clock
        self._looked_at = clock()
        self._seen = _seen(path)
        self._keys = read_keys(path, algorithms)

    def key(self, algorithm: str, kid: str | None) -> jwt.PyJWK | None:
        """Return the key that is meant; None where there is none, or without a `kid` several."""
        self._look()
        fitting = [known for known in self._keys if known.algorithm == algorithm]
        meant = fitting if kid is None else [known for known in fitting if known.kid == kid]
        return meant[0].key if len(meant) == 1 else None

    def _look(self) -> None:
        now = self._clock()
        if now - self._looked_at < _LOOK_EVERY:
            return
        self._looked_at = now
        seen = _seen(self._path)
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._keys = read_keys(self._path, self._algorithms)
        except ConfigError as error:
            log.error("the keys from before still hold: %s", error)
        else:
            log.info("the keys in %s have changed", self._path)


def read_keys(path: Path, algorithms: tuple[Algorithm, ...]) -> tuple[PublicKey, ...]:
    """Return the keys in the file that fit one of the algorithms.

    Raises:
        ConfigError: the file cannot be read, holds a private key, or no key that fits.
    """
    found = [
        PublicKey(algorithm=algorithm, kid=_kid(jwk), key=_key(path, index, jwk, algorithm))
        for index, jwk in enumerate(_entries(path))
        for algorithm in algorithms
        if _fits(jwk, algorithm)
    ]
    if not found:
        raise ConfigError(f"{path}: no key fits {', '.join(algorithms)}; write one with its `kty`")
    names = [(known.algorithm, known.kid) for known in found if known.kid is not None]
    if len(names) != len(set(names)):
        raise ConfigError(f"{path}: two keys have the same `kid`; give each its own")
    return tuple(found)


def _entries(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST_FILE + 1)
        entries = json.loads(text)["keys"] if len(text) <= _LARGEST_FILE else None
    except OSError as error:
        why = error.strerror
        raise ConfigError(f"{path}: cannot be read ({why}); let this user read it") from error
    except (ValueError, KeyError, TypeError, RecursionError):
        entries = None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ConfigError(f'{path}: not a key set; write {{"keys": [...]}} as in RFC 7517')
    if any("d" in entry for entry in entries):
        raise ConfigError(f"{path}: holds a private key; write public keys alone, without `d`")
    return entries


def _fits(jwk: Mapping[str, Any], algorithm: Algorithm) -> bool:
    kind, curve = _KINDS[algorithm]
    return (
        jwk.get("kty") == kind
        and (curve is None or jwk.get("crv") == curve)
        and jwk.get("alg", algorithm) == algorithm
        and jwk.get("use", "sig") == "sig"
        and "verify" in jwk.get("key_ops", ("verify",))
    )


def _kid(jwk: Mapping[str, Any]) -> str | None:
    kid = jwk.get("kid")
    return kid if isinstance(kid, str) else None


def _key(path: Path, index: int, jwk: dict[str, Any], algorithm: Algorithm) -> jwt.PyJWK:
    try:
        key = jwt.PyJWK(jwk, algorithm)
    except (jwt.PyJWTError, ValueError, TypeError, KeyError) as error:
        raise ConfigError(
            f"{path}: keys[{index}] is no {algorithm} key; write it as RFC 7517 says"
        ) from error
    if isinstance(key.key, RSAPublicKey) and key.key.key_size < _SHORTEST_RSA:
        raise ConfigError(f"{path}: keys[{index}] is too short; use at least {_SHORTEST_RSA} bits")
    return key


def _seen(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
