"""What masking finds: the sorts of personal data, and where in a text they were hidden."""

from dataclasses import dataclass
from typing import Final, Literal

Sort = Literal["card", "cvv", "iban", "email", "phone", "national-id"]
"""`cvv` stands for all that belongs to a card beside its number: security code and expiry."""

SORTS: Final[tuple[Sort, ...]] = ("card", "cvv", "iban", "email", "phone", "national-id")
ALWAYS: Final[frozenset[Sort]] = frozenset({"card", "cvv", "iban"})
"""Masked whatever a tenant says: no one may keep them."""
MASK: Final = "•"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Data of one sort stood at `masked.text[start:end]`, in code points."""

    sort: Sort
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """A text with its personal data hidden, and what was hidden, in order.

    `text` is as long as the original: what is hidden turns into bullets, place by place, so that
    positions stay right.
    """

    text: str
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Data at `[start:end]` of a plain text; its letters and digits are hidden but for some digits.

    The first `first` digits and the last `last` ones stay readable.
    """

    sort: Sort
    start: int
    end: int
    first: int = 0
    last: int = 0
