"""A console's connector and its samples, read as a proven request would be."""

import json
from pathlib import Path
from typing import Any

import pytest

from assist.config import Console
from assist.consoles import said
from assist.consoles.contract import Api, Ask, Connector, Heard, History, Past, Written
from assist.consoles.registry import named
from assist.errors import FrameError
from assist.webhooks import Signed
from assist.wire.requests import Said

SAMPLES = Path(said.__file__).parent / "samples"
HOSTILE = (
    b"",
    b"null",
    b"[]",
    b"7",
    b"{}",
    b"\xff",
    b'{"a": "\\ud800"}',
    b'{"a":' * 100_000,
    b"a=%FF&b",
    b"&" * 5000,
)


class Samples:
    """One console's."""

    def __init__(self, console: Console) -> None:
        self.console: Console = console
        self.connector: Connector = named(console)
        self.folder = SAMPLES / console

    def body(self, name: str) -> bytes:
        (found,) = self.folder.glob(f"{name}.*")
        return found.read_bytes()

    def names(self) -> list[str]:
        return sorted(one.stem for one in self.folder.iterdir())

    def heard(self, name: str) -> Heard:
        return self.read(self.body(name))

    def read(self, body: bytes | str | dict[str, Any]) -> Heard:
        if isinstance(body, dict):
            body = json.dumps(body)
        raw = body.encode() if isinstance(body, str) else body
        return self.connector.read(Signed(headers={}, body=raw))

    def written(self, one: Said) -> Written:
        request = self.connector.write(one)
        assert request is not None
        return request

    def history(self) -> History:
        assert self.connector.history is not None
        return self.connector.history

    def again(self, one: Said) -> Heard:
        """Return what is heard of what is written."""
        return self.read(self.written(one).body)

    def past(self, conversation: str, body: bytes | None = None) -> Past:
        """Return what an answer of the API says; without one that which is beside this file."""
        if body is None:
            body = (Path(__file__).parent / "answers" / f"{self.console}.json").read_bytes()
        return self.history().read(body, conversation)

    def ask(self, conversation: str, older: str | None = None) -> Ask:
        api = Api(url="https://api.example.com/v2", user="ada", secret=b"secret")
        return self.history().ask(api, conversation, older)

    def refused(self, body: bytes) -> None:
        with pytest.raises(FrameError) as caught:
            self.read(body)
        assert caught.value.path is not None


def told(one: object) -> dict[str, object]:
    """Return the fields that say something."""
    found = {name: getattr(one, name) for name in dir(one) if not name.startswith("_")}
    return {name: value for name, value in found.items() if value not in (None, False)}
