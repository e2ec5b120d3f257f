import pytest

from assist.cli.console.send import is_near
from assist.errors import ConfigError


@pytest.mark.parametrize(
    ("url", "near"),
    [
        ("http://127.0.0.1:8420/v1/hooks/a/b", True),
        ("http://127.8.9.1/v1/hooks/a/b", True),
        ("http://[::1]:8420/v1/hooks/a/b", True),
        ("http://localhost/v1/hooks/a/b", True),
        ("https://localhost.example.com/v1/hooks/a/b", False),
        ("https://10.0.0.1/v1/hooks/a/b", False),
        ("http://0.0.0.0:8420/v1/hooks/a/b", False),
    ],
)
def test_only_this_machine_is_near(url: str, near: bool) -> None:
    assert is_near(url) is near


@pytest.mark.parametrize("url", ["", "x", "ftp://a/b", "http://", "http://a:0/", "http://[::1"])
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(ConfigError, match="not a webhook's address; write http"):
        is_near(url)
