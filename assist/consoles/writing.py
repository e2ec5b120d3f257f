"""What is said -> the parts of a console's payload, and a console's word for a channel -> ours."""

import hashlib
import html
import json
import re
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from assist.consoles.contract import Written

FORM: Final = "application/x-www-form-urlencoded"
_OTHER_NAMES: Final = {"mail": "email", "conversation": "chat", "native-messaging": "chat"}


def written(payload: dict[str, Any]) -> Written:
    """Return a JSON body; fields that are None are left out, here and further in."""
    text = json.dumps(_without_none(payload), ensure_ascii=False, separators=(",", ":"))
    return Written(body=text.encode())


def form(fields: dict[str, str | None]) -> Written:
    """Return a form's body; fields that are None are left out."""
    body = urlencode({name: value for name, value in fields.items() if value is not None})
    return Written(body=body.encode(), headers={"content-type": FORM})


def iso(at: float | None) -> str | None:
    """Return a time in seconds since the epoch as ISO 8601 in UTC."""
    if at is None:
        return None
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def page(text: str) -> str:
    """Return words as a paragraph of HTML."""
    return "<p>" + html.escape(text).replace("\n", "<br>") + "</p>"


def channel(name: str | None) -> str | None:
    """Return our word for a channel; None where there is none that could be one."""
    word = re.sub(r"[^a-z0-9]+", "-", (name or "").lower()).strip("-")[:40].rstrip("-")
    word = _OTHER_NAMES.get(word, word)
    return word if word[:1].isalpha() else None


def digest(*parts: str | bytes) -> str:
    """Return a short name that is the same for the same parts."""
    made = hashlib.blake2b(digest_size=8)
    for part in parts:
        made.update(part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass"))
        made.update(b"\0")
    return made.hexdigest()


def _without_none(value: object) -> object:
    if isinstance(value, dict):
        return {name: _without_none(one) for name, one in value.items() if one is not None}
    return [_without_none(one) for one in value] if isinstance(value, list) else value
