from pathlib import Path
from typing import get_args

import pytest

from assist.config import Console, Webhook
from assist.config.consoles import WAYS
from assist.consoles import registry
from assist.consoles.contract import Connector
from assist.errors import ConfigError


def hook(console: Console, mapping: Path | None = None) -> Webhook:
    return Webhook(scheme="standard", secrets=(), console=console, mapping=mapping)


def test_every_console_of_the_settings_has_a_connector_and_a_way_to_prove_itself() -> None:
    assert {*registry.NAMES, "warmline", "mapping"} == set(get_args(Console))
    assert set(registry.NAMES) == set(WAYS)


@pytest.mark.parametrize("name", registry.NAMES)
def test_a_console_is_found_by_its_name(name: Console) -> None:
    found = registry.connector(hook(name))
    assert isinstance(found, Connector)
    assert found.title
    assert found is registry.named(name)


def test_a_mapping_is_made_of_its_file_once(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_text(
        'title = "Desk"\n[[event]]\ndoes = "deletion"\nconversation = "c"\nmessage_id = "m"\n'
    )
    found = registry.connector(hook("mapping", path))
    assert found.title == "Desk"
    assert registry.connector(hook("mapping", path)) is found


def test_a_mapping_that_is_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_text('title = "Desk"\n\n[[event]]\ndoes = "delete"\n')
    with pytest.raises(ConfigError, match=r"desk.toml, line 4, \[\[event\]\] 1 does: .*deletion"):
        registry.connector(hook("mapping", path))
    with pytest.raises(ConfigError, match="needs mapping"):
        registry.connector(hook("mapping"))


def test_our_own_format_is_no_consoles() -> None:
    for name in ("warmline", "mapping"):
        with pytest.raises(ValueError, match="no connector of its own"):
            registry.named(name)
