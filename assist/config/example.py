"""The keys -> a file with all of them, each commented out, with what it is for and its default."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from textwrap import wrap
from typing import Final

from assist.config.bounds import LIMITS
from assist.config.keys import ISSUER, SERVER, STREAM, TENANT, WEBHOOK, Key
from assist.config.limits import Limits
from assist.config.settings import Settings
from assist.config.tenants import Issuer, Stream, Tenant, Webhook

Home = type[Settings] | type[Limits] | type[Tenant] | type[Issuer] | type[Webhook] | type[Stream]

SECTIONS: Final[tuple[tuple[str, Sequence[Key], Home], ...]] = (
    ("[server]", SERVER, Settings),
    ("[limits]", LIMITS, Limits),
    ("[tenants.acme]", TENANT, Tenant),
    ("[[tenants.acme.issuers]]", ISSUER, Issuer),
    ("[tenants.acme.webhooks.chat]", WEBHOOK, Webhook),
    ("[tenants.acme.streams.desk]", STREAM, Stream),
)
"""Each table of the file with its keys, and where their defaults are."""
_HEAD: Final = """\
# Settings of Warmline. Every line that begins with #: is a key with its default or an example;
# take the #: away and change it. `warmline config check FILE` says whether all is well.
# Relative paths are relative to this file. Times are seconds, sizes bytes.
"""


def render() -> str:
    """Return the file."""
    return "\n".join([_HEAD, *("\n".join(_section(*section)) + "\n" for section in SECTIONS)])


def defaults(home: Home) -> Mapping[str, object]:
    """Return the defaults that a key may have; those without any are left out."""
    found = {}
    for field in fields(home):
        if field.default is not MISSING:
            found[field.name] = field.default
        elif field.default_factory is not MISSING:
            found[field.name] = field.default_factory()
    return found


def written(value: object) -> str:
    """Return a value as TOML."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"{value:.12g}"
        case Path():
            return json.dumps(str(value), ensure_ascii=False)
        case tuple():
            return f"[{', '.join(map(written, value))}]"
        case frozenset():
            return written(tuple(sorted(value)))
    return json.dumps(value, ensure_ascii=False)


def shown(key: Key, known: Mapping[str, object]) -> str:
    """Return a key's default, or else its example, as TOML."""
    default = known.get(key.name)
    return written(default) if default not in (None, (), frozenset()) else key.example or "[]"


def _section(head: str, keys: Sequence[Key], home: Home) -> Iterator[str]:
    known = defaults(home)
    yield head if home in (Settings, Limits) else f"#: {head}"
    for key in keys:
        yield from (f"# {line}" for line in wrap(_told(key), 96))
        yield f"#: {key.name} = {shown(key, known)}"


def _told(key: Key) -> str:
    among = f" ({', '.join(key.among)})" if key.among else ""
    return f"{key.what}{among}"
