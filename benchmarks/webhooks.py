"""Webhooks, good ones and such with broken headers -> our verifier beside the reference's.

`.venv/bin/python -m benchmarks.webhooks` prints a table for docs/performance.md. The peer is
`standardwebhooks`, by the authors of Standard Webhooks (the extra `peers`).
"""

import base64
import hmac
import importlib
import statistics
import time
from collections.abc import Callable
from typing import Any, Final

from assist.config import Webhook
from assist.webhooks import SignatureError, Signed, verify

SECRET: Final = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SIZES: Final = (200, 64 * 1024, 256 * 1024)
ROUNDS: Final = 9

Headers = dict[str, str]

standardwebhooks: Any = importlib.import_module("standardwebhooks")


def signed(body: bytes, now: float) -> Headers:
    """Return the headers of a good request."""
    id, at = "msg_1", str(int(now))
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    made = base64.b64encode(hmac.digest(key, f"{id}.{at}.".encode() + body, "sha256")).decode()
    return {"webhook-id": id, "webhook-timestamp": at, "webhook-signature": f"v1,{made}"}


def broken(now: float) -> dict[str, Headers]:
    """Return headers that nobody signs, by what is wrong with them."""
    good = signed(b"{}", now)
    signatures = {
        "no comma": "v1",
        "two commas": "v1,AAAA,AAAA",
        "empty": "",
        "a space": " ",
        "a comma": ",",
        "no base64": "v1,A",
        "not ASCII": "v1,é",
        "another version": "v1a,AAAA",
        "a space too many": "v1,AAAA ",
        "a wrong one": "v1," + "A" * 43 + "=",
        "10,000 of them": " ".join(["v1,AAAA"] * 10_000),
    }
    times = {
        "nan": "nan",
        "inf": "inf",
        "1e400": "1e400",
        "with spaces": f" {int(now)} ",
        "Arabic digits": "".join(chr(0x660 + int(digit)) for digit in str(int(now))),
    }
    return {f"signature: {name}": {**good, "webhook-signature": text}
            for name, text in signatures.items()} | {
        f"time: {name}": {**good, "webhook-timestamp": text} for name, text in times.items()
    }  # fmt: skip


def outcome(check: Callable[[Headers, bytes], object], headers: Headers, body: bytes) -> str:
    """Return what a verifier does with a request."""
    try:
        check(headers, body)
    except (SignatureError, standardwebhooks.WebhookVerificationError):
        return "refused"
    except Exception as error:
        return f"raises {type(error).__name__}"
    return "believed"


def cost(check: Callable[[Headers, bytes], object], headers: Headers, body: bytes) -> float:
    """Return the microseconds of CPU of one verification: the median of some rounds."""
    times = max(5, 200_000 // (len(body) + 200))
    found: list[float] = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(times):
            check(headers, body)
        found.append((time.process_time() - begun) / times * 1e6)
    return statistics.median(found)


def main() -> None:
    """Print the table."""
    hook = Webhook(scheme="standard", secrets=(SECRET.encode(),))
    reference = standardwebhooks.Webhook(SECRET)

    def ours(headers: Headers, body: bytes) -> object:
        return verify(hook, Signed(headers=headers, body=body), time.time())

    def peer(headers: Headers, body: bytes) -> object:
        return reference.verify(body, headers, json_parse=False)

    now = time.time()
    lines = ["| | Warmline | standardwebhooks 1.1 |", "|---|---:|---:|"]
    for size in SIZES:
        body = b'{"a":"' + b"a" * (size - 8) + b'"}'
        cells = [f"{cost(check, signed(body, now), body):.1f}" for check in (ours, peer)]
        lines.append(f"| CPU, µs, body of {size:,} bytes | {' | '.join(cells)} |")
    tried = {name: [outcome(check, headers, b"{}") for check in (ours, peer)]
             for name, headers in broken(now).items()}  # fmt: skip
    for what in ("raises", "believed"):
        counts = [sum(found[at].startswith(what) for found in tried.values()) for at in (0, 1)]
        lines.append(f"| {what}, of {len(tried)} | {' | '.join(map(str, counts))} |")
    lines += [f"| {name} | {' | '.join(found)} |" for name, found in tried.items()]
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main()
