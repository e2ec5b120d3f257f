import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from assist.config import Tenant, Webhook
from assist.consoles.matrix.feed import Matrix
from assist.errors import ConfigError
from assist.events import MessagePosted
from tests.consoles.matrix.world import AGENTS, HS_TOKEN, Ear, World, listening
from tests.end_to_end.synapse import password_of
from tests.server.harness import SOON, TENANT, Running, serving
from tests.server.hooked import stream as said_in


async def test_a_password_does_as_well_as_a_token(matrix: World) -> None:
    _, jo, warmline, room = matrix.desk()
    name = warmline.id[1:].partition(":")[0]
    stream = matrix.stream(warmline, secrets=(password_of(name).encode(),))
    for user in (warmline.id, name):
        async with listening(replace(stream, user=user)) as ear:
            jo.say(room, f"to {user}")
            await ear.hears(f"to {user}")
    devices = warmline.ask("GET", "/devices")["devices"]
    assert [one["device_id"] for one in devices].count("WARMLINE") == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"secrets": (b"s3cret-and-wrong",)}, "user or secret: refused"),
        ({"secrets": ("mot de passe à moi".encode(),)}, "user or secret: refused"),
        ({"secrets": (b"s3cret-and-wrong",), "user": None}, "user: missing"),
        ({"url": "xmpp://127.0.0.1"}, "url: write https"),
        ({"agents": ()}, "agents: missing"),
    ],
)
async def test_settings_that_are_wrong_are_told_plainly(
    matrix: World, changes: dict[str, object], told: str
) -> None:
    stream = matrix.stream(matrix.user("warmline"), **changes)
    with pytest.raises(ConfigError, match=told) as error:
        await Matrix(stream).run(None, Ear().take)
    assert "s3cret" not in str(error.value)


async def test_what_is_no_matrix_server_is_told(matrix: World, tmp_path: Path) -> None:
    async with serving(tmp_path) as running:
        stream = matrix.stream(matrix.user("warmline"), url=running.url)
        with pytest.raises(ConfigError, match=r"\(404\) is no Matrix server"):
            await Matrix(stream).run(None, Ear().take)
    with pytest.raises(ConnectionError):
        await Matrix(stream).run(None, Ear().take)


async def test_a_session_that_is_ended_is_a_broken_connection(matrix: World) -> None:
    _, _, warmline, _ = matrix.desk()
    name = warmline.id[1:].partition(":")[0]
    feed = Matrix(matrix.stream(warmline, secrets=(password_of(name).encode(),)))
    ear = Ear()
    task = asyncio.create_task(feed.run(None, ear.take))
    await asyncio.wait_for(ear.listens.wait(), SOON)
    warmline.ask("POST", "/logout/all")
    with pytest.raises(ConnectionError, match="session"):
        await asyncio.wait_for(task, SOON)
    ear = Ear()
    task = asyncio.create_task(feed.run(None, ear.take))
    await asyncio.wait_for(ear.listens.wait(), SOON)
    task.cancel()


async def test_a_mark_that_the_server_does_not_know_begins_anew(matrix: World) -> None:
    _, jo, warmline, room = matrix.desk()
    jo.say(room, "before")
    async with listening(matrix.stream(warmline), "no mark of this server") as ear:
        jo.say(room, "now")
        await ear.hears("now")
    assert ear.texts == ["now"]


async def test_it_never_writes_into_a_room(matrix: World) -> None:
    _, jo, warmline, room = matrix.desk()
    async with listening(matrix.stream(warmline)) as ear:
        jo.say(room, "now")
        await ear.hears("now")
    page = jo.ask("GET", f"/rooms/{quote(room)}/messages?{urlencode({'dir': 'b', 'limit': 100})}")
    ours = [event["type"] for event in page["chunk"] if event["sender"] == warmline.id]
    assert set(ours) == {"m.room.member"}
    status = jo.ask("GET", f"/presence/{quote(warmline.id)}/status")
    assert status["presence"] == "offline"


async def test_the_server_goes_on_when_matrix_was_killed_and_when_it_was_itself(
    matrix: World, tmp_path: Path
) -> None:
    ana, jo, warmline, room = matrix.desk()
    acme = Tenant(name=TENANT, streams={"desk": matrix.stream(warmline)})
    async with serving(tmp_path, tenants={TENANT: acme}) as running:
        await connected(running)
        jo.say(room, "one")
        await texts(running, room, 1)
        matrix.synapse.kill()
        await asyncio.to_thread(matrix.synapse.start)
        ana.say(room, "two")
        jo.say(room, "three")
        await texts(running, room, 3)
    jo.say(room, "four")
    async with serving(tmp_path, tenants={TENANT: acme}) as running:
        assert await texts(running, room, 4) == ["one", "two", "three", "four"]


async def test_an_application_service_hears_what_the_server_sent_again(
    matrix: World, tmp_path: Path
) -> None:
    ana, jo, served = (matrix.user(name) for name in ("ana", "jo", "served"))
    room = jo.room(ana, served)
    ana.join(room)
    hook = Webhook(
        scheme="header-token",
        header="authorization",
        secrets=(f"Bearer {HS_TOKEN}".encode(),),
        console="matrix",
        agents=AGENTS,
    )
    acme = Tenant(name=TENANT, webhooks={"matrix": hook})
    # Nobody answers yet: Synapse keeps what is said, and sends it again after two seconds.
    served.join(room)
    first = jo.say(room, "one")
    await asyncio.sleep(0.3)
    async with serving(tmp_path, port=matrix.service_port, tenants={TENANT: acme}) as running:
        await texts(running, room, 1)
        # What is said before Synapse has noted that all is well waits for the next break.
        await until(lambda: "Successfully recovered" in matrix.synapse.log())
        await asyncio.sleep(0.3)
        ana.say(room, "two")
        jo.edit(room, first, "one, they say")
        jo.redact(room, first)
        assert (await texts(running, room, 2))[1] == "two"
        jo.say(room, "three")
        await texts(running, room, 3)
        events = [entry.event for entry in await said_in(running, room)]
        async with running.http() as http:
            path = "/v1/hooks/acme/matrix/_matrix/app/v1/transactions/7"
            body = json.dumps({"events": []})
            for token, status in ((HS_TOKEN, 200), ("wrong", 401)):
                headers = {"authorization": f"Bearer {token}"}
                answer = await http.put(path, content=body, headers=headers)
                assert answer.status_code == status
                assert (answer.text == "{}") == (status == 200)
    kinds = [type(event).__name__ for event in events]
    assert kinds.count("MessageRevised") == 2
    speakers = [event.speaker for event in events if isinstance(event, MessagePosted)]
    assert speakers == ["customer", "agent", "customer"]


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(SOON):
        while True:
            if true():
                return
            await asyncio.sleep(0.02)


async def connected(running: Running) -> None:
    async with asyncio.timeout(SOON), running.http() as http:
        while True:
            metrics = (await http.get("/metrics")).text
            if 'warmline_stream_connected{stream="desk",tenant="acme"} 1.0' in metrics:
                return
            await asyncio.sleep(0.02)


async def texts(running: Running, room: str, count: int) -> list[str]:
    """Return what rests of a room's messages once there are so many."""
    async with asyncio.timeout(SOON):
        while True:
            events = [entry.event for entry in await said_in(running, room)]
            found = [event.text for event in events if isinstance(event, MessagePosted)]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.02)
