"""packaging/nodes against the code: two nodes that have the same, and no more than they need."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from assist.config.sources import gather
from assist.journal.redis.engine import RedisJournal
from tests.journal.redis.servers import running
from tests.packaging.cluster import NODES, redis_settings

Plain = dict[str, Any]

COMPOSE: Plain = yaml.safe_load((NODES / "compose.yaml").read_text())
SERVICES: Plain = COMPOSE["services"]
PAIR = (SERVICES["warmline-1"], SERVICES["warmline-2"])
ALONE: Plain = yaml.safe_load((NODES.parent / "compose.yaml").read_text())["services"]["warmline"]


def test_both_nodes_are_given_the_same_but_for_a_folder_of_their_own() -> None:
    first, second = ({**node, "build": None} for node in PAIR)
    folders = [node["volumes"][0] for node in (first, second)]
    assert folders == ["data-1:/data", "data-2:/data"]
    assert {**first, "volumes": first["volumes"][1:]} == {
        **second, "volumes": second["volumes"][1:],
    }  # fmt: skip


@pytest.mark.parametrize(
    "key", ["command", "stop_grace_period", "read_only", "tmpfs", "cap_drop", "security_opt"]
)
def test_a_node_of_many_is_kept_as_one_alone(key: str) -> None:
    assert PAIR[0][key] == ALONE[key]


def test_nothing_but_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name, one in SERVICES.items() if "ports" in one] == ["caddy"]
    assert COMPOSE["networks"]["back"]["internal"] is True
    assert SERVICES["redis"]["networks"] == ["back"]
    assert SERVICES["caddy"]["networks"] == ["front"]


def test_nobody_starts_before_what_it_needs() -> None:
    assert PAIR[0]["depends_on"] == {"redis": {"condition": "service_healthy"}}
    assert set(SERVICES["caddy"]["depends_on"]) == {"warmline-1", "warmline-2"}


def test_files_and_volumes_that_are_mounted_are_there() -> None:
    sources = {mount.split(":")[0] for one in SERVICES.values() for mount in one["volumes"]}
    files = {one for one in sources if one.startswith("./")}
    # Made by whoever starts it.
    assert {one for one in files if not (NODES / one).exists()} == {"./secrets"}
    assert sources - files == set(COMPOSE["volumes"])


def test_the_settings_name_what_the_composition_has() -> None:
    chosen = gather(NODES / "warmline.toml", environ={})
    # The key is inside the container.
    assert {one.where for one in chosen.mistakes} == {"key_file"}
    settings = tomllib.loads((NODES / "warmline.toml").read_text())["server"]
    (network,) = COMPOSE["networks"]["front"]["ipam"]["config"]
    assert settings["trusted_proxies"] == [network["subnet"]]
    assert re.fullmatch(r"redis://redis:6379/\d", settings["journal"])
    assert "redis" in SERVICES


def test_the_head_says_how_to_make_every_key_that_is_named() -> None:
    head = (NODES / "compose.yaml").read_text().partition("\nname:")[0]
    settings = tomllib.loads((NODES / "warmline.toml").read_text())["server"]
    for name in ("key_file", "journal_key_file"):
        assert f"> secrets/{Path(settings[name]).name}" in head


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_a_proxy_sends_to_every_node_and_to_none_for_long(name: str) -> None:
    text = (NODES / name).read_text()
    if name == "Caddyfile":
        assert "{$NODES:warmline-1:8420 warmline-2:8420}" in text
        assert "health_uri /ready" in text
    else:
        assert len(re.findall(r"(?m)^ +server \S+:8420 max_fails=1", text)) == 2
    for path in ("/metrics", "/live", "/ready"):
        assert path in text


async def test_a_journal_takes_the_redis_as_it_is_set_up(tmp_path: Path) -> None:
    with running(tmp_path / "redis", redis_settings()) as server:
        journal = await RedisJournal.open(server.url, key=tmp_path / "journal.key")
        assert await journal.trouble() is None
        await journal.close()


def test_the_redis_of_kubernetes_is_set_up_alike() -> None:
    def lines(path: Path) -> set[str]:
        found = path.read_text().splitlines()
        return {line for line in found if line and not line.startswith("#")}

    ours, theirs = lines(NODES / "redis.conf"), lines(NODES.parent / "kubernetes" / "redis.conf")
    # There it asks for a password.
    assert ours - theirs == {"protected-mode no"}
    assert theirs - ours == {"include /run/secrets/redis/password.conf"}
