"""The widget's attributes, properties and events, as a page uses them."""

from playwright.sync_api import BrowserContext, expect

from tests.browser.host import Host
from tests.browser.pages import THIRD_TIME
from tests.browser.server import DemoServer


def test_a_page_that_inserts_by_itself_is_left_to_it(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, '<textarea id="composer"></textarea><agent-assist>')
    host.prevent("insert")
    host.prevent("undo")
    host.say(THIRD_TIME)
    words = host.words
    host.page.locator("#composer").focus()
    host.page.keyboard.press("Alt+Enter")
    expect(host.card).to_have_count(0)
    expect(host.page.locator("#composer")).to_have_value("")
    host.page.keyboard.press("Alt+x")
    expect(host.card.locator(".text")).to_have_text(words)
    assert ["undo", "accepted"] in host.heard


def test_a_page_can_keep_a_card_from_being_dismissed(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, "<agent-assist>")
    host.prevent("dismiss")
    host.say(THIRD_TIME)
    host.card.locator("button.dismiss").click()
    assert ["dismiss", None] in host.heard
    expect(host.card).to_be_visible()


def test_a_page_can_draw_the_card_itself(server: DemoServer, context: BrowserContext) -> None:
    host = Host(context, server, '<textarea id="composer"></textarea><agent-assist>')
    host.prevent("card")
    host.say(THIRD_TIME)
    host.page.wait_for_function("document.querySelector('agent-assist').card")
    expect(host.card).to_have_count(0)
    words = host.page.evaluate("document.querySelector('agent-assist').card.text")
    host.page.evaluate("document.querySelector('agent-assist').insert()")
    expect(host.page.locator("#composer")).to_have_value(words)


def test_a_page_can_keep_the_connection_to_itself(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, "<agent-assist>")
    expect(host.widget.locator(".notice")).to_have_text("Listening")
    host.prevent("connection")
    host.page.evaluate(
        "server => document.querySelector('agent-assist').setAttribute('server', server)",
        host.socket.replace("127.0.0.1", "localhost"),
    )
    host.page.wait_for_function("heard.some(([, state]) => state === 'connecting')")
    expect(host.widget.locator(".notice")).to_have_text("Listening")


def test_a_token_that_is_not_accepted_says_signed_out_and_a_good_one_signs_in(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, "<agent-assist>", token="wrong")
    expect(host.widget.locator(".notice")).to_contain_text("Signed out")
    good = context.request.get(f"{server.url}/demo/config.json").json()["tokens"]["agent"]
    host.page.evaluate(
        "token => (document.querySelector('agent-assist').token = async () => token)", good
    )
    expect(host.widget.locator(".notice")).to_have_text("Listening")
    host.say(THIRD_TIME)
    expect(host.card).to_be_visible()


def test_a_token_that_has_run_out_is_fetched_again(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, "<agent-assist>", token="")
    expect(host.widget.locator(".notice")).to_contain_text("Signed out")
    good = context.request.get(f"{server.url}/demo/config.json").json()["tokens"]["agent"]
    host.page.evaluate(
        """good => {
          const tokens = ['stale', good]
          document.querySelector('agent-assist').token = async () => tokens.shift()
        }""",
        good,
    )
    expect(host.widget.locator(".notice")).to_have_text("Listening")


def test_the_language_is_the_pages_and_an_attribute_comes_before_it(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, '<div lang="fr"><agent-assist></div>')
    expect(host.widget.locator(".notice")).to_have_text("À l’écoute")
    host.page.evaluate("document.querySelector('agent-assist').setAttribute('lang', 'en')")
    expect(host.widget.locator(".notice")).to_have_text("Listening")


def test_without_a_conversation_it_says_so_and_another_one_switches(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, "<agent-assist>", conversation="")
    expect(host.widget.locator(".notice")).to_have_text("No conversation open")
    for conversation, text in (("host-1", THIRD_TIME), ("host-2", "Hi, when do you open?")):
        host.conversation = conversation
        host.say(text)
    switch = "c => document.querySelector('agent-assist').setAttribute('conversation', c)"
    for _ in range(3):
        host.page.evaluate(switch, "host-1")
        expect(host.card).to_be_visible()
        host.page.evaluate(switch, "host-2")
        expect(host.card).to_have_count(0)
        expect(host.widget.locator(".tone")).to_have_text("Neutral")


def test_the_private_line_for_the_agent_has_nothing_to_insert(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, '<textarea id="composer"></textarea><agent-assist>')
    host.say("you are a useless idiot, you hear me? a bunch of thieves")
    expect(host.card).to_have_attribute("data-kind", "de-escalation")
    host.page.locator("#composer").focus()
    host.page.keyboard.press("Alt+Enter")
    boundary = (
        "I want to help you and I will. Please leave the insults out, then we go on together."
    )
    host.say(boundary, speaker="agent")
    host.say("fine. so what happened with my order?")
    expect(host.card).to_have_attribute("data-kind", "agent-care")
    expect(host.card.locator("button.insert")).to_be_hidden()
    expect(host.card.locator("button.dismiss")).to_contain_text("Got it")
    before = host.page.locator("#composer").input_value()
    host.page.keyboard.press("Alt+Enter")
    expect(host.card).to_be_visible()
    assert host.page.locator("#composer").input_value() == before


def test_a_widget_that_is_moved_in_the_page_keeps_what_it_shows(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, "<main></main><agent-assist>")
    host.say(THIRD_TIME)
    words = host.words
    host.page.evaluate(
        "document.querySelector('main').append(document.querySelector('agent-assist'))"
    )
    expect(host.card.locator(".text")).to_have_text(words)
    host.page.evaluate("document.querySelector('agent-assist').remove()")
    assert host.page.evaluate("heard.at(-1)")
