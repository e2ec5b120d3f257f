"""A text of the settings -> what would be right in its place, or None where it is right."""

import re
from collections.abc import Callable
from ipaddress import ip_network
from typing import Final
from urllib.parse import urlsplit

Shape = Callable[[str], str | None]

_HEADER: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,200}")
_SERVERS: Final = ("https", "http", "wss", "ws", "xmpps", "xmpp")
_TOKEN_PATH: Final = re.compile(r"[\w-]{1,100}(\.[\w-]{1,100}){0,7}")


def origin(text: str) -> str | None:
    """Check an origin: scheme, host and port of a page, or a browser extension."""
    try:
        parts = urlsplit(text)
        sound = (
            parts.scheme in ("http", "https", "chrome-extension")
            and bool(parts.hostname)
            and text.lower() == f"{parts.scheme}://{parts.netloc}".lower()
            and not re.search(r"[@*\s]|[^!-~]", parts.netloc)
            and parts.port != 0
        )
    except ValueError:
        sound = False
    if sound:
        return None
    idn = "" if text.isascii() else ", a name with other letters as browsers do (xn--...)"
    return f"not an origin; write https://console.example.com{idn}"


def network(text: str) -> str | None:
    """Check an address or a network."""
    try:
        ip_network(text)
    except ValueError:
        try:
            return f"bits beyond the mask are set; did you mean {ip_network(text, strict=False)}?"
        except ValueError:
            return "neither an address nor a network; write 10.1.2.3 or 10.0.0.0/8"
    return None


def url(text: str) -> str | None:
    """Check an address of the web."""
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    return None if sound and not re.search(r"\s", text) else "write http://host or https://host"


def journal(text: str) -> str | None:
    """Check the address of a Redis."""
    sound = re.fullmatch(r"(rediss?|redis\+sentinel|unix)://\S+", text)
    return None if sound else "write redis://host:6379/0, rediss://, redis+sentinel:// or unix://"


def prefix(text: str) -> str | None:
    """Check what keys begin with."""
    sound = re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", text)
    return None if sound else "write up to 64 letters, digits, `_`, `.` and `-`"


def server(text: str) -> str | None:
    """Check the address of a server that is listened to."""
    try:
        parts = urlsplit(text)
        sound = parts.scheme in _SERVERS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    bare = sound and not parts.username and not parts.password and not re.search(r"\s", text)
    return None if bare else f"write {' or '.join(f'{one}://host' for one in _SERVERS)}"


def locale(text: str) -> str | None:
    """Check a country, or a language and its country."""
    from phonenumbers import SUPPORTED_REGIONS  # 12 ms: only where a file names some

    from assist.privacy.places import countries

    known = all(country in SUPPORTED_REGIONS for country in countries((text,)))
    return None if known else "no such country; write two capitals as GB, or fr-CA"


def issuer(text: str) -> str | None:
    """Check the name of who signs tokens."""
    return "this name is the node's own; write the issuer's" if text == "warmline" else None


def header(text: str) -> str | None:
    """Check the name of a header."""
    return None if _HEADER.fullmatch(text) else "not the name of a header; write X-Signature"


def variable(text: str) -> str | None:
    """Check the name of an environment variable that holds a secret."""
    if text.startswith("WARMLINE_"):
        return "names with WARMLINE_ are settings; give the variable another name"
    return None if _VARIABLE.fullmatch(text) else "not the name of a variable; write ACME_SECRET"


def token_path(text: str) -> str | None:
    """Check where a token stands in a body."""
    return None if _TOKEN_PATH.fullmatch(text) else "write field names with dots, as data.secret"
