"""A name or a body -> a hash of it that no one without the journal's key can make or guess.

The key stands in a file beside the journal, so a copy of the journal alone tells nothing of what
was erased, and no hash in it can be turned back into a card's number.
"""

import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgpack

from assist.errors import ConfigError

_BYTES: Final = 32
_HASH: Final = 16
_TAG: Final = 4


@dataclass(frozen=True, slots=True)
class Secret:
    """The key of a journal's hashes."""

    key: bytes = field(repr=False)
    _tag: bytes = field(init=False, repr=False)
    """Tells what this key has sealed."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_tag", self._hash(b"tag")[:_TAG])

    def name(self, *parts: str) -> str:
        """Return the name that stands for these, in hexadecimal digits."""
        return self._hash(msgpack.packb(parts)).hex()

    def seal(self, body_hash: bytes) -> bytes:
        """Return what is kept of a body's hash."""
        return self._tag + self._hash(body_hash)

    def sealed(self, seal: bytes) -> bool:
        """Return whether this key made a seal."""
        return seal.startswith(self._tag)

    def same(self, sealed: bytes, body_hash: bytes) -> bool:
        """Return whether a body is the one that was sealed.

        Where that cannot be told, it is: the body was erased, or another key sealed it.
        """
        return not self.sealed(sealed) or sealed == self.seal(body_hash)

    def _hash(self, data: bytes) -> bytes:
        return hashlib.blake2b(data, key=self.key, digest_size=_HASH).digest()


def load(journal: Path) -> Secret:
    """Return the secret of the journal at a path; it is made where there is none."""
    path = journal.with_name(journal.name + ".key")
    if path.exists() and path.stat().st_size != _BYTES:
        # Cut off by a crash: nothing that it named can be found again, and nothing must.
        path.unlink()
    return at(path)


def at(path: Path) -> Secret:
    """Return the secret in a file; it is made where there is none.

    Raises:
        ConfigError: the file holds something else, or cannot be read or made.
    """
    try:
        key = path.read_bytes() if path.exists() else _make(path)
    except OSError as error:
        raise ConfigError(
            f"{path}: the journal's key is not to be had ({error.strerror})"
        ) from None
    if len(key) != _BYTES:
        raise ConfigError(
            f"{path}: holds {len(key)} bytes, and a journal's key has {_BYTES}; "
            f"make one with `openssl rand -out FILE {_BYTES}`"
        )
    return Secret(key)


def lend(journal: Path, path: Path) -> Secret:
    """Return the secret of the journal at a path, which rests in the file `path` afterwards too.

    Raises:
        ConfigError: there is another one in that file, or it cannot be made.
    """
    own = load(journal)
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _make(path, own.key)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror})") from None
    if at(path) != own:
        raise ConfigError(
            f"{path}: another key than the journal's, {journal.name}.key beside it: by that one no "
            "message sent again would be known; remove it if nothing uses it"
        )
    return own


def _make(path: Path, key: bytes | None = None) -> bytes:
    """Return the key that rests in a file afterwards; the file is whole or not there.

    Where several processes make it at once, the first one's is the key of all.
    """
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, key or secrets.token_bytes(_BYTES))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
    return path.read_bytes()
