"""Root's rights -> a network of its own for one node, whose wires can be cut one by one.

One wire leads to its clients, the other to Redis. Only this machine is at their ends.
"""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


class Forbidden(Exception):
    """This user or machine cannot have network namespaces; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A network. `node`: its address for clients; `engine`: that of this machine behind the other
    wire.
    """

    name: str
    node: str
    engine: str
    wire: str

    def cut(self) -> None:
        """Let nothing pass between the node and Redis, without a word to either."""
        _ip("link", "set", self.wire, "down")

    def mend(self) -> None:
        _ip("link", "set", self.wire, "up")


@contextmanager
def network() -> Iterator[Network]:
    """Make a network, and take it away at the end.

    Raises:
        Forbidden: it cannot be made here.
    """
    if os.geteuid() != 0 or shutil.which("ip") is None:
        raise Forbidden("network namespaces need root and the command `ip`")
    name = f"wl{secrets.token_hex(3)}"
    third = secrets.randbelow(250)
    nets = [f"10.{214 + number}.{third}" for number in (0, 1)]
    try:
        _ip("netns", "add", name)
        for number, net in enumerate(nets):
            outer, inner = f"{name}o{number}", f"{name}i{number}"
            _ip("link", "add", outer, "type", "veth", "peer", "name", inner)
            _ip("link", "set", inner, "netns", name)
            _ip("addr", "add", f"{net}.1/30", "dev", outer)
            _ip("link", "set", outer, "up")
            _ip("-n", name, "addr", "add", f"{net}.2/30", "dev", inner)
            _ip("-n", name, "link", "set", inner, "up")
        _ip("-n", name, "link", "set", "lo", "up")
        yield Network(name=name, node=f"{nets[0]}.2", engine=f"{nets[1]}.1", wire=f"{name}o1")
    except subprocess.CalledProcessError as error:
        raise Forbidden(f"no network namespace can be made: {error.stderr.strip()}") from None
    finally:
        for number in (0, 1):
            subprocess.run(["ip", "link", "del", f"{name}o{number}"], capture_output=True)
        subprocess.run(["ip", "netns", "del", name], capture_output=True)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)
