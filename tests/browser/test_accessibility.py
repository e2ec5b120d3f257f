"""Every state of the widget: by WCAG 2.2 AA, by keyboard alone, by touch, and as it is heard."""

import json
import re
import shutil
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from assist.cli.offline import Offline
from tests.browser.axe import ALL, COLOURS, Axe
from tests.browser.conftest import FLAGS
from tests.browser.extension import ORIGIN, agents_browser, pack
from tests.browser.pages import open_both
from tests.browser.server import DemoServer
from tests.browser.service import CHATS
from tests.browser.states import CHAT, LEAK, STATES, Scene

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "more contrast": {"contrast": "more"},
    "forced colours": {"forced_colors": "active"},
}
PLAIN: dict[str, Any] = {
    "color_scheme": "light",
    "contrast": "no-preference",
    "forced_colors": "none",
}
UNSURE = ("contains only non-text characters", "Unable to determine if the visible text")
"""What a machine leaves to people: the contrast and the name of signs that are no letters."""
CONTROLS = """
() => [
  ...document.querySelector('agent-assist').shadowRoot.querySelectorAll('button, [tabindex="0"]')
].filter(each => each.checkVisibility({visibilityProperty: true}))
  .map(each => each.className + ' ' + each.textContent)
"""
FOCUSED = """
() => {
  const each = document.activeElement.shadowRoot?.activeElement
  if (!each) return null
  const {outlineStyle, outlineWidth, outlineOffset} = getComputedStyle(each)
  const reach = parseFloat(outlineWidth) + parseFloat(outlineOffset)
  const box = each.getBoundingClientRect()
  const cut = []
  for (let over = each.parentElement; over; over = over.parentElement) {
    const {overflowX, overflowY} = getComputedStyle(over)
    if (overflowX === 'visible' && overflowY === 'visible') continue
    const edge = over.getBoundingClientRect()
    const sides = [edge.left - box.left, edge.top - box.top]
    sides.push(box.right - edge.right, box.bottom - edge.bottom)
    if (Math.max(...sides) + reach > 1) cut.push(over.className)
  }
  const drawn = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2
  return {name: each.className + ' ' + each.textContent, drawn, cut}
}
"""
LISTEN = """
() => {
  window.spoken = []
  const voice = document.querySelector('agent-assist').shadowRoot.querySelector('[aria-live]')
  new MutationObserver(() => voice.textContent && spoken.push(voice.textContent))
    .observe(voice, {childList: true, characterData: true, subtree: true})
}
"""
FRAMED = """
settings => {
  const frame = document.createElement('iframe')
  frame.src = '/widget/frame.html'
  frame.width = 600
  addEventListener('message', ({data}) => {
    const configure = {assist: 1, type: 'configure', ...settings}
    if (data.type === 'ready') frame.contentWindow.postMessage(configure, '*')
  })
  document.body.append(frame)
}
"""


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "these tests need Chromium: apt-get install chromium"
    # One Playwright for this and for the browser with the extension: two do not go together.
    started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    yield started
    started.close()


@pytest.fixture
def narrow(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 320, "height": 760}, reduced_motion="reduce")
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture
def wide(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 900, "height": 760}, reduced_motion="reduce")
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture(scope="module")
def pages(browser: Browser) -> Iterator[dict[str, Page]]:
    """One page for all states in a language: a wide one in English, a narrow one in French."""
    made = {
        lang: browser.new_context(viewport={"width": width, "height": 760}, reduced_motion="reduce")
        for lang, width in (("en", 900), ("fr", 320))
    }
    for context in made.values():
        context.set_default_timeout(15_000)
    yield {lang: context.new_page() for lang, context in made.items()}
    for context in made.values():
        context.close()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_state_breaks_a_rule(
    state: str, lang: str, pages: dict[str, Page], offline: Offline
) -> None:
    pages[lang].emulate_media(**PLAIN)
    scene = Scene(pages[lang], offline, lang)
    STATES[state](scene)
    holds(scene.page)
    fits(scene.page)


def holds(page: Page) -> None:
    """Hold that the page breaks no rule, whatever its reader asked the browser for."""
    axe = Axe(page)
    for look, media in LOOKS.items():
        page.emulate_media(**{**PLAIN, **media})
        broken, unsure = axe.found(ALL if look == "light" else COLOURS)
        assert broken == [], look
        # With colours of the reader's own, axe-core takes the page's for those on show.
        unsure = [] if "forced_colors" in media else unsure
        assert [each for each in unsure if not any(known in each for known in UNSURE)] == [], look


def fits(page: Page) -> None:
    """Hold that nothing has to be scrolled sideways."""
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def test_a_breach_in_the_widget_would_be_found(wide: BrowserContext, offline: Offline) -> None:
    scene = Scene(wide, offline)
    STATES["card"](scene)
    scene.page.add_style_tag(content="agent-assist { --agent-assist-muted: #ddd }")
    scene.widget.locator("button.more").evaluate(
        "each => { each.textContent = ''; each.removeAttribute('title'); each.ariaLabel = '' }"
    )
    broken = "\n".join(Axe(scene.page).broken())
    assert "color-contrast at agent-assist" in broken
    assert "button-name at agent-assist" in broken


