"""What docs/webhooks.md shows is so: its examples are believed, its program is answered."""

import asyncio
import os
import re
import sys
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest

from assist.config import Scheme, Webhook
from assist.webhooks import Signed, Why, verify
from tests.server.harness import TENANT
from tests.server.hooked import hooked, stream, tenant
from tests.webhooks.senders import SCHEMES, SECRET, pem, rsa_key, soon

PAGE = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text()
SECTION = re.compile(r"^### `([a-z0-9-]+)`\n(.*?)(?=^##)", re.M | re.S)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
EXAMPLES = {scheme: dict(BLOCK.findall(text)) for scheme, text in SECTION.findall(PAGE)}


def test_every_scheme_and_every_reason_is_on_the_page() -> None:
    assert set(EXAMPLES) == set(SCHEMES)
    for scheme in SCHEMES:
        assert f"[`{scheme}`](#{scheme})" in PAGE
    for why in get_args(Why):
        assert f"`{why}`" in PAGE


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_an_example_signs_is_believed(scheme: Scheme) -> None:
    chosen = tomllib.loads(EXAMPLES[scheme]["toml"])
    assert chosen.pop("scheme") == scheme
    assert chosen.pop("secret_files")
    secret = pem() if scheme == "rsa-sha256" else SECRET
    hook = Webhook(scheme=scheme, secrets=(secret,), **chosen)
    known: dict[str, Any] = {"body": b'{"a": 1}', "secret": SECRET, "private_key": rsa_key()}
    exec(EXAMPLES[scheme]["python"], known)
    headers = {name.lower(): value for name, value in known["headers"].items()}
    verify(hook, Signed(headers=headers, body=known["body"], url=known.get("url", "")), soon())


async def test_the_program_is_answered(tmp_path: Path) -> None:
    program = next(code for kind, code in BLOCK.findall(PAGE) if kind == "python")
    async with hooked(tmp_path, tenant(TENANT)) as running:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", program),
            env={
                **os.environ,
                "URL": f"{running.url}/v1/hooks/{TENANT}/standard",
                "SECRET": SECRET.decode(),
                "no_proxy": "*",
            },
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await process.communicate()
        assert process.returncode == 0
        assert b'"offset":1,"duplicate":false' in out
        (entry,) = await stream(running)
    assert entry.offset == 1
