from pathlib import Path

import pytest

from assist.config import Limits, Settings
from assist.config.mistakes import MistakesError
from assist.config.sources import choose
from assist.errors import ConfigError
from tests.config.files import config


def wrong(**environ: str) -> list[str]:
    with pytest.raises(MistakesError) as caught:
        choose(environ=environ)
    return str(caught.value).split("\n")


def test_without_any_source_the_defaults_hold() -> None:
    chosen = choose(environ={})
    assert chosen.settings == Settings()
    assert chosen.file is None
    assert set(chosen.sources.values()) == {"default"}


def test_the_command_line_is_stronger_than_the_environment_and_that_than_the_file(
    tmp_path: Path,
) -> None:
    path = config(tmp_path, '[server]\nport = 1001\nhost = "::1"\nlog = "json"')
    chosen = choose(
        path,
        environ={"WARMLINE_SERVER_PORT": "1002", "WARMLINE_SERVER_HOST": "localhost"},
        given={"port": 1003, "host": None, "origins": None},
    )
    settings = chosen.settings
    assert (settings.port, settings.host, settings.log) == (1003, "localhost", "json")
    assert [chosen.sources[f"server.{key}"] for key in ("port", "host", "log", "data")] == [
        "command line",
        "environment",
        "file",
        "default",
    ]


def test_the_environment_may_name_the_file(tmp_path: Path) -> None:
    path = config(tmp_path, "[server]\nport = 1001")
    other = tmp_path / "other.toml"
    other.write_text("[server]\nport = 1002")
    environ = {"WARMLINE_CONFIG": str(path)}
    assert choose(environ=environ).settings.port == 1001
    assert choose(other, environ=environ).settings.port == 1002


def test_limits_come_from_the_file_and_the_environment(tmp_path: Path) -> None:
    path = config(tmp_path, "[limits]\nhello = 5\npong = 6")
    chosen = choose(path, environ={"WARMLINE_LIMITS_HELLO": "4.5"})
    assert chosen.settings.limits == Limits(hello=4.5, pong=6.0)
    assert chosen.sources["limits.hello"] == "environment"
    assert chosen.sources["limits.pong"] == "file"


def test_mistakes_of_all_sources_are_told_together(tmp_path: Path) -> None:
    path = config(tmp_path, "[server]\nport = 0")
    with pytest.raises(MistakesError) as caught:
        choose(path, environ={"WARMLINE_LIMITS_HELLO": "0", "WARMLINE_LIMITS_PONG": "20"})
    assert [str(one) for one in caught.value.mistakes] == [
        "[server] port: write a number from 1 to 65535",
        "WARMLINE_LIMITS_HELLO: write a number from 1 to 60",
    ]


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"WARMLINE_LIMITS_PING_LEAST": "26"}, "[limits] ping_least: more than ping_most"),
        ({"WARMLINE_LIMITS_PONG": "24"}, "[limits] pong: more than ping_least"),
        ({"WARMLINE_SERVER_HOST": "0.0.0.0"}, "--host 0.0.0.0: others can reach"),
        ({"WARMLINE_SERVER_RULES": "/nowhere/rules"}, "rules: /nowhere/rules is no folder"),
        ({"WARMLINE_SERVER_OVERLAYS": "/nowhere"}, "overlays: /nowhere is no folder"),
        ({"WARMLINE_SERVER_KEY_FILE": "/nowhere/key"}, "key_file: /nowhere/key cannot be read"),
    ],
)
def test_settings_that_do_not_fit_together_are_refused(environ: dict[str, str], told: str) -> None:
    (found,) = wrong(**environ)
    assert found.startswith(told)


def test_a_key_that_strangers_may_read_is_refused(tmp_path: Path) -> None:
    key = tmp_path / "token.key"
    key.write_text("0" * 64)
    key.chmod(0o644)
    (found,) = wrong(WARMLINE_SERVER_KEY_FILE=str(key))
    assert "chmod o=" in found


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_file_that_cannot_be_read_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="name a"):
        choose(tmp_path / name, environ={})
