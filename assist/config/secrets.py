"""The files and variables that hold a webhook's secrets -> the secrets, or what is wrong."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from assist.config.section import Reading, Values

_LONGEST: Final = 64 * 1024
_STRANGERS: Final = stat.S_IROTH | stat.S_IWOTH


def secrets_of(
    reading: Reading, where: str, values: Values, plain: object, prefix: str = ""
) -> tuple[bytes, ...]:
    """Take the sources out of the values; return the secrets.

    Args:
        values: those of a table that were right.
        plain: the table as it stands in the file.
        prefix: of the two keys; with one, the table may do without a secret.
    """
    keys = f"{prefix}secret_files", f"{prefix}secret_env"
    files, names = (values.pop(key, ()) for key in keys)
    tried = isinstance(plain, dict) and set(keys) & set(plain)
    if not files and not names and (tried or prefix):
        return ()  # What is wrong with them has been said.
    return _of_sources(reading, where, files, names, prefix)


def _of_sources(
    reading: Reading,
    where: str,
    files: tuple[Path, ...],
    variables: tuple[str, ...],
    prefix: str = "",
) -> tuple[bytes, ...]:
    """Return the secrets, in the order of the file; their own text is told to nobody."""
    found: list[bytes] = []
    sources: list[tuple[str, Callable[[], bytes]]] = [
        *((f"{where} {prefix}secret_files", lambda path=path: of_file(path)) for path in files),
        *(
            (f"{where} {prefix}secret_env", lambda name=name: _of_variable(reading, name))
            for name in variables
        ),
    ]
    for place, read in sources:
        try:
            found.append(read())
        except ValueError as error:
            reading.complain(place, str(error))
    if not files and not variables:
        reading.complain(where, "it has no secret; write secret_files or secret_env")
    elif len(files) + len(variables) > 2:
        reading.complain(where, "more than two secrets; write the old and the new one")
    return tuple(found)


def of_file(path: Path) -> bytes:
    """Return the content of a file that strangers cannot read, without the line's end.

    Raises:
        ValueError: it is not there, or too open; says what would be right.
    """
    try:
        if path.exists() and not path.is_file():
            raise ValueError(f"{path} is not a file; name one")
        with path.open("rb") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & _STRANGERS:
                raise ValueError(f"every user may read or write {path}; run `chmod o= {path}`")
            data = file.read(_LONGEST + 1)
    except OSError as error:
        raise ValueError(f"{path} cannot be read ({error.strerror}); name a file") from None
    if len(data) > _LONGEST:
        raise ValueError(f"{path} has over {_LONGEST // 1024} KB; that is no secret")
    return data.removesuffix(b"\n").removesuffix(b"\r")


def _of_variable(reading: Reading, name: str) -> bytes:
    if name not in reading.environ:
        raise ValueError(f"the environment has no {name}; set it where the server starts")
    return reading.environ[name].encode("utf-8", "surrogateescape")
