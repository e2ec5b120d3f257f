"""A file, or the data folder -> the secret that signs the node's own tokens."""

import os
import secrets
from pathlib import Path
from typing import Final

from assist.errors import ConfigError

_SHORTEST_KEY: Final = 32


def load_key(data: Path, key_file: Path | None = None) -> bytes:
    """Return the secret in `key_file`, or the data folder's own, made where there is none.

    Raises:
        ConfigError: the file cannot be read, or its secret is too short.
    """
    path = key_file or data / "token.key"
    try:
        if key_file is None:
            data.mkdir(mode=0o700, parents=True, exist_ok=True)
            _make_key(path)
        key = path.read_bytes().strip()
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror}); let this user read it"
        ) from error
    if len(key) < _SHORTEST_KEY:
        raise ConfigError(
            f"{path}: the secret is too short; write at least {_SHORTEST_KEY} bytes, "
            "as `openssl rand -hex 32` prints them"
        )
    return key


def _make_key(path: Path) -> None:
    # Made aside and linked into place: of two that start at once one wins, and both read it.
    if path.exists():
        return
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32) + "\n")
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