def test_the_frame_breaks_no_rule(wide: BrowserContext, offline: Offline) -> None:
    scene = Scene(wide, offline)
    scene.service.play(CHAT, "third-time", 4)
    scene.page.evaluate(FRAMED, {"conversation": CHAT, "token": "t", "lang": "en"})
    framed = scene.page.frame_locator("iframe")
    expect(framed.locator("agent-assist .card")).to_be_visible()
    framed.locator(".says").evaluate("each => (each.textContent = 'Nothing was inserted.')")
    assert Axe(scene.page.frames[1]).broken() == []


@pytest.fixture(scope="module")
def with_extension(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    folder = pack(tmp_path_factory.mktemp("extension"))
    with agents_browser(playwright, folder, []) as context:
        yield context


@pytest.mark.parametrize("name", ["options", "popup", "panel"])
def test_the_extensions_pages_break_no_rule(name: str, with_extension: BrowserContext) -> None:
    page = with_extension.new_page()
    page.goto(f"{ORIGIN}/{name}.html")
    if name == "options":
        page.click("#add")
        page.click("#save")
        page.locator("#problems:not(:empty)").wait_for()
    holds(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_demos_pages_break_no_rule(
    theme: Literal["light", "dark"], server: DemoServer, context: BrowserContext
) -> None:
    customer, console = open_both(context, server.url)
    customer.say("this is the third time I'm writing about it")
    expect(console.card).to_be_visible()
    for page in (customer.page, console.page):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        assert Axe(page).broken() == []


@pytest.mark.parametrize(
    "state", ["card", "long-card", "handover", "findings", "mended", "dismissed", "chats"]
)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_control_is_reached_by_tab_and_its_focus_is_seen_whole(
    state: str, lang: str, pages: dict[str, Page], offline: Offline
) -> None:
    scene = Scene(pages[lang], offline, lang)
    STATES[state](scene)
    wanted = scene.page.evaluate(CONTROLS)
    assert wanted
    reached = []
    scene.composer.focus()
    scene.page.keyboard.press("Shift+Tab")
    while focused := scene.page.evaluate(FOCUSED):
        reached.append(focused["name"])
        assert focused["drawn"], focused
        assert focused["cut"] == [], focused
        assert len(reached) <= len(wanted), reached
        scene.page.keyboard.press("Shift+Tab")
    assert reached[::-1] == wanted


def test_words_that_lose_their_room_stay_in_reach_of_the_keyboard(
    wide: BrowserContext, offline: Offline
) -> None:
    scene = Scene(wide, offline)
    STATES["card"](scene)
    text = scene.card.locator(".text")
    expect(text).not_to_have_attribute("tabindex", "0")
    text.evaluate("each => { each.style.minBlockSize = 0; each.style.maxBlockSize = '12px' }")
    expect(text).to_have_attribute("tabindex", "0")
    text.evaluate("each => each.removeAttribute('style')")
    expect(text).not_to_have_attribute("tabindex", "0")


def test_a_whole_chat_goes_by_keyboard_alone(wide: BrowserContext, offline: Offline) -> None:
    scene = Scene(wide, offline)
    page = scene.page
    STATES["card"](scene)
    words = scene.card.locator(".text").inner_text()
    # The mouse is nowhere; Shift+Tab from the reply goes into the widget.
    page.keyboard.press("Shift+Tab")
    expect(scene.widget.locator(".insert:focus")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(scene.composer).to_have_value(words)
    expect(scene.composer).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(scene.widget.locator(".undo:focus")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(scene.composer).to_have_value("")
    expect(scene.card).to_be_visible()
    scene.widget.locator("button.more").focus()
    page.keyboard.press("Enter")
    expect(scene.widget.locator(".menu :focus")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(scene.widget.locator(".notice")).to_contain_text("in this chat any more")
    scene.widget.locator("button.tone").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(scene.widget.locator("button.tone:focus")).to_have_count(1)


def test_the_focus_and_the_caret_stay_in_the_reply_whatever_happens(
    wide: BrowserContext, offline: Offline
) -> None:
    scene = Scene(wide, offline)
    scene.live()
    scene.composer.fill("Hello Morgan")
    scene.composer.evaluate("field => field.setSelectionRange(5, 5)")

    def holds_still() -> None:
        told = scene.composer.evaluate(
            "field => [document.activeElement === field, field.selectionStart, field.selectionEnd]"
        )
        assert told == [True, 5, 5]

    scene.service.play(CHAT, "third-time", 4)
    expect(scene.card).to_be_visible()
    holds_still()
    scene.service.offer(CHAT, text="Other words.")
    expect(scene.card.locator(".text")).to_have_text("Other words.")
    holds_still()
    scene.service.tell(CHAT, agent="ana")
    scene.service.tell(CHAT, agent="ben")
    expect(scene.widget.locator(".glance")).to_be_visible()
    holds_still()
    scene.service.close(1012, "restarting")
    scene.becomes("reconnecting")
    holds_still()
    scene.becomes("live")
    holds_still()
    scene.composer.evaluate("(field, text) => { field.value = text }", LEAK["en"])
    scene.composer.evaluate("field => field.setSelectionRange(5, 5)")
    scene.composer.dispatch_event("input", {"bubbles": True})
    expect(scene.widget.locator(".finding")).to_be_visible()
    holds_still()
    for chord in ("Alt+X", "Alt+X", "Alt+X", "Alt+X", "Alt+Shift+X"):
        scene.page.keyboard.press(chord)
        assert scene.composer.evaluate("field => document.activeElement === field")


@pytest.mark.parametrize(
    "state",
    [
        "card",
        "menu",
        "more",
        "findings",
        "dismissed",
        "chats",
        "handover",
        "bar-card",
        "badge-card",
    ],
)
@pytest.mark.parametrize("touch", [False, True])
def test_what_is_pressed_is_large_enough(
    state: str, touch: bool, browser: Browser, offline: Offline
) -> None:
    context = browser.new_context(
        viewport={"width": 400, "height": 760}, has_touch=touch, is_mobile=touch
    )
    scene = Scene(context, offline)
    assert scene.page.evaluate("matchMedia('(pointer: coarse)').matches") == touch
    STATES[state](scene)
    least = 44 if touch else 24
    for target in scene.widget.locator("button >> visible=true, .item >> visible=true").all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= least - 0.01, (target.inner_text(), box)
    context.close()


def test_of_a_chat_of_20_messages_only_what_is_new_is_said_and_once(
    wide: BrowserContext, offline: Offline
) -> None:
    scene = Scene(wide, offline)
    scene.page.clock.install()
    scene.live()
    scene.page.clock.run_for(1000)
    scene.page.evaluate(LISTEN)
    offered = 0
    for number, (speaker, text) in enumerate(_twenty(), 1):
        scene.service.say(CHAT, text, speaker=speaker)
        scene.page.wait_for_function(
            "n => !n || document.querySelector('agent-assist').tone.messageId === n",
            arg=f"m{number}" if speaker == "customer" else None,
        )
        scene.page.clock.run_for(1000)
        stream = scene.service.talk(CHAT).stream
        cards = [frame for frame in stream if frame["k"] == "suggestion.offered"]
        spoken = scene.page.evaluate("spoken")
        assert len(spoken) <= len(cards), spoken
        if len(cards) > offered and scene.page.evaluate(
            "document.querySelector('agent-assist').card"
        ):
            assert cards[-1]["d"]["suggestion"]["text"] in spoken[-1]
        offered = len(cards)
    assert 2 <= len(scene.page.evaluate("spoken")) <= offered
    # Time, a width, a colour, a look at another window: nothing of it is news.
    scene.page.clock.run_for(60_000)
    scene.page.set_viewport_size({"width": 500, "height": 700})
    scene.page.emulate_media(color_scheme="dark")
    scene.page.clock.run_for(20_000)
    spoken = scene.page.evaluate("spoken")
    assert len(spoken) == len(set(spoken))


def test_what_is_done_and_what_is_wrong_are_said_once(
    wide: BrowserContext, offline: Offline
) -> None:
    scene = Scene(wide, offline)
    scene.page.clock.install()
    scene.fed_up()
    scene.page.clock.run_for(1000)
    scene.page.evaluate(LISTEN)

    def said() -> list[str]:
        scene.page.clock.run_for(1000)
        spoken: list[str] = scene.page.evaluate("spoken.splice(0)")
        return spoken

    scene.press("Alt+X")
    expect(scene.widget.locator(".notice")).to_contain_text("next")
    assert [re.sub(r"\d+", "n", each) for each in said()] == [
        "Put aside. No ownership for their next n messages."
    ]
    scene.press("Alt+X")
    expect(scene.card).to_be_visible()
    assert len(said()) == 1
    scene.service.up = False
    scene.service.close(1012, "restarting")
    scene.becomes("reconnecting")
    assert said() == [scene.widget.locator(".notice").inner_text()]
    scene.page.clock.run_for(30_000)
    assert said() == []
    scene.service.up = True
    scene.page.clock.run_for(40_000)
    scene.becomes("live")
    assert said() == []


def test_spaced_letters_and_lines_cut_nothing(narrow: BrowserContext, offline: Offline) -> None:
    scene = Scene(narrow, offline)
    STATES["card"](scene)
    scene.page.add_style_tag(
        content="* { letter-spacing: .12em !important; word-spacing: .16em !important }"
        "agent-assist { line-height: 1.5 !important }"
    )
    for button in scene.widget.locator("button >> visible=true").all():
        assert _whole(button), button.inner_text()
    fits(scene.page)


def _whole(part: Locator) -> bool:
    return bool(part.evaluate("each => each.scrollWidth <= each.clientWidth + 1"))


def _twenty() -> list[tuple[str, str]]:
    """Twenty messages of one chat, as they are really written."""
    turns = [
        turn
        for name in ("third-time", "bank")
        for turn in json.loads((CHATS / f"{name}.json").read_text())["turns"]
    ]
    return [(turn["speaker"], turn["text"]) for turn in turns][:20]
