"""The claims of a token <-> the grant that they make, and whether it holds now."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from msgspec import Meta

from assist.server.auth.grants import ASSIGNED, EVERY, Grant, Role

LEEWAY: Final = 30.0
"""Seconds by which an issuer's clock may differ from ours."""

Named = Annotated[str, Meta(min_length=1, max_length=200)]
Origin = Annotated[str, Meta(min_length=1, max_length=300)]
Time = Annotated[float, Meta(ge=0, le=1e11)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a token says. Claims of other names are not looked at."""

    iss: Named
    tnt: Named
    role: Role
    sub: Named
    conv: Literal["*", "assigned"] | tuple[Named, ...]
    iat: Time
    exp: Time
    nbf: Time = 0.0
    sid: Named | None = None
    jti: Named | None = None
    org: Origin | None = None

    def timely(self, now: float, longest: float) -> bool:
        """Whether the token holds now, and lives no longer than `longest` seconds."""
        # Each is what must be so: of a NaN nothing is.
        begun = self.iat <= now + LEEWAY and self.nbf <= now + LEEWAY
        return begun and now < self.exp + LEEWAY and 0 < self.exp - self.iat <= longest

    def grant(self) -> Grant:
        """Return what the token allows."""
        named = frozenset() if self.conv == ASSIGNED else frozenset(self.conv)
        return Grant(
            tenant=self.tnt,
            role=self.role,
            subject=self.sub,
            conversations=None if self.conv == EVERY else named,
            expires_at=self.exp,
            assigned=self.conv == ASSIGNED,
            session=self.sid or "",
            token_id=self.jti or "",
            issued_at=self.iat,
            origin=None if self.org is None else self.org.lower(),
        )


def claims_of(grant: Grant) -> dict[str, object]:
    """Return the claims that say `grant`, but for who issues it and when."""
    named = EVERY if grant.conversations is None else sorted(grant.conversations)
    claims: dict[str, object] = {
        "sub": grant.subject,
        "tnt": grant.tenant,
        "role": grant.role,
        "conv": ASSIGNED if grant.assigned else named,
        "exp": int(grant.expires_at),
    }
    if grant.session:
        claims["sid"] = grant.session
    if grant.origin is not None:
        claims["org"] = grant.origin
    return claims
