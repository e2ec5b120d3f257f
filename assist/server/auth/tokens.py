"""A token <-> what its bearer may do. Every failure looks the same from outside."""

import re
import secrets
from collections.abc import Callable
from typing import Any, Final

import jwt

from assist import codec
from assist.config import Settings
from assist.errors import FrameError
from assist.server.auth.bound import Bound
from assist.server.auth.claims import LEEWAY, Claims, claims_of
from assist.server.auth.grants import Grant, UnauthorizedError
from assist.server.auth.signers import AUDIENCE, OWN_ALGORITHM, OWN_ISSUER, Signers

__all__ = ["LEEWAY", "MAX_TOKEN", "Tokens"]

MAX_TOKEN: Final = 8192
"""The most characters of a token."""

_TYPE: Final = "assist+jwt"
# PyJWT also takes padded parts: one token could then be written in several ways.
_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_BAD: Final = (jwt.PyJWTError, FrameError, ValueError, TypeError, KeyError, RecursionError)
# Times are checked against the service's own clock.
_TIMELESS: Final[Any] = {
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "require": ["exp", "iat", "aud", "iss", "sub"],
}


class Tokens:
    """Signs tokens with the node's own key, and verifies those of every issuer.

    Args:
        key: the node's own secret.
        settings: the tenants' issuers; None: none has any.
        revoked: whether what the grant names has been taken back.

    Raises:
        ConfigError: an issuer's keys cannot be read.
    """

    def __init__(
        self,
        key: bytes,
        settings: Settings | None = None,
        *,
        revoked: Callable[[Grant], bool] = lambda grant: False,
    ) -> None:
        self._key = key
        self._signers = Signers(key, settings or Settings())
        self._revoked = revoked
        self._bound = Bound()

    def issue(self, grant: Grant, *, now: float) -> str:
        """Return a token of the node's own that says `grant`; its id is new if it names none."""
        claims = claims_of(grant) | {
            "iss": OWN_ISSUER,
            "aud": AUDIENCE,
            "iat": int(now),
            "jti": grant.token_id or secrets.token_hex(8),
        }
        return jwt.encode(claims, self._key, algorithm=OWN_ALGORITHM, headers={"typ": _TYPE})

    def verify(self, token: str, *, origin: str | None = None, now: float) -> Grant:
        """Return what `token` allows to a page from `origin`, or to a program without one.

        Raises:
            UnauthorizedError: it is forged, broken, expired, revoked, meant for another service,
                or belongs to another page.
        """
        try:
            grant = self._believed(token, now)
        except _BAD:
            raise UnauthorizedError from None
        page = None if origin is None else origin.lower()
        if grant.origin not in (None, page) or self._revoked(grant):
            raise UnauthorizedError
        if page is not None and not self._bound.bind(grant, page, now=now):
            raise UnauthorizedError
        return grant

    def _believed(self, token: str, now: float) -> Grant:
        if len(token) > MAX_TOKEN or not _SHAPE.fullmatch(token):
            raise UnauthorizedError
        # What it claims says only whose key to try: nothing is believed before the signature.
        said = jwt.decode_complete(token, options={"verify_signature": False})
        header = said["header"]
        claims = codec.from_plain(Claims, said["payload"])
        signer = self._signers.find(claims.tnt, claims.iss)
        if signer is None or header.get("typ") != _TYPE or "crit" in header:
            raise UnauthorizedError
        key = signer.key(header["alg"], header.get("kid"))
        if key is None:
            raise UnauthorizedError
        jwt.decode(
            token,
            key,
            algorithms=[header["alg"]],
            audience=signer.audience,
            issuer=claims.iss,
            options=_TIMELESS,
        )
        if not claims.timely(now, signer.max_ttl):
            raise UnauthorizedError
        return claims.grant()
