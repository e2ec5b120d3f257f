"""Group C, through a real server: what is signed is durable once, what is not leaves no trace."""

import asyncio
import gc
import json
import logging
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from assist.config import Scheme
from assist.events import MessagePosted
from assist.journal.records import Key
from tests.server.harness import TENANT, Running, limits, settle
from tests.server.hooked import OTHER_TENANT, error, hooked, post, request, said, stream, tenant
from tests.webhooks.senders import SECRET, webhook

pytestmark = pytest.mark.asyncio(loop_scope="module")

OTHER = b"whsec_" + b"QUJD" * 8
UNTIMED: tuple[Scheme, ...] = (
    *("hmac-sha256-hex", "hmac-sha256-base64", "hmac-sha1-hex", "twilio", "rsa-sha256"),
    *("header-token", "body-token"),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with hooked(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture
def chat(request: pytest.FixtureRequest) -> str:
    return str(request.node.name)[:200]


def answered(response: httpx.Response) -> dict[str, object]:
    assert response.status_code == 202, response.text
    found: dict[str, object] = response.json()
    return found


def refused(response: httpx.Response, status: int, key: str) -> None:
    assert (response.status_code, error(response)["key"]) == (status, key)


async def test_C01_a_signed_message_is_durable_before_it_is_answered(
    running: Running, chat: str
) -> None:
    async with running.peer() as widget:
        await widget.ask("subscribe", c=chat)
        answer = answered(await post(running, request(plain=said(chat, name="Ana", at=1.5))))
        (entry,) = await stream(running, chat)
        (posted,) = await widget.events(1, chat)
    assert answer == {"conversation": chat, "epoch": posted["e"], "offset": 1, "duplicate": False}
    assert isinstance(entry.event, MessagePosted)
    assert (entry.offset, entry.event.message_id, entry.event.name) == (1, "m1", "Ana")


@pytest.mark.parametrize(
    "header",
    ["", ",", "v1", "v1,,", "v1,!!", "v1a,AAAA", "é", "v1,\xff", "x" * 20_000, "v1, " * 99 + "v1"],
    ids=lambda header: f"{len(header)} {header[:8]!r}",
)
@pytest.mark.parametrize("name", ["webhook-signature", "webhook-timestamp", "webhook-id"])
async def test_C03_garbage_in_a_header_is_a_401_and_leaves_nothing(
    running: Running, chat: str, name: str, header: str
) -> None:
    good = request(plain=said(chat))
    async with running.http() as client:
        wrong = replace(good, headers={**good.headers, name: header})
        refused(await post(running, wrong, client=client), 401, "unauthorized")
        assert await stream(running, chat) == []
        # The connection goes on, and so does the sender.
        answered(await post(running, good, client=client))


@pytest.mark.parametrize("content", [b"\xff", b'{"type": "\xc3"}', b'"\\ud800"', b"", b"[]", b"{"])
async def test_C06_what_is_signed_and_cannot_be_read_is_a_400_and_what_is_not_signed_a_401(
    running: Running, content: bytes
) -> None:
    signed = request(body=content)
    refused(await post(running, signed), 400, "bad_request")
    refused(await post(running, replace(signed, body=content + b" ")), 401, "unauthorized")


def mismatches(running: Running) -> float:
    """Return how many webhooks of the tenant had a signature that was none of theirs."""
    labels = {"tenant": TENANT, "reason": "sig_invalid"}
    registry = running.service.telemetry.metrics.registry
    return registry.get_sample_value("warmline_webhooks_refused_total", labels) or 0.0


async def test_C07_a_body_that_a_proxy_has_written_anew_is_refused_and_the_log_says_why(
    running: Running, chat: str, caplog: pytest.LogCaptureFixture
) -> None:
    good = request(plain=said(chat, text="SECRET words"))
    anew = json.dumps(json.loads(good.body), separators=(",", ":")).encode()
    before = mismatches(running)
    with caplog.at_level(logging.INFO, "warmline.hooks"):
        refused(await post(running, replace(good, body=anew)), 401, "unauthorized")
    assert mismatches(running) == before + 1
    assert [record.getMessage() for record in caplog.records] == [
        "a request to the webhook standard of acme is refused: sig_invalid"
    ]
    assert await stream(running, chat) == []


async def test_C08_the_same_webhook_100_times_at_once_is_taken_once(
    running: Running, chat: str
) -> None:
    signed = request(plain=said(chat))
    async with running.http() as client:
        posts = (post(running, signed, client=client) for _ in range(100))
        answers = [answered(response) for response in await asyncio.gather(*posts)]
    assert {(answer["epoch"], answer["offset"]) for answer in answers} == {(answers[0]["epoch"], 1)}
    assert sum(bool(answer["duplicate"]) for answer in answers) == 99
    assert len(await stream(running, chat)) == 1


@pytest.mark.parametrize("scheme", ["standard", "chatwoot"])
async def test_C09_a_delivery_that_comes_again_with_another_body_is_a_conflict(
    running: Running, chat: str, scheme: Scheme
) -> None:
    first = request(scheme, said(chat), id=f"d-{scheme}")
    other = request(scheme, said(chat, "m2"), id=f"d-{scheme}")
    answer = answered(await post(running, first, scheme))
    refused(await post(running, other, scheme), 409, "id_conflict")
    assert len(await stream(running, chat)) == 1
    again = answered(await post(running, first, scheme))
    assert again == answer | {"duplicate": True}


@pytest.mark.parametrize("scheme", UNTIMED)
async def test_C09_a_message_id_that_comes_again_with_other_words_is_a_conflict(
    running: Running, chat: str, scheme: Scheme
) -> None:
    answered(await post(running, request(scheme, said(chat)), scheme))
    other = request(scheme, said(chat, text="other words"))
    refused(await post(running, other, scheme), 409, "id_conflict")
    (entry,) = await stream(running, chat)
    assert isinstance(entry.event, MessagePosted)
    assert entry.event.text == "still no parcel"


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


async def test_C10_a_replay_is_a_duplicate_minutes_and_days_later(tmp_path: Path) -> None:
    clock = Clock()
    async with hooked(tmp_path, clock=clock) as running:
        first = request(plain=said(), at=clock.now, id="d-1")
        answer = answered(await post(running, first))
        clock.now += 240
        assert answered(await post(running, first)) == answer | {"duplicate": True}
        clock.now += 80 * 3600
        refused(await post(running, first), 401, "unauthorized")
        later = request(plain=said(), at=clock.now, id="d-1")
        assert answered(await post(running, later)) == answer | {"duplicate": True}
        assert len(await stream(running)) == 1


async def test_C11_the_same_id_of_two_tenants_or_two_endpoints_is_two_deliveries(
    running: Running, chat: str
) -> None:
    ways: list[tuple[str, Scheme]] = [
        (TENANT, "standard"),
        (OTHER_TENANT, "standard"),
        (TENANT, "chatwoot"),
    ]
    for number, (name, scheme) in enumerate(ways):
        signed = request(scheme, said(chat, f"m{number}"), id="d-C11", tenant=name)
        assert answered(await post(running, signed, scheme, name))["duplicate"] is False
    assert len(await stream(running, chat)) == 2
    assert len(await stream(running, chat, OTHER_TENANT)) == 1


async def test_C11_what_one_tenant_signs_the_other_does_not_believe(tmp_path: Path) -> None:
    own = {"in": webhook("standard")}
    other = {"in": webhook("standard", secrets=(OTHER,))}
    tenants = (
        tenant(TENANT, webhooks=own),
        tenant(OTHER_TENANT, webhooks=other),
    )
    async with hooked(tmp_path, *tenants) as running:
        refused(await post(running, request(), "in", OTHER_TENANT), 401, "unauthorized")
        assert await stream(running, tenant=OTHER_TENANT) == []
        answered(await post(running, request(), "in", TENANT))


async def test_C12_an_old_secret_holds_until_it_is_taken_away(tmp_path: Path) -> None:
    for secrets, believed in (((OTHER, SECRET), True), ((OTHER,), False)):
        acme = tenant(TENANT, webhooks={"in": webhook("standard", secrets=secrets)})
        async with hooked(tmp_path, acme) as running:
            old, new = request(plain=said()), request(plain=said(), secret=OTHER)
            answered(await post(running, new, "in"))
            if believed:
                answered(await post(running, old, "in"))
            else:
                refused(await post(running, old, "in"), 401, "unauthorized")


def resident() -> int:
    """Return the bytes of memory that this process holds."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


async def sent_raw(running: Running, head: str, content: bytes) -> bytes:
    """Send a request by hand, perhaps not all of it, and return what comes back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
    line = f"POST /v1/hooks/acme/standard HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n\r\n"
    writer.write(line.encode())
    try:
        writer.write(content)
        await writer.drain()
        async with asyncio.timeout(20):
            return await reader.read()
    except ConnectionError:
        return b"HTTP/1.1 closed"
    finally:
        writer.close()


async def test_C13_a_body_that_is_too_large_is_refused_and_held_by_nobody(
    running: Running, chat: str
) -> None:
    most = 256 * 1024
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    ways = [
        (f"Content-Length: {most + 1}", b"", (b"HTTP/1.1 413",)),
        ("Content-Length: 99999999999999999999999999", b"", (b"HTTP/1.1 413", b"HTTP/1.1 400")),
        ("Transfer-Encoding: chunked", chunk * 4 + b"1\r\n \r\n", (b"HTTP/1.1 413",)),
    ]

    async def all_ways(times: int) -> None:
        for head, content, expected in ways * times:
            assert (await sent_raw(running, head, content)).startswith(expected), head

    await all_ways(20)
    before = resident()
    await all_ways(30)
    # 8 MiB came in: less than a quarter of that is what Python itself may move by.
    assert resident() - before <= 4 * 1024 * 1024
    answered(await post(running, request(plain=said(chat))))


async def test_C13_a_body_of_256_KiB_is_read(running: Running, chat: str) -> None:
    content = json.dumps(said(chat)).encode()
    whole = content + b" " * (256 * 1024 - len(content))
    answered(await post(running, request(body=whole)))
    refused(await post(running, request(body=whole + b" ")), 413, "too_large")


async def test_C13_a_length_that_lies_brings_nothing_in(tmp_path: Path) -> None:
    async with hooked(tmp_path, limits=limits(request_body=0.3)) as running:
        signed = request()
        lines = [f"{name}: {value}" for name, value in signed.headers.items()]
        lines.append("Connection: close")
        for lie, status in ((7, b"HTTP/1.1 408"), (-7, b"HTTP/1.1 401")):
            head = "\r\n".join([*lines, f"Content-Length: {len(signed.body) + lie}"])
            assert (await sent_raw(running, head, signed.body)).startswith(status)
        assert await stream(running) == []


async def test_C14_a_burst_of_new_conversations_is_taken_or_put_off_and_none_is_lost(
    tmp_path: Path,
) -> None:
    async with (
        hooked(tmp_path, limits=limits(tenant_rate=1, tenant_burst=250)) as running,
        running.http() as client,
    ):
        await running.service.processor.stop()
        bursts = [[f"chat-{burst}-{n}" for n in range(50)] for burst in range(20)]
        plains = [{"type": "batch", "data": [said(one) for one in chats]} for chats in bursts]
        posts = (post(running, request(plain=plain), client=client) for plain in plains)
        responses = await asyncio.gather(*posts)
        assert sorted(response.status_code for response in responses) == [202] * 5 + [429] * 15
        for chats, response in zip(bursts, responses, strict=True):
            rested = [len(await stream(running, one)) for one in chats]
            assert rested == ([1] * 50 if response.status_code == 202 else [0] * 50)
            if response.status_code == 429:
                assert int(response.headers["retry-after"]) >= 49
                assert error(response)["temporary"]
        # The others' tenants have not sent too much.
        answered(await post(running, request(), tenant=OTHER_TENANT, client=client))


async def test_C15_when_nothing_can_be_written_nothing_is_accepted(tmp_path: Path) -> None:
    async with hooked(tmp_path) as running:
        await running.service.journal.close()
        batch = {"type": "batch", "data": [said(), {"type": "wrong"}]}
        for plain in (said(), batch):
            response = await post(running, request(plain=plain))
            refused(response, 503, "unavailable")
            assert response.headers["retry-after"] == "1"
        refused(await post(running, request(body=b"{}"), "nobody"), 401, "unauthorized")


async def test_C16_a_sender_that_gave_up_too_early_gets_the_first_answer(
    running: Running, chat: str
) -> None:
    signed = request(plain=said(chat))
    head = "".join(f"{name}: {value}\r\n" for name, value in signed.headers.items())
    line = "POST /v1/hooks/acme/standard HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    with socket.create_connection(("127.0.0.1", running.port)) as gone:
        gone.sendall(f"{line}{head}Content-Length: {len(signed.body)}\r\n\r\n".encode())
        gone.sendall(signed.body)
    async with asyncio.timeout(10):
        while not (rested := await stream(running, chat)):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    again = answered(await post(running, signed))
    assert (again["offset"], again["duplicate"]) == (rested[0].offset, True)
    assert len(await stream(running, chat)) == 1


async def test_C18_a_platform_whose_clock_is_off_changes_no_order(tmp_path: Path) -> None:
    # A leap second, a day like others, the ends of 31 and of 32 bits.
    days = (1_483_228_799.0, 1_800_000_000.0, 2_147_483_646.0, 4_294_967_295.0)
    clock = Clock()
    clock.now = days[0]
    async with hooked(tmp_path, clock=clock) as running:
        for now in days:
            clock.now, chat = now, f"chat-{now}"
            for number, off in enumerate([600, -600, -50, -60, 1, -now, 1e11 - now]):
                clock.now += 1
                plain = said(chat, f"m{number}", at=now + off)
                answered(await post(running, request(plain=plain, at=clock.now)))
            entries = [entry.event for entry in await stream(running, chat)]
            events = [event for event in entries if isinstance(event, MessagePosted)]
            assert [event.message_id for event in events] == [f"m{n}" for n in range(7)]
            for number, event in enumerate(events, 1):
                assert now + number - 120 <= event.at <= now + number
            async with asyncio.timeout(30):
                await settle(running, chat)


async def test_C20_one_bad_item_of_500_is_named_by_its_place_and_the_others_are_durable(
    running: Running, chat: str
) -> None:
    items = [said(f"{chat} {n % 7}", f"m{n}") for n in range(500)]
    items[250]["data"]["speaker"] = "SECRET"
    items[333] = {"type": "SECRET"}
    response = await post(running, request(plain={"type": "batch", "data": items}))
    assert response.status_code == 207
    assert "SECRET" not in response.text
    results = response.json()["results"]
    assert [result["index"] for result in results] == list(range(500))
    bad = {result["index"]: result for result in results if result["status"] != 202}
    assert {index: one["error"]["path"] for index, one in bad.items()} == {
        250: "$.data.speaker",
        333: "$.type",
    }
    found: list[str] = []
    for chats in range(7):
        events = [entry.event for entry in await stream(running, f"{chat} {chats}")]
        ids = [event.message_id for event in events if isinstance(event, MessagePosted)]
        assert ids == sorted(ids, key=lambda one: int(one[1:]))
        found += ids
    assert sorted(found) == sorted({f"m{n}" for n in range(500)} - {"m250", "m333"})


async def test_C21_where_no_time_is_signed_the_message_id_stops_a_replay(tmp_path: Path) -> None:
    clock = Clock()
    async with hooked(tmp_path, clock=clock) as running:
        signed = {scheme: request(scheme, said(scheme)) for scheme in UNTIMED}
        answers = {one: answered(await post(running, signed[one], one)) for one in UNTIMED}
        clock.now += 80 * 3600
        for scheme in UNTIMED:
            again = answered(await post(running, signed[scheme], scheme))
            assert again == answers[scheme] | {"duplicate": True}
            assert len(await stream(running, scheme)) == 1


async def test_C23_while_nothing_is_read_messages_are_taken_and_later_all_are_read(
    tmp_path: Path,
) -> None:
    async with hooked(tmp_path) as stuck, stuck.http() as client:
        await stuck.service.processor.stop()
        for number in range(40):
            signed = request(plain=said(message_id=f"m{number}"))
            answered(await post(stuck, signed, client=client))
        key = Key(tenant=TENANT, conversation="chat-1")
        assert await stuck.service.journal.work(0, 10) == (key,)
    async with hooked(tmp_path) as running, asyncio.timeout(30):
        events = await settle(running, "chat-1")
    assert len([event for event in events if event["k"] == "message.read"]) == 40
