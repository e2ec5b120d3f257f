"""The widget's frame in pages of Live Helper Chat and of Element, as far as stand-ins go."""

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect, sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.consoles.stand_in import Hosted, bundled
from tests.browser.elsewhere import Platform
from tests.browser.pages import THIRD_TIME
from tests.browser.server import DemoServer

LHC = "https://lhc.acme.example"
ELEMENT = "https://element.acme.example"
# The consoles' addresses are public and our server is on this machine, which is not their rule.
REACHES = "--disable-features=LocalNetworkAccessChecks"
TAB = """<div class="tab" id="tab-{chat}" {hidden}>
<div data-agent-assist="{chat}" data-agent-assist-token="/token/{chat}"></div>{editor}</div>"""
AREA = '<textarea id="CSChatMessage-{chat}"></textarea>'
EDITOR = '<lhc-editor id="CSChatMessage-{chat}"><div contenteditable="true"></div></lhc-editor>'
OPERATOR = """<!doctype html><html lang="en"><link rel="icon" href="data:,">
<script type="module" src="{server}/widget/consoles/live-helper-chat/page.js"></script>
<body>{tabs}"""
CLIENT = """<!doctype html><html lang="en"><link rel="icon" href="data:,">
<body><div class="mx_MessageComposer"><div id="preview"></div><textarea id="field"></textarea></div>
<script src="/react.js"></script>
<script type="module">
import Module from '/modules/agent-assist.js'
let draw = () => {}
const field = document.querySelector('#field')
const room = () => decodeURIComponent(location.hash.replace('#/room/', ''))
window.see = () => draw()
const api = {
  config: {get: key => key === 'warmline' ? {server: 'SERVER'} : undefined},
  i18n: {language: 'en'},
  composer: {insertPlaintextIntoComposer(text, {view}) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end')
    draw()
  }},
  customComponents: {registerComposerPreview(filter, render) {
    const root = createRoot(document.querySelector('#preview'))
    const links = () => React.createElement('i', null, 'links')
    draw = () => root.render(render({text: field.value, roomId: room()}, links))
  }}
}
await new Module(api).load()
field.addEventListener('input', draw)
draw()
</script>"""
REACT = """import * as React from 'react'
import {createRoot} from 'react-dom/client'
Object.assign(window, {React, createRoot})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "these tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=Path(chromium), args=[*FLAGS, REACHES])
        yield started
        started.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    running = DemoServer(tmp_path_factory.mktemp("demo") / "data", origins=(LHC, ELEMENT))
    running.start()
    yield running
    running.stop()


def fresh() -> str:
    """Return an id that no chat had; a test may run a second time."""
    return str(secrets.randbelow(10**9) + 10**9)


def carded(frame: FrameLocator, platform: Platform, chat: str) -> str:
    """Let the customer write, and return the words of the card that comes."""
    widget = frame.locator("agent-assist")
    expect(widget).to_have_attribute("conversation", chat)
    platform.say(chat, THIRD_TIME)
    # In a bar the card is folded away.
    line = widget.locator(".line, .card:not([hidden]) .text").first
    expect(line).to_contain_text("You've put enough time")
    words: str = widget.evaluate("element => element.card.text")
    return words


class Operator:
    """An operator's page of Live Helper Chat with two chats; the first is in front."""

    def __init__(self, context: BrowserContext, server: DemoServer) -> None:
        self.platform = Platform(context, server)
        site = Hosted(context, LHC)
        self.chats = fresh(), fresh()
        tabs = ""
        for chat, editor, hidden in zip(self.chats, (AREA, EDITOR), ("", "hidden"), strict=True):
            site.put(f"/token/{chat}", self.platform.agent, "text/plain")
            tabs += TAB.format(chat=chat, editor=editor.format(chat=chat), hidden=hidden)
        site.put("/", OPERATOR.format(server=server.url, tabs=tabs))
        self.page: Page = context.new_page()
        self.page.goto(f"{LHC}/")

    def frame(self, chat: str) -> FrameLocator:
        """The widget's frame of a chat."""
        return self.page.frame_locator(f"#tab-{chat} iframe")

    def front(self, chat: str) -> None:
        """Choose a chat's tab."""
        self.page.evaluate(
            "id => document.querySelectorAll('.tab').forEach(tab => (tab.hidden = tab.id !== id))",
            f"tab-{chat}",
        )


def test_each_chat_in_sight_has_a_frame_whose_words_go_into_its_own_editor_and_out_again(
    context: BrowserContext, server: DemoServer
) -> None:
    operator = Operator(context, server)
    page, (first, second) = operator.page, operator.chats
    words = carded(operator.frame(first), operator.platform, first)
    area = page.locator(f"#CSChatMessage-{first}")
    area.focus()
    page.keyboard.type("Hello")
    page.keyboard.press("Alt+Enter")
    expect(area).to_have_value(f"Hello {words}")
    page.keyboard.press("Alt+x")
    expect(area).to_have_value("Hello")
    operator.front(second)
    expect(page.locator("iframe")).to_have_count(1)
    words = carded(operator.frame(second), operator.platform, second)
    editor = page.locator(f"#CSChatMessage-{second} [contenteditable]")
    editor.focus()
    page.keyboard.press("Alt+Enter")
    expect(editor).to_have_text(words)
    expect(area).to_have_value("Hello")


def test_elements_module_follows_the_room_and_inserts_by_elements_own_call(
    context: BrowserContext,
    server: DemoServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    platform = Platform(context, server)
    site = Hosted(context, ELEMENT)
    site.put("/assist-token", platform.agent, "text/plain")
    module = Path(__file__).parents[2] / "widget/dist/consoles/element/module.js"
    site.put("/modules/agent-assist.js", module.read_text(), "text/javascript")
    site.put("/react.js", react(tmp_path, monkeypatch), "text/javascript")
    site.put("/", CLIENT.replace("SERVER", server.url))
    rooms = [f"!{fresh()}:acme.example" for _ in range(2)]
    page = context.new_page()
    page.goto(f"{ELEMENT}/#/room/{rooms[0]}")
    frame = page.frame_locator("iframe")
    words = carded(frame, platform, rooms[0])
    expect(page.locator("#preview i")).to_have_text("links")
    page.focus("#field")
    page.keyboard.type("Hello")
    page.keyboard.press("Alt+Enter")
    expect(page.locator("#field")).to_have_value(f"Hello {words}")
    page.evaluate("room => (location.hash = `#/room/${room}`, see())", rooms[1])
    expect(frame.locator("agent-assist")).to_have_attribute("conversation", rooms[1])
    page.fill("#field", "")
    carded(frame, platform, rooms[1])
    # Element has not drawn the room that the address has already.
    page.evaluate("room => void (location.hash = `#/room/${room}`)", rooms[0])
    frame.locator("agent-assist").evaluate("element => element.insert()")
    expect(frame.locator(".says")).to_contain_text("Another conversation is open")
    expect(page.locator("#field")).to_have_value("")


def react(home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return React as Element has it on its page."""
    monkeypatch.setenv("NODE_PATH", str(Path(__file__).parent / "editors" / "node_modules"))
    (home / "react.js").write_text(REACT)
    return bundled(str(home / "react.js"), "--define:process.env.NODE_ENV='production'")
