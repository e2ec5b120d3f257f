"""`warmline console`: the list, a payload, and a chat that a real server takes."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from assist.cli import main
from assist.config import Console, Tenant, Webhook
from assist.config.consoles import WAYS
from assist.consoles import docs
from assist.consoles.registry import NAMES
from assist.events import ContextGiven, MessagePosted, MessageRevised
from assist.webhooks.sign import sign
from tests.server.harness import TENANT, Running, serving
from tests.server.hooked import stream
from tests.webhooks.senders import SECRET, pem, rsa_key

MAPPINGS = Path(__file__).parents[3] / "docs" / "consoles" / "mappings"
SAMPLE = docs.SAMPLES / "chatwoot" / "message-from-the-customer.json"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["console", *map(str, arguments)])


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    return written(tmp_path / "secret", SECRET)


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    path.chmod(0o600)
    return path


def hook(console: Console, **changes: object) -> Webhook:
    way = WAYS[console]
    known = {"scheme": way.scheme, "header": way.header, "token_path": way.token_path}
    secrets = (pem() if way.scheme == "rsa-sha256" else SECRET,)
    return Webhook(**(known | {"console": console, "secrets": secrets} | changes))  # type: ignore[arg-type]


def chatwoot_headers(body: bytes, now: float) -> list[str]:
    made = sign(hook("chatwoot"), SECRET, body, now=now, id="d1", url="")
    return [
        part for name, value in made.headers.items() for part in ("--header", f"{name}: {value}")
    ]


def test_the_list_has_every_console_and_what_it_reads() -> None:
    found = {
        (one["way"], one["name"]): one
        for one in map(json.loads, run("list", "--json").output.splitlines())
    }
    assert {name for way, name in found if way == "webhook"} == set(NAMES)
    assert {name for way, name in found if way == "stream"} == {"xmpp", "matrix", "chatwoot"}
    chatwoot = found["webhook", "chatwoot"]
    assert chatwoot["reads"] == ["messages", "edits", "deletions", "agents"]
    assert chatwoot["earlier_lines"] is True
    assert chatwoot["page"] == "docs/consoles/chatwoot.md"
    table = run("list")
    assert table.exit_code == 0
    assert "libredesk" in table.output


def test_a_payload_is_read_without_a_secret() -> None:
    done = run("check", "chatwoot", "--sample", SAMPLE)
    assert done.exit_code == 0
    words = " ".join(done.output.split())
    assert "not checked; name the secret" in words
    assert "customer “Jane Doe” says “Where is my parcel?" in words
    assert "conversation 567, message 1234, 2026-11-21 19:00:00 UTC" in words
    assert 'console = "chatwoot"' in words


def test_a_payload_may_come_from_stdin() -> None:
    body = SAMPLE.read_bytes()
    arguments = ["console", "check", "chatwoot", "--sample", "-", "--json"]
    done = CliRunner().invoke(main, arguments, input=body)
    assert [one["type"] for one in json.loads(done.output)["says"]] == [
        *("context.give", "message.post")
    ]


def test_a_payload_that_is_signed_is_proven_though_it_is_old(secret: Path) -> None:
    headers = chatwoot_headers(SAMPLE.read_bytes(), 1_795_287_600)
    done = run(
        *("check", "chatwoot", "--sample", SAMPLE, "--secret-file", secret, "--json"), *headers
    )
    found = json.loads(done.output)
    assert done.exit_code == 0
    assert found["proof"]["proven"] is True
    assert found["proof"]["why"].startswith("by chatwoot, signed at 2026-11-21 19:00:00 UTC")
    assert "within 300 s" in found["proof"]["why"]
    kinds = [one["type"] for one in found["says"]]
    assert kinds == ["context.give", "message.post"]
    assert found["says"][1]["data"]["text"].startswith("Where is my parcel?")


def test_a_payload_that_is_not_proven_ends_with_1_and_says_what_would_be_right(
    secret: Path, tmp_path: Path
) -> None:
    done = run("check", "chatwoot", "--sample", SAMPLE, "--secret-file", secret, "--json")
    assert done.exit_code == 1
    assert "x-chatwoot-timestamp" in json.loads(done.output)["proof"]["why"]
    other = written(tmp_path / "other", b"0123456789abcdef")
    headers = chatwoot_headers(SAMPLE.read_bytes(), 1_795_287_600)
    done = run(
        *("check", "chatwoot", "--sample", SAMPLE, "--secret-file", other, "--json"), *headers
    )
    assert done.exit_code == 1
    assert "not made with this secret" in json.loads(done.output)["proof"]["why"]
    assert "0123456789abcdef" not in done.output


def test_a_body_that_cannot_be_read_names_the_field(tmp_path: Path) -> None:
    body = written(tmp_path / "body.json", b'{"event": "message_created", "message_type": 0}')
    done = run("check", "chatwoot", "--sample", body)
    assert done.exit_code == 1
    assert "cannot be read" in done.output
    assert "$.id" in done.output


def test_the_settings_say_what_holds(tmp_path: Path, secret: Path) -> None:
    settings = tmp_path / "warmline.toml"
    settings.write_text(
        '[tenants.acme.webhooks.chat]\nconsole = "chatwoot"\nsecret_files = ["secret"]\n'
        'account = "2"\n'
    )
    place = ("--config", settings, "--endpoint", "chat")
    headers = chatwoot_headers(SAMPLE.read_bytes(), 1_795_287_600)
    done = run("check", "chatwoot", "--sample", SAMPLE, *place, "--json", *headers)
    missing = json.loads(done.output)["missing"]
    assert any("account 2 alone" in what for what in missing)
    assert any(what.startswith("api ") for what in missing)
    done = run("check", "intercom", "--sample", SAMPLE, *place)
    assert (done.exit_code, done.output) == (
        2,
        "Error: acme.chat: it is a webhook of chatwoot, not of intercom\n",
    )
    done = run("check", "chatwoot", "--sample", SAMPLE, "--config", settings, "--endpoint", "x")
    assert "no such webhook; name one with --endpoint: chat" in done.output


def test_a_mapping_runs_its_examples(tmp_path: Path) -> None:
    ready = MAPPINGS / "zammad.toml"
    done = run("check", "mapping", "--mapping", ready)
    assert done.exit_code == 0
    assert done.output == f"{ready}: Zammad tickets, 2 events, 5 examples: all as they say.\n"
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(ready.read_text().replace('"article.internal" = true', '"a.b" = true'))
    done = run("check", "mapping", "--mapping", wrong)
    assert done.exit_code == 1
    assert "wrong.toml, line 69, [[example]] 3: gives 1: it makes a context more" in done.output
    wrong.write_text(ready.read_text().replace("does =", "doez ="))
    done = run("check", "mapping", "--mapping", wrong)
    assert done.exit_code == 2
    assert "[[event]] 1 doez: unknown; did you mean does?" in done.output


def test_a_body_is_read_by_a_mapping(tmp_path: Path) -> None:
    body = written(tmp_path / "form", b"channel_id=c&post_id=p&user_name=ana&text=hello+you")
    done = run(
        *("check", "mapping", "--mapping", MAPPINGS / "mattermost.toml", "--sample", body, "--json")
    )
    (said,) = json.loads(done.output)["says"]
    assert (said["data"]["speaker"], said["data"]["text"]) == ("agent", "hello you")


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["check", "chatwoot"], "name the body with --sample FILE"),
        (["check", "chatwood"], "'chatwood' is not one of"),
        (["check", "mapping"], "mapping needs --mapping FILE"),
        (["check", "chatwoot", "--sample", SAMPLE, "--header", "x"], "--header: write the name"),
        (["simulate", "chatwoot", "here"], "here: not a webhook's address"),
        (["simulate", "chatwoot", "http://127.0.0.1:1/v1/hooks/a/b"], "name the secret"),
        (["simulate", "chatwoot", "https://chat.example.com/v1/hooks/a/b"], "not this machine"),
    ],
)
def test_what_is_wrong_with_the_call_is_one_line(arguments: list[object], wrong: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert wrong in done.output


def test_a_server_that_is_not_there_is_one_line(secret: Path) -> None:
    url = "http://127.0.0.1:1/v1/hooks/acme/chat"
    done = run("simulate", "chatwoot", url, "--secret-file", secret)
    assert done.exit_code == 2
    assert done.output.startswith(f"Error: {url}: nobody answers there (ConnectError); start ")
    assert done.output.count("\n") == 1


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    hooks: dict[str, Webhook] = {name: hook(name) for name in NAMES}
    hooks["old"] = hook("chatwoot", scheme="path-token")
    hooks["zammad"] = Webhook(
        scheme="hmac-sha1-hex",
        secrets=(SECRET,),
        console="mapping",
        mapping=MAPPINGS / "zammad.toml",
    )
    tenants = {TENANT: Tenant(name=TENANT, webhooks=hooks)}
    async with serving(tmp_path_factory.mktemp("data"), tenants=tenants) as running:
        yield running


async def simulated(running: Running, name: str, endpoint: str, *options: object) -> Result:
    url = f"{running.url}/v1/hooks/{TENANT}/{endpoint}"
    return await asyncio.to_thread(run, "simulate", name, url, *options)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", NAMES)
async def test_a_chat_of_each_console_is_taken(
    running: Running, tmp_path: Path, name: Console
) -> None:
    private = rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key = private if WAYS[name].scheme == "rsa-sha256" else SECRET
    secret = written(tmp_path / "secret", key)
    done = await simulated(running, name, name, "--secret-file", secret)
    assert done.exit_code == 0, done.output
    found = re.search(r"The conversation is (\S+)\.\n", done.output)
    assert found is not None
    events = [entry.event for entry in await stream(running, found[1])]
    said = [event for event in events if isinstance(event, MessagePosted)]
    assert [one.text for one in said][-1] == "ok thank you"
    assert [one.speaker for one in said] == ["customer", "agent", "customer", "agent", "customer"]
    assert all(isinstance(event, (MessagePosted, ContextGiven, MessageRevised)) for event in events)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_chat_of_ones_own_and_a_token_in_the_path(
    running: Running, tmp_path: Path, secret: Path
) -> None:
    chat = tmp_path / "chat.txt"
    chat.write_text(
        "context: channel=email order=A-17\nclient: où est mon colis ?\nagent +1s: un instant\n"
    )
    options = ("--scheme", "path-token", "--secret-file", secret, "--chat", chat, "--pace")
    since = time.monotonic()
    done = await simulated(running, "chatwoot", "old", *options)
    assert done.exit_code == 0, done.output
    assert time.monotonic() - since >= 1.0
    assert "customer “Jane” says “où est mon colis ?”" in done.output
    assert "ok    401" in done.output


@pytest.mark.asyncio(loop_scope="module")
async def test_the_examples_of_a_mapping_are_sent(running: Running, secret: Path) -> None:
    options = ("--mapping", MAPPINGS / "zammad.toml", "--scheme", "hmac-sha1-hex")
    done = await simulated(running, "mapping", "zammad", *options, "--secret-file", secret)
    assert done.exit_code == 0, done.output
    assert "7 requests, all answered, as they should be." in done.output
    assert len(await stream(running, "81")) == 4


@pytest.mark.asyncio(loop_scope="module")
async def test_an_answer_that_is_wrong_ends_with_1(
    running: Running, tmp_path: Path, secret: Path
) -> None:
    other = written(tmp_path / "other", b"0123456789abcdef")
    done = await simulated(running, "chatwoot", "chatwoot", "--secret-file", other)
    assert done.exit_code == 1
    assert "WRONG 401" in done.output
    assert "200 was right" in done.output
    done = await simulated(running, "intercom", "chatwoot", "--secret-file", secret)
    assert done.exit_code == 1
