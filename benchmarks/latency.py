"""How long a customer's message takes from the platform's frame to the agent's widget.

    python -m benchmarks.latency [--seconds 60] [--rate 50] [--chats 20] [--json FILE]

The real server and a bare echo on the same stack run side by side, each in a process of its
own, and take turns being measured, so that whatever else the machine does falls on both. The
messages are those of the demo's chats, customers' and agents', in their order.
"""

import argparse
import asyncio
import json
import os
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import uvloop
from websockets.asyncio.client import ClientConnection, connect

from assist.resources import widget_dir
from benchmarks.client import Client, Frame, token

WARM_UP = 5.0
WIDGETS = 12
Message = tuple[str, dict[str, object]]
STEPS = ("acknowledged", "message.posted", "message.read", "suggestion.offered")


@dataclass
class Times:
    """Seconds from a message's sending to what followed, by what it was."""

    sent: dict[str, float] = field(default_factory=dict)
    taken: dict[str, list[float]] = field(
        default_factory=lambda: {name: [] for name in ("echo", *STEPS)}
    )
    measuring: bool = False

    def add(self, what: str, seconds: float) -> None:
        """Note one measurement, unless the servers are still warming up."""
        if self.measuring:
            self.taken[what].append(seconds)

    def hear(self, frame: Frame, came_at: float) -> None:
        """Note an event that reached a widget."""
        data = frame["d"].get("suggestion", frame["d"])
        sent_at = self.sent.get(f"{frame['c']}/{data.get('message_id')}")
        if frame["k"] in STEPS and sent_at is not None:
            self.add(frame["k"], came_at - sent_at)


def messages(chats: int) -> Iterator[Message]:
    """Yield messages for ever, of `chats` conversations at a time: (conversation, message)."""
    folder = widget_dir().parent / "demo" / "chats"
    scripts = [
        [turn for turn in json.loads(path.read_text())["turns"] if "text" in turn]
        for path in sorted(folder.glob("*.json"))
    ]
    numbers = count()

    def play() -> Iterator[Message]:
        while True:
            number = next(numbers)
            for turn, said in enumerate(scripts[number % len(scripts)]):
                yield (
                    f"chat-{number}",
                    {"message_id": f"m{turn}", "speaker": said["speaker"], "text": said["text"]},
                )

    playing = [play() for _ in range(chats)]
    while True:
        for each in playing:
            yield next(each)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def process(folder: Path, ready: str, *arguments: str) -> AsyncIterator[int]:
    """Run a server and yield its process id once it has said that it is ready."""
    log = folder / f"{arguments[0]}.log"
    with log.open("w") as errors:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *arguments, stdout=asyncio.subprocess.PIPE, stderr=errors
        )
    assert child.stdout is not None
    try:
        async with asyncio.timeout(60):
            while ready not in (line := (await child.stdout.readline()).decode()):
                if not line:
                    raise SystemExit(f"{arguments[0]}: did not start: {log.read_text()}")
        yield child.pid
    finally:
        if child.returncode is None:
            child.terminate()
        await child.wait()


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Stage:
    """Two servers that run, and the sockets to them."""

    server_pid: int
    echo_pid: int
    platform: Client
    widgets: list[Client]
    echo: ClientConnection
    times: Times
    followed: set[str] = field(default_factory=set)

    async def follow(self, chat: str) -> None:
        """Let one of the widgets follow a conversation, if none does."""
        if chat not in self.followed:
            self.followed.add(chat)
            widget = self.widgets[len(self.followed) % len(self.widgets)]
            await widget.ask("subscribe", c=chat)

    def cpu(self) -> tuple[float, float]:
        """Return the CPU seconds of the server and of the echo so far."""
        return cpu_seconds(self.server_pid), cpu_seconds(self.echo_pid)


@asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    """Start both servers and connect to them."""
    times = Times()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        data, port, echo_port = folder / "data", free_port(), free_port()
        serve = ("assist", "serve", "--port", str(port), "--data", str(data))
        server_pid = await stack.enter_async_context(process(folder, "/widget/", *serve))
        echo = ("benchmarks.echo", str(echo_port))
        echo_pid = await stack.enter_async_context(process(folder, "ready", *echo))
        server = f"http://127.0.0.1:{port}"
        opened = [
            Client.open(server, token(data, "agent", f"w{number}"), "json", times.hear)
            for number in range(WIDGETS)
        ]
        feed = Client.open(server, token(data, "platform", "p"), "msgpack")
        bare = connect(f"ws://127.0.0.1:{echo_port}/", compression=None, proxy=None)
        yield Stage(
            server_pid=server_pid,
            echo_pid=echo_pid,
            platform=await stack.enter_async_context(feed),
            widgets=[await stack.enter_async_context(widget) for widget in opened],
            echo=await stack.enter_async_context(bare),
            times=times,
        )


async def measure(seconds: float, rate: float, chats: int) -> dict[str, object]:
    """Return what one run found; times in milliseconds."""
    source = messages(chats)
    async with staged() as stage:
        await load(stage, source, WARM_UP, rate)
        stage.times.measuring = True
        before = stage.cpu()
        sent = await load(stage, source, seconds, rate)
        used = tuple(now - then for now, then in zip(stage.cpu(), before, strict=True))
    return report(stage.times, sent, *used)


async def load(stage: Stage, source: Iterator[Message], seconds: float, rate: float) -> int:
    """Send messages at an even pace, and between them one to the echo; return how many."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    total = round(seconds * rate)
    async with asyncio.TaskGroup() as posts:
        for number in range(total):
            chat, message = next(source)
            await stage.follow(chat)
            posts.create_task(post(stage, chat, message))
            await asyncio.sleep(start + (number + 0.5) / rate - loop.time())
            await bounce(stage, message)
            await asyncio.sleep(start + (number + 1) / rate - loop.time())
    # The last readings and cards are still on their way.
    await asyncio.sleep(0.5)
    return total


async def post(stage: Stage, chat: str, message: dict[str, object]) -> None:
    """Send one message and note when it was acknowledged."""
    stage.times.sent[f"{chat}/{message['message_id']}"] = time.perf_counter()
    _, sent_at, came_at = await stage.platform.ask("message.post", c=chat, **message)
    stage.times.add("acknowledged", came_at - sent_at)


async def bounce(stage: Stage, message: dict[str, object]) -> None:
    """Send the same text to the echo and note when it was back."""
    payload = json.dumps(message).encode()
    sent_at = time.perf_counter()
    await stage.echo.send(payload)
    await stage.echo.recv()
    stage.times.add("echo", time.perf_counter() - sent_at)


def report(times: Times, sent: int, cpu: float, echo_cpu: float) -> dict[str, object]:
    """Return p50, p99 and counts, and their ratio to the echo's."""
    echo = percentiles(times.taken["echo"])
    rows = {}
    for name, taken in times.taken.items():
        if len(taken) < 2:
            continue
        p50, p99 = percentiles(taken)
        rows[name] = {
            "count": len(taken),
            "p50_ms": round(p50 * 1000, 2),
            "p99_ms": round(p99 * 1000, 2),
            "p50_ratio": round(p50 / echo[0], 1),
            "p99_ratio": round(p99 / echo[1], 1),
        }
    return {
        "messages": sent,
        "steps": rows,
        "cpu_ms_per_message": round(cpu / sent * 1000, 2),
        "echo_cpu_ms_per_message": round(echo_cpu / sent * 1000, 2),
    }


def percentiles(values: list[float]) -> tuple[float, float]:
    """Return the median and the 99th percentile."""
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return cuts[49], cuts[98]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=50.0, help="messages a second")
    parser.add_argument("--chats", type=int, default=20, help="conversations at a time")
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    chosen = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        found = runner.run(measure(chosen.seconds, chosen.rate, chosen.chats))
    lines = [f"{'':22}{'count':>7}{'p50 ms':>9}{'p99 ms':>9}{'x echo p50':>12}{'x echo p99':>12}"]
    steps = found["steps"]
    assert isinstance(steps, dict)
    for name, row in steps.items():
        lines.append(
            f"{name:22}{row['count']:>7}{row['p50_ms']:>9}{row['p99_ms']:>9}"
            f"{row['p50_ratio']:>12}{row['p99_ratio']:>12}"
        )
    lines.append(
        f"CPU a message: {found['cpu_ms_per_message']} ms, "
        f"the echo {found['echo_cpu_ms_per_message']} ms"
    )
    sys.stdout.write("\n".join(lines) + "\n")
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
