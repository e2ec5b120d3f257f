"""What verification takes and gives: the request as it came, the proof, the reason against it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from assist.errors import AssistError

Why = Literal[
    "sig_missing", "sig_invalid", "sig_many", "id_invalid", "ts_invalid", "ts_old", "ts_future"
]
"""Why a request is not believed: for our own figures, never for the sender."""


class SignatureError(AssistError):
    """The request does not prove where it is from; `key` is the reason."""

    def __init__(self, key: Why) -> None:
        super().__init__(key)
        self.key: Why = key


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A request as it came.

    Args:
        headers: by their names in lower case.
        body: the bytes themselves; what was parsed and written again has another signature.
        url: as we were asked for it, with its query.
    """

    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    url: str = field(default="", repr=False)

    def header(self, name: str) -> bytes:
        """Return a header's value; empty where there is none."""
        return self.headers.get(name, "").encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The request is from who holds the secret.

    `id` names it, the same when it is sent again; `at` is when it was signed, in seconds since the
    epoch. Either is None where the scheme has none.
    """

    id: str | None = None
    at: float | None = None
