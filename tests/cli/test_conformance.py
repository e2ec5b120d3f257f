import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from assist.cli import main
from tests.server.harness import limits, serving
from tests.server.sidecar import warmline


async def conformance(port: int, *options: str) -> tuple[int, str]:
    """Run the command against a server of this loop."""
    code, out, err = await warmline("conformance", f"http://127.0.0.1:{port}", *options)
    return code, out + err


async def test_the_command_makes_its_tokens_with_the_key_of_the_node(tmp_path: Path) -> None:
    async with serving(tmp_path, limits=limits(hello=1.0)) as running:
        code, out = await conformance(
            running.port, "--data", str(tmp_path), *("--only", "H", "--only", "I01", "--json")
        )
    found = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [entry["id"] for entry in found] == [*(f"H0{n}" for n in range(1, 7)), "I01"]
    assert {entry["status"] for entry in found} == {"pass"}


async def test_a_check_that_fails_is_told_and_ends_with_1(tmp_path: Path) -> None:
    async with serving(tmp_path, limits=limits(subscriptions=200)) as running:
        code, out = await conformance(running.port, "--data", str(tmp_path), "--only", "F1")
    assert code == 1
    assert "FAIL  F10  " in out
    assert "it was answered with Subscribed, not refused" in out
    assert "0 of 1 checks pass, 1 fail." in out
    assert "conversations named conformance-... are written there" in out


async def test_without_a_token_a_check_is_left_out_and_that_is_no_failure(tmp_path: Path) -> None:
    async with serving(tmp_path) as running:
        code, out = await conformance(running.port, "--only", "I01", "--only", "H01")
    assert code == 0
    assert "skip  I01  " in out
    assert "1 of 2 checks pass, none fails, 1 were left out." in out


async def test_the_demo_gives_tokens(tmp_path: Path) -> None:
    async with serving(tmp_path, demo=True) as running:
        code, out = await conformance(running.port, "--demo", "--only", "L01", "--only", "I01")
        assert code == 0, out
        code, out = await conformance(running.port, "--demo", "--only", "L01")
    async with serving(tmp_path / "plain") as running:
        code, out = await conformance(running.port, "--demo")
    assert code == 2
    assert "start it with `warmline serve --demo`" in out


def test_the_checks_can_be_listed_without_a_server() -> None:
    done = CliRunner().invoke(main, ["conformance", "http://127.0.0.1:1", "--list"])
    assert done.exit_code == 0
    assert len(done.output.splitlines()) >= 40
    assert done.output.startswith("H01  ")


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["127.0.0.1:8420"], "not a server's address"),
        (["http://127.0.0.1:1"], "nobody answers there"),
        (["http://127.0.0.1:1", "--only", "Z"], "--only Z: no such check"),
    ],
)
def test_what_is_wrong_with_the_call_is_one_line(arguments: list[str], wrong: str) -> None:
    done = CliRunner().invoke(main, ["conformance", *arguments])
    assert done.exit_code == 2
    assert wrong in done.output
