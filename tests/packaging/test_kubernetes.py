"""packaging/kubernetes against the code: its numbers, paths, options and keys."""

import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from assist.cli.serve import serve
from assist.config import Limits
from assist.config.sources import gather
from assist.server.connections import SETTLE, WITHIN
from assist.server.run import LAST
from assist.server.workers import GRACE
from tests.server.harness import serving

FOLDER = Path(__file__).parents[2] / "packaging" / "kubernetes"
Plain = dict[str, Any]


def documents() -> list[Plain]:
    """Return what the kustomization lists."""
    named: Plain = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
    texts = [(FOLDER / name).read_text() for name in named["resources"]]
    return [one for text in texts for one in yaml.safe_load_all(text)]


def the(kind: str, name: str = "warmline") -> Plain:
    (found,) = (
        one for one in documents() if one["kind"] == kind and one["metadata"]["name"] == name
    )
    return found


POD: Plain = the("Deployment")["spec"]["template"]["spec"]
NODE: Plain = POD["containers"][0]


def test_every_file_is_in_the_kustomization_or_of_it() -> None:
    named: Plain = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
    files = {file for one in named["configMapGenerator"] for file in one["files"]}
    assert {*named["resources"], *files, "kustomization.yaml"} == {
        path.name for path in FOLDER.iterdir()
    }


def test_a_node_has_time_to_send_everybody_away() -> None:
    (_, seconds) = NODE["lifecycle"]["preStop"]["exec"]["command"]
    drain = max(SETTLE + WITHIN + LAST, Limits().drain_longest + LAST, GRACE)
    assert int(seconds) + drain < POD["terminationGracePeriodSeconds"]
    readiness = NODE["readinessProbe"]
    assert readiness["periodSeconds"] * readiness["failureThreshold"] <= int(seconds)


async def test_probes_ask_what_there_is_at_the_port_that_is_listened_on(tmp_path: Path) -> None:
    (port,) = NODE["ports"]
    settings = tomllib.loads((FOLDER / "warmline.toml").read_text())["server"]
    assert port["containerPort"] == settings.get("port", 8420)
    async with serving(tmp_path) as running, running.http() as http:
        for name, path in (("startup", "/live"), ("liveness", "/live"), ("readiness", "/ready")):
            asked = NODE[f"{name}Probe"]["httpGet"]
            assert asked == {"path": path, "port": port["name"]}
            assert (await http.get(path)).status_code == 200
    (service,) = the("Service")["spec"]["ports"]
    assert service["targetPort"] == port["name"]


def test_a_new_node_is_ready_before_an_old_one_goes() -> None:
    update = the("Deployment")["spec"]["strategy"]["rollingUpdate"]
    assert (update["maxUnavailable"], update["maxSurge"]) == (0, 1)
    assert the("PodDisruptionBudget")["spec"]["maxUnavailable"] == 1


def test_the_autoscaler_alone_says_how_many_nodes_there_are() -> None:
    spec = the("HorizontalPodAutoscaler")["spec"]
    assert "replicas" not in the("Deployment")["spec"]
    assert 3 <= spec["minReplicas"] < spec["maxReplicas"]
    (metric,) = spec["metrics"]
    assert metric["resource"]["name"] == "cpu"
    assert metric["resource"]["target"]["averageUtilization"] <= 70
    # It counts parts of what is asked for.
    assert NODE["resources"]["requests"]["cpu"] == "1"


@pytest.mark.parametrize(
    ("kind", "name"), [("Deployment", "warmline"), ("StatefulSet", "warmline-redis")]
)
def test_a_container_may_do_no_more_than_it_needs(kind: str, name: str) -> None:
    pod = the(kind, name)["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    for container in pod["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"]["limits"]["memory"]


def test_a_node_runs_as_the_user_of_the_image() -> None:
    dockerfile = (FOLDER.parent / "Dockerfile").read_text()
    user = POD["securityContext"]["runAsUser"]
    assert f"\nUSER {user}:{POD['securityContext']['runAsGroup']}\n" in dockerfile


def test_the_settings_are_right_and_their_files_are_mounted() -> None:
    chosen = gather(FOLDER / "warmline.toml", environ={})
    # The key is in the container.
    assert {one.where for one in chosen.mistakes} == {"key_file"}
    settings = tomllib.loads((FOLDER / "warmline.toml").read_text())["server"]
    mounts = {one["name"]: one["mountPath"] for one in NODE["volumeMounts"]}
    (keys,) = (one["secret"] for one in POD["volumes"] if one["name"] == "keys")
    assert {settings["key_file"], settings["journal_key_file"]} == {
        f"{mounts['keys']}/{item['path']}" for item in keys["items"]
    }
    assert settings["data"] == mounts["data"]
    assert NODE["args"][2] == f"{mounts['settings']}/warmline.toml"


def test_nobody_else_may_read_the_keys() -> None:
    # A key that every user may read is refused at the start.
    for pod in (POD, the("StatefulSet", "warmline-redis")["spec"]["template"]["spec"]):
        secrets = [one["secret"] for one in pod["volumes"] if "secret" in one]
        assert secrets
        assert all(one["defaultMode"] == 0o440 for one in secrets)


def test_the_command_understands_its_options_and_variables() -> None:
    known = {name for option in serve.params for name in option.opts}
    assert NODE["args"][0] == "serve"
    assert {word for word in NODE["args"] if word.startswith("--")} <= known
    names = {one["name"]: "redis://:secret@warmline-redis:6379/0" for one in NODE["env"]}
    chosen = gather(environ=names)
    assert chosen.mistakes == ()
    assert chosen.settings.journal == names["WARMLINE_SERVER_JOURNAL"]


def test_a_socket_may_be_silent_between_two_pings() -> None:
    notes = the("Ingress")["metadata"]["annotations"]
    limits = Limits()
    for name in ("read", "send"):
        seconds = int(notes[f"nginx.ingress.kubernetes.io/proxy-{name}-timeout"])
        assert seconds > limits.ping_most + limits.pong


def test_what_is_for_the_inside_has_no_way_in() -> None:
    (rule,) = the("Ingress")["spec"]["rules"]
    assert {path["path"] for path in rule["http"]["paths"]} == {"/v1", "/widget"}


@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is not installed")
def test_kubectl_puts_it_together() -> None:
    done = subprocess.run(
        ["kubectl", "kustomize", str(FOLDER)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    made = list(yaml.safe_load_all(done.stdout))
    assert {one["kind"] for one in made} == {one["kind"] for one in documents()} | {"ConfigMap"}
