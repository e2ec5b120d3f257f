import asyncio
import json
import time
from pathlib import Path

import pytest

from assist.config import Stream, Tenant
from assist.consoles.chatwoot.cable import ChatwootCable
from assist.consoles.contract import Heard
from assist.errors import ConfigError
from assist.events import MessagePosted
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest, Said
from tests.consoles.chatwoot.cable import ANA, TOKEN, Chatwoot, Plain, event, message, speaking
from tests.server.desk import until
from tests.server.harness import TENANT, Running, serving
from tests.server.hooked import stream

SOON = 10.0


class Enough(Exception):
    """All that a test waits for was taken."""


class Taken:
    """What was handed on; it ends the run after so many pieces."""

    def __init__(self, enough: int) -> None:
        self.heard: list[Heard] = []
        self.marks: list[str | None] = []
        self._enough = enough

    async def __call__(self, heard: Heard, mark: str | None) -> None:
        self.heard.append(heard)
        self.marks.append(mark)
        if len(self.heard) == self._enough:
            raise Enough

    @property
    def said(self) -> list[Said]:
        return [one for heard in self.heard for one in heard.said]

    @property
    def texts(self) -> list[str | None]:
        return [one.text for one in self.said if not isinstance(one, ContextRequest)]


async def run(
    chatwoot: Chatwoot,
    taken: Taken,
    since: str | None = None,
    patience: float = SOON,
    **other: object,
) -> None:
    """Listen until enough was taken, or the run ends by itself."""
    async with speaking(chatwoot) as url:
        values: Plain = {"secrets": (TOKEN.encode(),), "user": ""} | other
        cable = ChatwootCable(Stream(console="chatwoot", url=url, **values), patience=patience)
        async with asyncio.timeout(SOON):
            await cable.run(since, taken)


async def test_it_hears_what_is_said_and_writes_nothing_but_its_subscription() -> None:
    reply = message(1235, "I look.", 1010, message_type=1, sender=ANA)
    chatwoot = Chatwoot(
        frames=[
            event("presence.update", {"account_id": 1, "users": {"7": "online"}}),
            event("message.created", message()),
            event("message.created", reply),
        ]
    )
    taken = Taken(2)
    with pytest.raises(Enough):
        await run(chatwoot, taken)
    context, customer, later, agent = taken.said
    assert customer == MessageRequest(
        conversation="567",
        message_id="1234",
        speaker="customer",
        text="Where is it?",
        at=1000.0,
        name="Jane Doe",
    )
    assert isinstance(agent, MessageRequest)
    assert (agent.speaker, agent.text, agent.name) == ("agent", "I look.", "Ana Lima")
    assert isinstance(context, ContextRequest)
    assert (context.customer, context.agent, context.agent_name) == ("89", "7", None)
    assert isinstance(later, ContextRequest)
    assert (later.agent, later.agent_name) == ("7", "Ana Lima")
    assert taken.marks == ["1000", "1010"]
    (frame,) = chatwoot.heard
    assert frame["command"] == "subscribe"
    assert json.loads(frame["identifier"]) == {
        "channel": "RoomChannel",
        "pubsub_token": "token-of-the-stream",
        "account_id": 1,
        "user_id": 7,
    }
    assert chatwoot.asked == ["/api/v1/profile"]


async def test_edits_deletions_and_other_agents_are_followed() -> None:
    gone = message(content="It was deleted", content_attributes={"deleted": True})
    assigned = {
        "id": 567,
        "account_id": 1,
        "inbox_id": 3,
        "channel": "Channel::WebWidget",
        "meta": {"sender": {"id": 89, "type": "contact"}, "assignee": ANA | {"id": 8}},
        "updated_at": 1020.5,
    }
    taken = Taken(3)
    with pytest.raises(Enough):
        await run(
            Chatwoot(
                frames=[
                    event("message.updated", message(content="Where is it, please?")),
                    event("message.updated", gone),
                    event("assignee.changed", assigned),
                ]
            ),
            taken,
        )
    edit, deletion = (one for one in taken.said if isinstance(one, RevisionRequest))
    assert (edit.message_id, edit.text) == ("1234", "Where is it, please?")
    assert (deletion.message_id, deletion.text) == ("1234", None)
    last = taken.said[-1]
    assert isinstance(last, ContextRequest)
    assert (last.agent, last.channel) == ("8", "chat")
    # An edit is no place to go on from.
    assert taken.marks == [None, None, None]


async def test_what_is_not_ours_or_not_for_us_is_left_out() -> None:
    taken = Taken(2)
    with pytest.raises(Enough):
        await run(
            Chatwoot(
                frames=[
                    event("message.created", message(1, account_id=2)),
                    event("message.created", message(2, inbox_id=4)),
                    event("message.created", message(3, private=True)),
                    event("message.created", message(4, "Hello")),
                ]
            ),
            taken,
            rooms=("3",),
        )
    assert taken.texts == ["Hello"]
    assert taken.heard[0].left_out == ("a private note",)


async def test_a_frame_that_cannot_be_read_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    taken = Taken(1)
    with pytest.raises(Enough):
        await run(
            Chatwoot(
                frames=[
                    "not json",
                    "[]",
                    {"message": 5},
                    event("message.created", {"account_id": 1, "id": "a secret word"}),
                    event("message.created", message(id=[])),  # type: ignore[arg-type]
                    event("message.created", message()),
                ]
            ),
            taken,
        )
    assert taken.texts == ["Where is it?"]
    assert "secret" not in caplog.text


