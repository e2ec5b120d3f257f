"""The path of a configuration file -> its tables."""

from pathlib import Path
from typing import Final

from assist.errors import ConfigError
from assist.tables import Plain, tables

MOST_BYTES: Final = 1024 * 1024


def read_tables(path: Path) -> Plain:
    """Return the tables of a file.

    Raises:
        ConfigError: it is not there, too large, or not TOML; names the line.
    """
    try:
        if path.exists() and not path.is_file():
            raise ConfigError(f"{path}: not a file; name a TOML file")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); name a file") from None
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1024
        raise ConfigError(f"{path}: more than {most} KB; leave out what is not a setting")
    try:
        return tables(data)
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from None
