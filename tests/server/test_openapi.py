import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection
from starlette.routing import Route

from assist.server.app import make_app
from assist.server.auth import Grant, Role, Tokens, load_key
from assist.server.openapi import OPERATIONS, document
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest
from tests.server.harness import RULES, serving
from tests.server.sidecar import free_port

load_all_checks()
CONFIG: dict[str, Any] = {
    "generation": {"database": "none", "deterministic": True, "max-examples": 25},
    "checks": {
        # What a schema cannot say: one time zone of those that exist, an id that is not taken,
        # a conversation that is there.
        "positive_data_acceptance": {"expected-statuses": ["2xx", 400, 401, 404, 409, 503]},
    },
}
SCHEMA = schemathesis.openapi.from_dict(document(), config=SchemathesisConfig.from_dict(CONFIG))


@dataclass(frozen=True, slots=True)
class Running:
    """A server in a process of its own: these requests wait for their answers."""

    url: str
    tokens: Tokens

    def token(self, role: Role) -> str:
        now = time.time()
        grant = Grant(
            tenant="acme", role=role, subject=role, conversations=None, expires_at=now + 600
        )
        return self.tokens.issue(grant, now=now)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data, port = tmp_path_factory.mktemp("data"), free_port()
    options = ["--port", str(port), "--data", str(data), "--rules", str(RULES)]
    process = subprocess.Popen(
        [sys.executable, "-m", "assist", "serve", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        while f":{port}/widget/" not in (line := process.stdout.readline()):
            assert line, "the server has not started"
        yield Running(f"http://127.0.0.1:{port}", Tokens(load_key(data)))
    finally:
        process.terminate()
        process.communicate(timeout=30)


def role(path: str) -> Role:
    says = ("/v1/messages", "/v1/revisions", "/v1/context")
    return "platform" if path in says else "admin"


@SCHEMA.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_M03_every_answer_is_as_documented_and_none_is_our_fault(
    case: schemathesis.Case[Any], running: Running
) -> None:
    headers = {"Authorization": f"Bearer {running.token(role(case.path))}"}
    # A name that nobody knows may stand in a query: it says nothing.
    ignored: Any = [negative_data_rejection] if case.method == "GET" else []
    case.call_and_validate(base_url=running.url, headers=headers, excluded_checks=ignored)


def test_the_document_is_served(running: Running) -> None:
    answer = httpx.get(f"{running.url}/v1/openapi.json", trust_env=False)
    assert answer.status_code == 200
    assert answer.json() == document()


async def test_every_route_is_documented_and_no_other(tmp_path: Path) -> None:
    async with serving(tmp_path) as running:
        routes = make_app(running.service).routes
    served = {route.path for route in routes if isinstance(route, Route)}
    # What a console puts behind the address of its webhook is that webhook.
    served.discard("/v1/hooks/{tenant}/{endpoint}/{rest:path}")
    assert served - {"/v1/openapi.json"} == {one.path for one in OPERATIONS}


@pytest.mark.parametrize("kind", [MessageRequest, RevisionRequest, ContextRequest])
def test_a_body_has_the_fields_of_its_request(kind: type) -> None:
    schema = document()["components"]["schemas"][kind.__name__]
    assert set(schema["properties"]) == {field.name for field in fields(kind)}
    assert schema["additionalProperties"] is False
