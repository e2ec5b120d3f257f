"""The Lua files beside this one -> the scripts that Redis runs, by name.

A script runs as one step that nothing comes between. It reads and refuses first and writes last,
for what it wrote before an error stays. Each may run twice for one call, because an answer can be
lost on its way: it then changes nothing and answers the same.
"""

import hashlib
from importlib.resources import files
from typing import Final

_PARTS: Final[dict[str, tuple[str, ...]]] = {
    "append": ("begin", "lease", "owners"),
    "commit": ("begin", "lease", "past", "rewrite"),
    "read": ("begin",),
    "load": ("begin",),
    "recall": ("begin",),
    "idle": ("begin",),
    "look": ("begin", "lease"),
    "release": ("begin",),
    "claim": ("begin",),
    "mark": ("begin",),
    "unmark": ("begin",),
    "erase": ("begin", "past", "rewrite"),
    "forget": ("begin", "past"),
}
"""What each begins with."""


def _text(name: str) -> str:
    return (files(__package__) / "scripts" / f"{name}.lua").read_text("utf-8")


SOURCES: Final = {
    name: "".join(_text(part) for part in (*parts, name)) for name, parts in _PARTS.items()
}
"""The text of each script."""

HASHES: Final = {
    name: hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest()
    for name, source in SOURCES.items()
}
"""What Redis calls each."""

JOIN: Final = _text("join")
"""What a node runs first on each connection; it needs no term."""
