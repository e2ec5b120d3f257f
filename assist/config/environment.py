"""Variables of the environment (`WARMLINE_SERVER_PORT`) -> the keys that they set."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from assist.config.bounds import LIMITS
from assist.config.keys import SERVER, Key
from assist.config.mistakes import Mistake
from assist.config.section import Values
from assist.config.values import plain_of, value_of

PREFIX: Final = "WARMLINE_"
CONFIG: Final = "WARMLINE_CONFIG"
"""Names the file, as `--config` does."""

_KUBERNETES: Final = re.compile(
    r"WARMLINE_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_\w+)?)?)"
)
"""What Kubernetes sets in each pod beside a service that is called `warmline`."""


def variable_of(section: str, key: Key) -> str:
    """Return the variable that sets a key."""
    return f"{PREFIX}{section}_{key.name}".upper()


def read_environment(environ: Mapping[str, str]) -> tuple[Values, Values, list[Mistake]]:
    """Return what the environment sets of `[server]` and of `[limits]`, and what is wrong in it.

    A variable that is empty sets nothing. Lists are separated by commas.
    """
    wrong: list[Mistake] = []
    server = _section("server", SERVER, environ, wrong)
    limits = _section("limits", LIMITS, environ, wrong)
    known = {CONFIG, *(variable_of("server", key) for key in SERVER)}
    known |= {variable_of("limits", key) for key in LIMITS}
    wrong += (
        Mistake(where=name, what=_unknown(name, sorted(known)))
        for name in sorted(environ)
        if name.startswith(PREFIX) and name not in known and not _KUBERNETES.fullmatch(name)
    )
    return server, limits, wrong


def _section(
    name: str, keys: Sequence[Key], environ: Mapping[str, str], wrong: list[Mistake]
) -> Values:
    found: Values = {}
    for key in keys:
        variable = variable_of(name, key)
        if not (text := environ.get(variable)):
            continue
        try:
            found[key.name] = value_of(key, plain_of(key, text), Path())
        except ValueError as error:
            wrong.append(Mistake(where=variable, what=str(error)))
    return found


def _unknown(name: str, known: Sequence[str]) -> str:
    if name.startswith(f"{PREFIX}TENANTS"):
        return "tenants stand in the file alone; write [tenants.<name>] there"
    bare = [one.removeprefix(PREFIX) for one in known]
    if near := get_close_matches(name.removeprefix(PREFIX), bare, n=1):
        return f"unknown; did you mean {PREFIX}{near[0]}?"
    return "unknown; docs/configuration.md lists them"
