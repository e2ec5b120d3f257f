"""Pages from elsewhere, and what stands in a request to open a socket, at a real server."""

import base64
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from websockets.exceptions import InvalidStatus

from assist.config import Tenant
from tests.faults.peers import UNAUTHORIZED, answer_to
from tests.server.harness import Running, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")
PAGE = "https://ok.example.com"
DESK = "https://desk.globex.example"
EXTENSION = "chrome-extension://abcdefghijklmnop"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    tenants = {"globex": Tenant(name="globex", origins=(DESK,))}
    data = tmp_path_factory.mktemp("data")
    async with serving(data, origins=(PAGE, EXTENSION), tenants=tenants) as running:
        yield running


async def refused(running: Running, **options: object) -> tuple[int, str]:
    with pytest.raises(InvalidStatus) as caught:
        async with running.open(**({"origin": PAGE} | options)):  # type: ignore[arg-type]
            pass
    response = caught.value.response
    assert len(running.service.connections) == 0
    return response.status_code, bytes(response.body or b"").decode()


def latin(text: str) -> str:
    """Return the text as a header would carry its bytes."""
    return text.encode().decode("latin-1")


LOOK_ALIKES = {
    "a longer name": "https://ok.example.com.evil.io",
    "a prefix": "https://evil-ok.example.com",
    "a subdomain": "https://www.ok.example.com",
    "its parent": "https://example.com",
    "another scheme": "http://ok.example.com",
    "websocket scheme": "wss://ok.example.com",
    "another port": "https://ok.example.com:8443",
    "the port spelled out": "https://ok.example.com:443",
    "a trailing dot": "https://ok.example.com.",
    "a path": "https://ok.example.com/",
    "a user": "https://ok.example.com@evil.io",
    "a user before": "https://evil.io@ok.example.com",
    "null": "null",
    "nothing": "",
    "a star": "*",
    "two at once": f"{PAGE} https://evil.io",
    "a list": f"{PAGE}, https://evil.io",
    "cyrillic o": latin("https://оk.example.com"),
    "punycode of it": "https://xn--k-8ta.example.com",
    "full width": latin("https://ｏk.example.com"),
    "kelvin": latin("https://o\N{KELVIN SIGN}.example.com"),
    "soft hyphen": "https://o\xadk.example.com",
    "a file": "file://",
    "another extension": "chrome-extension://ponmlkjihgfedcba",
    "the server's own page": "http://127.0.0.1:1",
}


