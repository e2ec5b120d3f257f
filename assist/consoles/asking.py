"""A console's API and the parts of an address -> the request that asks it."""

import base64
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from assist.consoles.contract import Api, Ask

_JSON: Final = {"accept": "application/json"}


def basic(api: Api) -> dict[str, str]:
    """Return the headers that name the user and the secret."""
    pair = base64.b64encode(api.user.encode() + b":" + api.secret).decode()
    return _JSON | {"authorization": f"Basic {pair}"}


def bearer(api: Api) -> dict[str, str]:
    """Return the headers that hold the secret alone."""
    return _JSON | {"authorization": f"Bearer {api.secret.decode('utf-8', 'replace')}"}


def ask(api: Api, *path: str, headers: Mapping[str, str], query: str = "") -> Ask:
    """Return the request for a path below the API's address.

    Args:
        path: its parts; what stands in one never becomes another part.
        query: as it is written after the question mark.
    """
    parts = (quote(part, safe="") for part in path)
    address = "/".join((api.url.rstrip("/"), *parts))
    return Ask(url=f"{address}?{query}" if query else address, headers=headers)
