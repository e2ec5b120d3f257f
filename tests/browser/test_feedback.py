"""What an agent says of a card or a feeling acts at once, in words, and can be taken back."""

import re

from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.host import Host
from tests.browser.pages import THIRD_TIME
from tests.browser.server import DemoServer

BODY = '<textarea id="composer"></textarea><agent-assist>'
ASIDE = re.compile(r"^Put aside\. No [\w -]+ for their next \d+ messages\.$")
MUTED = re.compile(r"^No [\w -]+ in this chat any more\.$")


def notice(host: Host) -> Locator:
    """The widget's words about what was done."""
    return host.widget.locator(".notice")


def menu(host: Host) -> Locator:
    """The menu, while it is open."""
    return host.widget.locator(".menu:popover-open")


def undo(host: Host) -> Locator:
    """The button that takes back."""
    return host.widget.locator(".quiet .undo")


def with_card(server: DemoServer, context: BrowserContext, body: str = BODY) -> Host:
    """A host whose customer is fed up: there is a card."""
    host = Host(context, server, body)
    host.say(THIRD_TIME)
    expect(host.card).to_be_visible()
    host.page.locator("#composer").focus()
    return host


def test_a_dismissal_says_for_how_long_it_holds_and_the_kind_can_be_muted_then(
    server: DemoServer, context: BrowserContext
) -> None:
    host = with_card(server, context)
    words = host.words
    host.page.keyboard.press("Alt+x")
    expect(notice(host)).to_have_text(ASIDE)
    host.widget.locator("button.mute").click()
    expect(notice(host)).to_have_text(MUTED)
    expect(host.page.locator("#composer")).to_be_focused()
    undo(host).click()
    expect(host.card.locator(".text")).to_have_text(words)
    expect(notice(host)).to_be_hidden()


def test_a_kind_is_muted_by_key_and_seen_and_woken_in_the_menu(
    server: DemoServer, context: BrowserContext
) -> None:
    host = with_card(server, context)
    kind = host.card.locator(".kind").inner_text()
    host.page.keyboard.press("Alt+Shift+X")
    expect(host.card).to_have_count(0)
    expect(notice(host)).to_have_text(MUTED)
    expect(host.widget.locator("[aria-live=polite]")).to_have_text(MUTED)
    assert ["mute", True] in host.heard
    host.widget.locator("button.more").click()
    expect(menu(host).get_by_role("menuitem")).to_have_text([f"Offer “{kind}” again"])
    menu(host).get_by_role("menuitem").click()
    expect(notice(host)).to_contain_text("Offered again")
    expect(host.widget.locator("button.more")).to_be_hidden()
    assert ["mute", False] in host.heard


def test_a_muted_kind_is_not_offered_again_and_another_window_knows_it(
    server: DemoServer, context: BrowserContext
) -> None:
    host = with_card(server, context)
    kind = host.card.get_attribute("data-kind")
    host.page.keyboard.press("Alt+Shift+X")
    expect(notice(host)).to_have_text(MUTED)
    other = Host(context, server, BODY, conversation=host.conversation)
    expect(other.widget.locator("button.more")).to_be_visible()
    for text in ("I have told you all of this before!", "Nobody ever calls me back."):
        host.say(text)
    host.page.wait_for_function(
        "document.querySelector('agent-assist').shadowRoot.querySelectorAll('circle').length >= 3"
    )
    assert host.page.evaluate("document.querySelector('agent-assist').card?.kind") != kind


def test_a_feeling_is_corrected_by_key_and_the_caret_stays_where_it_was(
    server: DemoServer, context: BrowserContext
) -> None:
    host = with_card(server, context)
    composer = host.page.locator("#composer")
    composer.fill("Hello there")
    composer.evaluate("field => field.setSelectionRange(5, 5)")
    host.page.keyboard.press("Alt+y")
    expect(menu(host)).to_be_visible()
    expect(menu(host).get_by_role("menuitemradio", checked=True)).to_be_focused()
    host.page.keyboard.press("Home")
    host.page.keyboard.press("Enter")
    expect(menu(host)).to_have_count(0)
    expect(composer).to_be_focused()
    assert composer.evaluate("field => field.selectionStart") == 5
    expect(host.widget.locator(".tone")).to_have_attribute("data-tone", "playfulness")
    expect(host.widget.locator(".tone .yours")).to_have_text("you said so")
    expect(notice(host)).to_contain_text("Noted: they are joking.")
    assert ["correct", "playfulness"] in host.heard


