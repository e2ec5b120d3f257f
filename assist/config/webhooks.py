"""The tables `[tenants.<name>.webhooks.<endpoint>]` of a file -> a tenant's ways in."""

import re
from typing import Final

from assist.config.consoles import WAYS
from assist.config.keys import WEBHOOK
from assist.config.secrets import secrets_of
from assist.config.section import Reading, Values
from assist.config.tenants import Webhook

_ENDPOINT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_NEEDS: Final = {"header-token": "header", "body-token": "token_path"}


def read_webhooks(reading: Reading, tenant: str, plain: object) -> dict[str, Webhook]:
    """Return the webhooks that are right, by their names."""
    found: dict[str, Webhook] = {}
    for name, where, one in reading.named(f"{tenant}.webhooks", plain):
        if not is_endpoint(name):
            reading.complain(f"[{where}]", "write letters, digits, dots and hyphens, as `chat`")
        if webhook := _webhook(reading, f"[{where}]", one):
            found[name] = webhook
    return found


def is_endpoint(name: str) -> bool:
    """Whether a name can stand in an address."""
    return _ENDPOINT.fullmatch(name) is not None


def _webhook(reading: Reading, where: str, plain: object) -> Webhook | None:
    values = reading.values(where, plain, WEBHOOK)
    secrets = secrets_of(reading, where, values, plain)
    api_secrets = secrets_of(reading, where, values, plain, "api_")
    _prove(values)
    table = plain if isinstance(plain, dict) else {}
    if (scheme := values.get("scheme")) is None:
        if "scheme" not in table and "console" not in values:
            reading.complain(where, 'scheme is missing; write scheme = "standard"')
        elif "scheme" not in table:
            reading.complain(where, "a console of this kind needs a scheme; write how it signs")
        return None
    needed = _NEEDS.get(scheme)
    if needed and needed not in values:
        reading.complain(where, f"{scheme} needs {needed}; say where the token stands")
    if (values.get("console") == "mapping") != ("mapping" in values):
        what = 'a mapping needs both; write console = "mapping" and mapping = "FILE"'
        reading.complain(where, what)
        return None
    if "header" in values:
        values["header"] = values["header"].lower()
    return Webhook(secrets=secrets, api_secrets=api_secrets, **values)


def _prove(values: Values) -> None:
    """Fill in how a console's requests prove themselves, where the file does not say it."""
    way = WAYS.get(values.get("console", "warmline"))
    if way is None or values.setdefault("scheme", way.scheme) != way.scheme:
        return
    for name, own in (("header", way.header), ("token_path", way.token_path)):
        if own is not None:
            values.setdefault(name, own)