@pytest.mark.parametrize("origin", LOOK_ALIKES.values(), ids=list(LOOK_ALIKES))
async def test_A01_A02_a_page_from_elsewhere_is_refused_before_the_upgrade(
    running: Running, origin: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert await refused(running, origin=origin) == (403, "origin_forbidden")
    assert "not listed" in caplog.text
    assert "example.com" not in caplog.text


async def test_A02_two_origins_are_none(running: Running) -> None:
    status, _ = await refused(running, additional_headers={"Origin": PAGE})
    assert status == 400


async def test_A02_case_alone_makes_no_other_origin(running: Running) -> None:
    token = running.token()
    for origin in (PAGE, "HTTPS://OK.example.com"):
        assert (await answer_to(running, token, origin=origin))[0]["t"] == "welcome"
    assert (await answer_to(running, running.token(), origin=EXTENSION))[0]["t"] == "welcome"


@pytest.mark.parametrize(
    ("tenant", "origin", "came_in"),
    [
        ("acme", PAGE, True),
        ("acme", DESK, False),
        ("globex", DESK, True),
        ("globex", PAGE, False),
    ],
)
@pytest.mark.parametrize("role", ["agent", "platform"])
async def test_A01_a_page_of_one_tenant_is_none_of_another_s(
    running: Running, tenant: str, origin: str, came_in: bool, role: str
) -> None:
    token = running.token(role, tenant=tenant)  # type: ignore[arg-type]
    frames = await answer_to(running, token, origin=origin)
    forbidden = [{"t": "bye", "code": 4003, "key": "forbidden"}]
    assert came_in == (frames[0]["t"] == "welcome")
    assert came_in or frames == forbidden


@pytest.mark.parametrize(
    ("role", "code"), [("agent", 4003), ("supervisor", 4003), ("platform", None), ("admin", None)]
)
async def test_A03_without_an_origin_programs_come_in_and_people_do_not(
    running: Running, role: str, code: int | None
) -> None:
    token = running.token(role)  # type: ignore[arg-type]
    (frame,) = await answer_to(running, token, origin=None)
    assert frame.get("code") == code
    assert (frame["t"] == "welcome") == (code is None)


@pytest.mark.parametrize("query", ["token={}", "a=1&token={}", "token=", "token={}&token=x"])
async def test_A05_a_token_in_the_address_is_refused_and_not_logged(
    running: Running, query: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "warmline")
    token = running.token()
    path = f"/v1/socket?{query.format(token)}"
    assert await refused(running, path=path) == (403, "token_in_url")
    assert token not in caplog.text


@pytest.mark.parametrize(
    "offered", [[], ["graphql-ws"], ["assist.v2.json", "assist"], ["assist.bearer.YQ"]]
)
async def test_A17_without_a_subprotocol_in_common_the_upgrade_is_refused(
    running: Running, offered: list[str]
) -> None:
    assert await refused(running, subprotocols=offered) == (400, "unsupported_protocol")


async def test_A17_of_two_subprotocols_the_preferred_one_is_chosen(running: Running) -> None:
    both = ["assist.v1.json", "assist.v1.msgpack"]
    async with running.open(origin=PAGE, subprotocols=both) as peer:
        assert peer.socket.subprotocol == "assist.v1.msgpack"


def item(token: str | bytes) -> str:
    data = token if isinstance(token, bytes) else token.encode()
    return "assist.bearer." + base64.urlsafe_b64encode(data).decode().rstrip("=")


async def with_items(running: Running, *items: str, **hello: object) -> list[dict[str, object]]:
    """Return what a socket gets that offers these items and says hello."""
    offered = ["assist.v1.json", *items]
    async with running.open(origin=PAGE, subprotocols=offered) as peer:
        assert peer.socket.response is not None
        assert "bearer" not in str(peer.socket.response.headers).lower()
        await peer.send("hello", client="test", **hello)
        frame = await peer.receive()
        if frame["t"] != "welcome":
            await peer.closed()
        return peer.frames


async def test_A18_a_token_may_come_as_a_subprotocol_and_is_never_echoed(
    running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "warmline")
    agent, platform = running.token(), running.token("platform")
    (welcome,) = await with_items(running, item(agent))
    assert (welcome["t"], welcome["role"]) == ("welcome", "agent")
    (welcome,) = await with_items(running, item(agent), token=platform)
    assert welcome["role"] == "platform"
    assert agent not in caplog.text
    assert item(agent) not in caplog.text


MALFORMED = ["", "a", "a+b", "YQ.YQ", "Y'Q", "w6k", "gICA", "YQ!"]


@pytest.mark.parametrize("text", MALFORMED)
async def test_A18_a_malformed_item_is_refused_after_the_upgrade(
    running: Running, text: str
) -> None:
    broken = "assist.bearer." + text
    assert await with_items(running, broken) == UNAUTHORIZED
    assert len(running.service.connections) == 0


async def test_A18_two_items_or_a_forged_one_are_refused(running: Running) -> None:
    token = running.token()
    assert await with_items(running, item(token), item(token)) == UNAUTHORIZED
    assert await with_items(running, item(token + "x")) == UNAUTHORIZED
    assert await with_items(running, "assist.bearer.a", token=token) == UNAUTHORIZED
    assert await with_items(running, item(token), token="x.y.z") == UNAUTHORIZED
    assert await with_items(running) == UNAUTHORIZED


async def test_A18_a_token_of_6000_characters_fits_into_an_item(running: Running) -> None:
    named = frozenset(f"conversation-{n:>030}" for n in range(92))
    token = running.token(conversations=named)
    assert 5500 < len(token) < 6000
    assert (await with_items(running, item(token)))[0]["t"] == "welcome"


@pytest.mark.parametrize("size", [7 * 1024, 16 * 1024, 40 * 1024])
async def test_A18_an_item_that_is_too_long_is_refused(running: Running, size: int) -> None:
    status, _ = await refused(running, subprotocols=["assist.v1.json", item(b"x" * size)])
    assert status == 431


async def test_A17_A18_what_is_refused_leaves_the_door_open(tmp_path: Path) -> None:
    async with serving(tmp_path) as running:
        for _ in range(20):
            with pytest.raises(InvalidStatus):
                async with running.open(origin="https://evil.io"):
                    pass
        assert (await answer_to(running, running.token()))[0]["t"] == "welcome"


READER = "203.0.113.9"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "status"),
    [
        ((), READER, 403),
        (("192.0.2.1",), READER, 403),
        (("127.0.0.1",), READER, 200),
        (("127.0.0.0/8",), f"127.0.0.1, {READER}", 200),
        (("127.0.0.1",), f"{READER}, 198.51.100.1", 403),
        (("127.0.0.1",), f"{READER}, nobody", 403),
    ],
)
async def test_A22_a_forwarded_address_is_believed_only_from_a_proxy_that_is_named(
    tmp_path: Path, proxies: tuple[str, ...], forwarded: str, status: int
) -> None:
    async with (
        serving(tmp_path, trusted_proxies=proxies, metrics_from=(READER,)) as running,
        running.http() as client,
    ):
        response = await client.get("/metrics", headers={"X-Forwarded-For": forwarded})
        assert response.status_code == status
        assert (await client.get("/metrics")).status_code == 403
