from pathlib import Path

import pytest

from assist.resources import widget_dir
from tests.server.harness import Running, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_any_page_may_load_the_widget(running: Running) -> None:
    async with running.http() as client:
        response = await client.get("/widget/index.js", headers={"origin": "https://shop.example"})
        assert response.status_code == 200
        assert response.text == (widget_dir() / "index.js").read_text()
        assert response.headers["content-type"] == "text/javascript; charset=utf-8"
        assert response.headers["access-control-allow-origin"] == "*"
        assert response.headers["cross-origin-resource-policy"] == "cross-origin"
        assert response.headers["x-content-type-options"] == "nosniff"


async def test_a_file_is_sent_again_only_when_it_has_changed(running: Running) -> None:
    async with running.http() as client:
        first = await client.get("/widget/index.js")
        assert first.headers["cache-control"] == "no-cache"
        again = await client.get(
            "/widget/index.js", headers={"if-none-match": first.headers["etag"]}
        )
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["access-control-allow-origin"] == "*"


async def test_the_frames_page_does_nothing_but_its_work_and_only_listed_origins_hold_it(
    running: Running,
) -> None:
    async with running.http() as client:
        response = await client.get("/widget/frame.html")
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert response.headers["referrer-policy"] == "no-referrer"
        policy = response.headers["content-security-policy"]
        kept = await client.get(
            "/widget/frame.html", headers={"if-none-match": response.headers["etag"]}
        )
        assert (kept.status_code, kept.headers["content-security-policy"]) == (304, policy)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules == {
        "default-src": "'none'",
        "script-src": "'self'",
        "connect-src": "'self' ws: wss:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
        "frame-ancestors": f"'self' http://127.0.0.1:{running.port} http://localhost:{running.port}",
    }


async def test_the_page_for_a_console_may_hold_the_frame_and_no_other(running: Running) -> None:
    async with running.http() as client:
        response = await client.get("/widget/consoles/chatwoot/index.html")
        frame = await client.get("/widget/frame.html")
    policies = [each.headers["content-security-policy"] for each in (response, frame)]
    assert policies[0].replace("frame-src 'self'; ", "") == policies[1]
    assert policies[0] != policies[1]
    assert response.headers["referrer-policy"] == "no-referrer"


async def test_the_origins_that_are_listed_may_hold_the_frame(tmp_path: Path) -> None:
    listed = ("https://Console.example.com", "http://127.0.0.1:8421", "http://[::1]:8421")
    async with serving(tmp_path, origins=listed) as running, running.http() as client:
        policy = (await client.get("/widget/frame.html")).headers["content-security-policy"]
        _, _, ancestors = policy.partition("frame-ancestors ")
        assert ancestors == "'self' https://console.example.com http://127.0.0.1:8421"


async def test_a_script_has_no_policy(running: Running) -> None:
    async with running.http() as client:
        assert "content-security-policy" not in (await client.get("/widget/frame.js")).headers


@pytest.mark.parametrize(
    "path", ["/widget/none.js", "/widget/../package.json", "/widget/%2e%2e/package.json", "/widget"]
)
async def test_nothing_else_is_served(running: Running, path: str) -> None:
    async with running.http() as client:
        assert (await client.get(path)).status_code in (307, 404)


async def test_without_the_demo_there_are_no_pages_and_no_tokens(running: Running) -> None:
    async with running.http() as client:
        for path in ("/", "/demo/", "/demo/config.json"):
            assert (await client.get(path)).status_code == 404


async def test_the_server_says_whether_it_lives_and_is_ready(tmp_path: Path) -> None:
    async with serving(tmp_path) as running, running.http() as client:
        assert (await client.get("/live")).json() == {"live": True}
        ready = await client.get("/ready")
        assert (ready.status_code, ready.json()) == (200, {"ready": True})
        running.service.draining = True
        ready = await client.get("/ready")
        assert (ready.status_code, ready.json()) == (503, {"ready": False, "why": "draining"})
        running.service.draining = False
