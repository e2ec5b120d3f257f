"""Tokens, and who may sign them -> what their bearers may do."""

from assist.server.auth.grants import EVERY, ROLES, Grant, Role, UnauthorizedError
from assist.server.auth.secret import load_key
from assist.server.auth.signers import longest_life
from assist.server.auth.tokens import LEEWAY, Tokens

__all__ = [
    "EVERY",
    "LEEWAY",
    "ROLES",
    "Grant",
    "Role",
    "Tokens",
    "UnauthorizedError",
    "load_key",
    "longest_life",
]
