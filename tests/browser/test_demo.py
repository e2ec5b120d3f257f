"""Both pages of the demo, a real server and a real browser: the way of a message and a card."""

import re

from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.pages import THIRD_TIME, TROISIEME_FOIS, Console, Customer, open_both
from tests.browser.server import DemoServer


def test_an_angry_message_brings_a_card_that_is_inserted_sent_and_seen_by_the_customer(
    server: DemoServer, context: BrowserContext
) -> None:
    customer, console = open_both(context, server.url)
    customer.say(THIRD_TIME)
    expect(console.card).to_be_visible()
    expect(console.widget.locator(".tone")).to_have_text("Frustrated")
    expect(console.card.locator(".why")).to_contain_text("“")
    words = console.words
    console.press("Alt+Enter")
    expect(console.composer).to_have_value(words)
    expect(console.composer).to_be_focused()
    expect(console.card).to_have_count(0)
    expect(customer.messages).to_have_count(1)
    console.page.keyboard.press("Enter")
    expect(customer.messages).to_have_text([THIRD_TIME, words])
    expect(console.messages).to_have_text([THIRD_TIME, words])
    expect(console.composer).to_have_value("")
    expect(console.widget.locator(".notice")).to_have_text("Listening")


def test_the_quote_on_the_card_is_what_the_customer_wrote(
    server: DemoServer, context: BrowserContext
) -> None:
    customer, console = open_both(context, server.url)
    customer.say(THIRD_TIME)
    quote = console.card.locator(".quote").first.inner_text().strip("“”")
    assert quote
    for part in quote.split(" … "):
        assert part in THIRD_TIME


def test_the_buttons_do_what_the_keys_do_and_leave_the_caret_in_the_reply(
    server: DemoServer, context: BrowserContext
) -> None:
    customer, console = open_both(context, server.url)
    customer.say(THIRD_TIME)
    words = console.words
    console.composer.press_sequentially("Hello, ")
    console.card.locator("button.insert").click()
    expect(console.composer).to_have_value(f"Hello, {words}")
    expect(console.composer).to_be_focused()
    console.page.keyboard.type(" More.")
    expect(console.composer).to_have_value(f"Hello, {words} More.")


def test_an_insertion_is_taken_back_and_the_card_returns(
    server: DemoServer, context: BrowserContext
) -> None:
    customer, console = open_both(context, server.url)
    customer.say(THIRD_TIME)
    words = console.words
    console.composer.press_sequentially("Hello.")
    console.press("Alt+Enter")
    expect(console.composer).to_have_value(f"Hello. {words}")
    console.press("Alt+x")
    expect(console.composer).to_have_value("Hello.")
    expect(console.card.locator(".text")).to_have_text(words)
    console.press("Alt+Enter")
    expect(console.composer).to_have_value(f"Hello. {words}")


def test_the_browsers_own_undo_knows_of_an_insertion(
    server: DemoServer, context: BrowserContext
) -> None:
    customer, console = open_both(context, server.url)
    customer.say(THIRD_TIME)
    words = console.words
    console.composer.press_sequentially("Hello.")
    console.press("Alt+Enter")
    expect(console.composer).to_have_value(f"Hello. {words}")
    console.press("Control+z")
    expect(console.composer).to_have_value("Hello.")


def test_a_card_that_was_put_aside_comes_back_and_stays_after_a_reload(
    server: DemoServer, context: BrowserContext
) -> None:
    customer, console = open_both(context, server.url)
    customer.say(THIRD_TIME)
    words = console.words
    console.press("Alt+x")
    expect(console.card).to_have_count(0)
    expect(console.widget.locator(".notice")).to_contain_text("Put aside")
    console.widget.locator(".quiet .undo").click()
    expect(console.card.locator(".text")).to_have_text(words)
    console.page.reload()
    expect(console.card.locator(".text")).to_have_text(words)
    console.press("Alt+x")
    expect(console.card).to_have_count(0)
    console.page.reload()
    expect(console.widget.locator(".tone")).to_have_text("Frustrated")
    expect(console.card).to_have_count(0)


