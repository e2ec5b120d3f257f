"""The widget in a page: what clicks, later servers and a page that wakes up make of it."""

import json

from playwright.sync_api import BrowserContext, WebSocketRoute, expect

from assist.cli.offline import Offline
from tests.browser.host import Host
from tests.browser.pages import THIRD_TIME
from tests.browser.server import DemoServer
from tests.browser.states import CHAT, Scene


def test_I08_names_of_a_pages_elements_do_not_reach_the_widget(
    server: DemoServer, context: BrowserContext
) -> None:
    names = "body head cookie forms server token card agentAssist customElements name"
    images = "".join(f"<img name={name} id={name} alt=''>" for name in names.split())
    host = Host(context, server, f"{images}<agent-assist></agent-assist><input id=composer>")
    host.say(THIRD_TIME)
    expect(host.card).to_be_visible()
    host.card.locator("button.insert").click()
    expect(host.page.locator("#composer")).not_to_have_value("")


def test_I10_words_go_in_when_a_person_clicks_and_nothing_is_ever_sent(
    server: DemoServer, context: BrowserContext
) -> None:
    body = "<form><agent-assist></agent-assist><textarea id=composer></textarea></form>"
    host = Host(context, server, body)
    host.page.evaluate(
        "() => { window.sent = 0; addEventListener('submit', event => {"
        " event.preventDefault(); sent += 1 }) }"
    )
    host.say(THIRD_TIME)
    expect(host.card).to_be_visible()
    for part in ("insert", "dismiss"):
        host.card.locator(f"button.{part}").evaluate(
            """button => {
              button.click()
              button.dispatchEvent(new MouseEvent('click', {bubbles: true, composed: true}))
              button.dispatchEvent(new PointerEvent('pointerdown', {bubbles: true}))
            }"""
        )
    expect(host.card).to_be_visible()
    assert host.page.locator("#composer").input_value() == ""
    assert "insert" not in [what for what, _ in host.heard]
    words = host.words
    host.card.locator("button.insert").click()
    expect(host.page.locator("#composer")).to_have_value(words)
    host.page.locator("#composer").focus()
    host.page.keyboard.press("Alt+Enter")
    assert host.page.evaluate("sent") == 0


def test_I12_what_a_later_server_says_is_passed_over(
    context: BrowserContext, offline: Offline
) -> None:
    scene = Scene(context, offline)
    sockets: list[WebSocketRoute] = []
    scene.page.route_web_socket("**/v1/socket", lambda socket: sockets.append(socket))
    scene.open()
    scene.page.wait_for_function("document.querySelector('agent-assist').connection")
    for _ in range(500):
        if sockets:
            break
        scene.page.wait_for_timeout(10)
    (socket,) = sockets
    event = {"t": "ev", "c": CHAT, "o": 1, "k": "mood.predicted", "d": {"message_id": "m1"}}
    for frame in (
        {"t": "welcome", "minor": 7, "role": "agent", "ping_ms": 60_000, "features": ["x"]},
        {"t": "surprise", "c": CHAT, "deep": {"er": [1]}},
        {"t": "toString"},
        {"t": "sub", "c": CHAT, "id": 1, "top": 1, "epoch": "e1", "recovered": False, "new": 1},
        event,
        {"t": "err", "id": 99, "code": 999, "key": "unheard_of"},
        {"t": "drain", "retry_ms": 5, "why": "x"},
        {"t": "ping", "later": True},
    ):
        socket.send(json.dumps(frame))
    scene.becomes("live")
    expect(scene.widget.locator(".notice")).not_to_have_text("")
    assert len(sockets) == 1


def test_I14_whatever_wakes_the_page_there_is_one_socket(
    server: DemoServer, context: BrowserContext, complaints: list[str]
) -> None:
    context.add_init_script(
        """
        window.sockets = []
        const Real = WebSocket
        window.WebSocket = class extends Real {
          constructor(...given) { super(...given); sockets.push(this) }
        }
        window.alive = () => sockets.filter(({readyState}) => readyState < 2).length
        """
    )
    host = Host(context, server, "<agent-assist></agent-assist><textarea id=composer></textarea>")
    live = "document.querySelector('agent-assist').connection === 'live'"
    host.page.wait_for_function(live)
    theirs = host.page.evaluate("alive()") - 1
    context.set_offline(True)
    context.set_offline(False)
    for wake in (
        "new Event('online')",
        "new PageTransitionEvent('pageshow', {persisted: true})",
        "new PageTransitionEvent('pageshow', {persisted: false})",
    ):
        host.page.evaluate(
            f"""() => {{
              dispatchEvent({wake})
              document.dispatchEvent(new Event('visibilitychange'))
              dispatchEvent(new Event('online'))
            }}"""
        )
    host.page.wait_for_function(f"{live} && alive() === {theirs + 1}")
    host.say(THIRD_TIME)
    expect(host.card).to_be_visible()
    assert host.page.evaluate("alive()") == theirs + 1
    assert all("WebSocket is closed before" in one for one in complaints)
    complaints.clear()
