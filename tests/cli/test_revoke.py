import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from click.testing import CliRunner

from assist.cli import main
from tests.server.auth.issuing import Signing
from tests.server.harness import Running, serving
from tests.server.sidecar import free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    signing = Signing(tmp_path_factory.mktemp("keys") / "keys.json", tenant="globex")
    async with serving(tmp_path_factory.mktemp("data"), tenants=signing.tenants) as running:
        yield running


async def revoke(running: Running, *arguments: str) -> tuple[int, str]:
    data = str(running.service.settings.data)
    words = ["revoke", "--url", running.url, "--data", data, *arguments]
    result = await asyncio.to_thread(CliRunner().invoke, main, words)
    return result.exit_code, result.output.strip()


async def test_A15_an_agent_is_sent_away_by_the_command(running: Running) -> None:
    async with running.peer(subject="ana") as ana, running.peer(subject="bob") as bob:
        code, out = await revoke(running, "--tenant", "acme", "--subject", "ana")
        assert (code, out) == (0, "Revoked. Sockets that ended: 1.")
        assert (await ana.closed()).code == 4005
        assert (await bob.ask("subscribe", c="chat-1"))["t"] == "sub"


async def test_a_given_token_is_used(running: Running) -> None:
    given = running.token("platform", subject="chatwoot")
    for how in (("--token", given), ()):
        code, out = await revoke(running, "--tenant", "acme", "--session", "s1", *how)
        assert (code, out) == (0, "Revoked. Sockets that ended: 0.")


@pytest.mark.parametrize("arguments", [(), ("--subject", "a", "--session", "b"), ("--subject", "")])
async def test_exactly_one_thing_is_named(running: Running, arguments: tuple[str, ...]) -> None:
    code, out = await revoke(running, *arguments)
    assert code == 2
    assert "exactly one of" in out


async def test_what_the_server_refuses_is_said_in_one_line(running: Running) -> None:
    code, out = await revoke(running, "--tenant", "globex", "--subject", "ana")
    assert code == 1
    assert "issuers of its own, --token" in out
    code, out = await revoke(running, "--subject", "ana", "--token", running.token(subject="eve"))
    assert code == 1
    assert "platform or admin" in out
    assert len(out.splitlines()) == 1


async def test_where_no_server_answers_that_is_said(running: Running, tmp_path: Path) -> None:
    for url in (f"http://127.0.0.1:{free_port()}", "nowhere", f"{running.url}/widget"):
        code, out = await revoke(running, "--subject", "ana", "--url", url)
        assert code == 1
        assert url in out