def test_a_correction_can_be_taken_back_until_the_next_message(
    server: DemoServer, context: BrowserContext
) -> None:
    host = with_card(server, context)
    tone = host.widget.locator(".tone")
    tone.click()
    menu(host).locator("[data-tone=neutral]").click()
    expect(tone).to_have_attribute("data-tone", "neutral")
    undo(host).click()
    expect(tone).to_have_attribute("data-tone", "frustration")
    expect(tone.locator(".yours")).to_be_hidden()
    tone.click()
    menu(host).locator("[data-tone=neutral]").click()
    expect(notice(host)).to_contain_text("Noted")
    host.say("Hello?")
    expect(undo(host)).to_be_hidden()
    expect(host.widget.locator(".tone .yours")).to_be_hidden()


def test_what_a_correction_takes_away_is_said(server: DemoServer, context: BrowserContext) -> None:
    host = Host(context, server, BODY)
    host.say("You are the worst company in the world, you ruined my weekend, I am furious!!!")
    expect(host.card).to_be_visible()
    kind = host.card.locator(".kind").inner_text()
    host.widget.locator(".tone").click()
    menu(host).locator("[data-tone=playfulness]").click()
    expect(notice(host)).to_have_text(f"Noted: they are joking. “{kind}” no longer fits.")


def test_a_menu_is_closed_by_escape_a_second_press_or_a_click_elsewhere(
    server: DemoServer, context: BrowserContext
) -> None:
    host = with_card(server, context)
    composer = host.page.locator("#composer")
    tone = host.widget.locator(".tone")
    host.page.keyboard.press("Alt+y")
    host.page.keyboard.press("Escape")
    expect(menu(host)).to_have_count(0)
    expect(composer).to_be_focused()
    tone.click()
    expect(menu(host)).to_be_visible()
    expect(tone).to_have_attribute("aria-expanded", "true")
    expect(composer).to_be_focused()
    tone.click()
    expect(menu(host)).to_have_count(0)
    tone.click()
    host.page.keyboard.press("Escape")
    expect(menu(host)).to_have_count(0)
    expect(composer).to_be_focused()
    tone.click()
    host.page.mouse.click(5, 500)
    expect(menu(host)).to_have_count(0)


def test_the_arrows_and_letters_move_in_the_menu_and_escape_is_the_consoles_without_one(
    server: DemoServer, context: BrowserContext
) -> None:
    host = with_card(server, context)
    host.page.evaluate("addEventListener('keydown', event => (window.keys ??= []).push(event.key))")
    host.page.keyboard.press("Alt+y")
    focused = menu(host).locator(":focus")
    expect(focused).to_have_text("they are frustrated")
    host.page.keyboard.press("ArrowDown")
    expect(focused).to_have_text("they are angry")
    host.page.keyboard.press("End")
    expect(focused).to_have_text("they feel sorry")
    host.page.keyboard.press("ArrowDown")
    expect(focused).to_have_text("they are joking")
    host.page.keyboard.press("n")
    expect(focused).to_have_text("nothing special")
    host.page.keyboard.press("Escape")
    assert "Escape" not in host.page.evaluate("window.keys ?? []")
    host.page.keyboard.press("Escape")
    assert "Escape" in host.page.evaluate("window.keys")


def test_the_caret_comes_back_into_an_editor_of_its_own(
    server: DemoServer, context: BrowserContext
) -> None:
    body = '<div id="composer" contenteditable>one two</div><agent-assist>'
    host = with_card(server, context, body)
    host.page.evaluate("getSelection().collapse(composer.firstChild, 3)")
    host.page.keyboard.press("Alt+y")
    expect(menu(host).locator(":focus")).to_have_count(1)
    host.page.keyboard.press("Escape")
    host.page.keyboard.type("!")
    expect(host.page.locator("#composer")).to_have_text("one! two")


def test_a_page_can_keep_a_kind_from_being_muted_and_a_feeling_from_being_corrected(
    server: DemoServer, context: BrowserContext
) -> None:
    host = with_card(server, context)
    host.prevent("mute")
    host.prevent("correct")
    host.page.keyboard.press("Alt+Shift+X")
    host.page.evaluate("document.querySelector('agent-assist').correct('neutral')")
    expect(host.card).to_be_visible()
    expect(host.widget.locator(".tone")).to_have_attribute("data-tone", "frustration")
    assert host.heard[-2:] == [["mute", True], ["correct", "neutral"]]


def test_the_course_marks_peak_and_turn_and_tells_them(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, BODY)
    host.say("This is the third time I write, I am really angry, you are useless!")
    host.say("I'm sorry. I've refunded you 40 euros just now.", speaker="agent")
    host.say("Oh wow, thank you so much, that is wonderful!")
    course = host.widget.locator(".course")
    expect(course.locator(".peak").first).to_be_visible()
    expect(course).to_have_attribute("aria-label", re.compile(r"low point “.+”"))
