"""The pages of docs/embedding as they stand, in a console of another origin, under its policy."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.elsewhere import Elsewhere, Platform, both
from tests.browser.pages import CARD_IN, THIRD_TIME
from tests.browser.server import DemoServer

DOCS = Path(__file__).parents[2] / "docs" / "embedding"
README = (DOCS / "README.md").read_text()
PLACE = "https://assist.example.com"
WAYS = {"script-tag": "script tag", "iframe": "frame", "headless": "headless client"}
SHOUTED = "👍 I will look into THIS RIGHT NOW and write to you today."
SCOLDING = "Calm down, that is not our problem."


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Elsewhere, DemoServer]]:
    with both(tmp_path_factory.mktemp("demo") / "data") as running:
        yield running


def placed(text: str, server: DemoServer) -> str:
    """Put the server's address in place of the example's."""
    text = text.replace(PLACE, server.url)
    return text.replace(PLACE.replace("https", "wss"), server.url.replace("http", "ws"))


def policy(page: str, server: DemoServer) -> str:
    """Return what docs/embedding/README.md asks for, beside the page's own scripts and token."""
    row = re.search(rf"^\| {WAYS[page]} \| `([^`]+)`", README.split("## Security")[1], re.M)
    assert row, page
    asked = dict(part.split(" ", 1) for part in placed(row[1], server).split("; "))
    inline = re.findall(r'<script type="module">(.*?)</script>', placed(_page(page), server), re.S)
    hashes = (base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in inline)
    own = {
        "default-src": ["'none'"],
        "script-src": [f"'sha256-{one}'" for one in hashes],
        "connect-src": ["'self'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["'none'"],
    }
    parts = {**own, **{name: [*own.get(name, []), value] for name, value in asked.items()}}
    return "; ".join(" ".join([name, *values]) for name, values in parts.items())


def _page(name: str) -> str:
    return (DOCS / f"{name}.html").read_text()


class Chat:
    """A page of docs/embedding with one chat open, and the platform behind it."""

    def __init__(
        self, name: str, chat: str, running: tuple[Elsewhere, DemoServer], context: BrowserContext
    ) -> None:
        site, server = running
        self._chat = chat
        self._platform = Platform(context, server)
        site.headers = {"content-security-policy": policy(name, server)}
        site.pages = {"/": placed(_page(name), server), "/assist-token": self._platform.agent}
        self.page = context.new_page()
        self.page.goto(f"{site.url}/#{chat}")
        self.reply = self.page.locator("#reply")

    def say(self, text: str) -> None:
        """Post what the customer writes."""
        self._platform.say(self._chat, text)


def open_page(page: Page, chat: str) -> None:
    page.evaluate("chat => (location.hash = chat)", chat)


def test_the_page_with_a_script_tag_works_as_it_stands(
    running: tuple[Elsewhere, DemoServer], context: BrowserContext
) -> None:
    chat = Chat("script-tag", "tag-1", running, context)
    card = chat.page.locator(f"agent-assist {CARD_IN}")
    chat.say(THIRD_TIME)
    words = card.locator(".text").inner_text()
    open_page(chat.page, "tag-2")
    expect(card).to_have_count(0)
    open_page(chat.page, "tag-1")
    expect(card).to_be_visible()
    chat.reply.press("Alt+Enter")
    expect(chat.reply).to_have_value(words)
    chat.reply.press("Alt+x")
    expect(chat.reply).to_have_value("")
    expect(card).to_be_visible()


def test_the_page_with_a_frame_works_as_it_stands(
    running: tuple[Elsewhere, DemoServer], context: BrowserContext
) -> None:
    chat = Chat("iframe", "frame-1", running, context)
    widget = chat.page.frame_locator("#assist").locator("agent-assist")
    card = widget.locator(CARD_IN)
    chat.say(THIRD_TIME)
    words = card.locator(".text").inner_text()
    chat.reply.fill("Hello,")
    expect(card).to_be_visible()
    chat.reply.press("Alt+Enter")
    expect(chat.reply).to_have_value(f"Hello, {words}")
    chat.reply.press("Alt+x")
    expect(chat.reply).to_have_value("Hello,")
    card.get_by_role("button", name="Insert").click()
    expect(chat.reply).to_have_value(f"Hello, {words}")
    expect(chat.reply).to_be_focused()


def test_the_page_with_a_frame_puts_nothing_into_a_chat_that_was_opened_meanwhile(
    running: tuple[Elsewhere, DemoServer], context: BrowserContext
) -> None:
    chat = Chat("iframe", "frame-2", running, context)
    frame = chat.page.frame_locator("#assist")
    card = frame.locator(f"agent-assist {CARD_IN}")
    chat.say(THIRD_TIME)
    expect(card).to_be_visible()
    # The console has another chat open, and the frame has not heard of it yet.
    chat.page.evaluate("history.replaceState(null, '', '#frame-3')")
    card.get_by_role("button", name="Insert").click()
    expect(frame.get_by_role("status").last).to_contain_text("Another conversation is open")
    expect(card).to_be_visible()
    expect(chat.reply).to_have_value("")


def test_the_page_with_a_frame_mends_a_reply(
    running: tuple[Elsewhere, DemoServer], context: BrowserContext
) -> None:
    chat = Chat("iframe", "frame-4", running, context)
    widget = chat.page.frame_locator("#assist").locator("agent-assist")
    chat.reply.fill(SHOUTED)
    mend = widget.get_by_role("button", name="Mend")
    expect(mend).to_be_visible()
    chat.reply.press("Alt+Enter")
    expect(mend).to_be_hidden()
    expect(chat.reply).not_to_have_value(SHOUTED)
    chat.reply.press("Alt+x")
    expect(chat.reply).to_have_value(SHOUTED)
    expect(mend).to_be_visible()


def test_the_page_without_a_widget_works_as_it_stands(
    running: tuple[Elsewhere, DemoServer], context: BrowserContext
) -> None:
    chat = Chat("headless", "headless-1", running, context)
    page = chat.page
    chat.say(THIRD_TIME)
    text = page.locator("#text")
    expect(text).not_to_be_empty()
    words = text.inner_text()
    page.click("#insert")
    expect(chat.reply).to_have_value(words)
    expect(page.locator("#card")).to_be_hidden()
    page.click("#undo")
    expect(text).to_have_text(words)
    page.click("#dismiss")
    expect(page.locator("#card")).to_be_hidden()
    page.click("#undo")
    page.click("#mute")
    expect(page.locator("#card")).to_be_hidden()
    page.click("#joking")
    expect(page.locator("#feels")).to_have_text("playfulness")


def test_the_page_without_a_widget_has_a_reply_checked(
    running: tuple[Elsewhere, DemoServer], context: BrowserContext
) -> None:
    chat = Chat("headless", "headless-2", running, context)
    chat.say(THIRD_TIME)
    expect(chat.page.locator("#text")).not_to_be_empty()
    chat.reply.fill(SCOLDING)
    chat.reply.blur()
    expect(chat.page.locator("#findings li").first).to_be_visible()


PROGRAM = """
import {AssistClient, newId} from %s
const client = new AssistClient({server: %s, token: %s, name: 'program'})
client.addEventListener('event', ({detail: {kind, data}}) => {
  if (kind !== 'suggestion.offered') return
  console.log(data.suggestion.text)
  client.close()
})
client.connect()
client.follow('program-1')
await client.post('program-1', {message_id: newId(), speaker: 'customer', text: %s})
"""


def test_the_headless_client_runs_without_a_browser(
    running: tuple[Elsewhere, DemoServer], context: BrowserContext, tmp_path: Path
) -> None:
    _, server = running
    node = shutil.which("node")
    assert node, "this test needs Node"
    config = context.request.get(f"{server.url}/demo/config.json").json()
    client = tmp_path / "client.mjs"
    client.write_bytes(context.request.get(f"{server.url}/widget/client.js").body())
    socket = server.url.replace("http", "ws") + config["socket"]
    given = (client.as_uri(), socket, config["tokens"]["platform"], THIRD_TIME)
    program = PROGRAM % tuple(json.dumps(one) for one in given)
    done = subprocess.run(
        [node, "--experimental-websocket", "--input-type=module", "--eval", program],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split()) > 5
