"""The processes of one machine -> the metrics of all of them, whichever is asked.

Each process also listens on a socket file in the data folder; who is asked for metrics asks the
others there, and says of each number whose it is.
"""

import asyncio
import contextlib
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import httpx
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from assist.server.workers import Worker

PATIENCE: Final = 2.0
"""Seconds for the answer of another process; one that does not answer is left out."""


def listen(data: Path, worker: Worker) -> socket.socket:
    """Return the socket at which the others ask this process."""
    place = _place(data, worker.number)
    with contextlib.suppress(FileNotFoundError):
        place.unlink()
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(str(place))
    place.chmod(0o600)
    listening.listen()
    listening.setblocking(False)
    return listening


def forget(data: Path, count: int) -> None:
    """Remove the socket files."""
    for number in range(1, count + 1):
        with contextlib.suppress(OSError):
            _place(data, number).unlink()


class Gathered(Collector):
    """The numbers of several processes, each with a label `worker`."""

    def __init__(self, pages: Iterable[tuple[int, str]]) -> None:
        self._families: dict[str, Metric] = {}
        for number, page in pages:
            for family in text_string_to_metric_families(page):
                whole = self._families.setdefault(
                    family.name, Metric(family.name, family.documentation, family.type)
                )
                whole.samples += [
                    sample._replace(labels={**sample.labels, "worker": str(number)})
                    for sample in family.samples
                ]

    def collect(self) -> Iterator[Metric]:
        """Yield the numbers."""
        yield from self._families.values()


async def pages(data: Path, worker: Worker, own: str) -> list[tuple[int, str]]:
    """Return what each process says; `own` is this one's."""
    numbers = range(1, worker.count + 1)
    others = [number for number in numbers if number != worker.number]
    told = await asyncio.gather(*(_ask(data, number) for number in others))
    found = [(number, page) for number, page in zip(others, told, strict=True) if page is not None]
    return sorted([(worker.number, own), *found])


async def _ask(data: Path, number: int) -> str | None:
    transport = httpx.AsyncHTTPTransport(uds=str(_place(data, number)))
    try:
        async with httpx.AsyncClient(transport=transport, timeout=PATIENCE) as http:
            answer = await http.get("http://worker/metrics")
            return answer.text if answer.status_code == 200 else None
    except httpx.HTTPError:
        return None


def _place(data: Path, number: int) -> Path:
    return data / f"worker-{number}.sock"
