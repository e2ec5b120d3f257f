"""Panel, bar and badge: what they show, what opens and closes them; the page stands still."""

import re

import pytest
from playwright.sync_api import BrowserContext, FloatRect, Locator, expect

from tests.browser.host import Host
from tests.browser.pages import THIRD_TIME
from tests.browser.server import DemoServer

BODY = """
<style>body { margin: 0 } main { width: 900px } .log { height: 420px }</style>
<main><div class="log">log</div><agent-assist></agent-assist>
<textarea id="composer"></textarea><p>below</p></main>
"""
BOXES = """
() => [...document.querySelectorAll('body, main, main > *')].map(each => {
  const {x, y, width, height} = each.getBoundingClientRect()
  return [each.localName, x, y, width, height]
})
"""


def frame(host: Host) -> Locator:
    """The panel over the page, while it is open."""
    return host.widget.locator(".frame:popover-open")


def opener(host: Host) -> Locator:
    """What opens the panel."""
    return host.widget.locator(".peek:visible, .badge:visible")


def opened(server: DemoServer, context: BrowserContext, form: str, **wanted: str) -> Host:
    """A host with the widget in this form."""
    host = Host(context, server, BODY, form=form, **wanted)
    expect(opener(host)).to_be_visible()
    return host


def shows(host: Host) -> None:
    """Wait until there is a card."""
    host.page.wait_for_function("document.querySelector('agent-assist').card")


@pytest.mark.parametrize("form", ["panel", "bar", "badge"])
def test_nothing_of_the_page_moves_when_a_card_comes_or_the_panel_opens_and_closes(
    server: DemoServer, context: BrowserContext, form: str
) -> None:
    host = Host(context, server, BODY, form=form)
    name = ".panel" if form == "panel" else ".peek:visible, .badge:visible"
    expect(host.widget.locator(name)).to_be_visible()
    before = host.page.evaluate(BOXES)
    host.say(THIRD_TIME)
    shows(host)
    assert host.page.evaluate(BOXES) == before
    host.page.locator("#composer").focus()
    host.page.keyboard.press("Alt+Shift+Enter")
    if form != "panel":
        expect(frame(host)).to_be_visible()
    expect(host.card).to_be_visible()
    assert host.page.evaluate(BOXES) == before
    host.page.keyboard.press("Alt+x")
    expect(host.card).to_have_count(0)
    assert host.page.evaluate(BOXES) == before
    host.page.keyboard.press("Alt+Shift+Enter")
    expect(frame(host)).to_have_count(0)
    assert host.page.evaluate(BOXES) == before


def test_the_bar_is_one_line_with_the_first_words_and_inserts_them(
    server: DemoServer, context: BrowserContext
) -> None:
    host = opened(server, context, "bar")
    bar = host.widget.locator(".bar")
    expect(bar).to_contain_text("Listening")
    assert _box(bar)["height"] == 44
    host.say(THIRD_TIME)
    shows(host)
    words = host.page.evaluate("document.querySelector('agent-assist').card.text")
    expect(bar.locator(".line")).to_have_text(words)
    assert _box(bar)["height"] == 44
    bar.locator(".go").click()
    expect(host.page.locator("#composer")).to_have_value(words)
    expect(bar).to_contain_text("Read it, then send it yourself")
    bar.locator(".go").click()
    expect(host.page.locator("#composer")).to_have_value("")
    expect(bar.locator(".line")).to_have_text(words)


def test_the_bar_opens_over_the_page_by_click_by_focus_and_by_key(
    server: DemoServer, context: BrowserContext
) -> None:
    host = opened(server, context, "bar")
    host.say(THIRD_TIME)
    shows(host)
    opener(host).click()
    expect(host.card).to_be_visible()
    expect(opener(host)).to_have_attribute("aria-expanded", "true")
    bar, over = _box(host.widget.locator(".bar")), _box(frame(host))
    assert over["y"] + over["height"] <= bar["y"]
    assert abs(over["width"] - bar["width"]) < 1
    opener(host).click()
    expect(frame(host)).to_have_count(0)
    host.page.locator("#composer").focus()
    for _ in range(6):
        host.page.keyboard.press("Shift+Tab")
        if frame(host).count():
            break
    expect(frame(host)).to_be_visible()
    expect(opener(host)).to_be_focused()
    host.page.locator("#composer").focus()
    expect(frame(host)).to_have_count(0)


def test_the_badge_has_a_mark_while_a_card_waits_and_opens_before_it_inserts(
    server: DemoServer, context: BrowserContext
) -> None:
    host = opened(server, context, "badge")
    badge = host.widget.locator(".badge")
    assert (_box(badge)["width"], _box(badge)["height"]) == (44, 44)
    expect(badge).not_to_have_attribute("data-waits", "")
    host.say(THIRD_TIME)
    expect(badge).to_have_attribute("data-waits", "")
    expect(badge).to_have_attribute("data-tone", "frustration")
    expect(badge).to_have_accessible_name("Agent assist. Frustrated. a card waits")
    composer = host.page.locator("#composer")
    composer.focus()
    host.page.keyboard.press("Alt+Enter")
    expect(host.card).to_be_visible()
    expect(composer).to_be_focused()
    expect(composer).to_have_value("")
    words = host.words
    host.page.keyboard.press("Alt+Enter")
    expect(composer).to_have_value(words)