def test_a_card_goes_when_the_agent_answers_in_words_of_their_own(
    server: DemoServer, context: BrowserContext
) -> None:
    customer, console = open_both(context, server.url)
    customer.say(THIRD_TIME)
    expect(console.card).to_be_visible()
    reply = "I'm taking this over myself: I've read everything and I'm calling the depot right now."
    console.composer.fill(reply)
    console.composer.press("Enter")
    expect(customer.messages).to_have_text([THIRD_TIME, reply])
    expect(console.card).to_have_count(0)
    expect(console.widget.locator(".quiet .undo")).to_be_hidden()


def test_the_keys_belong_to_the_console_while_there_is_no_card(
    server: DemoServer, context: BrowserContext
) -> None:
    customer, console = open_both(context, server.url)
    customer.say("Hi, what time do you open on Saturday?")
    expect(console.messages).to_have_count(1)
    console.page.evaluate(
        "document.querySelector('#composer').addEventListener('keydown', event => "
        "(window.passed ??= []).push([event.key, event.defaultPrevented]))"
    )
    console.press("Alt+Enter")
    console.press("Alt+x")
    passed = console.page.evaluate("passed.filter(([key]) => key !== 'Alt')")
    assert passed == [["Enter", False], ["x", False]]
    assert console.heard("insert") == console.heard("dismiss") == console.heard("undo") == []


def test_all_of_it_in_french(server: DemoServer, context: BrowserContext) -> None:
    customer, console = open_both(context, server.url, lang="fr")
    customer.say(TROISIEME_FOIS)
    expect(console.card).to_be_visible()
    expect(console.widget.locator(".tone")).to_have_text("Agacement")
    expect(console.card.locator("button.insert")).to_contain_text("Insérer")
    expect(console.card.locator(".text")).to_have_attribute("lang", "fr")
    expect(console.card.locator(".quote").first).to_have_text(re.compile(r"^«\s.+\s»$"))
    words = console.words
    assert re.search(r"\b(je|vous|votre)\b", words, re.IGNORECASE)
    console.press("Alt+Enter")
    expect(console.widget.locator(".notice")).to_contain_text("Inséré")
    console.page.keyboard.press("Enter")
    expect(customer.messages).to_have_text([TROISIEME_FOIS, words])


def test_an_agent_who_reads_english_gets_french_words_for_a_french_customer(
    server: DemoServer, context: BrowserContext
) -> None:
    customer, console = open_both(context, server.url)
    customer.say(TROISIEME_FOIS)
    expect(console.card.locator(".text")).to_have_attribute("lang", "fr")
    expect(console.card.locator("button.insert")).to_contain_text("Insert")
    expect(console.widget.locator(".tone")).to_have_text("Frustrated")


def test_each_conversation_has_its_own_card_and_tone(
    server: DemoServer, context: BrowserContext
) -> None:
    customer, console = open_both(context, server.url)
    customer.say(THIRD_TIME)
    words = console.words
    customer.page.click("#new")
    customer.say("Hi, what time do you open on Saturday?")
    rows = console.page.locator(".chat-row")
    expect(rows).to_have_count(2)
    rows.nth(0).click()
    expect(console.messages).to_have_count(1)
    expect(console.widget.locator(".tone")).to_have_text("Neutral")
    expect(console.card).to_have_count(0)
    rows.nth(1).click()
    expect(console.card.locator(".text")).to_have_text(words)


def test_a_second_console_sees_what_the_first_one_did(
    server: DemoServer, context: BrowserContext
) -> None:
    customer, console = open_both(context, server.url)
    customer.say(THIRD_TIME)
    words = console.words
    other = Console(context.new_page(), server.url)
    expect(other.card.locator(".text")).to_have_text(words)
    console.press("Alt+x")
    expect(other.card).to_have_count(0)
    other.press("Alt+x")
    expect(console.card.locator(".text")).to_have_text(words)


def test_nobody_can_type_before_the_page_listens(
    server: DemoServer, context: BrowserContext
) -> None:
    page = context.new_page()
    held: list[Route] = []
    page.route("**/demo/config.json", lambda route: held.append(route))
    customer = Customer(page, server.url)
    expect(page.locator("#message")).to_be_disabled()
    held[0].continue_()
    customer.say(THIRD_TIME)
    expect(customer.messages).to_have_text([THIRD_TIME])
