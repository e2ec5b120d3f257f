"""The frame's messages, as a console without the helper has them: no code of ours in its page."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.elsewhere import Elsewhere, Platform, both
from tests.browser.pages import CARD_IN, THIRD_TIME
from tests.browser.server import DemoServer

Running = tuple[Elsewhere, DemoServer]
SHOUTED = "👍 I will look into THIS RIGHT NOW and write to you today."

HOST = """
<!doctype html><html lang="en"><meta charset="utf-8"><title>console</title>
<textarea id="reply"></textarea>
<iframe id="assist" src="%s/widget/frame.html" width="460" height="240"
  allow="clipboard-write"></iframe>
<script>
  const frame = document.getElementById('assist')
  const said = []
  addEventListener('message', ({data, origin, source}) => {
    if (source !== frame.contentWindow) return
    if (origin !== new URL(frame.src).origin) throw Error(origin)
    said.push(data)
    if (data.type === 'focus') document.getElementById('reply').focus()
  })
  const say = (type, more) =>
    frame.contentWindow.postMessage({assist: 1, type, ...more}, new URL(frame.src).origin)
</script>
"""

STRANGER = """<script>
  const configure = {assist: 1, type: 'configure', conversation: 'theirs', theme: 'dark'}
  window.tell = () => parent.frames[0].postMessage(configure, '*')
</script>"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with both(tmp_path_factory.mktemp("demo") / "data") as running:
        yield running


class FrameHost:
    """A console's page with the frame in it, and what the frame said."""

    def __init__(self, running: Running, context: BrowserContext, more: str = "") -> None:
        site, server = running
        self.platform = Platform(context, server)
        site.pages = {"/": HOST % server.url + more, "/stranger": STRANGER}
        self.page = context.new_page()
        self.page.goto(site.url)
        self.frame = self.page.frame_locator("#assist")
        self.widget = self.frame.locator("agent-assist")
        self.card = self.widget.locator(CARD_IN)
        self.reply = self.page.locator("#reply")
        self.heard("ready")

    def say(self, type: str, **more: object) -> None:
        """Say something to the frame."""
        self.page.evaluate("([type, more]) => say(type, more)", [type, more])

    def open(self, chat: str, **more: object) -> None:
        """Open a chat in the frame, and wait until it listens."""
        self.say("configure", conversation=chat, token=self.platform.agent, lang="en", **more)
        self.until("said.some(({type, state}) => type === 'connection' && state === 'live')")

    def heard(self, type: str, count: int = 1) -> dict[str, Any]:
        """Return the last message of this type, once there are as many."""
        self.until(f"said.filter(({{type}}) => type === {type!r}).length >= {count}")
        last: dict[str, Any] = self.page.evaluate(
            "type => said.findLast(message => message.type === type)", type
        )
        return last

    def until(self, holds: str) -> None:
        """Wait until this is true on the page."""
        self.page.wait_for_function(holds)

    @property
    def types(self) -> list[str]:
        """The types of all that the frame said."""
        types: list[str] = self.page.evaluate("said.map(({type}) => type)")
        return types

    @property
    def notice(self) -> Locator:
        """What the frame says of the page around it."""
        return self.frame.locator(".says")


def carded(running: Running, context: BrowserContext, chat: str) -> FrameHost:
    """Return a host whose frame shows a card."""
    host = FrameHost(running, context)
    host.open(chat)
    host.platform.say(chat, THIRD_TIME)
    expect(host.card).to_be_visible()
    return host


def test_I05_the_frame_says_nothing_but_its_version_until_it_is_configured(
    running: Running, context: BrowserContext
) -> None:
    host = FrameHost(running, context)
    assert host.heard("ready", 2) == {"assist": 1, "type": "ready", "versions": [1]}
    host.say("draft", text="Hello")
    host.say("key", chord="Alt+Enter")
    host.heard("ready", 4)
    assert set(host.types) == {"ready"}
    host.open("f-1")
    assert all(message["assist"] == 1 for message in host.page.evaluate("said"))
    called = host.types.count("ready")
    host.say("surprise", text="what a later version might say")
    host.say("constructor")
    host.say("configure", conversation="f-2")
    host.platform.say("f-2", THIRD_TIME)
    assert host.heard("card")["conversation"] == "f-2"
    assert host.types.count("ready") == called


def test_another_version_is_answered_with_ours(running: Running, context: BrowserContext) -> None:
    host = FrameHost(running, context)
    host.say("configure", assist=2, conversation="f-1")
    assert host.heard("unsupported") == {"assist": 1, "type": "unsupported", "versions": [1]}
    expect(host.widget).to_have_count(0)


