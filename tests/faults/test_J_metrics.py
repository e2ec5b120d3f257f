"""Labels of metrics: few, known beforehand, and nobody's id."""

import secrets
from pathlib import Path
from typing import Any

from assist.server.metrics import Metrics
from tests.server.harness import serving


async def test_J16_no_label_holds_an_id(tmp_path: Path) -> None:
    ids = {name: f"{name}{secrets.token_hex(4)}" for name in ("tenant", "chat", "ana", "card")}
    async with serving(tmp_path) as running:
        claims: dict[str, Any] = {"tenant": ids["tenant"], "subject": ids["ana"]}
        async with running.peer("platform", **claims) as platform, running.peer(**claims) as agent:
            await platform.post("hello", ids["card"], ids["chat"])
            await agent.ask("subscribe", c=ids["chat"])
            await agent.ask("suggestion.decide", c=ids["chat"], decision_id=ids["card"],
                            suggestion_id=ids["card"], decision="accepted")  # fmt: skip
            async with running.http() as http:
                text = (await http.get("/metrics")).text
    assert [name for name, id in ids.items() if id in text] == []
    assert 'tenant="other"' in text


def test_J16_a_thousand_tenants_make_no_more_series() -> None:
    metrics = Metrics(["acme"])
    before = 0
    for number in range(1000):
        name = "acme" if number % 2 else f"tenant-{number}"
        metrics.messages.labels(metrics.tenant(name), "http", "acknowledged").inc()
        count = sum(len(family.samples) for family in metrics.registry.collect())
        assert number < 2 or count == before
        before = count
