"""Lines on stdin, each a JSON object -> `warmline` with its `arguments`, in a fork of this process.

What a start spends on importing is done once here, so that a run of many kills is short. Each
child is a process of its own with its own memory, files and sockets, and runs the whole command.
Its stdout and stderr go to the end of `log`, `environment` is added to its own; its number is
printed here.
"""

import json
import os
import signal
import sys

from assist.cli import main
from assist.playbooks.load import load
from assist.reading.reader import Reader
from assist.server import run
from tests.server.harness import RULES

IMPORTED = (run,)
"""So that no child must."""


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def become(log: str, arguments: list[str], environment: dict[str, str]) -> None:
    """Turn this process into a server."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.update(environment)
    try:
        main(arguments)
    except SystemExit as end:
        say(f"ended with {end.code}")
        raise


def serve() -> None:
    Reader(load(RULES))
    # Children that died need nobody to collect them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    say("warm")
    for line in sys.stdin:
        if (child := os.fork()) == 0:
            become(**json.loads(line))
        say(str(child))


if __name__ == "__main__":
    serve()
