"""What is open and a change of hands, as the agent's widget shows them."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.contrast import contrast
from tests.browser.host import Host
from tests.browser.pages import TROISIEME_FOIS
from tests.browser.server import DemoServer

BODY = '<textarea id="composer"></textarea><agent-assist>'
ODIN = "Hi there! Before we start, one question: can I be Odin?"
PARCEL = "My parcel never arrived, order 48213. Can you tell me where it is?"
PROMISE = "I'll get back to you in 10 minutes."
AGAIN = "I'm asking again: can you tell me where it is?"


def entries(host: Host) -> Locator:
    """The entries of the line of what is open."""
    return host.widget.locator(".books:not([hidden]) .entry")


def glance(host: Host) -> Locator:
    """The card of a handover, while it is on show."""
    return host.widget.locator(".glance:not([hidden])")


def hand_over(host: Host) -> None:
    """Let Ana promise something inside a joke, and Ben take over."""
    host.tell(agent="ana", agent_name="Ana")
    host.say(ODIN)
    host.say("Hail, Odin. I am Thor, at your service.", speaker="agent")
    host.say(PARCEL)
    host.say(PROMISE, speaker="agent")
    host.tell(agent="ben", agent_name="Ben")
    expect(glance(host)).to_be_visible()


def test_what_is_open_is_told_in_the_customers_words_and_nothing_while_nothing_is(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, BODY)
    host.say("Hello!")
    expect(host.widget.locator(".tone")).to_be_visible()
    expect(entries(host)).to_have_count(0)
    host.say(PARCEL)
    expect(entries(host)).to_contain_text([re.compile("never arrived"), "asks“Can you tell me"])
    host.say("I'm looking at your order.", speaker="agent")
    host.say(AGAIN)
    asked = host.widget.locator(".entry[data-pressing]", has_text="asks again")
    expect(asked).to_be_visible()
    expect(asked).to_have_attribute("title", re.compile("where it is"))


def test_the_time_that_is_left_counts_down_by_itself_and_moves_nothing(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, BODY)
    host.say(PARCEL)
    host.say(PROMISE, speaker="agent")
    left = host.widget.locator(".left")
    expect(left).to_have_text("in 10 min")
    others = "() => [...document.querySelector('agent-assist').shadowRoot.querySelectorAll("
    others += "'.entry, .need, .tone, .course')].map(each => each.getBoundingClientRect().x)"
    before = host.page.evaluate(others)
    host.page.evaluate(
        """() => {
          const now = Date.now
          Date.now = () => now() + 5 * 60_000
        }"""
    )
    expect(left).to_have_text("in 5 min", timeout=20_000)
    assert host.page.evaluate(others) == before
    host.page.evaluate("() => { const now = Date.now; Date.now = () => now() + 6 * 60_000 }")
    host.page.evaluate("document.querySelector('agent-assist').keys = {}")
    expect(left).to_have_text("due")
    assert host.page.evaluate(others) == before


def test_the_next_agent_reads_one_glance_and_then_the_card_that_waits(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, BODY)
    hand_over(host)
    expect(glance(host).locator(".kind")).to_have_text("You take over")
    rows = glance(host).locator(".facts")
    for words in ("never arrived", "can you tell me where it is", "in 10 min", "Odin"):
        expect(rows).to_contain_text(re.compile(words, re.IGNORECASE))
    voice = host.widget.locator("[aria-live=polite]")
    expect(voice).to_contain_text("You take over. Mood: ")
    expect(voice).to_contain_text("Odin")
    host.page.locator("#composer").focus()
    host.page.keyboard.press("Alt+Enter")
    expect(host.page.locator("#composer")).to_have_value("")
    expect(host.card).to_have_count(0)
    assert host.page.evaluate("document.querySelector('agent-assist').card") is None
    host.page.keyboard.press("Alt+x")
    expect(glance(host)).to_have_count(0)
    expect(host.page.locator("#composer")).to_be_focused()


def test_a_glance_that_was_put_aside_comes_back_where_no_card_waits(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, BODY)
    host.tell(agent="ana")
    host.say("Hi, what time do you open on Saturday?")
    host.tell(agent="ben")
    expect(glance(host)).to_be_visible()
    expect(glance(host).locator(".facts")).to_contain_text("what time do you open")
    button = glance(host).locator("button.dismiss")
    button.focus()
    host.page.keyboard.press("Enter")
    expect(glance(host)).to_have_count(0)
    expect(host.widget.locator(".notice")).to_have_text("Put aside")
    expect(host.widget.locator(".quiet .undo")).to_be_focused()
    host.page.keyboard.press("Enter")
    expect(glance(host)).to_be_visible()


def test_the_glance_stays_when_the_customer_writes_and_goes_when_the_agent_has_written(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, BODY)
    hand_over(host)
    host.say("Hello? Is anybody there?")
    host.page.wait_for_function(
        "heard.length >= 0 && document.querySelector('agent-assist').tone !== null"
    )
    expect(glance(host)).to_be_visible()
    host.say("Ben here, I've read everything and I'm looking for it now.", speaker="agent")
    expect(glance(host)).to_have_count(0)


@pytest.mark.parametrize("width", [260, 420, 600, 900])
def test_nothing_around_it_moves_and_nothing_sticks_out(
    server: DemoServer, context: BrowserContext, width: int
) -> None:
    body = f'<div style="width:{width}px"><agent-assist></div><p id="below">below</p>'
    host = Host(context, server, body, lang="fr")
    expect(host.widget.locator(".notice")).to_have_text("À l’écoute")
    head = host.widget.locator(".head").bounding_box()
    below = host.page.locator("#below").bounding_box()
    host.tell(agent="ana")
    host.say(f"{TROISIEME_FOIS}. Quand passe le technicien ? Il me le faut avant vendredi.")
    host.say("Je reviens vers vous dans 10 minutes.", speaker="agent")
    expect(host.widget.locator(".left").first).to_be_visible()
    assert host.widget.locator(".head").bounding_box() == head
    assert _sticking_out(host) == []
    host.tell(agent="ben")
    expect(glance(host)).to_be_visible()
    assert host.page.locator("#below").bounding_box() == below
    assert _sticking_out(host) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_its_words_stand_out_from_what_is_behind_them(
    server: DemoServer, context: BrowserContext, theme: str
) -> None:
    host = Host(context, server, BODY, theme=theme)
    host.tell(agent="ana")
    host.say(PARCEL)
    host.say(PROMISE, speaker="agent")
    expect(host.widget.locator(".left")).to_be_visible()
    _stands_out(host, (".what", ".left", ".entry .quote"))
    host.tell(agent="ben")
    expect(glance(host)).to_be_visible()
    _stands_out(host, (".glance .kind", ".fact", ".said", ".glance button", ".glance kbd"))


def test_the_kinds_that_gave_way_are_told_on_the_kind_alone(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, BODY)
    host.say(TROISIEME_FOIS)
    expect(host.card).to_be_visible()
    outranked = host.page.evaluate("document.querySelector('agent-assist').card.outranked")
    assert outranked
    expect(host.card.locator(".over")).to_be_hidden()
    expect(host.card.locator(".kind")).to_have_attribute("title", re.compile("Over: "))
    expect(host.card).to_have_accessible_description(re.compile("Over: "))


def _stands_out(host: Host, parts: tuple[str, ...]) -> None:
    host.page.wait_for_function(
        "() => document.querySelector('agent-assist').shadowRoot.getAnimations()"
        ".every(each => each.animationName === 'breathe')"
    )
    for part in parts:
        for found in host.widget.locator(f"{part} >> visible=true").all():
            assert contrast(found) >= 4.5, part


def _sticking_out(host: Host) -> list[str]:
    """The classes of what is wider than its place; an entry's quote is cut with dots."""
    found: list[str] = host.widget.evaluate(
        """widget => {
          const {right} = widget.getBoundingClientRect()
          return [...widget.shadowRoot.querySelectorAll('.panel *')]
            .filter(each => each.getClientRects().length && !each.closest('svg'))
            .filter(each => each.getBoundingClientRect().right > right + 1)
            .map(each => each.className)
        }"""
    )
    return found


def test_a_message_that_was_taken_back_leaves_no_anger_and_no_card(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, BODY)
    host.say("Hello, I have a question.", message_id="m1")
    host.say("THIS IS OUTRAGEOUS, I am furious, my parcel never arrived!!", message_id="m2")
    expect(host.widget.locator(".tone")).to_contain_text("Angry")
    expect(host.card).to_be_visible()
    expect(entries(host)).to_contain_text(["never arrived"])
    host.revise("m2", None)
    expect(host.widget.locator(".tone")).to_contain_text("Neutral")
    expect(host.card).to_have_count(0)
    expect(entries(host)).to_have_count(0)
    host.revise("m1", "Hello, thank you so much, you are wonderful!")
    expect(host.widget.locator(".tone")).not_to_contain_text("Neutral")
    host.revise("m1", "Hello.")
    expect(host.widget.locator(".tone")).to_contain_text("Neutral")
