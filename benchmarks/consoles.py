"""How long a console waits for the answer to its webhook, and the answer to a bare request.

    python -m benchmarks.consoles [--count 200] [--write]

The real server in a process of its own, with the rules that ship and a webhook of each console.
Each request is signed as the console signs it and answered once it is on the disk; all go over one
connection that stays open. Between two of them goes a `GET /live` to the same server, so that
whatever else the machine does falls on both.
"""

import argparse
import asyncio
import os
import secrets
import tempfile
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from assist.config import Console, Webhook
from assist.config.consoles import WAYS
from assist.consoles.registry import NAMES, named
from assist.webhooks.sign import sign
from assist.wire.requests import MessageRequest
from benchmarks.report import Section, between, machine, markdown, percentiles, show
from benchmarks.servers import free_port, process

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
WARM_UP = 25.0
"""Seconds: the server compiles its rules in small steps after its start."""
TEXT = "still no parcel, third time I ask"

Times = dict[str, list[float]]


def write_settings(folder: Path) -> dict[Console, bytes]:
    """Write a file with a webhook of each console; return what each signs with."""
    lines: list[str] = []
    keys: dict[Console, bytes] = {}
    for name in NAMES:
        known, keys[name] = _pair() if WAYS[name].scheme == "rsa-sha256" else _same()
        secret = folder / f"{name}.secret"
        secret.write_bytes(known)
        secret.chmod(0o600)
        lines += [f"[tenants.acme.webhooks.{name}]", f'console = "{name}"']
        lines += [f'secret_files = ["{secret}"]']
    (folder / "warmline.toml").write_text("\n".join(lines))
    return keys


def _same() -> tuple[bytes, bytes]:
    secret = secrets.token_hex(32).encode()
    return secret, secret


def _pair() -> tuple[bytes, bytes]:
    key = rsa.generate_private_key(65537, 2048)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return public, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


async def measure(count: int) -> Times:
    """Return how long each console waited, and bare requests between, in seconds."""
    times: Times = {"a bare request": []}
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="warmline-")))
        keys, port = write_settings(folder), free_port()
        serve = ("assist", "serve", "--port", str(port), "--data", str(folder / "data"))
        config = ("--config", str(folder / "warmline.toml"))
        await stack.enter_async_context(process(folder, "/widget/", *serve, *config))
        url = f"http://127.0.0.1:{port}"
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=url, trust_env=False))
        await asyncio.sleep(WARM_UP)
        for name, key in keys.items():
            times[named(name).title] = await load(client, url, name, key, count, times)
    return times


async def load(
    client: httpx.AsyncClient, url: str, name: Console, key: bytes, count: int, times: Times
) -> list[float]:
    """Send one console's messages; return how long their answers took."""
    taken: list[float] = []
    for number in range(count):
        path, headers, body = request(url, name, key, number)
        began = time.perf_counter()
        response = await client.post(path, headers=headers, content=body)
        taken.append(time.perf_counter() - began)
        if response.status_code != named(name).status:
            raise SystemExit(f"{name}: answered with {response.status_code}")
        began = time.perf_counter()
        await client.get("/live")
        times["a bare request"].append(time.perf_counter() - began)
    return taken


def request(
    url: str, name: Console, key: bytes, number: int
) -> tuple[str, Mapping[str, str], bytes]:
    """Return the path, the headers and the body of a message as a console sends it."""
    said = MessageRequest(
        conversation=f"{name}-{number % 20}",
        message_id=str(10_000 + number),
        speaker="customer",
        text=TEXT,
        at=float(int(time.time())),
        name="Jane",
    )
    written = named(name).write(said)
    assert written is not None
    way = WAYS[name]
    signed = sign(
        Webhook(
            console=name,
            scheme=way.scheme,
            secrets=(),
            header=way.header,
            token_path=way.token_path,
        ),
        key,
        written.body,
        now=time.time(),
        id=os.urandom(8).hex(),
        url=f"{url}/v1/hooks/acme/{name}",
        headers=written.headers,
    )
    parts = urlsplit(signed.url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return path, signed.headers, signed.body


def main() -> None:
    """Measure, and show what came out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=200, help="messages of each console")
    parser.add_argument("--write", action="store_true", help="write into docs/performance.md")
    options = parser.parse_args()
    times = asyncio.run(measure(options.count))
    section = Section(
        title="The answer to a console's webhook",
        note="One message a request, one after the other, each in one of 20 conversations; the"
        " answer comes once the message is on the disk. Consoles wait for 2 to 10 s.",
        rows=[percentiles(name, taken) for name, taken in times.items()],
    )
    facts = machine(("uvicorn", "httptools", "uvloop"))
    show(facts, {"consoles": section})
    if options.write:
        command = ".venv/bin/python -m benchmarks.consoles"
        part = markdown(command, facts, {"consoles": section})
        PAGE.write_text(between(PAGE.read_text(), "consoles", part))


if __name__ == "__main__":
    main()
