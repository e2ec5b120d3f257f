"""Several chats of one agent: all are followed, one is open, nothing goes into the wrong one."""

from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.host import Host
from tests.browser.pages import THIRD_TIME
from tests.browser.server import DemoServer

BODY = '<textarea id="composer"></textarea><agent-assist></agent-assist><p id="below">below</p>'
ALL = "c-maria c-jo c-lee"


def with_chats(server: DemoServer, context: BrowserContext, prefix: str, body: str = BODY) -> Host:
    """A host whose agent has three chats, the first one open."""
    chats = " ".join(f"{prefix}-{name}" for name in ALL.split())
    first = chats.split()[0]
    host = Host(context, server, body, conversation=first, conversations=chats)
    expect(host.widget.locator(".notice")).to_have_text("Listening")
    return host


def chip(host: Host, conversation: str) -> Locator:
    """The chip of one of the other chats."""
    return host.widget.locator(".chat", has_text=conversation)


def write(host: Host, conversation: str, text: str) -> None:
    """Let the customer of another chat write."""
    mine, host.conversation = host.conversation, conversation
    host.say(text)
    host.conversation = mine


def test_the_others_are_a_row_of_chips_with_a_mark_where_a_card_waits(
    server: DemoServer, context: BrowserContext
) -> None:
    host = with_chats(server, context, "row")
    expect(host.widget.locator(".chat")).to_have_text(["row-c-jo", "row-c-lee"])
    below = host.page.locator("#below").bounding_box()
    write(host, "row-c-jo", THIRD_TIME)
    expect(chip(host, "row-c-jo")).to_have_attribute("data-mark", "card")
    expect(chip(host, "row-c-jo")).to_have_accessible_name("row-c-jo: a card waits")
    expect(chip(host, "row-c-lee")).to_have_attribute("data-mark", "")
    expect(host.card).to_have_count(0)
    assert host.page.locator("#below").bounding_box() == below


def test_choosing_one_opens_it_with_all_that_was_said_there(
    server: DemoServer, context: BrowserContext
) -> None:
    host = with_chats(server, context, "choose")
    write(host, "choose-c-jo", THIRD_TIME)
    expect(chip(host, "choose-c-jo")).to_have_attribute("data-mark", "card")
    chip(host, "choose-c-jo").click()
    expect(host.card).to_be_visible()
    expect(host.widget.locator(".chat")).to_have_text(["choose-c-maria", "choose-c-lee"])
    assert host.widget.get_attribute("conversation") == "choose-c-jo"


def test_a_page_that_opens_chats_itself_is_told_which_and_left_to_it(
    server: DemoServer, context: BrowserContext
) -> None:
    host = with_chats(server, context, "told")
    host.page.evaluate(
        """addEventListener('agent-assist-switch', event => {
          event.preventDefault()
          window.wanted = event.detail.conversation
        })"""
    )
    chip(host, "told-c-lee").click()
    assert host.page.evaluate("wanted") == "told-c-lee"
    assert host.widget.get_attribute("conversation") == "told-c-maria"


def test_the_page_gives_them_names(server: DemoServer, context: BrowserContext) -> None:
    host = with_chats(server, context, "names")
    host.page.evaluate("document.querySelector('agent-assist').names = {'names-c-jo': 'Jo'}")
    expect(host.widget.locator(".chat")).to_have_text(["Jo", "names-c-lee"])


def test_without_others_there_is_no_row(server: DemoServer, context: BrowserContext) -> None:
    host = with_chats(server, context, "alone")
    height = host.widget.evaluate("widget => widget.offsetHeight")
    host.widget.evaluate("widget => widget.setAttribute('conversations', 'alone-c-maria')")
    expect(host.widget.locator(".others")).to_be_hidden()
    assert host.widget.evaluate("widget => widget.offsetHeight") == height


def test_all_of_them_come_over_one_socket(server: DemoServer, context: BrowserContext) -> None:
    page = context.new_page()
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.close()
    host = with_chats(server, context, "socket")
    host.page.on("websocket", lambda socket: sockets.append(socket.url))
    write(host, "socket-c-lee", THIRD_TIME)
    expect(chip(host, "socket-c-lee")).to_have_attribute("data-mark", "card")
    for name in ("socket-c-lee", "socket-c-maria", "socket-c-jo"):
        chip(host, name).click()
    host.widget.evaluate("widget => widget.setAttribute('conversations', 'socket-c-jo other')")
    expect(host.widget.locator(".chat")).to_have_text(["other"])
    assert sockets == []


def test_words_for_one_customer_never_reach_another(
    server: DemoServer, context: BrowserContext
) -> None:
    body = '<div id="composer" contenteditable="true"></div><agent-assist>'
    host = with_chats(server, context, "still", body)
    host.say(THIRD_TIME)
    expect(host.card).to_be_visible()
    host.page.evaluate(
        """() => {
          const assist = document.querySelector('agent-assist')
          assist.insert()
          assist.setAttribute('conversation', 'still-c-jo')
        }"""
    )
    expect(host.widget.locator(".notice")).to_have_text("Listening")
    host.page.evaluate("document.querySelector('agent-assist').look('still-c-maria')")
    expect(host.card).to_be_visible()
    expect(host.page.locator("#composer")).to_have_text("")


def test_what_was_done_in_a_chat_can_be_taken_back_there_and_is_not_said_elsewhere(
    server: DemoServer, context: BrowserContext
) -> None:
    host = with_chats(server, context, "deed")
    host.say(THIRD_TIME)
    expect(host.card).to_be_visible()
    host.card.locator("button.dismiss").click()
    expect(host.widget.locator(".notice")).to_contain_text("Put aside.")
    chip(host, "deed-c-jo").click()
    expect(host.widget.locator(".notice")).to_have_text("Listening")
    chip(host, "deed-c-maria").click()
    expect(host.widget.locator(".notice")).to_contain_text("Put aside.")
    host.widget.locator(".quiet .undo").click()
    expect(host.card).to_be_visible()


def test_a_chat_that_leaves_the_list_is_forgotten(
    server: DemoServer, context: BrowserContext
) -> None:
    host = with_chats(server, context, "left")
    write(host, "left-c-jo", THIRD_TIME)
    expect(chip(host, "left-c-jo")).to_have_attribute("data-mark", "card")
    host.widget.evaluate("widget => widget.setAttribute('conversations', 'left-c-lee')")
    expect(host.widget.locator(".chat")).to_have_text(["left-c-lee"])
    host.widget.evaluate("widget => widget.setAttribute('conversations', 'left-c-jo left-c-lee')")
    expect(chip(host, "left-c-jo")).to_have_attribute("data-mark", "card")
