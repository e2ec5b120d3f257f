"""A token and the page that used it first -> whether a page from elsewhere may use it too."""

from collections import OrderedDict
from typing import Final

from assist.server.auth.claims import LEEWAY
from assist.server.auth.grants import Grant

MOST: Final = 10_000
"""Tokens of one tenant that are remembered; beyond it the one that was bound first is forgotten."""


class Bound:
    """The origin of each token that came from a page, until it has expired."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._tenants: dict[str, OrderedDict[str, tuple[str, float]]] = {}

    def bind(self, grant: Grant, origin: str, *, now: float) -> bool:
        """Bind a token to the origin that uses it; False when it is bound to another."""
        if not grant.token_id:
            return True
        known = self._tenants.setdefault(grant.tenant, OrderedDict())
        if (earlier := known.get(grant.token_id)) is not None:
            return earlier[0] == origin
        while known and (len(known) >= self._most or next(iter(known.values()))[1] < now):
            known.popitem(last=False)
        known[grant.token_id] = (origin, grant.expires_at + LEEWAY)
        return True
