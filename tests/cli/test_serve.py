import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from tests.config.files import config
from tests.server.harness import RULES
from tests.server.sidecar import free_port, warmline


async def test_it_runs_by_the_file_and_the_environment_and_logs_json(tmp_path: Path) -> None:
    port = free_port()
    path = config(
        tmp_path, f'[server]\nlog = "json"\ndata = "state"\nrules = "{RULES}"\nport = 1\n'
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "assist", "serve", "--config", str(path)),
        env={**os.environ, "WARMLINE_SERVER_PORT": str(port), "WARMLINE_SERVER_LOG_LEVEL": "debug"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        while f":{port}/widget/" not in (line := (await process.stdout.readline()).decode()):
            assert line, await process.communicate()
        process.send_signal(signal.SIGTERM)
        _, err = await process.communicate()
    assert process.returncode == 0
    assert (tmp_path / "state" / "journal.db").exists()
    for line in err.decode().splitlines():
        assert {"time", "level", "logger", "message"} <= json.loads(line).keys()


async def test_every_mistake_is_told_and_nothing_is_started(tmp_path: Path) -> None:
    path = config(tmp_path, '[server]\nport = 0\nlog = "xml"\ndata = "state"\n')
    code, out, err = await warmline("serve", "--config", str(path))
    assert (code, out) == (2, "")
    assert "[server] port: write a number from 1 to 65535" in err
    assert "[server] log: unknown; write text or json" in err
    assert not (tmp_path / "state").exists()


async def test_an_option_is_stronger_than_the_file(tmp_path: Path) -> None:
    path = config(tmp_path, '[server]\nport = 1\ndata = "state"\n')
    code, _, err = await warmline(
        "serve", "--config", str(path), "--host", "0.0.0.0", "--data", str(tmp_path / "other")
    )
    assert code == 2
    assert "--host 0.0.0.0: others can reach this address" in err
    assert "set --key-file and --origin" in err


async def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    code, _, err = await warmline("serve", "--config", str(tmp_path / "none.toml"))
    assert code == 2
    assert "cannot be read (No such file or directory)" in err
