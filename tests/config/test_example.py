import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from assist.config import Issuer, Limits, Settings, Stream, Tenant, Webhook
from assist.config.bounds import LIMITS
from assist.config.example import SECTIONS, Home, defaults, render, shown
from assist.config.keys import Key
from assist.config.values import value_of
from tests.config.files import read

VARIABLES = ("ACME_SECRET", "ACME_API", "ACME_PASSWORD")
LEFT_OUT: dict[Home, set[str]] = {
    Settings: {"tenants", "limits"},
    Tenant: {"name", "issuers", "webhooks", "streams"},
    Webhook: {"secrets", "api_secrets"},
    Stream: {"secrets"},
}
SOURCES = {"secret_files", "secret_env"}
ADDED: dict[Home, set[str]] = {
    Webhook: SOURCES | {f"api_{name}" for name in SOURCES},
    Stream: SOURCES,
}


@pytest.mark.parametrize(("keys", "home"), [section[1:] for section in SECTIONS])
def test_every_setting_has_a_key_and_every_key_a_setting(keys: tuple[Key, ...], home: Home) -> None:
    names = {field.name for field in fields(home)} - LEFT_OUT.get(home, set())
    assert {key.name for key in keys} == names | ADDED.get(home, set())


@pytest.mark.parametrize(("keys", "home"), [section[1:] for section in SECTIONS])
def test_every_default_and_example_is_a_right_value(keys: tuple[Key, ...], home: Home) -> None:
    for key in keys:
        plain = tomllib.loads(f"it = {shown(key, defaults(home))}")["it"]
        value_of(key, plain, Path())


def test_the_defaults_of_limits_are_within_their_bounds() -> None:
    for key in LIMITS:
        assert key.least <= getattr(Limits(), key.name) <= key.most


def test_the_example_is_right_as_it_comes(tmp_path: Path) -> None:
    file = read(tmp_path, render())
    assert file.mistakes == ()
    assert (file.server, file.limits, file.tenants) == ({}, {}, {})


def test_the_example_with_every_line_taken_is_understood(tmp_path: Path) -> None:
    text = render().replace("#: ", "")
    file = read(tmp_path, text, **dict.fromkeys(VARIABLES, "0123456789abcdef"))
    # It names files that are not here; nothing else is wrong with it.
    assert {str(one).partition(":")[0] for one in file.mistakes} == {
        "[tenants.acme.webhooks.chat]",  # A console, and a mapping beside it.
        "[tenants.acme.webhooks.chat] secret_files",
        "[tenants.acme.webhooks.chat] api_secret_files",
        "[tenants.acme.streams.desk] secret_files",
    }
    assert file.server.keys() == {key.name for _, keys, home in SECTIONS for key in keys
                                  if home is Settings}  # fmt: skip
    assert Limits(**file.limits) == Limits()
    assert file.tenants["acme"].issuers[0].max_ttl == Issuer.__dataclass_fields__["max_ttl"].default
