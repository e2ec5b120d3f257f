"""Each console's webhook through a real server: its own payloads, and what is none of its own."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from assist.config import Console, Settings, Tenant, Webhook
from assist.consoles.registry import NAMES
from assist.errors import ConfigError, FrameError
from assist.events import ContextGiven, MessagePosted
from assist.journal.records import Key
from assist.server.consoles import connectors
from assist.webhooks import Signed
from assist.wire.requests import ContextRequest, MessageRequest
from tests.server.consoled import SAMPLES, connector, consoled, send, signed, webhook
from tests.server.harness import TENANT, Running, settle
from tests.server.hooked import stream

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAYLOADS = [
    pytest.param(name, path.read_bytes(), id=f"{name}-{path.stem}")
    for name in NAMES
    for path in sorted((SAMPLES / name).iterdir())
]
SIGNS_BODY = [
    name for name in NAMES if webhook(name).scheme not in ("header-token", "body-token", "jwt")
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with consoled(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(running: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with running.http() as client:
        yield client


async def test_every_console_has_samples() -> None:
    assert {one.values[0] for one in PAYLOADS} == set(NAMES)


def message(console: Console, chat: str, id: str = "m1", text: str = "still no parcel") -> bytes:
    said = MessageRequest(conversation=chat, message_id=id, speaker="customer", text=text, at=None)
    written = connector(console).write(said)
    assert written is not None
    return written.body


async def entries(running: Running, heard: Signed, console: Console) -> list[tuple[int, str]]:
    """Return what rests in the conversations that a request speaks of, without the words.

    The words of a message go once it was taken back.
    """
    chats = dict.fromkeys(one.conversation for one in connector(console).read(heard).said)
    found = [entry for chat in chats for entry in await stream(running, chat)]
    return [(entry.offset, type(entry.event).__name__) for entry in found]


@pytest.mark.parametrize(("console", "body"), PAYLOADS)
async def test_what_a_console_sends_is_taken_once_and_answered_as_it_wants(
    running: Running, client: httpx.AsyncClient, console: Console, body: bytes
) -> None:
    request = signed(running, webhook(console), body)
    known = connector(console)
    answer = await send(client, request)
    assert (answer.status_code, answer.content) == (known.status, known.answer)
    resting = await entries(running, request, console)
    assert bool(resting) == bool(known.read(request).said)
    again = await send(client, request)
    assert again.status_code == known.status
    assert await entries(running, request, console) == resting


@pytest.mark.parametrize("console", SIGNS_BODY)
async def test_a_body_that_was_changed_is_refused_without_a_word(
    running: Running, client: httpx.AsyncClient, console: Console
) -> None:
    chat = f"changed-{console}"
    request = signed(running, webhook(console), message(console, chat))
    for place in range(0, len(request.body), max(1, len(request.body) // 12)):
        body = bytearray(request.body)
        body[place] ^= 1
        answer = await send(client, replace(request, body=bytes(body)))
        assert (answer.status_code, answer.headers["content-length"]) != (200, "0")
        assert answer.status_code == 401
    assert await stream(running, chat) == []


@pytest.mark.parametrize("console", NAMES)
async def test_a_proof_that_is_changed_or_gone_is_refused(
    running: Running, client: httpx.AsyncClient, console: Console
) -> None:
    chat, hook = f"proof-{console}", webhook(console)
    wrong = replace(hook, secrets=(b"another secret of the same length",))
    body = message(console, chat)
    request = signed(running, hook, body)
    headers = [name for name in request.headers if name != "content-type"]
    changed = [] if hook.scheme == "rsa-sha256" else [signed(running, wrong, body)]
    for name in headers:
        if name.endswith(("-delivery", "-id")):
            continue  # Names the request; it is not a proof.
        changed.append(
            replace(request, headers={**request.headers, name: request.headers[name] + "0"})
        )
        without = {key: value for key, value in request.headers.items() if key != name}
        changed.append(replace(request, headers=without))
    assert changed
    for one in changed:
        assert (await send(client, one)).status_code == 401
    assert await stream(running, chat) == []
    assert (await send(client, request)).status_code == connector(console).status
    assert await stream(running, chat)


@pytest.mark.parametrize("console", NAMES)
@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b"null", b"{", b"", b'{"token": 1, "secret_key": 2}']
)
async def test_a_proven_body_that_makes_no_sense_gets_an_answer_without_words(
    running: Running, client: httpx.AsyncClient, console: Console, body: bytes
) -> None:
    try:
        request = signed(running, webhook(console), body)
    except (ValueError, TypeError):
        return  # Where the proof stands in the body, this one can have none.
    answer = await send(client, request)
    try:
        connector(console).read(request)
        expected = (connector(console).status, 400, 401)
    except FrameError:
        expected = (400, 401, 400)
    assert answer.status_code in expected
    assert answer.content in (b"", connector(console).answer)


async def test_what_is_wrong_is_told_in_a_header_alone(
    running: Running, client: httpx.AsyncClient
) -> None:
    body = b'{"event": "message_created", "id": {}, "message_type": "incoming"}'
    answer = await send(client, signed(running, webhook("chatwoot"), body))
    assert (answer.status_code, answer.content) == (400, b"")
    assert answer.headers["x-warmline-error"].startswith("107 bad_request $.")


async def test_a_context_that_says_nothing_new_is_taken_once(
    running: Running, client: httpx.AsyncClient
) -> None:
    for id, agent in (("k1", "7"), ("k2", "7"), ("k3", "8"), ("k4", "7")):
        said = ContextRequest(conversation="told", context_id=id, agent=agent)
        written = connector("chatwoot").write(said)
        assert written is not None
        body = json.dumps(json.loads(written.body) | {"timestamp": 1795287600 + int(id[1])})
        await send(client, signed(running, webhook("chatwoot"), body.encode()))
    told = [
        one.event.agent
        for one in await stream(running, "told")
        if isinstance(one.event, ContextGiven)
    ]
    assert told == ["7", "8", "7"]


async def test_another_account_is_left_out(tmp_path: Path) -> None:
    hook = webhook("chatwoot", account="2")
    body = message("chatwoot", "whose")
    async with consoled(tmp_path, {"chat": hook}) as running, running.http() as client:
        assert json.loads(body)["account"]["id"] == 1
        answer = await send(client, signed(running, hook, body, endpoint="chat"))
        assert answer.status_code == 200
        assert await stream(running, "whose") == []
        own = json.dumps(json.loads(body) | {"account": {"id": 2}}).encode()
        await send(client, signed(running, hook, own, endpoint="chat"))
        (entry,) = await stream(running, "whose")
        assert isinstance(entry.event, MessagePosted)


async def test_a_console_without_signatures_comes_in_by_its_path(tmp_path: Path) -> None:
    hook = webhook("chatwoot", scheme="path-token")
    body = message("chatwoot", "old")
    async with consoled(tmp_path, {"chat": hook}) as running, running.http() as client:
        request = signed(running, hook, body, endpoint="chat")
        assert (await send(client, request)).status_code == 200
        assert len(await stream(running, "old")) == 1
        bare = request.url.rpartition("/")[0]
        for url in (bare, bare + "/", bare + "/wrong", request.url + "0", request.url + "/more"):
            assert (await send(client, replace(request, url=url))).status_code == 401


async def test_a_message_that_is_edited_and_deleted_is_followed(
    running: Running, client: httpx.AsyncClient
) -> None:
    hook, chat = webhook("chatwoot"), "edited"
    first = json.loads(message("chatwoot", chat, "5", "you are useless"))
    for plain in (
        first,
        first | {"event": "message_updated", "content": "sorry, you are helpful"},
        first | {"event": "message_updated", "content_attributes": {"deleted": True}},
    ):
        answer = await send(client, signed(running, hook, json.dumps(plain).encode()))
        assert answer.status_code == 200
    names = [type(entry.event).__name__ for entry in await stream(running, chat)]
    assert names == ["MessagePosted", "MessageRevised", "MessageRevised"]
    await settle(running, chat)
    loaded = await running.service.journal.load(Key(tenant=TENANT, conversation=chat))
    assert loaded is not None
    assert loaded.state is not None
    assert b"useless" not in loaded.state


async def test_a_console_may_ask_whether_the_address_is_there_and_learns_nothing_more(
    client: httpx.AsyncClient,
) -> None:
    for path in ("acme/intercom", "acme/none", "nobody/none", "acme/chatwoot/token"):
        answer = await client.head(f"/v1/hooks/{path}")
        assert (answer.status_code, answer.content) == (200, b"")


async def test_a_mapping_that_is_wrong_stops_the_start_with_its_place(tmp_path: Path) -> None:
    missing = Webhook(
        scheme="standard", secrets=(b"s",), console="mapping", mapping=tmp_path / "none.toml"
    )
    settings = Settings(tenants={"acme": Tenant(name="acme", webhooks={"desk": missing})})
    with pytest.raises(ConfigError, match=r"^tenants\.acme\.webhooks\.desk: "):
        connectors(settings)
