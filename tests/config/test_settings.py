from pathlib import Path

import pytest

from assist.config import Issuer, Settings, Tenant, Webhook
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


def test_who_signs_and_where_from_may_be_said_by_the_tenants() -> None:
    issuer = Issuer(iss="https://login.example", algorithms=("EdDSA",), keys=Path("keys.json"))
    acme = Tenant(name="acme", origins=("https://a.example",), issuers=(issuer,))
    settings = Settings(host="0.0.0.0", tenants={"acme": acme})
    assert settings.checked() == settings


@pytest.mark.parametrize("only", [True, False])
def test_a_tenant_that_no_file_names_has_the_defaults(only: bool) -> None:
    settings = Settings(tenants={"acme": Tenant(name="acme", store="none")}, only_tenants=only)
    assert settings.tenant("acme").store == "none"
    assert settings.tenant("other") == Tenant(name="other", enabled=not only)


def test_secrets_are_in_no_representation() -> None:
    hook = Webhook(scheme="standard", secrets=(b"whsec_0123456789",))
    settings = Settings(tenants={"acme": Tenant(name="acme", webhooks={"chat": hook})})
    assert "whsec" not in repr(settings)
