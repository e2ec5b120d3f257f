"""How long a platform waits for a durable acknowledgement, at a rate of messages.

    python -m benchmarks.durability [--rate 500] [--seconds 30] [--write]

The real server in a process of its own, with the rules that ship, reads every message meanwhile.
Messages are sent when they are due, whether the ones before were answered or not. Beside it stands
what one bare sync of the same disk takes, measured in the same run.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.client import Client, token
from benchmarks.latency import free_port, process
from benchmarks.report import Section, between, machine, markdown, show

PAGE = Path(__file__).parents[1] / "docs" / "reliability.md"
SOCKETS = 8
CHATS = 200
WARM_UP = 25.0
"""Seconds: the server compiles its rules in small steps after its start."""
SYNC_EVERY = 0.1
TEXTS = (
    "still no parcel, third time I ask",
    "thank you, that helps",
    "où est ma commande ? elle devait arriver lundi",
    "I will look into it and write by tomorrow",
)


async def measure(rate: float, seconds: float) -> tuple[list[float], list[float], float]:
    """Return how long acknowledgements and bare syncs took, and the rate that was reached."""
    acks: list[float] = []
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="warmline-")))
        data, port = folder / "data", free_port()
        serve = ("assist", "serve", "--port", str(port), "--data", str(data))
        await stack.enter_async_context(process(folder, "/widget/", *serve))
        url, bearer = f"http://127.0.0.1:{port}", token(data, "platform", "benchmark")
        clients = [
            await stack.enter_async_context(Client.open(url, bearer, "msgpack"))
            for _ in range(SOCKETS)
        ]
        syncing = asyncio.create_task(asyncio.to_thread(syncs, folder / "sync", WARM_UP + seconds))
        began = time.perf_counter()

        async def post(number: int) -> None:
            _, sent_at, came_at = await clients[number % SOCKETS].ask(
                "message.post",
                c=f"chat-{number % CHATS}",
                message_id=f"m{number}",
                speaker="customer",
                text=TEXTS[number % len(TEXTS)],
            )
            if sent_at - began > WARM_UP:
                acks.append(came_at - sent_at)

        async with asyncio.TaskGroup() as group:
            for number in range(round((WARM_UP + seconds) * rate)):
                await asyncio.sleep(began + number / rate - time.perf_counter())
                group.create_task(post(number))
        reached = len(acks) / (time.perf_counter() - began - WARM_UP)
        return acks, await syncing, reached


def syncs(path: Path, seconds: float) -> list[float]:
    """Write and sync a page now and then; return how long each took."""
    taken: list[float] = []
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        os.write(descriptor, bytes(4096))
        began = time.perf_counter()
        os.fdatasync(descriptor)
        taken.append(time.perf_counter() - began)
        time.sleep(SYNC_EVERY)
    os.close(descriptor)
    return taken


def row(what: str, seconds: list[float]) -> dict[str, str | int | float]:
    """Return one line of the table, in milliseconds."""
    cuts = statistics.quantiles(seconds, n=1000, method="inclusive")
    return {
        "what": what,
        "count": len(seconds),
        "p50 ms": round(cuts[499] * 1000, 1),
        "p99 ms": round(cuts[989] * 1000, 1),
        "p99.9 ms": round(cuts[998] * 1000, 1),
        "worst ms": round(max(seconds) * 1000, 1),
    }


def main() -> None:
    """Measure, and show what came out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rate", type=float, default=500.0, help="messages a second")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--write", action="store_true", help="write into docs/reliability.md")
    options = parser.parse_args()
    acks, bare, reached = asyncio.run(measure(options.rate, options.seconds))
    section = Section(
        title=f"Durable acknowledgement at {options.rate:g} messages a second",
        note=f"{SOCKETS} sockets, {CHATS} chats, the rules that ship; {reached:.0f} were"
        f" acknowledged a second. Measured from {WARM_UP:g} s after the start, until when rules are"
        " still compiled in small steps. Aim: p99 of 30 ms or less.",
        rows=[row("acknowledged", acks), row("a bare sync", bare)],
    )
    facts = machine(("uvicorn", "websockets", "uvloop"))
    show(facts, {"durability": section})
    if options.write:
        command = ".venv/bin/python -m benchmarks.durability"
        part = markdown(command, facts, {"durability": section})
        PAGE.write_text(between(PAGE.read_text(), "durability", part))


if __name__ == "__main__":
    main()
