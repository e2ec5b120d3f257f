"""What the widget looks like and how it behaves beside what is around it."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from assist.vocabulary import TONES
from tests.browser.contrast import contrast
from tests.browser.host import Host
from tests.browser.pages import THIRD_TIME, TROISIEME_FOIS
from tests.browser.server import DemoServer


def test_it_never_takes_the_focus(server: DemoServer, context: BrowserContext) -> None:
    host = Host(
        context, server, '<textarea id="composer"></textarea><input id="other"><agent-assist>'
    )
    host.page.locator("#other").focus()
    host.say(THIRD_TIME)
    expect(host.card).to_be_visible()
    expect(host.page.locator("#other")).to_be_focused()
    host.page.keyboard.press("Alt+Enter")
    expect(host.page.locator("#composer")).to_have_value("")
    expect(host.card).to_be_visible()


def test_all_of_it_works_from_the_keyboard_inside_the_widget(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, '<textarea id="composer"></textarea><agent-assist>')
    host.say(THIRD_TIME)
    words = host.words
    host.page.locator("#composer").focus()
    for _ in range(4):
        host.page.keyboard.press("Tab")
        if _focused(host.page) == "dismiss":
            break
    assert _focused(host.page) == "dismiss"
    host.page.keyboard.press("Enter")
    expect(host.card).to_have_count(0)
    assert _focused(host.page) == "undo"
    host.page.keyboard.press("Enter")
    expect(host.card).to_be_visible()
    host.card.locator("button.insert").focus()
    host.page.keyboard.press("Space")
    expect(host.page.locator("#composer")).to_have_value(words)


def test_a_reader_of_the_screen_is_told_politely(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, "<agent-assist>")
    voice = host.widget.locator("[aria-live=polite]")
    host.say(THIRD_TIME)
    expect(voice).to_have_text(
        f"Suggestion: {host.card.locator('.kind').inner_text()}. {host.words}"
    )
    host.card.locator("button.dismiss").click()
    expect(voice).to_have_text(re.compile(r"^Put aside\. No \w+ for their next \d+ messages\.$"))


@pytest.mark.parametrize("width", [260, 420, 900])
def test_nothing_moves_when_a_card_comes_or_goes_and_nothing_is_cut(
    server: DemoServer, context: BrowserContext, width: int
) -> None:
    body = f'<div style="width:{width}px"><agent-assist></div><p id="below">below</p>'
    host = Host(context, server, body, lang="fr")
    expect(host.widget.locator(".notice")).to_have_text("À l’écoute")
    before = host.page.locator("#below").bounding_box()
    host.say(TROISIEME_FOIS)
    expect(host.card).to_be_visible()
    assert host.page.locator("#below").bounding_box() == before
    _fits(host.widget, width)
    host.card.locator("button.insert").click()
    expect(host.card).to_have_count(0)
    assert host.page.locator("#below").bounding_box() == before
    _fits(host.widget, width)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_words_stand_out_from_what_is_behind_them(
    server: DemoServer, context: BrowserContext, theme: str
) -> None:
    host = Host(context, server, '<textarea id="composer"></textarea><agent-assist>', theme=theme)
    host.say(THIRD_TIME)
    expect(host.card).to_be_visible()
    tones = [*TONES, "neutral", "unsure"]
    for tone in tones:
        chip = host.widget.locator(".tone")
        chip.evaluate("(chip, tone) => (chip.dataset.tone = tone)", tone)
        host.page.wait_for_function(
            "() => document.querySelector('agent-assist').shadowRoot.getAnimations().length === 0"
        )
        assert contrast(chip) >= 4.5, tone
    for part in (
        ".need",
        ".kind",
        ".policy",
        ".text",
        ".why",
        ".quote",
        ".insert",
        ".dismiss",
        "kbd",
    ):
        for found in host.widget.locator(f"{part} >> visible=true").all():
            assert contrast(found) >= 4.5, part
    host.card.locator("button.dismiss").click()
    for part in (".notice", ".quiet .undo", ".mute"):
        assert contrast(host.widget.locator(part)) >= 4.5, part


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_with_more_contrast_words_are_black_on_white_or_the_reverse(
    server: DemoServer, context: BrowserContext, theme: str
) -> None:
    host = Host(context, server, "<agent-assist>", theme=theme, conversations="c2")
    host.page.emulate_media(contrast="more", reduced_motion="reduce")
    host.say(THIRD_TIME)
    expect(host.card).to_be_visible()
    for part in (".need", ".text", ".why", ".policy", ".rule", ".chat", ".more"):
        assert contrast(host.widget.locator(part).first) >= 7, part


def test_with_the_systems_own_colours_nothing_is_told_by_colour_alone(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, '<textarea id="composer"></textarea><agent-assist>')
    host.page.emulate_media(forced_colors="active")
    host.say(THIRD_TIME)
    expect(host.card).to_be_visible()
    for part in ("button.tone", "button.insert", ".card .dismiss"):
        assert host.widget.locator(part).evaluate(
            "each => getComputedStyle(each).borderTopStyle === 'solid'"
        )
    host.page.locator("#composer").focus()
    host.page.keyboard.press("Alt+y")
    chosen = host.widget.locator(".item:focus")
    expect(chosen).to_have_css("outline-style", "solid")
    assert chosen.evaluate("each => getComputedStyle(each, '::before').content") == '"✓"'


def test_a_reader_of_the_screen_hears_what_is_new_once_and_nothing_else(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, "<agent-assist>")
    expect(host.widget.locator(".notice")).to_have_text("Listening")
    host.page.evaluate(
        """() => {
          window.spoken = []
          const {shadowRoot} = document.querySelector('agent-assist')
          const voice = shadowRoot.querySelector('[aria-live]')
          new MutationObserver(() => voice.textContent && spoken.push(voice.textContent)).observe(
            voice, {childList: true, characterData: true, subtree: true})
        }"""
    )
    host.say(THIRD_TIME)
    expect(host.card).to_be_visible()
    host.page.wait_for_function("spoken.length === 1")
    host.say("hello?")
    host.say("are you there?")
    host.page.wait_for_function(
        "document.querySelector('agent-assist').shadowRoot.querySelectorAll('circle').length >= 3"
    )
    host.widget.locator(".tone").click()
    host.widget.locator(".item[data-tone=neutral]").click()
    host.page.wait_for_function("spoken.length > 1")
    spoken = host.page.evaluate("spoken")
    assert spoken[0].startswith("Suggestion: ")
    assert [words for words in spoken if words.startswith("Noted: ")] != []
    assert len(spoken) == len(set(spoken)) <= 3


def test_the_theme_is_the_systems_unless_the_page_says_so(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, "<agent-assist>")
    ground = """() => {
      const panel = document.querySelector('agent-assist').shadowRoot.querySelector('.panel')
      return getComputedStyle(panel).backgroundColor
    }"""
    host.page.emulate_media(color_scheme="light")
    light = host.page.evaluate(ground)
    host.page.emulate_media(color_scheme="dark")
    dark = host.page.evaluate(ground)
    assert light != dark
    host.page.evaluate("document.querySelector('agent-assist').setAttribute('theme', 'light')")
    assert host.page.evaluate(ground) == light


def test_nothing_moves_for_those_who_asked_for_that(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, "<agent-assist>")
    expect(host.widget.locator(".notice")).to_have_text("Listening")
    moving = "() => document.querySelector('agent-assist').shadowRoot.getAnimations().length"
    assert host.page.evaluate(moving) == 1
    host.page.emulate_media(reduced_motion="reduce")
    host.say(THIRD_TIME)
    expect(host.card).to_be_visible()
    assert host.page.evaluate(moving) == 0


def test_a_page_gives_it_other_looks(server: DemoServer, context: BrowserContext) -> None:
    style = (
        "<style>agent-assist { --agent-assist-accent: rgb(1, 2, 3); --agent-assist-height: 300px }"
    )
    style += "agent-assist::part(policy) { display: none }</style>"
    host = Host(context, server, f"{style}<agent-assist>")
    host.say(THIRD_TIME)
    expect(host.card.locator(".kind")).to_have_css("color", "rgb(1, 2, 3)")
    expect(host.widget.locator(".panel")).to_have_css("height", "300px")
    expect(host.card.locator(".policy")).to_be_hidden()


def test_the_names_that_a_page_gives_its_own_properties_do_not_reach_inside(
    server: DemoServer, context: BrowserContext
) -> None:
    names = "own row finger head ink soft line ground accent hue tone-chroma round waits care"
    taken = "; ".join(f"--{name}: url(none)" for name in names.split())
    style = f"<style>:root {{ {taken} }}</style>"
    host = Host(context, server, f"{style}<agent-assist>", conversations="c2")
    host.say(THIRD_TIME)
    expect(host.card).to_be_visible()
    expect(host.widget.locator(".panel")).to_have_css("height", "240px")
    for part in (".tone", ".need", ".text", ".insert", ".chat"):
        assert contrast(host.widget.locator(part).first) >= 4.5, part


def test_a_long_chat_does_not_grow_the_page(server: DemoServer, context: BrowserContext) -> None:
    host = Host(context, server, "<agent-assist>")
    for number in range(60):
        host.say(f"message number {number}")
    host.page.wait_for_function(
        "document.querySelector('agent-assist').shadowRoot.querySelectorAll('circle').length === 40"
    )


def _focused(page: Page) -> str:
    focused: str = page.evaluate(
        "document.activeElement.shadowRoot?.activeElement?.className ?? document.activeElement.id"
    )
    return focused


def _fits(widget: Locator, width: int) -> None:
    """No word sticks out of the widget, and only long words of a card scroll."""
    cut = widget.evaluate(
        """widget => [...widget.shadowRoot.querySelectorAll('.panel, .head, .foot, button')]
          .filter(each => each.scrollWidth > each.clientWidth + 1)
          .map(each => each.className)"""
    )
    assert cut == []
    box = widget.bounding_box()
    assert box is not None and round(box["width"]) == width
