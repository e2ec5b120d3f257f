"""Log records -> lines on stderr that hold nothing a peer could have written on purpose.

A line is one line: control characters, escape sequences and marks that turn the writing direction
become their code. Of an exception only its kind and place are told, for its words may quote a
customer. Of what a library logs, the words before the first bracket or quote stay, and nothing
below a warning.
"""

import json
import logging
import re
import sys
import threading
import time
from collections import Counter
from types import TracebackType
from typing import Any, Final, Literal

OURS: Final = "warmline"
_LONGEST: Final = 2000
"""Characters of a message; the rest is cut off."""
_QUOTING: Final = re.compile(r"[\n(<'\"]")

log = logging.getLogger("warmline.errors")


def set_up(form: Literal["text", "json"], level: str) -> None:
    """Send all that this process logs to stderr, in lines of this form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    handler.addFilter(_matters)
    handler.addFilter(Seldom())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel("WARNING")
    logging.getLogger(OURS).setLevel(level.upper())
    # A line that cannot be written would be told on stderr with its arguments as they are.
    logging.raiseExceptions = False
    logging.captureWarnings(True)
    threading.excepthook = _of_thread
    sys.unraisablehook = _unraisable


class Seldom(logging.Filter):
    """Lets the same line through a hundred times in ten seconds: no peer fills the disk with it.

    The last one says that more are left out.
    """

    def __init__(self, most: int = 100, seconds: float = 10.0) -> None:
        super().__init__()
        self._most = most
        self._seconds = seconds
        self._since = 0.0
        self._counts: Counter[tuple[str, str]] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is to be written."""
        if not 0 <= record.created - self._since < self._seconds:
            self._since = record.created
            self._counts.clear()
        line = record.name, str(record.msg)
        self._counts[line] += 1
        if self._counts[line] == self._most:
            record.msg = f"{record.msg} (more of these are left out for {self._seconds:g} s)"
        return self._counts[line] <= self._most


class TextLines(logging.Formatter):
    """`2026-01-31T12:00:00.000Z INFO warmline.socket: what happened`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        fields = told(record)
        error = f" ({fields['error']})" if "error" in fields else ""
        return f"{fields['time']} {fields['level']} {fields['logger']}: {fields['message']}{error}"


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message and, of an exception, error."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return json.dumps(told(record))


def told(record: logging.LogRecord) -> dict[str, str]:
    """Return what a record says, made harmless."""
    try:
        message = record.getMessage()
    except Exception:
        message = "this line could not be written: its arguments do not fit"
    if not record.name.startswith(OURS):
        # What follows is arguments and representations: they may hold a message.
        message = _QUOTING.split(message, maxsplit=1)[0].strip()
    moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
    fields = {
        "time": f"{moment}.{int(record.msecs):03}Z",
        "level": record.levelname,
        "logger": harmless(record.name),
        "message": harmless(message),
    }
    if record.exc_info and record.exc_info[1] is not None:
        fields["error"] = harmless(place(record.exc_info[1]))
    return fields


def harmless(text: str) -> str:
    """Return a text on one line, with what cannot be printed as its code, cut where it is long."""
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else _code(one) for one in text)


def place(error: BaseException) -> str:
    """Return an error's kind and place, and never its words: they may quote a customer."""
    return f"{type(error).__name__} at {_deepest(error.__traceback__)}"


def _deepest(frame: TracebackType | None) -> str:
    if frame is None:
        return "nowhere"
    while frame.tb_next is not None:
        frame = frame.tb_next
    return f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}"


def _code(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"


def _matters(record: logging.LogRecord) -> bool:
    # uvicorn says it of each socket that was refused, as an error.
    return not (record.name == "uvicorn.error" and "without completing handshake" in record.msg)


def _of_thread(happened: threading.ExceptHookArgs) -> None:
    if happened.exc_value is not None:
        log.error("a thread ended: %s", place(happened.exc_value))


def _unraisable(happened: Any) -> None:  # noqa: ANN401  # no public name for its type
    if happened.exc_value is not None:
        log.error("an error could not be raised: %s", place(happened.exc_value))
