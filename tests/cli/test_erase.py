"""`warmline erase` and `warmline export`: with a server that runs, and on a folder of its own."""

import json
from pathlib import Path

import pytest

from tests.faults.people import found, say, settled, tell
from tests.server.harness import TENANT, Running, serving
from tests.server.sidecar import warmline

SUBJECT = ("--tenant", TENANT, "--customer", "c1")


async def converse(running: Running) -> None:
    await tell(running, "chat", customer="c1")
    await say(running, "chat", "m1", "my parcel is late, ask Zyxxa")
    await settled(running)


async def printed(command: str, *arguments: str) -> str:
    code, out, err = await warmline(command, *arguments)
    assert code == 0, err
    return out


async def test_a_customer_is_exported_and_erased_while_the_server_runs(tmp_path: Path) -> None:
    async with serving(tmp_path) as running:
        await converse(running)
        where = ("--data", str(tmp_path), "--url", running.url)
        lines = (await printed("export", *SUBJECT, *where)).splitlines()
        assert json.loads(lines[0])["about"] == "choice"
        assert "Zyxxa" in "".join(lines)
        out = await printed("erase", *SUBJECT, *where)
        assert out == "Conversations erased: 1. Held, and still there: 0.\n"
        assert found(tmp_path, "Zyxxa") == []
        assert len((await printed("export", *SUBJECT, *where)).splitlines()) == 1


async def test_a_customer_is_exported_and_erased_while_no_server_runs(tmp_path: Path) -> None:
    async with serving(tmp_path) as running:
        await converse(running)
    where = ("--data", str(tmp_path))
    by_name = await printed("export", "--tenant", TENANT, "--conversation", "chat", *where)
    assert "Zyxxa" in by_name
    assert by_name in await printed("export", *SUBJECT, *where)
    assert "erased: 1." in await printed("erase", *SUBJECT, *where)
    assert found(tmp_path, "Zyxxa") == []
    async with serving(tmp_path) as running:
        assert (await say(running, "chat", "m1", "my parcel is late, ask Zyxxa"))["duplicate"]


@pytest.mark.parametrize("command", ["erase", "export"])
async def test_what_is_not_clear_is_refused(tmp_path: Path, command: str) -> None:
    both = ("--customer", "a", "--conversation", "b")
    for named in ((), both):
        code, _, err = await warmline(command, *named, "--data", str(tmp_path))
        assert (code, "exactly one" in err) == (2, True)
    code, _, err = await warmline(command, "--customer", "a", "--data", str(tmp_path))
    assert (code, "there is no journal" in err) == (2, True)
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240