def test_I04_only_the_window_around_it_is_heard(running: Running, context: BrowserContext) -> None:
    site, _ = running
    elsewhere = f"http://localhost:{site.port}/stranger"
    host = FrameHost(running, context, f"<iframe src={elsewhere}></iframe>")
    other = host.page.frame(url=elsewhere)
    assert other
    other.wait_for_function("'tell' in window")
    other.evaluate("tell()")
    expect(host.widget).to_have_count(0)
    host.open("f-3")
    other.evaluate("tell()")
    host.platform.say("f-3", THIRD_TIME)
    expect(host.card).to_be_visible()
    expect(host.widget).to_have_attribute("conversation", "f-3")
    expect(host.widget).not_to_have_attribute("theme", "dark")


def test_I03_a_page_that_is_not_listed_does_not_get_the_frame(
    running: Running, context: BrowserContext, complaints: list[str]
) -> None:
    site, server = running
    site.pages = {"/": HOST % server.url}
    page = context.new_page()
    page.goto(f"http://localhost:{site.port}/")
    page.wait_for_function("document.readyState === 'complete'")
    assert page.evaluate("said") == []
    assert any("frame-ancestors" in complaint for complaint in complaints)
    complaints.clear()


def test_words_go_to_the_host_and_are_taken_back_from_it(
    running: Running, context: BrowserContext
) -> None:
    host = carded(running, context, "f-4")
    words = host.card.locator(".text").inner_text()
    assert host.heard("card")["suggestion"]["text"] == words
    host.card.get_by_role("button", name="Insert").click()
    asked = host.heard("insert")
    assert (asked["conversation"], asked["text"]) == ("f-4", words)
    host.say("inserted", id=asked["id"], ok=True)
    expect(host.card).to_have_count(0)
    host.widget.get_by_role("button", name="Undo").click()
    assert host.heard("undo")["id"] == asked["id"]
    expect(host.card).to_be_visible()
    assert host.types.count("insert") == 1


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "Another conversation is open"), ("fr-CA", "Une autre conversation est ouverte")],
)
def test_when_another_chat_is_open_the_frame_says_so_and_keeps_the_card(
    running: Running, context: BrowserContext, lang: str, words: str
) -> None:
    chat = f"f-5-{lang}"
    host = carded(running, context, chat)
    host.say("configure", lang=lang)
    host.card.locator("button.insert").click()
    host.say("inserted", id=host.heard("insert")["id"], ok=False, reason="conversation")
    expect(host.notice).to_contain_text(words)
    expect(host.card).to_be_visible()
    assert "undo" not in host.types
    host.say("configure", conversation="f-5-other")
    expect(host.notice).to_be_hidden()


