"""What a command was told -> the webhook that it describes."""

from pathlib import Path

import pytest

from assist.cli.console.hook import Hook, Options, hook_of
from assist.config import Console
from assist.errors import ConfigError

SETTINGS = """
[tenants.acme.webhooks.chat]
console = "chatwoot"
secret_files = ["secret"]
[tenants.acme.webhooks.desk]
console = "chatwoot"
scheme = "path-token"
secret_files = ["secret"]
"""


def hook(name: Console = "chatwoot", **options: object) -> Hook:
    given: dict[str, object] = dict.fromkeys(Options.__annotations__) | options
    return hook_of(name, given)  # type: ignore[arg-type]


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    secret = tmp_path / "secret"
    secret.write_bytes(b"0123456789abcdef\n")
    secret.chmod(0o600)
    path = tmp_path / "warmline.toml"
    path.write_text(SETTINGS)
    return path


def test_a_console_proves_itself_its_own_way(settings: Path) -> None:
    found = hook("rocket-chat", secret_file=settings.parent / "secret")
    assert found.webhook.scheme == "header-token"
    assert found.webhook.header == "x-rocketchat-livechat-token"
    assert found.webhook.secrets == (b"0123456789abcdef",)
    assert (found.place, found.connector.title) == (None, "Rocket.Chat")


def test_another_scheme_leaves_out_the_own_header() -> None:
    found = hook("rocket-chat", scheme="hmac-sha256-hex").webhook
    assert (found.scheme, found.header) == ("hmac-sha256-hex", None)
    found = hook("rocket-chat", scheme="hmac-sha256-hex", in_header="X-Sign").webhook
    assert found.header == "x-sign"
    assert hook("livechat", in_field="a.b").webhook.token_path == "a.b"


def test_the_settings_have_it(settings: Path) -> None:
    found = hook(config=settings, endpoint="desk")
    assert (found.place, found.webhook.scheme) == (("acme", "desk"), "path-token")
    assert hook(config=settings, tenant="acme", endpoint="chat").webhook.scheme == "chatwoot"


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        ({"endpoint": "x"}, "name one with --endpoint: chat, desk"),
        ({}, "name one with --endpoint: chat, desk"),
        ({"tenant": "other", "endpoint": "chat"}, "name one with --endpoint: none"),
    ],
)
def test_a_webhook_that_is_not_in_the_settings_is_told(
    settings: Path, options: dict[str, object], wrong: str
) -> None:
    with pytest.raises(ConfigError, match=wrong):
        hook("chatwoot", config=settings, **options)


def test_several_tenants_must_be_told_apart(settings: Path) -> None:
    settings.write_text(SETTINGS + "[tenants.globex]\n")
    with pytest.raises(ConfigError, match="several tenants; name one with --tenant"):
        hook(config=settings, endpoint="chat")


def test_a_mapping_needs_its_file_and_nobody_else_has_one(tmp_path: Path) -> None:
    for name, mapping in (("mapping", None), ("chatwoot", tmp_path)):
        with pytest.raises(ConfigError, match="mapping needs --mapping FILE"):
            hook(name, mapping=mapping)  # type: ignore[arg-type]


def test_a_secret_that_strangers_can_read_is_refused(settings: Path) -> None:
    secret = settings.parent / "secret"
    secret.chmod(0o644)
    with pytest.raises(ConfigError, match="--secret-file: every user may read"):
        hook(secret_file=secret)
