import pytest

from assist.errors import ConfigError
from assist.journal.redis.address import Address


@pytest.mark.parametrize(
    "url",
    [
        "redis://127.0.0.1:6379/0",
        "redis://:secret@redis:6379/2",
        "rediss://app:secret@redis:6380/0?ssl_cert_reqs=required",
        "unix:///run/redis.sock?db=1",
        "redis+sentinel://one:26379,two:26379/main?db=0",
        "rediss+sentinel://app:secret@one,two/main?sentinel_password=other",
    ],
)
async def test_a_url_of_each_kind_is_understood(url: str) -> None:
    await Address(url).close()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "a URL of another kind"),
        ("http://hunter2@redis", "a URL of another kind"),
        ("redis://:hunter2@redis:port/0", "cannot be used"),
        ("redis://:hunter2@redis:1/0?socket_timeout=3", "an option"),
        ("redis://redis?db=hunter2", "cannot be used"),
        ("redis://redis?hunter2", "not a URL"),
        ("redis+sentinel://:hunter2@one:port/main", "wrong Sentinels"),
        ("redis+sentinel://:hunter2@one:1/main?db=x", "wrong Sentinels"),
        ("redis+sentinel://:hunter2@one:1", "a service and its Sentinels"),
        ("redis+sentinel:///main", "a service and its Sentinels"),
    ],
)
async def test_a_wrong_url_is_refused_with_what_would_be_right(url: str, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason) as found:
        Address(url)
    assert "right" in str(found.value)
    assert "hunter2" not in str(found.value)
    assert found.value.__cause__ is None
