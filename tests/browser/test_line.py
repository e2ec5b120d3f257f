"""Line cut, server dead, connection silent: nothing is lost, nothing is doubled."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from assist.cli.offline import Offline
from tests.browser.line import Line
from tests.browser.pages import THIRD_TIME, Console, Customer, open_both
from tests.browser.server import DemoServer
from tests.browser.states import Scene


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[DemoServer]:
    running = DemoServer(tmp_path / "data")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def line(tmp_path: Path) -> Iterator[tuple[DemoServer, Line]]:
    behind = DemoServer(tmp_path / "data")
    line = Line(behind.port)
    behind = DemoServer(tmp_path / "data", origins=(line.url,), port=behind.port)
    behind.start()
    yield behind, line
    line.close()
    behind.stop()


def test_a_server_that_dies_and_comes_back_has_lost_nothing_and_doubled_nothing(
    own_server: DemoServer, context: BrowserContext, complaints: list[str]
) -> None:
    customer, console = open_both(context, own_server.url)
    customer.say(THIRD_TIME)
    words = console.words
    expect(console.messages).to_have_count(1)
    own_server.kill()
    console.becomes("reconnecting")
    expect(console.widget.locator(".notice")).to_contain_text("trying again")
    expect(console.card.locator(".text")).to_have_text(words)
    customer.say("hello?")
    customer.say("is anybody there?")
    expect(customer.page.locator(".message.pending")).to_have_count(2)
    console.press("Alt+Enter")
    console.page.keyboard.press("Enter")
    own_server.start()
    console.becomes("live")
    expect(console.messages).to_have_count(4)
    expect(customer.messages).to_have_count(4)
    said = [THIRD_TIME, "hello?", "is anybody there?", words]
    assert sorted(console.messages.all_inner_texts()) == sorted(said)
    assert console.messages.all_inner_texts() == customer.messages.all_inner_texts()
    texts = customer.messages.all_inner_texts()
    assert texts.index("hello?") < texts.index("is anybody there?")
    console.page.reload()
    expect(console.messages).to_have_text(texts)
    _only_lost_connections(complaints)


def test_decisions_made_without_a_connection_arrive_with_the_next(
    own_server: DemoServer, context: BrowserContext, complaints: list[str]
) -> None:
    customer, console = open_both(context, own_server.url)
    customer.say(THIRD_TIME)
    expect(console.card).to_be_visible()
    own_server.kill()
    console.becomes("reconnecting")
    console.press("Alt+x")
    expect(console.card).to_have_count(0)
    own_server.start()
    console.becomes("live")
    other = Console(context.new_page(), own_server.url)
    expect(other.widget.locator(".tone")).to_have_text("Frustrated")
    other.page.wait_for_function("document.querySelector('agent-assist').card === null")
    expect(other.widget.locator(".quiet .undo")).to_be_visible()
    _only_lost_connections(complaints)


def test_lines_that_are_cut_again_and_again_lose_and_double_nothing(
    line: tuple[DemoServer, Line], context: BrowserContext, complaints: list[str]
) -> None:
    _, broken = line
    console = Console(context.new_page(), broken.url)
    customer = Customer(context.new_page(), broken.url, name="Morgan")
    said = [f"message number {number}" for number in range(1, 13)]
    for number, text in enumerate(said):
        customer.say(text)
        if number % 3 == 2:
            broken.cut()
    expect(console.messages).to_have_text(said)
    expect(customer.messages).to_have_text(said)
    console.becomes("live")
    moments = console.page.evaluate("document.querySelector('agent-assist').tone.messageId")
    assert moments
    _only_lost_connections(complaints)


def test_a_line_that_goes_silent_counts_as_lost_after_35_seconds(
    line: tuple[DemoServer, Line], context: BrowserContext, complaints: list[str]
) -> None:
    server, broken = line
    page = context.new_page()
    page.clock.install()
    console = Console(page, broken.url)
    customer = Customer(context.new_page(), server.url, name="Morgan")
    console.becomes("live")
    customer.say(THIRD_TIME)
    customer_id = customer.page.evaluate("localStorage.getItem('warmline.current')")
    page.evaluate(
        "id => document.querySelector('agent-assist').setAttribute('conversation', id)", customer_id
    )
    words = console.words
    broken.silence()
    customer.say("hello?")
    expect(customer.messages).to_have_count(2)
    page.clock.run_for(34_000)
    assert page.evaluate("document.querySelector('agent-assist').connection") == "live"
    page.clock.run_for(2_000)
    console.becomes("reconnecting")
    broken.restore()
    page.clock.run_for(31_000)
    console.becomes("live")
    expect(console.card.locator(".text")).to_have_text(words)
    page.wait_for_function(
        "document.querySelector('agent-assist').shadowRoot.querySelectorAll('circle').length === 2"
    )
    _only_lost_connections(complaints)


def test_I14_one_connection_is_made_when_the_network_comes_back(
    own_server: DemoServer, context: BrowserContext, complaints: list[str]
) -> None:
    console = Console(context.new_page(), own_server.url)
    sockets: list[str] = []
    console.page.on("websocket", lambda socket: sockets.append(socket.url))
    console.becomes("live")
    before = len(sockets)
    console.page.evaluate("dispatchEvent(new Event('online'))")
    console.becomes("live")
    customer = Customer(context.new_page(), own_server.url)
    customer.say(THIRD_TIME)
    expect(console.card).to_be_visible()
    expect(console.messages).to_have_count(1)
    # One for the widget, one for the console's own chat.
    assert len(sockets) - before == 2
    _only_lost_connections(complaints)


def test_what_the_service_has_ended_does_not_begin_again_with_another_chat(
    context: BrowserContext, offline: Offline
) -> None:
    scene = Scene(context, offline)
    scene.live()
    scene.service.close(4006, "connection_limit")
    scene.becomes("stopped")
    tried: list[str] = []
    scene.page.on("websocket", lambda socket: tried.append(socket.url))
    scene.open(conversation="another")
    scene.page.wait_for_timeout(300)
    scene.becomes("stopped")
    assert tried == []
    scene.open(token="another")
    scene.becomes("live")


def _only_lost_connections(complaints: list[str]) -> None:
    """The browser itself writes down each connection that fails; nothing else is let pass."""
    lost = ("WebSocket connection to", "net::ERR_", "Failed to load resource")
    assert [each for each in complaints if not each.startswith(lost)] == []
    complaints.clear()
