from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from websockets.exceptions import InvalidStatus

from tests.server.harness import Running, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with serving(tmp_path_factory.mktemp("data")) as running:
        yield running


async def refused(running: Running, **options: object) -> tuple[int, str]:
    with pytest.raises(InvalidStatus) as caught:
        async with running.open(**options):  # type: ignore[arg-type]
            pass
    response = caught.value.response
    return response.status_code, bytes(response.body or b"").decode()


@pytest.mark.parametrize(
    "origin",
    [
        "https://ok.example.com.evil.io",
        "https://evil-ok.example.com",
        "http://ok.example.com",
        "https://ok.example.com:8443",
        "https://ok.example.com.",
        "null",
        "https://оk.example.com".encode().decode("latin-1"),
        "http://127.0.0.1:1",
        "",
    ],
)
async def test_A01_A02_a_page_from_elsewhere_is_refused_before_the_upgrade(
    tmp_path: Path, origin: str
) -> None:
    async with serving(tmp_path, origins=("https://ok.example.com",)) as running:
        assert await refused(running, origin=origin) == (403, "origin_forbidden")


async def test_A02_case_alone_makes_no_other_origin(tmp_path: Path) -> None:
    async with (
        serving(tmp_path, origins=("https://ok.example.com",)) as running,
        running.open(origin="HTTPS://OK.example.com") as peer,
    ):
        assert (await peer.hello(running.token()))["t"] == "welcome"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
async def test_without_settings_the_loopback_pages_of_the_same_port_come_in(
    running: Running, host: str
) -> None:
    async with running.open(origin=f"http://{host}:{running.port}") as peer:
        assert (await peer.hello(running.token()))["t"] == "welcome"
    assert await refused(running, origin=f"http://{host}:{running.port + 1}") == (
        403,
        "origin_forbidden",
    )


async def test_A05_a_token_in_the_address_is_refused(running: Running) -> None:
    path = f"/v1/socket?token={running.token()}"
    assert await refused(running, path=path) == (403, "token_in_url")


@pytest.mark.parametrize("offered", [[], ["graphql-ws"], ["assist.v2.json", "assist"]])
async def test_A17_without_a_subprotocol_in_common_the_upgrade_is_refused(
    running: Running, offered: list[str]
) -> None:
    assert await refused(running, subprotocols=offered) == (400, "unsupported_protocol")


async def test_A17_of_two_subprotocols_the_preferred_one_is_chosen(running: Running) -> None:
    async with running.open(subprotocols=["assist.v1.json", "assist.v1.msgpack"]) as peer:
        assert peer.socket.subprotocol == "assist.v1.msgpack"