async def test_the_page_that_it_names_is_chatwoots_own() -> None:
    chatwoot = Chatwoot(frames=[event("message.created", message())])
    with pytest.raises(Enough):
        await run(chatwoot, Taken(1))
    assert chatwoot.headers["Origin"] == f"http://{chatwoot.headers['Host']}"
    assert chatwoot.headers["Sec-WebSocket-Protocol"] == "actioncable-v1-json"


async def test_silence_is_a_connection_that_broke() -> None:
    with pytest.raises(ConnectionError, match="silent"):
        await run(Chatwoot(ping=0), Taken(1), patience=0.2)


async def test_pings_alone_keep_it_open() -> None:
    chatwoot = Chatwoot(ping=0.02)
    going = asyncio.create_task(run(chatwoot, Taken(9), patience=1.0))
    await until(lambda: bool(chatwoot.heard))
    done, _ = await asyncio.wait([going], timeout=1.5)
    assert not done
    going.cancel()
    # Not even the presence that a page of Chatwoot sends.
    assert [frame["command"] for frame in chatwoot.heard] == ["subscribe"]


async def test_where_nothing_was_said_yet_it_goes_on_from_the_first_ping() -> None:
    taken = Taken(1)
    with pytest.raises(Enough):
        await run(Chatwoot(), taken)
    assert taken.heard == [Heard()]
    assert taken.marks == ["1795287600"]


async def test_a_subscription_that_is_not_confirmed_is_tried_again_later() -> None:
    # So it is for a user who is not in the account: Chatwoot says nothing at all.
    with pytest.raises(ConnectionError, match="confirm"):
        await run(Chatwoot(answer={"type": "ping"}), Taken(1), patience=0.3)


@pytest.mark.parametrize(
    ("frame", "error"),
    [
        ({"type": "disconnect", "reason": "server_restart", "reconnect": True}, ConnectionError),
        ({"type": "disconnect", "reason": "unauthorized", "reconnect": False}, ConfigError),
        ({"type": "reject_subscription"}, ConfigError),
    ],
)
async def test_chatwoot_may_end_the_stream(frame: Plain, error: type[Exception]) -> None:
    with pytest.raises(error):
        await run(Chatwoot(frames=[frame]), Taken(1))


async def test_a_token_that_is_wrong_is_told_apart_from_a_server_that_is_down() -> None:
    with pytest.raises(ConfigError, match="401"):
        await run(Chatwoot(), Taken(1), secrets=(b"another",))
    with pytest.raises(ConnectionError, match="503"):
        await run(Chatwoot(status=503), Taken(1))
    nobody = Stream(console="chatwoot", url="http://127.0.0.1:9", user="", secrets=(b"t",))
    with pytest.raises(ConnectionError):
        await ChatwootCable(nobody).run(None, Taken(1))


async def test_the_account_must_be_one_of_the_users() -> None:
    with pytest.raises(ConfigError, match="account"):
        await run(Chatwoot(), Taken(1), account="2")


async def test_what_was_missed_comes_first_and_only_once_from_the_mark_on() -> None:
    chatwoot = Chatwoot(
        frames=[event("message.created", message(6, "Six", 2000))],
        conversations={
            567: [
                message(1, "Long ago", 100),
                message(2, "Two", 1000),
                message(3, "A note", 1001, private=True),
                message(4, "Four", 1002, message_type=1, sender=ANA),
                message(5, "Five", 1003),
            ],
            568: [message(7, "Elsewhere", 1004, conversation_id=568)],
            569: [message(8, "Of last week", 10, conversation_id=569)],
        },
    )
    taken = Taken(3)
    with pytest.raises(Enough):
        await run(chatwoot, taken, since="1000")
    assert taken.texts == ["Two", "Four", "Five", "Elsewhere", "Six"]
    assert {one.conversation for one in taken.said} == {"567", "568"}
    assert "/api/v1/accounts/1/conversations/569/messages" not in chatwoot.asked


async def test_what_cannot_be_taken_ends_the_run_as_it_is() -> None:
    async def take(heard: Heard, mark: str | None) -> None:
        raise LookupError

    chatwoot = Chatwoot(frames=[event("message.created", message())])
    async with speaking(chatwoot) as url:
        stream = Stream(console="chatwoot", url=url, user="", secrets=(TOKEN.encode(),))
        with pytest.raises(LookupError):
            await ChatwootCable(stream).run(None, take)


async def resting(running: Running, count: int) -> list[str]:
    """Return the messages that the journal has of the conversation, once they are so many."""
    async with asyncio.timeout(SOON):
        while True:
            entries = await stream(running, "567")
            said = [one.event.text for one in entries if isinstance(one.event, MessagePosted)]
            if len(said) >= count:
                return said
            await asyncio.sleep(0.02)


async def test_a_server_loses_nothing_over_a_break_and_a_restart(tmp_path: Path) -> None:
    now = int(time.time())
    one, two, three = (
        message(id, text, now) for id, text in ((1, "One"), (2, "Two"), (3, "Three"))
    )
    end = {"type": "disconnect", "reason": "server_restart", "reconnect": True}
    chatwoot = Chatwoot(frames=[event("message.created", one), end])
    async with speaking(chatwoot) as url:
        desk = Stream(console="chatwoot", url=url, user="", secrets=(TOKEN.encode(),))
        tenants = {TENANT: Tenant(name=TENANT, streams={"desk": desk})}
        async with serving(tmp_path, tenants=tenants) as running:
            assert await resting(running, 1) == ["One"]
            chatwoot.frames.clear()
            chatwoot.conversations[567] = [one, two]
            assert await resting(running, 2) == ["One", "Two"]
        chatwoot.conversations[567].append(three)
        async with serving(tmp_path, tenants=tenants) as running:
            assert await resting(running, 3) == ["One", "Two", "Three"]
    assert {frame["command"] for frame in chatwoot.heard} == {"subscribe"}
