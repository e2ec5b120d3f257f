"""The tables `[tenants.<name>.webhooks.<endpoint>]` of a file -> a tenant's ways in."""

import re
from typing import Final

from assist.config.keys import WEBHOOK
from assist.config.secrets import read_secrets
from assist.config.section import Reading, Values
from assist.config.tenants import Webhook

_ENDPOINT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_NEEDS: Final = {"header-token": "header", "body-token": "token_path"}


def read_webhooks(reading: Reading, tenant: str, plain: object) -> dict[str, Webhook]:
    """Return the webhooks that are right, by their names."""
    found: dict[str, Webhook] = {}
    for name, where, one in reading.named(f"{tenant}.webhooks", plain):
        if not _ENDPOINT.fullmatch(name):
            reading.complain(f"[{where}]", "write letters, digits, dots and hyphens, as `chat`")
        if webhook := _webhook(reading, f"[{where}]", one):
            found[name] = webhook
    return found


def _webhook(reading: Reading, where: str, plain: object) -> Webhook | None:
    values = reading.values(where, plain, WEBHOOK)
    secrets = _secrets(reading, where, values, plain)
    if (scheme := values.get("scheme")) is None:
        return None
    needed = _NEEDS.get(scheme)
    if needed and needed not in values:
        reading.complain(where, f"{scheme} needs {needed}; say where the token stands")
    if "header" in values:
        values["header"] = values["header"].lower()
    return Webhook(secrets=secrets, **values)


def _secrets(reading: Reading, where: str, values: Values, plain: object) -> tuple[bytes, ...]:
    """Take the sources out of the values; return the secrets."""
    files, names = values.pop("secret_files", ()), values.pop("secret_env", ())
    tried = isinstance(plain, dict) and {"secret_files", "secret_env"} & set(plain)
    if tried and not files and not names:
        return ()  # What is wrong with them has been said.
    return read_secrets(reading, where, files, names)
