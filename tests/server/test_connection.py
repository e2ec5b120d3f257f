import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import jwt
import pytest
import pytest_asyncio

from tests.server.harness import CHAT, Closed, Peer, Running, limits, message, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with serving(tmp_path_factory.mktemp("data")) as running:
        yield running


async def sent_away(peer: Peer, code: int, key: str) -> None:
    closed = await peer.closed()
    assert closed.code == code
    assert closed.last[-1]["t"] == "bye"
    assert (closed.last[-1]["code"], closed.last[-1]["key"]) == (code, key)


async def test_a_hello_is_welcomed(running: Running) -> None:
    async with running.open() as peer:
        welcome = await peer.hello(running.token())
        assert welcome == {"t": "welcome", "minor": 0, "role": "agent", "ping_ms": 25000}


async def test_the_lower_minor_version_wins(running: Running) -> None:
    async with running.open() as peer:
        assert (await peer.hello(running.token(), minor=7))["minor"] == 0


async def test_A03_without_an_origin_a_platform_comes_in_and_an_agent_does_not(
    running: Running,
) -> None:
    async with running.open(origin=None) as peer:
        assert (await peer.hello(running.token("platform")))["t"] == "welcome"
    async with running.open(origin=None) as peer:
        await peer.send("hello", token=running.token("agent"), client="test")
        await sent_away(peer, 4003, "forbidden")


async def test_A04_A06_without_a_hello_the_connection_ends(tmp_path: Path) -> None:
    async with serving(tmp_path, limits=limits(hello=0.2)) as running:
        cookie = {"Cookie": f"token={running.token()}"}
        async with running.open(additional_headers=cookie) as peer:
            await sent_away(peer, 4002, "hello_timeout")
        assert len(running.service.connections) == 0


CLAIMS = {
    "iss": "warmline",
    "aud": "assist",
    "sub": "ana",
    "tnt": "acme",
    "role": "agent",
    "conv": "*",
    "iat": 1_700_000_000,
    "exp": 4_000_000_000,
}


def forged(running: Running, headers: dict[str, object] | None = None, **claims: object) -> str:
    """Return a token that is right but for these changes."""
    key = (running.service.settings.data / "token.key").read_text().strip()
    payload = {name: value for name, value in (CLAIMS | claims).items() if value is not None}
    return jwt.encode(payload, key, "HS256", headers={"typ": "assist+jwt"} | (headers or {}))


async def test_a_token_that_another_issuer_made_with_the_key_is_accepted(running: Running) -> None:
    async with running.open() as peer:
        assert (await peer.hello(forged(running)))["t"] == "welcome"


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "other"},
        {"aud": None},
        {"iss": "other"},
        {"headers": {"typ": "JWT"}},
        {"nbf": 4_000_000_000},
        {"exp": 1_700_000_001},
        {"exp": None},
        {"exp": "soon"},
        {"iat": None},
        {"iat": 4_000_000_000},
        {"tnt": None},
        {"tnt": ""},
        {"tnt": ["acme"]},
        {"sub": None},
        {"role": "admin"},
        {"role": None},
        {"conv": None},
        {"conv": "all"},
        {"conv": [1]},
    ],
    ids=repr,
)
async def test_A08_a_token_for_another_purpose_or_time_is_refused(
    running: Running, change: dict[str, object]
) -> None:
    async with running.open() as peer:
        await peer.send("hello", token=forged(running, **change), client="test")  # type: ignore[arg-type]
        await sent_away(peer, 4001, "unauthorized")


async def test_A07_forgeries_are_refused_alike(running: Running) -> None:
    good = forged(running)
    head, body, signature = good.split(".")
    unsigned = jwt.encode(CLAIMS, None, "none", headers={"typ": "assist+jwt"})
    own_key = jwt.encode(
        CLAIMS,
        "k" * 32,
        "HS256",
        headers={"typ": "assist+jwt", "jwk": {"kty": "oct", "k": "a2s"}, "kid": "../../dev/null"},
    )
    other_alg = jwt.encode(
        CLAIMS,
        (running.service.settings.data / "token.key").read_text().strip(),
        "HS384",
        headers={"typ": "assist+jwt"},
    )
    forgeries = [
        unsigned,
        own_key,
        other_alg,
        f"{head}.{body}.",
        f"{head}.{body}.{signature[:-2]}AA",
        f"{head}.{body}x.{signature}",
        "x",
        "..",
        "a.b.c",
        good + ".x",
        "é.é.é",
    ]
    ends = []
    for token in forgeries:
        async with running.open() as peer:
            await peer.send("hello", token=token, client="test")
            ends.append((await peer.closed()).last)
    assert ends == [[{"t": "bye", "code": 4001, "key": "unauthorized"}]] * len(forgeries)


async def test_A08_expiry_has_30_seconds_of_leeway(running: Running) -> None:
    async with running.open() as peer:
        assert (await peer.hello(running.token(life=-15)))["t"] == "welcome"
    async with running.open() as peer:
        await peer.send("hello", token=running.token(life=-45), client="test")
        await sent_away(peer, 4001, "unauthorized")


async def test_A13_a_connection_ends_with_its_token(tmp_path: Path) -> None:
    async with (
        serving(tmp_path, limits=limits(token_grace=0.0)) as running,
        running.peer(life=1.5) as peer,
    ):
        await sent_away(peer, 4204, "token_expired")


