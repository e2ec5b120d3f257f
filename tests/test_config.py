from pathlib import Path

import pytest

from assist.config import Settings
from assist.errors import ConfigError


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_on_loopback_nothing_need_be_set(host: str) -> None:
    settings = Settings(host=host)
    assert settings.checked() == settings


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        (Settings(host="0.0.0.0"), "--key-file and --origin"),
        (Settings(host="::", key_file=Path("key")), "set --origin"),
        (Settings(host="10.0.0.1", origins=("https://a.example",)), "set --key-file"),
        (
            Settings(
                host="0.0.0.0", origins=("https://a.example",), key_file=Path("key"), demo=True
            ),
            "--demo",
        ),
    ],
)
def test_an_address_that_others_can_reach_needs_a_key_and_origins(
    settings: Settings, named: str
) -> None:
    with pytest.raises(ConfigError, match=named):
        settings.checked()


def test_with_a_key_and_origins_any_address_will_do() -> None:
    origins = ("https://a.example:8443", "chrome-extension://aaaabbbbccccddddeeeeffffgggghhhh")
    settings = Settings(host="0.0.0.0", origins=origins, key_file=Path("key"))
    assert settings.checked() == settings


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "*",
        "null",
        "console.example.com",
        "https://",
        "https://a.example/",
        "https://a.example/path",
        "https://user@a.example",
        "ftp://a.example",
        "https://a.example:port",
        "https://[::1",
    ],
)
def test_what_is_no_origin_is_refused(origin: str) -> None:
    with pytest.raises(ConfigError, match="write https://console"):
        Settings(origins=(origin,)).checked()
