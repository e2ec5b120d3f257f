import base64

import pytest
from websockets.exceptions import InvalidStatus

from assist.server.socket import offered_token
from tests.server.harness import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def refused(running: Running, **options: object) -> tuple[int, str]:
    with pytest.raises(InvalidStatus) as caught:
        async with running.open(**options):  # type: ignore[arg-type]
            pass
    response = caught.value.response
    return response.status_code, bytes(response.body or b"").decode()


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


def item(text: str) -> str:
    return "assist.bearer." + base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize("token", ["a", "ab", "abc", "abcd", "a.b.c?~>"])
async def test_a_token_among_the_subprotocols_is_found(token: str) -> None:
    assert offered_token(["assist.v1.json", item(token)]) == token


@pytest.mark.parametrize("names", [[], ["assist.v1.json"], ["assist.bearerYQ"]])
async def test_where_there_is_no_token_none_is_found(names: list[str]) -> None:
    assert offered_token(names) is None


@pytest.mark.parametrize(
    "names",
    [
        ["assist.bearer."],
        ["assist.bearer.Y"],
        ["assist.bearer.Y+Q"],
        ["assist.bearer.Y/Q"],
        ["assist.bearer.Y Q"],
        ["assist.bearer.w6k"],
        [item("a"), item("a")],
    ],
    ids=repr,
)
async def test_A18_an_item_that_is_malformed_is_an_empty_token(names: list[str]) -> None:
    assert offered_token(names) == ""


async def test_a_socket_is_refused_while_the_server_stops(running: Running) -> None:
    running.service.draining = True
    try:
        assert await refused(running) == (503, "restarting")
    finally:
        running.service.draining = False