async def test_A19_a_second_hello_changes_nothing(running: Running) -> None:
    async with running.peer() as peer:
        answer = await peer.hello(running.token(tenant="other"))
        assert (answer["code"], answer["path"]) == (107, "$.t")
        assert (await peer.ask("subscribe", c=CHAT))["t"] == "sub"


@pytest.mark.parametrize("name", ["subscribe", "message.post", "ping", "welcome"])
async def test_A20_a_frame_before_the_hello_ends_the_connection(
    running: Running, name: str
) -> None:
    async with running.open() as peer:
        await peer.send(name, c=CHAT)
        await sent_away(peer, 4001, "unauthorized")


async def test_a_broken_hello_is_told_its_field(running: Running) -> None:
    async with running.open() as peer:
        await peer.send("hello", token=running.token(), client="test", extra=1)
        closed = await peer.closed()
        assert closed.code == 4000
        assert closed.last[0]["path"] == "$.extra"


async def test_A21_the_ninth_connection_of_one_agent_is_refused(running: Running) -> None:
    async with asyncio.TaskGroup() as group:
        enough, full = asyncio.Event(), asyncio.Semaphore(0)

        async def stay() -> None:
            async with running.peer(subject="ana"):
                full.release()
                await enough.wait()

        for _ in range(8):
            group.create_task(stay())
        for _ in range(8):
            await full.acquire()
        async with running.open() as peer:
            await peer.send("hello", token=running.token(subject="ana"), client="test")
            await sent_away(peer, 4006, "connection_limit")
        async with running.peer(subject="bob"), running.peer("platform", subject="ana"):
            pass
        enough.set()
    async with running.peer(subject="ana"):
        pass


async def test_B07_three_frames_that_cannot_be_read_end_the_connection(running: Running) -> None:
    async with running.peer(form="msgpack") as peer:
        for _ in range(3):
            await peer.send_raw(b"\xdd\xff\xff\xff\xff")
        closed = await peer.closed()
        assert closed.code == 4000
        assert [frame.get("code") for frame in closed.last] == [107, 107, 4000]


@pytest.mark.parametrize("form", ["json", "msgpack"])
async def test_B14_the_wrong_type_of_message_ends_the_connection(
    running: Running, form: str
) -> None:
    async with running.peer(form=form) as peer:
        await peer.send_raw(b"{}" if form == "json" else "{}")
        await sent_away(peer, 1003, "wrong_type")


async def test_B15_a_wrong_field_is_named_and_its_value_is_not(running: Running) -> None:
    async with running.peer("platform") as peer:
        answer = await peer.ask("message.post", **message("hello", "m1"), colour="SECRET")
        assert answer == {
            "t": "err",
            "id": 2,
            "code": 107,
            "key": "bad_request",
            "temporary": False,
            "path": "$.colour",
        }
        wrong = message("hello", "m1") | {"speaker": "SECRET"}
        answer = await peer.ask("message.post", **wrong)
        assert answer["path"] == "$.speaker"
        assert "SECRET" not in json.dumps(peer.frames)
        assert (await peer.post("hello", "m1"))["t"] == "ack"


async def test_B16_an_id_in_flight_cannot_be_used_again(running: Running) -> None:
    async with running.peer("platform") as peer:
        for message_id in ("m1", "m2"):
            await peer.send("message.post", **message("hello", message_id), id=7)
        answers = [await peer.receive("ack", "err") for _ in range(2)]
        assert {answer["id"] for answer in answers} == {7}
        assert [answer["path"] for answer in answers if answer["t"] == "err"] == ["$.id"]
        assert (await peer.ask("message.post", **message("hello", "m3"), id=7))["t"] == "ack"


async def test_B18_an_agent_who_is_too_fast_is_slowed_down_and_then_sent_away(
    running: Running,
) -> None:
    async with running.peer() as peer:
        for _ in range(70):
            await peer.send("ping")
        slowed = await peer.receive("err")
        assert (slowed["code"], slowed["temporary"]) == (111, True)
        assert 0 < slowed["retry_ms"] <= 1000
        with pytest.raises(Closed) as caught:
            for _ in range(1000):
                await peer.send("ping")
                await peer.receive("pong", "err")
        assert caught.value.code == 4101


async def test_a_ping_is_answered(running: Running) -> None:
    async with running.peer() as peer:
        await peer.send("ping")
        assert await peer.receive() == {"t": "pong"}


async def test_D17_a_widget_that_answers_no_ping_is_sent_away(tmp_path: Path) -> None:
    quick = limits(ping_least=0.05, ping_most=0.05, pong=0.2)
    async with serving(tmp_path, limits=quick) as running, running.peer() as peer:
        await sent_away(peer, 4201, "no_pong")
        assert {"t": "ping"} in peer.frames


async def test_D15_a_widget_that_answers_stays(tmp_path: Path) -> None:
    quick = limits(ping_least=0.02, ping_most=0.02, pong=0.1)
    async with serving(tmp_path, limits=quick) as running, running.peer() as peer:
        for _ in range(4):
            await peer.receive("ping")
            await peer.send("pong")
        assert (await peer.ask("subscribe", c=CHAT))["t"] == "sub"


async def test_a_platform_is_asked_by_the_websocket_itself_and_stays(tmp_path: Path) -> None:
    quick = limits(ping_least=0.02, ping_most=0.02, pong=0.1)
    async with serving(tmp_path, limits=quick) as running, running.peer("platform") as peer:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.6):
                await peer.receive()
        assert (await peer.post("hello", "m1"))["t"] == "ack"