def test_a_card_counts_as_seen_once_it_can_be_read(
    server: DemoServer, context: BrowserContext
) -> None:
    host = opened(server, context, "badge")
    host.page.evaluate(
        """c => {
          window.seen = []
          chat.addEventListener('event', ({detail}) => seen.push(detail.data.decision))
          chat.follow(c)
        }""",
        host.conversation,
    )
    host.say(THIRD_TIME)
    shows(host)
    assert "displayed" not in host.page.evaluate("seen")
    opener(host).click()
    host.page.wait_for_function("seen.includes('displayed')")


def test_the_badge_closes_by_escape_in_it_and_by_a_click_outside(
    server: DemoServer, context: BrowserContext
) -> None:
    host = opened(server, context, "badge")
    host.say(THIRD_TIME)
    shows(host)
    opener(host).click()
    host.card.locator("button.dismiss").focus()
    host.page.keyboard.press("Escape")
    expect(frame(host)).to_have_count(0)
    expect(opener(host)).to_be_focused()
    opener(host).click()
    expect(frame(host)).to_be_visible()
    host.page.locator(".log").click(position={"x": 880, "y": 5})
    expect(frame(host)).to_have_count(0)


@pytest.mark.parametrize("form", ["bar", "badge"])
@pytest.mark.parametrize("size", [(320, 480), (900, 600)])
def test_what_lies_over_the_page_stays_inside_the_window(
    server: DemoServer, context: BrowserContext, form: str, size: tuple[int, int]
) -> None:
    width, height = size
    body = f'<div style="height:{height // 2}px"></div><div style="direction:rtl"><agent-assist>'
    body += '</agent-assist></div><textarea id="composer"></textarea>'
    host = Host(context, server, body, form=form)
    host.page.set_viewport_size({"width": width, "height": height})
    host.say(THIRD_TIME)
    shows(host)
    opener(host).click()
    box = _box(frame(host))
    assert box["x"] >= 0 and box["y"] >= 0
    assert box["x"] + box["width"] <= width and box["y"] + box["height"] <= height
    host.page.set_viewport_size({"width": width - 40, "height": height})
    host.page.wait_for_function(
        """width => {
          const {shadowRoot} = document.querySelector('agent-assist')
          return shadowRoot.querySelector('.frame').getBoundingClientRect().right <= width
        }""",
        arg=width - 40,
    )


def test_a_menu_opens_over_a_bar_that_is_closed(
    server: DemoServer, context: BrowserContext
) -> None:
    host = opened(server, context, "bar")
    host.say(THIRD_TIME)
    shows(host)
    host.page.locator("#composer").focus()
    host.page.keyboard.press("Alt+y")
    expect(host.widget.locator(".menu:popover-open")).to_be_visible()
    expect(frame(host)).to_have_count(0)
    host.page.keyboard.press("Home")
    host.page.keyboard.press("Enter")
    expect(host.page.locator("#composer")).to_be_focused()
    expect(host.widget.locator(".dot").first).to_have_attribute("data-tone", "playfulness")


def test_the_form_can_be_changed_while_it_is_open(
    server: DemoServer, context: BrowserContext
) -> None:
    host = opened(server, context, "bar")
    host.say(THIRD_TIME)
    shows(host)
    opener(host).click()
    form = "form => document.querySelector('agent-assist').setAttribute('form', form)"
    host.page.evaluate(form, "panel")
    expect(host.card).to_be_visible()
    expect(host.widget.locator(".bar")).to_be_hidden()
    assert frame(host).count() == 0
    host.page.evaluate(form, "badge")
    expect(host.card).to_be_hidden()
    opener(host).click()
    expect(host.card).to_be_visible()


@pytest.mark.parametrize("form", ["panel", "bar", "badge"])
def test_all_that_can_be_pressed_is_large_enough_for_a_finger(
    server: DemoServer, context: BrowserContext, form: str
) -> None:
    for coarse, least in ((False, 24), (True, 44)):
        host = Host(context, server, BODY, form=form, conversations="c2 c3")
        if coarse:
            session = context.new_cdp_session(host.page)
            media = [{"name": "pointer", "value": "coarse"}]
            session.send("Emulation.setEmulatedMedia", {"features": media})
            session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
        host.say(THIRD_TIME)
        shows(host)
        if form != "panel":
            opener(host).click()
        expect(host.card).to_be_visible()
        host.widget.locator(".tone").click()
        expect(host.widget.locator(".item").first).to_be_visible()
        small = host.widget.evaluate(
            """(widget, least) => [...widget.shadowRoot.querySelectorAll('button, .item')]
              .filter(each => each.checkVisibility())
              .map(each => [each.className, each.getBoundingClientRect()])
              .filter(([, {width, height}]) => width < least || height < least)
              .map(([name, {width, height}]) => [name, width, height])""",
            least,
        )
        assert small == [], (form, least)


def _box(element: Locator) -> FloatRect:
    expect(element).to_be_visible()
    box = element.bounding_box()
    assert box is not None
    return box


def test_an_unknown_form_is_the_panel(server: DemoServer, context: BrowserContext) -> None:
    host = Host(context, server, BODY, form="window")
    expect(host.widget.locator(".notice")).to_have_text(re.compile("Listening"))
