"""The files in packaging/ against the code and, where they are installed, the tools that read them.

No container engine runs here: the image itself is not built.
"""

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from assist.cli.serve import serve
from assist.config.sources import gather
from assist.server.metrics import Metrics
from assist.server.scrape import STANDING

ROOT = Path(__file__).parents[1]
PACKAGING = ROOT / "packaging"
DOCKERFILE = (PACKAGING / "Dockerfile").read_text()
UNIT = (PACKAGING / "warmline.service").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((PACKAGING / "compose.yaml").read_text())
SIDECAR = COMPOSE["services"]["warmline"]


def copied() -> list[str]:
    """Return the paths of the checkout that the image is built of."""
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.M)
    return [path for line in lines for path in line.split()]


def expressions(plain: object) -> Iterator[str]:
    if isinstance(plain, dict):
        for name, one in plain.items():
            if name in ("expr", "query") and isinstance(one, str):
                yield one
            yield from expressions(one)
    elif isinstance(plain, list):
        for one in plain:
            yield from expressions(one)


def series() -> set[str]:
    """Return the names of all that `/metrics` may show."""
    found = set()
    for family in Metrics().registry.collect():
        ends = {
            "counter": ("_total",),
            "histogram": ("_bucket", "_sum", "_count"),
        }.get(family.type, ("",))
        found |= {family.name + end for end in ends}
    return found | set(STANDING)


def test_every_metric_of_the_dashboard_exists() -> None:
    dashboard = json.loads((PACKAGING / "grafana.json").read_text())
    asked = {
        name
        for text in expressions(dashboard)
        for name in re.findall(r"\b(?:warmline|process)_\w+", text)
    }
    assert len(asked) > 15
    assert asked - series() == set()


def test_every_metric_of_ours_is_on_the_dashboard() -> None:
    text = (PACKAGING / "grafana.json").read_text()
    names = {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in series()}
    assert {name for name in names if name.startswith("warmline_") and name not in text} == set()


def test_panels_have_ids_and_places_of_their_own() -> None:
    panels = json.loads((PACKAGING / "grafana.json").read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]
    assert len(set(places)) == len(places)


def test_what_the_image_is_built_of_is_there_and_goes_to_the_builder() -> None:
    ignore = (PACKAGING / "Dockerfile.dockerignore").read_text().splitlines()
    assert copied()
    for path in copied():
        assert (ROOT / path).exists(), path
        assert f"!{path}" in ignore


def test_the_image_has_all_that_the_wheel_is_made_of() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    metadata = [project["project"]["readme"], *project["project"]["license-files"]]
    assert {*wheel["packages"], *wheel["force-include"], *metadata} <= set(copied())


def test_the_image_runs_as_nobody_and_says_whether_it_is_well() -> None:
    assert re.search(r"^USER 10001:10001$", DOCKERFILE, re.M)
    assert "'GET', '/ready'" in DOCKERFILE
    (command,) = re.findall(r"^  CMD (\[.*\])$", DOCKERFILE, re.M)
    compile(json.loads(command)[2], "healthcheck", "exec")


def test_variables_of_the_image_are_settings() -> None:
    names = re.findall(r"\b(WARMLINE_\w+)=(\S+)", DOCKERFILE)
    assert names
    assert gather(environ=dict(names)).mistakes == ()


def test_the_composition_gives_the_sidecar_no_more_than_it_needs() -> None:
    assert SIDECAR["read_only"] is True
    assert SIDECAR["cap_drop"] == ["ALL"]
    assert SIDECAR["stop_grace_period"] == "45s"
    assert "ports" not in SIDECAR
    assert "data:/data" in SIDECAR["volumes"]


def test_files_that_the_composition_mounts_are_there() -> None:
    mounts = [mount for service in COMPOSE["services"].values() for mount in service["volumes"]]
    files = [mount.split(":")[0] for mount in mounts if mount.startswith("./")]
    missing = {path for path in files if not (PACKAGING / path).exists()}
    assert missing == {"./secrets"}  # Made by whoever starts it.


def test_the_settings_of_the_composition_are_right() -> None:
    chosen = gather(PACKAGING / "warmline.toml", environ={})
    # The key is inside the container.
    assert [one.where for one in chosen.mistakes] == ["key_file"]
    (network,) = COMPOSE["networks"]["front"]["ipam"]["config"]
    assert chosen.settings.trusted_proxies == (network["subnet"],)


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_no_proxy_shows_what_is_for_the_inside(name: str) -> None:
    text = (PACKAGING / name).read_text()
    for path in ("/metrics", "/live", "/ready"):
        assert path in text


def test_the_command_understands_what_the_unit_and_the_composition_start() -> None:
    (line,) = re.findall(r"^ExecStart=\S+/warmline (.+)$", UNIT, re.M)
    for words in (line.split(), SIDECAR["command"]):
        assert words[0] == "serve"
        known = {name for option in serve.params for name in option.opts}
        assert {word for word in words if word.startswith("--")} <= known


def test_the_unit_is_hardened_and_waits_for_the_drain() -> None:
    wanted = (
        "DynamicUser=yes", "StateDirectory=warmline", "NoNewPrivileges=yes",
        "ProtectSystem=strict", "KillSignal=SIGTERM", "TimeoutStopSec=45", "Restart=on-failure",
    )  # fmt: skip
    assert [line for line in wanted if line not in UNIT.splitlines()] == []


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "warmline.service"
    unit.write_text(re.sub(r"(?m)^ExecStart=.*", "ExecStart=/bin/true", UNIT))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not shutil.which("caddy"), reason="Caddy is not installed")
def test_caddy_understands_its_file() -> None:
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config"]
    subprocess.run([*command, str(PACKAGING / "Caddyfile")], check=True, capture_output=True)


@pytest.mark.skipif(
    not (shutil.which("nginx") and shutil.which("openssl")), reason="nginx is not installed"
)
def test_nginx_understands_its_file(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    text = (PACKAGING / "nginx.conf").read_text()
    text = re.sub(r"(ssl_certificate +).*;", rf"\1{certificate};", text)
    text = re.sub(r"(ssl_certificate_key +).*;", rf"\1{key};", text)
    site = tmp_path / "site.conf"
    site.write_text(text)
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"events {{}}\nhttp {{ access_log off; include {site}; }}\n")
    command = ["nginx", "-t", "-e", "stderr", "-p", str(tmp_path), "-c", str(whole)]
    pid = f"pid {tmp_path}/pid;"
    done = subprocess.run([*command, "-g", pid], capture_output=True, text=True, check=False)
    assert "syntax is ok" in done.stderr, done.stderr
