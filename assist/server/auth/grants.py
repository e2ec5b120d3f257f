"""What a token allows, once it has been believed."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from assist.errors import AssistError

Role = Literal["agent", "supervisor", "platform", "admin"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

EVERY: Final = "*"
"""The `conv` claim that names every conversation of the tenant."""
ASSIGNED: Final = "assigned"
"""The `conv` claim that names those whose agent is the bearer, whenever they are looked at."""


class UnauthorizedError(AssistError):
    """The token is not one that this node accepts. Why is told to nobody."""

    def __init__(self) -> None:
        super().__init__("the token: one that this server accepts and that has not expired")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a token allows.

    Args:
        conversations: those that the token names; None: every one of the tenant.
        expires_at: seconds since the epoch, as is `issued_at`.
        assigned: the token names those whose agent is the bearer; `conversations` is empty then.
        session: what is revoked and refreshed together, as the token says; "" where it does not.
        token_id: this one token's; "" where it has none.
        origin: the only origin whose pages may use it; None: any that is listed.
    """

    tenant: str
    role: Role
    subject: str
    conversations: frozenset[str] | None
    expires_at: float
    assigned: bool = False
    session: str = ""
    token_id: str = ""
    issued_at: float = 0.0
    origin: str | None = None

    @property
    def personal(self) -> bool:
        """Whether a person bears it, in front of a page; else a program does."""
        return self.role in ("agent", "supervisor")

    def covers(self, conversation: str) -> bool:
        """Whether the token itself names this conversation; `Assignments.covers` asks for both."""
        return self.conversations is None or conversation in self.conversations

    def continues(self, other: "Grant") -> bool:
        """Whether this is the same bearer, in the same session, as in `other`."""
        return (self.tenant, self.subject, self.session, self.role) == (
            other.tenant,
            other.subject,
            other.session,
            other.role,
        )
