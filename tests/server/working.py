"""Two workers that do nothing but say that they are there: python -m tests.server.working [fail]"""

import os
import select
import signal
import socket
import sys

from assist.errors import ConfigError
from assist.server.workers import Worker, Workers


def say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def run(worker: Worker, listening: socket.socket) -> int:
    if sys.argv[1:] == ["fail"] and worker.number == 2:
        raise ConfigError("it cannot start")
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: told.append(number))
    os.write(worker.ready, b".")
    say(f"begun {worker.number} {os.getpid()}")
    heard = 0
    while True:
        while heard < len(told):
            heard += 1
            if told[heard - 1] == signal.SIGTERM:
                return 0
            say(f"told {worker.number} {signal.Signals(told[heard - 1]).name}")
        if select.select([worker.orphaned], [], [], 0.02)[0]:
            say(f"orphaned {worker.number} 0")
            return 0


if __name__ == "__main__":
    sockets = [socket.socket() for _ in range(2)]
    code = Workers(sockets, run).serve()
    say(f"ended {code} {os.getpid()}")
    sys.exit(code)