def test_words_that_have_no_place_are_copied(running: Running, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    host = carded(running, context, "f-6")
    words = host.card.locator(".text").inner_text()
    host.card.get_by_role("button", name="Insert").click()
    host.say("inserted", id=host.heard("insert")["id"], ok=False, reason="composer")
    notice = host.widget.locator(".notice")
    expect(notice).to_contain_text("Copied")
    expect(host.card).to_have_count(0)
    expect(host.reply).to_be_focused()
    assert host.page.evaluate("navigator.clipboard.readText()") == words


def test_a_host_that_does_not_answer_is_told_of(running: Running, context: BrowserContext) -> None:
    host = carded(running, context, "f-7")
    host.card.get_by_role("button", name="Insert").click()
    expect(host.notice).to_contain_text("The console did not answer")
    assert "undo" not in host.types


def test_a_token_is_asked_for_whenever_one_is_needed(
    running: Running, context: BrowserContext
) -> None:
    host = FrameHost(running, context)
    host.say("configure", conversation="f-8", lang="en")
    host.heard("token-wanted")
    host.say("token", token="stale")
    host.heard("token-wanted", 2)
    host.say("token", token=host.platform.agent)
    host.until("said.some(({state}) => state === 'live')")
    host.platform.say("f-8", THIRD_TIME)
    expect(host.card).to_be_visible()


def test_one_who_was_signed_out_comes_back_with_a_token(
    running: Running, context: BrowserContext
) -> None:
    host = FrameHost(running, context)
    host.say("configure", conversation="f-9", lang="en", token="stale")
    host.heard("token-wanted")
    host.say("token", token="stale")
    host.until("said.some(({state}) => state === 'signed-out')")
    host.say("token", token=host.platform.agent)
    host.until("said.some(({state}) => state === 'live')")


def test_a_finding_is_mended_by_the_host_and_the_mend_taken_back(
    running: Running, context: BrowserContext
) -> None:
    host = FrameHost(running, context)
    host.open("f-10")
    host.say("draft", text=SHOUTED)
    mend = host.widget.get_by_role("button", name="Mend")
    mend.click()
    asked = host.heard("mend")
    assert asked["conversation"] == "f-10"
    assert asked["draft"] == SHOUTED
    mended = SHOUTED[: asked["start"]] + asked["text"] + SHOUTED[asked["end"] :]
    assert "THIS" not in mended
    assert mended.startswith("👍 I will look into ")
    host.say("inserted", id=asked["id"], ok=True)
    expect(mend).to_be_hidden()
    host.widget.get_by_role("button", name="Undo").click()
    back = host.heard("mend", 2)
    assert back["draft"] == mended
    assert mended[: back["start"]] + back["text"] + mended[back["end"] :] == SHOUTED
    host.say("inserted", id=back["id"], ok=True)
    expect(mend).to_be_visible()
    host.say("draft", text="")
    expect(mend).to_be_hidden()


def test_a_finding_that_could_not_be_mended_stays(
    running: Running, context: BrowserContext
) -> None:
    host = FrameHost(running, context)
    host.open("f-11")
    host.say("draft", text=SHOUTED)
    mend = host.widget.get_by_role("button", name="Mend")
    mend.click()
    host.say("inserted", id=host.heard("mend")["id"], ok=False, reason="conversation")
    expect(host.notice).to_contain_text("Another conversation is open")
    expect(mend).to_be_visible()


def test_keys_that_would_do_something_are_named_and_work_from_the_host(
    running: Running, context: BrowserContext
) -> None:
    host = FrameHost(running, context)
    host.open("f-12", keys={"dismiss": "Alt+Q"})
    host.platform.say("f-12", THIRD_TIME)
    expect(host.card).to_be_visible()
    chords = {"Alt+Enter", "Alt+Q", "Alt+Shift+X"}
    host.until("said.findLast(({type}) => type === 'keys').chords.includes('Alt+Enter')")
    assert chords <= set(host.heard("keys")["chords"])
    host.reply.focus()
    host.say("key", chord="Alt+Q")
    expect(host.card).to_have_count(0)
    host.say("key", chord="Alt+Q")
    expect(host.card).to_be_visible()
    host.say("key", chord="Alt+Shift+X")
    expect(host.card).to_have_count(0)
    expect(host.reply).to_be_focused()


def test_the_focus_is_given_back(running: Running, context: BrowserContext) -> None:
    host = carded(running, context, "f-13")
    host.reply.focus()
    host.card.locator(".text").click()
    expect(host.reply).to_be_focused()
    host.card.get_by_role("button", name="Not this").click()
    expect(host.reply).to_be_focused()


def test_a_menu_closes_like_one_of_the_page_around(
    running: Running, context: BrowserContext
) -> None:
    host = carded(running, context, "f-17")
    menu = host.widget.get_by_role("menu")
    host.reply.focus()
    for leave in ("Escape", ""):
        host.widget.locator("button.tone").click()
        expect(menu).to_be_visible()
        if leave:
            host.page.keyboard.press(leave)
        else:
            host.reply.click()
        expect(menu).to_be_hidden()
        expect(host.reply).to_be_focused()


def test_a_menu_that_a_key_opens_gives_the_focus_back(
    running: Running, context: BrowserContext
) -> None:
    host = carded(running, context, "f-18")
    host.reply.focus()
    host.say("key", chord="Alt+Y")
    expect(host.widget.get_by_role("menu")).to_be_visible()
    host.page.keyboard.press("Home")
    expect(host.widget.get_by_role("menuitemradio", name="they are joking")).to_be_focused()
    host.page.keyboard.press("Enter")
    expect(host.widget.locator("button.tone")).to_contain_text("Playful")
    expect(host.reply).to_be_focused()


def test_another_chat_is_asked_of_the_host(running: Running, context: BrowserContext) -> None:
    host = FrameHost(running, context)
    host.open("f-14", conversations=["f-14", "f-15"], names={"f-15": "Maria"})
    host.widget.get_by_text("Maria").click()
    assert host.heard("switch")["conversation"] == "f-15"
    expect(host.widget).to_have_attribute("conversation", "f-14")


@pytest.mark.parametrize("form", ["bar", "badge"])
def test_a_small_form_asks_for_the_room_that_it_opens_into(
    running: Running, context: BrowserContext, form: str
) -> None:
    host = FrameHost(running, context)
    host.page.evaluate(
        """() => {
          frame.height = 60
          addEventListener('message', ({data}) => {
            if (data.type === 'resize') frame.height = data.height
          })
        }"""
    )
    chat = f"f-16-{form}"
    host.open(chat, form=form)
    host.platform.say(chat, THIRD_TIME)
    host.until("said.findLast(({type}) => type === 'card')?.suggestion")
    closed = host.heard("resize")["height"]
    assert closed < 80
    host.widget.locator("button.peek:visible, button.badge:visible").click()
    expect(host.card).to_be_visible()
    host.until(f"said.findLast(({{type}}) => type === 'resize').height > {closed + 150}")
    expect(host.card.get_by_role("button", name="Insert")).to_be_in_viewport()
    host.page.keyboard.press("Escape")
    host.widget.locator("button.peek:visible, button.badge:visible").click()
    expect(host.card).to_be_hidden()
    host.until("said.findLast(({type}) => type === 'resize').height < 80")
