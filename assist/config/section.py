"""A table of the file -> the values of its keys; whatever is wrong goes on one list."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from assist.config.keys import ISSUER, SERVER, STREAM, TENANT, WEBHOOK, Key
from assist.config.mistakes import Mistake
from assist.config.values import did_you_mean, value_of

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_SECRETS: Final = {"secret", "secrets", "token", "password", "key"}
_HOMES: Final = (
    ("server", SERVER),
    ("tenants.<name>", TENANT),
    ("tenants.<name>.issuers", ISSUER),
    ("tenants.<name>.webhooks.<endpoint>", WEBHOOK),
    ("tenants.<name>.streams.<name>", STREAM),
)

Values = dict[str, Any]


class Reading:
    """One file while it is read.

    Args:
        folder: paths are relative to it.
        environ: the variables that secrets may stand in.
    """

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder = folder
        self.environ = environ
        self.mistakes: list[Mistake] = []

    def complain(self, where: str, what: str) -> None:
        """Note what is wrong, and where."""
        self.mistakes.append(Mistake(where=where, what=what))

    def table(self, where: str, plain: object) -> Values | None:
        """Return a table, None where something else stands."""
        if isinstance(plain, dict):
            return plain
        self.complain(where, "write a table here")
        return None

    def values(
        self, where: str, plain: object, keys: Sequence[Key], inner: Sequence[str] = ()
    ) -> Values:
        """Return the values of the keys that are there and right.

        Args:
            inner: tables below this one; they are read elsewhere.
        """
        table = self.table(where, plain)
        if table is None:
            return {}
        known = {key.name: key for key in keys}
        found: Values = {}
        for name, one in table.items():
            if name in inner:
                continue
            if (key := known.get(name)) is None:
                self.complain(f"{where} {quoted(name)}", _unknown(name, [*known, *inner]))
                continue
            try:
                found[name] = value_of(key, one, self.folder)
            except ValueError as error:
                self.complain(f"{where} {name}", str(error))
        for key in keys:
            if key.needed and key.name not in table:
                self.complain(where, f"{key.name} is missing; write {key.name} = {key.example}")
        return found

    def named(self, where: str, plain: object) -> Iterator[tuple[str, str, object]]:
        """Yield the name, the place and the content of each table below one."""
        for name, one in (self.table(f"[{where}]", plain) or {}).items():
            yield name, f"{where}.{quoted(name)}", one


def quoted(name: str) -> str:
    """Return a name as TOML writes it."""
    return name if _BARE.fullmatch(name) else json.dumps(name)


def _unknown(name: str, known: Sequence[str]) -> str:
    if name in _SECRETS:
        return "no secret stands in this file; write secret_files or secret_env"
    for home, keys in _HOMES:
        if name not in known and any(key.name == name for key in keys):
            return f"no key of this table; it belongs into [{home}]"
    return f"unknown; {did_you_mean(name, known)}"
