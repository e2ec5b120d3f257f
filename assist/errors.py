"""What can go wrong, split by whose fault it is.

A message starts with where and ends with what would be right.
"""


class AssistError(Exception):
    """Any error that Warmline raises on purpose."""


class PlaybookError(AssistError):
    """A rule file is wrong: its author mends it."""


class FrameError(AssistError):
    """A frame or a request is wrong: the peer mends it.

    Args:
        message: what would be right; never echoes the peer's values.
        path: the field, as `$.text`, where one is at fault.
    """

    def __init__(self, message: str, *, path: str | None = None) -> None:
        super().__init__(message)
        self.path = path


class ConfigError(AssistError):
    """A setting, a file or the machine is wrong: the operator mends it."""


class InputError(AssistError):
    """A line of an input file is wrong: who made the file mends it."""
