"""What an admin asks about a person: erased, held, exported, left unread."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.faults.people import call, exported, found, say, settled, tell
from tests.server.harness import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASKED: list[tuple[str, str, dict[str, Any] | None]] = [
    ("POST", "/v1/erase", {"conversation": "chat"}),
    ("GET", "/v1/export?customer=c1", None),
    ("POST", "/v1/hold", {"conversation": "chat", "held": True}),
    ("POST", "/v1/opt-out", {"customer": "c1", "opted_out": True}),
]


@pytest.mark.parametrize("role", ["agent", "supervisor", "platform"])
@pytest.mark.parametrize(("method", "path", "body"), ASKED)
async def test_A11_nobody_but_an_admin_is_answered(
    running: Running, role: str, method: str, path: str, body: dict[str, Any] | None
) -> None:
    answer = await call(running, method, path, body, role=role)
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == 103


@pytest.mark.parametrize(("method", "path", "body"), ASKED)
async def test_A01_without_a_token_nobody_is_answered(
    running: Running, method: str, path: str, body: dict[str, Any] | None
) -> None:
    async with running.http() as http:
        answer = await http.request(method, path, json=body)
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/erase", {}),
        ("POST", "/v1/erase", {"conversation": "a", "customer": "b"}),
        ("POST", "/v1/erase", {"conversation": "a", "all": True}),
        ("POST", "/v1/erase", {"customer": 7}),
        ("GET", "/v1/export", None),
        ("GET", "/v1/export?customer=a&conversation=b", None),
        ("POST", "/v1/hold", {"conversation": "a"}),
        ("POST", "/v1/opt-out", {"customer": "a", "opted_out": "yes"}),
    ],
)
async def test_what_is_not_clear_is_refused(
    running: Running, method: str, path: str, body: dict[str, Any] | None
) -> None:
    answer = await call(running, method, path, body)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == 107


async def test_A12_an_admin_of_some_conversations_asks_about_these_alone(
    running: Running, chat: str
) -> None:
    await say(running, chat, "m1", "hello")
    own = frozenset({chat})
    for method, path, body in ASKED:
        answer = await call(running, method, path, body, conversations=own)
        assert answer.status_code == 403
    answer = await call(running, "GET", f"/v1/export?conversation={chat}", conversations=own)
    assert answer.status_code == 200


async def test_J13_a_held_conversation_is_not_erased_until_it_is_let_go(
    running: Running, chat: str
) -> None:
    await tell(running, chat, customer=chat)
    for held, gone in ((True, {"erased": 0, "held": 1}), (False, {"erased": 1, "held": 0})):
        hold = await call(running, "POST", "/v1/hold", {"conversation": chat, "held": held})
        assert hold.json() == {"held": held}
        answer = await call(running, "POST", "/v1/erase", {"customer": chat})
        assert answer.json() == gone


async def test_an_unknown_conversation_cannot_be_held(running: Running, chat: str) -> None:
    answer = await call(running, "POST", "/v1/hold", {"conversation": chat, "held": True})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, 114)


async def test_what_is_not_there_is_erased_already(running: Running) -> None:
    for subject in ({"customer": "nobody"}, {"conversation": "nothing"}):
        answer = await call(running, "POST", "/v1/erase", subject)
        assert (answer.status_code, answer.json()) == (200, {"erased": 0, "held": 0})


async def test_J15_an_export_is_complete_and_of_one_subject_alone(
    running: Running, chat: str
) -> None:
    first, second, other = f"{chat}-1", f"{chat}-2", f"{chat}-3"
    await tell(running, first, customer="eve", item="lamp", agent_name="Ben")
    await say(running, first, "m1", "my parcel is late", name="Eve")
    await settled(running)
    await tell(running, second, customer="eve")
    await say(running, second, "m1", "still no parcel")
    await tell(running, other, customer="evelyn")
    await say(running, other, "m1", "not to be told")
    await say(running, first, "m1", "another tenant's", tenant="globex")
    await settled(running)
    lines = await exported(running, customer="eve")
    assert lines[0] == {"about": "choice", "customer": "eve", "opted_out": False}
    for name, said in ((first, "my parcel is late"), (second, "still no parcel")):
        own = [line for line in lines if line.get("conversation") == name]
        assert [line["about"] for line in own[:1]] == ["conversation"]
        events = [line for line in own if line["about"] == "event"]
        assert [line["offset"] for line in events] == list(range(1, own[0]["events"] + 1))
        assert said in [line["data"].get("text") for line in events]
        kept = {"conversation", "event", "state"} | ({"memory"} if name == second else set())
        assert {line["about"] for line in own} == kept, "the second holds what the first left"
    text = json.dumps(lines)
    assert "not to be told" not in text
    assert "another tenant" not in text
    assert other not in text
    assert await exported(running, conversation=first) == [
        line for line in lines if line.get("conversation") == first
    ]


async def test_an_export_is_not_kept_by_anybody_on_the_way(running: Running) -> None:
    answer = await call(running, "GET", "/v1/export?customer=c1")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"].startswith("application/x-ndjson")


async def test_an_export_says_that_a_customer_opted_out_who_has_no_conversation(
    running: Running, chat: str, tmp_path: Path
) -> None:
    answer = await call(running, "POST", "/v1/opt-out", {"customer": chat, "opted_out": True})
    assert answer.json() == {"opted_out": True, "conversations": 0}
    (line,) = await exported(running, customer=chat)
    assert line["opted_out"] is True
    assert found(running.service.settings.data, chat) == []
