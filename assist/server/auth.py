"""A token <-> what its bearer may do. Tokens are JWTs that one secret of this node signs."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal, get_args

import jwt
from msgspec import Meta

from assist import codec
from assist.errors import AssistError, ConfigError, FrameError

Role = Literal["agent", "platform"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

EVERY: Final = "*"
"""The `conv` claim that names every conversation of the tenant: for development."""

_TYPE: Final = "assist+jwt"
_AUDIENCE: Final = "assist"
_ISSUER: Final = "warmline"
_LEEWAY: Final = 30
_SHORTEST_KEY: Final = 32
_REFUSAL: Final = "the token: one of this server, from `warmline token`, that has not expired"

Named = Annotated[str, Meta(min_length=1, max_length=200)]


class UnauthorizedError(AssistError):
    """The token is not one that this node accepts. Why is told to nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a token allows. `conversations`: None for every one of the tenant."""

    tenant: str
    role: Role
    subject: str
    conversations: frozenset[str] | None
    expires_at: float

    def covers(self, conversation: str) -> bool:
        """Whether the bearer may see and feed this conversation."""
        return self.conversations is None or conversation in self.conversations


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claims:
    tnt: Named
    role: Role
    sub: Named
    conv: Literal["*"] | tuple[Named, ...]
    exp: float


class Tokens:
    """Signs and verifies tokens with one secret."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def issue(self, grant: Grant, *, now: float) -> str:
        """Return a token that says `grant`."""
        named = grant.conversations
        claims = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "sub": grant.subject,
            "tnt": grant.tenant,
            "role": grant.role,
            "conv": EVERY if named is None else sorted(named),
            "iat": int(now),
            "exp": int(grant.expires_at),
            "jti": secrets.token_hex(8),
        }
        return jwt.encode(claims, self._key, algorithm="HS256", headers={"typ": _TYPE})

    def verify(self, token: str) -> Grant:
        """Return what `token` allows.

        Raises:
            UnauthorizedError: it is forged, broken, expired or meant for another service.
        """
        try:
            found = jwt.decode_complete(
                token,
                self._key,
                algorithms=["HS256"],
                audience=_AUDIENCE,
                issuer=_ISSUER,
                leeway=_LEEWAY,
                options={"require": ["exp", "iat", "aud", "iss", "sub"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            raise UnauthorizedError(_REFUSAL) from None
        try:
            claims = codec.from_plain(_Claims, found["payload"])
        except FrameError:
            raise UnauthorizedError(_REFUSAL) from None
        if found["header"].get("typ") != _TYPE:
            raise UnauthorizedError(_REFUSAL)
        return Grant(
            tenant=claims.tnt,
            role=claims.role,
            subject=claims.sub,
            conversations=None if claims.conv == EVERY else frozenset(claims.conv),
            expires_at=claims.exp,
        )


def load_key(data: Path, key_file: Path | None = None) -> bytes:
    """Return the secret in `key_file`, or the data folder's own, made where there is none.

    Raises:
        ConfigError: the file cannot be read, or its secret is too short.
    """
    path = key_file or data / "token.key"
    try:
        if key_file is None:
            data.mkdir(mode=0o700, parents=True, exist_ok=True)
            _make_key(path)
        key = path.read_bytes().strip()
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror}); let this user read it"
        ) from error
    if len(key) < _SHORTEST_KEY:
        raise ConfigError(
            f"{path}: the secret is too short; write at least {_SHORTEST_KEY} bytes, "
            "as `openssl rand -hex 32` prints them"
        )
    return key


def _make_key(path: Path) -> None:
    # Made aside and linked into place: of two that start at once one wins, and both read it.
    if path.exists():
        return
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32) + "\n")
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
