"""The extension in a console that lets nothing foreign in: it reads, shows and inserts."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Frame, Playwright, expect, sync_playwright

from tests.browser.axe import Axe
from tests.browser.extension import (
    ORIGIN,
    Follower,
    Options,
    agents_browser,
    granted,
    pack,
    set_up,
)
from tests.browser.pages import THIRD_TIME
from tests.browser.server import DemoServer
from tests.browser.shapes import SHADOW, SHADOW_RECIPE, SHADOW_SCRIPT, SHAPES
from tests.browser.strict import RECIPE, Agent, StrictDesk, panel_of

STATE = "document.querySelector('agent-assist').connection"
BOXES = """['#log', '.reply', '#field', '#send'].map(selector =>
  JSON.stringify(document.querySelector(selector).getBoundingClientRect()))"""
WANTS = """([what, detail]) => document.querySelector('agent-assist').dispatchEvent(
  new CustomEvent(`agent-assist-${what}`, {cancelable: true, detail}))"""
FORGE = """() => {
  const forged = {t: 'insert', id: 'x', conversation: 'desk:a6', text: 'forged', assist: 1}
  for (const target of [window, ...Array.from(window.frames)]) target.postMessage(forged, '*')
  const up = {bubbles: true, composed: true}
  const key = {key: 'Enter', code: 'Enter', altKey: true, ...up}
  for (const target of [document.querySelector('#field'), document, window]) {
    target.dispatchEvent(new KeyboardEvent('keydown', key))
    target.dispatchEvent(new CustomEvent('agent-assist-insert', {detail: forged, ...up}))
  }
}"""
SEEN = """() => ({
  frames: window.length,
  iframes: document.querySelectorAll('iframe').length,
  roots: [...document.querySelectorAll('*')].filter(element => element.shadowRoot).length,
  chrome: typeof globalThis.chrome?.runtime?.connect,
  loaded: performance.getEntriesByType('resource')
    .filter(({name}) => name.startsWith('chrome')).length,
  own: typeof globalThis.warmline,
})"""


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack(tmp_path_factory.mktemp("packed"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    running = DemoServer(tmp_path_factory.mktemp("demo") / "data", origins=(ORIGIN,))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def desk() -> Iterator[StrictDesk]:
    running = StrictDesk()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def said() -> list[str]:
    """What the pages of the whole file complained of."""
    return []


@pytest.fixture(scope="module")
def office(
    playwright: Playwright,
    packed: Path,
    server: DemoServer,
    desk: StrictDesk,
    said: list[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[BrowserContext]:
    folder = granted(packed, tmp_path_factory.mktemp("granted") / "extension", desk.url)
    with agents_browser(playwright, folder, said) as context:
        set_up(context, server, desk.url)
        yield context


@pytest.fixture
def context(office: BrowserContext, said: list[str]) -> Iterator[BrowserContext]:
    yield office
    for page in office.pages[1:]:
        page.close()
    assert said == []


@pytest.fixture
def options(context: BrowserContext) -> Iterator[Options]:
    """The options page; what a test changes there is put back after it."""
    page = Options(context)
    stored = page.page.evaluate("chrome.storage.local.get()")
    yield page
    page.page.evaluate("stored => chrome.storage.local.set(stored)", stored)


def card_of(panel: Frame) -> str:
    """Return the words of the card, once there is one."""
    expect(
        panel.locator("#open[data-card], #whole:not([hidden]) .card:not([hidden])")
    ).to_be_visible()
    words: str = panel.evaluate("document.querySelector('agent-assist').card.text")
    return words


def becomes(agent: Agent, draft: str) -> None:
    """Wait until this stands in the reply field."""
    for _ in range(100):
        if agent.draft.strip() == draft:
            return
        agent.page.wait_for_timeout(50)
    assert agent.draft == draft


def test_a_card_comes_of_what_the_page_shows_and_goes_into_the_reply_by_key_and_out_again(
    context: BrowserContext, desk: StrictDesk
) -> None:
    agent = Agent(context.new_page(), f"{desk.url}/chat/a1")
    panel = agent.panel()
    agent.say("customer", THIRD_TIME)
    words = card_of(panel)
    expect(panel.locator("#line, #voice")).to_have_text([words, words])
    agent.page.focus("#field")
    agent.page.keyboard.type("Hello")
    agent.page.keyboard.press("Alt+Enter")
    becomes(agent, f"Hello {words}")
    agent.page.keyboard.press("Alt+x")
    becomes(agent, "Hello")
    assert card_of(panel) == words
    assert agent.sent == []


def test_an_editable_element_takes_the_words_by_mouse_and_keeps_the_focus(
    context: BrowserContext, desk: StrictDesk
) -> None:
    agent = Agent(context.new_page(), f"{desk.url}/chat/a2?rich=1")
    panel = agent.panel()
    agent.say("customer", THIRD_TIME)
    words = card_of(panel)
    agent.page.focus("#field")
    panel.click("#open")
    panel.locator("agent-assist button.insert").click()
    becomes(agent, words)
    assert agent.page.evaluate("document.activeElement.id") == "field"
    assert agent.sent == []


def test_what_is_said_on_the_page_reaches_the_service_once_and_in_order(
    context: BrowserContext, desk: StrictDesk, server: DemoServer
) -> None:
    follower = Follower(context.new_page(), server)
    follower.follow("desk:a3")
    agent = Agent(context.new_page(), f"{desk.url}/chat/a3")
    agent.panel()
    agent.say("customer", "hello, my parcel is late")
    agent.say("agent", "not for the customer", kind="note")
    agent.say("system", "Ada has joined")
    agent.say("customer", "a row without an id", id=None)
    agent.say("agent", "Let me look.")
    wanted = [["customer", "hello, my parcel is late"], ["agent", "Let me look."]]
    assert follower.posted("desk:a3", 2) == wanted
    agent.page.evaluate("desk.draw()")
    last = agent.say("customer", "thank you")
    wanted.append(["customer", "thank you"])
    assert follower.posted("desk:a3", 3) == wanted
    agent.page.evaluate("([id, text]) => desk.edit(id, text)", [last, "no thank you"])
    assert follower.posted("desk:a3", 4) == [*wanted, ["customer", "no thank you"]]


def test_another_chat_of_the_same_page_has_its_own_card_and_nothing_of_the_first(
    context: BrowserContext, desk: StrictDesk, server: DemoServer
) -> None:
    follower = Follower(context.new_page(), server)
    agent = Agent(context.new_page(), f"{desk.url}/chat/a4")
    agent.say("customer", THIRD_TIME)
    words = card_of(agent.panel())
    agent.open("b4")
    panel = agent.panel()
    widget = panel.locator("agent-assist")
    expect(widget).to_have_attribute("conversation", "desk:b4")
    expect(panel.locator("#open[data-card]")).to_have_count(0)
    agent.say("customer", "good morning")
    follower.follow("desk:b4")
    assert follower.posted("desk:b4", 1) == [["customer", "good morning"]]
    agent.open("a4")
    assert card_of(agent.panel()) == words


def test_words_for_a_chat_that_is_no_longer_open_go_nowhere_and_the_agent_is_told(
    context: BrowserContext, desk: StrictDesk
) -> None:
    agent = Agent(context.new_page(), f"{desk.url}/chat/a5")
    panel = agent.panel()
    expect(panel.locator("agent-assist")).to_have_attribute("conversation", "desk:a5")
    panel.evaluate(WANTS, ["insert", {"text": "No.", "conversation": "desk:z"}])
    expect(panel.locator("#line")).to_have_text(
        "Another conversation is open. Nothing was inserted."
    )
    assert agent.draft == ""


def test_a_page_in_the_public_reaches_a_service_on_this_machine_by_the_extension_alone(
    playwright: Playwright, packed: Path, server: DemoServer, tmp_path: Path
) -> None:
    public = StrictDesk()
    complaints: list[str] = []
    folder = granted(packed, tmp_path / "extension", public.url)
    space = f"--ip-address-space-overrides=127.0.0.1:{public.port}=public"
    with agents_browser(playwright, folder, complaints, space) as browser:
        set_up(browser, server, public.url)
        agent = Agent(browser.new_page(), f"{public.url}/chat/p1")
        panel = agent.panel()
        agent.say("customer", THIRD_TIME)
        card_of(panel)
        assert panel.evaluate(STATE) == "live"
        assert complaints == []
        plain = browser.new_page()
        plain.goto(f"{public.url}/desk.css")
        outcome = plain.evaluate(
            "url => fetch(url, {mode: 'no-cors'}).then(() => 'reached', () => 'blocked')",
            f"{server.url}/live",
        )
        assert outcome == "blocked"
    public.stop()


def test_scripts_of_the_page_can_neither_reach_the_panel_nor_press_its_keys(
    context: BrowserContext, desk: StrictDesk
) -> None:
    agent = Agent(context.new_page(), f"{desk.url}/chat/a6")
    panel = agent.panel()
    agent.say("customer", THIRD_TIME)
    words = card_of(panel)
    agent.page.evaluate(FORGE)
    seen = agent.page.evaluate(SEEN)
    assert seen == {
        "frames": 0,
        "iframes": 0,
        "roots": 0,
        "chrome": "undefined",
        "loaded": 0,
        "own": "undefined",
    }
    agent.page.wait_for_timeout(300)
    assert card_of(panel) == words
    assert agent.draft == ""


def test_a_panel_that_a_page_frames_itself_is_told_nothing(
    context: BrowserContext, desk: StrictDesk, said: list[str]
) -> None:
    page = context.new_page()
    page.goto(f"{desk.url}/desk.css")  # a page without a policy
    page.evaluate(
        """url => {
          for (const secret of ['', 'x', '0'.repeat(32)]) {
            const iframe = document.createElement('iframe')
            const forged = {t: 'configure', server: 'ws://evil'}
            iframe.src = `${url}#${secret}`
            document.body.append(iframe)
            setTimeout(() => iframe.contentWindow.postMessage(forged, '*'), 200)
          }
        }""",
        f"{ORIGIN}/panel.html",
    )
    page.wait_for_timeout(700)
    for frame in page.frames[1:]:
        assert frame.locator("agent-assist[server]").count() == 0
    # The browser says that it does not show an extension's page under its plain name.
    assert all("chrome-extension" in words or "ERR_BLOCKED" in words for words in said)
    said.clear()


def test_the_process_of_a_page_cannot_read_the_tokens(
    context: BrowserContext, desk: StrictDesk
) -> None:
    agent = Agent(context.new_page(), f"{desk.url}/chat/a7")
    agent.panel()
    answer = context.service_workers[0].evaluate(
        """async url => {
          const [{id}] = await chrome.tabs.query({url: `${url}/chat/a7`})
          const func = () => chrome.storage.local.get().then(() => 'read', () => 'refused')
          const [{result}] = await chrome.scripting.executeScript({target: {tabId: id}, func})
          return result
        }""",
        desk.url,
    )
    assert answer == "refused"


def test_the_panel_comes_back_when_the_console_throws_it_out(
    context: BrowserContext, desk: StrictDesk
) -> None:
    agent = Agent(context.new_page(), f"{desk.url}/chat/a8")
    agent.say("customer", THIRD_TIME)
    words = card_of(agent.panel())
    for _ in range(2):
        agent.page.evaluate("document.querySelector('.reply').previousElementSibling.remove()")
        agent.page.wait_for_timeout(300)
        assert card_of(agent.panel()) == words
    assert agent.panels == 1
    agent.page.focus("#field")
    agent.page.keyboard.press("Alt+Enter")
    becomes(agent, words)


def test_a_console_that_never_lets_it_stay_gets_a_badge_over_the_page(
    context: BrowserContext, desk: StrictDesk
) -> None:
    agent = Agent(context.new_page(), f"{desk.url}/chat/a9")
    agent.panel()
    agent.page.evaluate(
        """new MutationObserver(() => document.querySelector('#log + div:not(.reply)')?.remove())
             .observe(document.querySelector('#app'), {childList: true})
           document.querySelector('#log + div:not(.reply)').remove()"""
    )
    agent.page.locator("body > div:last-child:not(#app)").wait_for(state="attached")
    agent.say("customer", THIRD_TIME)
    panel = agent.panel()
    expect(panel.locator("html")).to_have_attribute("data-form", "badge")
    card_of(panel)


def test_a_page_that_nobody_described_has_the_widget_but_is_not_read(
    context: BrowserContext, desk: StrictDesk, server: DemoServer
) -> None:
    follower = Follower(context.new_page(), server)
    agent = Agent(context.new_page(), f"{desk.url}/ticket/7")
    panel = agent.panel()
    name = f"desk:127.0.0.1:{desk.port}/ticket/7"
    expect(panel.locator("agent-assist")).to_have_attribute("conversation", name)
    agent.say("customer", "nobody reads this")
    follower.follow(name)
    follower.post(name, THIRD_TIME)
    words = card_of(panel)
    agent.page.focus("#field")
    agent.page.keyboard.press("Alt+Enter")
    becomes(agent, words)
    assert follower.posted(name, 1) == [["customer", THIRD_TIME]]


@pytest.mark.parametrize("recipe", SHAPES)
def test_a_recipe_reads_the_page_of_its_console(
    context: BrowserContext, desk: StrictDesk, server: DemoServer, recipe: str
) -> None:
    path, body, conversation = SHAPES[recipe]
    desk.files[path] = ("text/html", f"<!doctype html><meta charset=utf-8><body>{body}")
    follower = Follower(context.new_page(), server)
    follower.follow(f"desk:{conversation}")
    context.new_page().goto(f"{desk.url}{path}")
    said = [["customer", "Where is it?"], ["agent", "Let me look."]]
    assert follower.posted(f"desk:{conversation}", 2) == said


def test_a_reply_field_in_an_open_shadow_tree_takes_the_words(
    context: BrowserContext, desk: StrictDesk, server: DemoServer, options: Options
) -> None:
    desk.files["/shadow/1"] = ("text/html", f"<!doctype html><body>{SHADOW}")
    desk.files["/shadow.js"] = ("text/javascript", SHADOW_SCRIPT)
    options.page.fill("#recipes", json.dumps([SHADOW_RECIPE]))
    assert options.save() == "Saved."
    page = context.new_page()
    page.goto(f"{desk.url}/shadow/1")
    Follower(context.new_page(), server).post("desk:1", THIRD_TIME)
    page.bring_to_front()
    words = card_of(panel_of(page))
    page.locator("reply-box textarea").focus()
    page.keyboard.press("Alt+Enter")
    expect(page.locator("reply-box textarea")).to_have_value(words)


def test_a_card_comes_opens_and_goes_without_moving_the_page(
    context: BrowserContext, desk: StrictDesk
) -> None:
    agent = Agent(context.new_page(), f"{desk.url}/chat/c1")
    panel = agent.panel()
    expect(panel.locator("#open")).to_be_visible()
    agent.page.wait_for_timeout(200)
    before = agent.page.evaluate(BOXES)
    agent.say("customer", THIRD_TIME)
    card_of(panel)
    panel.click("#open")
    expect(panel.locator("agent-assist button.insert")).to_be_visible()
    assert agent.page.evaluate(BOXES) == before
    agent.page.click("#log", position={"x": 5, "y": 5})
    expect(panel.locator("#open")).to_be_visible()
    assert agent.page.evaluate(BOXES) == before


def test_keys_belong_to_the_console_while_there_is_nothing_for_them(
    context: BrowserContext, desk: StrictDesk
) -> None:
    agent = Agent(context.new_page(), f"{desk.url}/chat/c2")
    expect(agent.panel().locator("#open")).to_be_visible()
    agent.page.fill("#field", "a reply")
    agent.page.focus("#field")
    agent.page.keyboard.press("Alt+Enter")
    assert agent.sent == ["a reply"]


def test_behind_a_badge_the_first_key_shows_the_words_and_the_next_inserts_them(
    context: BrowserContext, desk: StrictDesk, options: Options
) -> None:
    options.page.select_option("#shape", "badge")
    assert options.save() == "Saved."
    agent = Agent(context.new_page(), f"{desk.url}/chat/c3")
    panel = agent.panel()
    agent.say("customer", THIRD_TIME)
    words = card_of(panel)
    agent.page.focus("#field")
    agent.page.keyboard.press("Alt+Enter")
    expect(panel.locator("agent-assist button.insert")).to_be_visible()
    assert agent.draft == ""
    agent.page.keyboard.press("Alt+Enter")
    becomes(agent, words)


def test_a_draft_is_read_at_a_pause_and_not_while_it_is_typed(
    context: BrowserContext, desk: StrictDesk
) -> None:
    agent = Agent(context.new_page(), f"{desk.url}/chat/c4")
    panel = agent.panel()
    expect(panel.locator("agent-assist")).to_have_attribute("conversation", "desk:c4")
    panel.evaluate(
        """() => {
          window.drafts = []
          Object.defineProperty(document.querySelector('agent-assist'), 'draft', {
            get: () => drafts.at(-1) ?? '', set: text => void drafts.push(text)})
        }"""
    )
    agent.page.focus("#field")
    agent.page.keyboard.type("Your parcel is on its way", delay=20)
    assert panel.evaluate("drafts.filter(Boolean)") == []
    agent.page.wait_for_timeout(900)
    assert panel.evaluate("drafts.filter(Boolean)") == ["Your parcel is on its way"]
    agent.page.keyboard.press("Enter")
    agent.page.wait_for_timeout(400)
    assert panel.evaluate("drafts.at(-1)") == ""


def test_a_mend_goes_into_the_draft_where_the_agent_left_it(
    context: BrowserContext, desk: StrictDesk
) -> None:
    agent = Agent(context.new_page(), f"{desk.url}/chat/c5")
    panel = agent.panel()
    expect(panel.locator("agent-assist")).to_have_attribute("conversation", "desk:c5")
    agent.page.fill("#field", "It is 👍 YOUR fault.")
    agent.page.focus("#field")
    agent.page.wait_for_timeout(900)
    panel.evaluate(
        WANTS,
        ["mend", {"conversation": "desk:c5", "edit": {"start": 8, "end": 12, "text": "our"}}],
    )
    becomes(agent, "It is 👍 our fault.")
    assert agent.sent == []


def test_it_goes_on_after_the_browser_put_its_service_worker_to_sleep(
    context: BrowserContext, desk: StrictDesk
) -> None:
    agent = Agent(context.new_page(), f"{desk.url}/chat/c6")
    panel = agent.panel()
    expect(panel.locator("agent-assist")).to_have_attribute("conversation", "desk:c6")
    sleeper = context.new_page()
    sleeper.goto(f"{ORIGIN}/popup.html")
    session = context.new_cdp_session(sleeper)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")
    agent.page.bring_to_front()
    agent.say("customer", THIRD_TIME)
    words = card_of(panel)
    agent.page.focus("#field")
    agent.page.keyboard.press("Alt+Enter")
    becomes(agent, words)


def test_switched_off_it_leaves_the_page_as_it_was(
    context: BrowserContext, desk: StrictDesk, options: Options
) -> None:
    agent = Agent(context.new_page(), f"{desk.url}/chat/c7")
    agent.panel()
    options.page.locator("[name=on]").first.uncheck()
    assert options.save() == "Saved."
    expect(agent.page.locator("#app > *")).to_have_count(2)
    again = Agent(context.new_page(), f"{desk.url}/chat/c7")
    again.page.wait_for_timeout(500)
    assert again.panels == 0


def test_a_token_may_come_from_the_console_s_own_back_end(
    context: BrowserContext, desk: StrictDesk, options: Options
) -> None:
    token = options.page.input_value("#token")
    desk.files["/assist-token"] = ("application/json", json.dumps({"token": token}))
    options.page.fill("#token", "")
    options.page.fill("#endpoint", f"{desk.url}/assist-token")
    assert options.save() == "Saved."
    agent = Agent(context.new_page(), f"{desk.url}/chat/c9")
    agent.say("customer", THIRD_TIME)
    card_of(agent.panel())


def test_in_french_all_of_it_is_in_french(
    context: BrowserContext, desk: StrictDesk, options: Options
) -> None:
    options.page.select_option("#lang", "fr")
    assert options.save() == "Enregistré."
    expect(options.page.locator("#add")).to_have_text("Ajouter une console")
    agent = Agent(context.new_page(), f"{desk.url}/chat/c8")
    panel = agent.panel()
    expect(panel.locator("#open")).to_have_attribute("title", "Ouvrir Warmline")
    expect(panel.locator("agent-assist")).to_have_attribute("lang", "fr")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["options", "popup", "panel"])
def test_its_pages_are_accessible(
    context: BrowserContext,
    desk: StrictDesk,
    options: Options,
    name: str,
    scheme: Literal["light", "dark"],
) -> None:
    page = options.page
    page.emulate_media(color_scheme=scheme)
    if name == "options":
        page.fill("#server", "not an address")
        options.save()
    elif name == "popup":
        page.goto(f"{ORIGIN}/popup.html")
        page.locator("#choice").evaluate("element => element.hidden = false")
    else:
        page.goto(f"{ORIGIN}/panel.html")
        page.evaluate(
            """() => {
              document.documentElement.lang = 'en'
              for (const id of ['open', 'whole', 'fold']) document.getElementById(id).hidden = false
              document.getElementById('notice').textContent = 'Nothing was inserted.'
            }"""
        )
    assert Axe(page).broken() == []


def test_its_window_says_where_it_cannot_run(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{ORIGIN}/popup.html")
    expect(page.locator("#origin")).to_have_text("The extension cannot run on this page.")
    expect(page.locator("#on")).to_be_hidden()


def test_the_options_say_what_is_wrong_and_store_nothing_of_it(options: Options) -> None:
    page = options.page
    stored = page.evaluate("chrome.storage.local.get()")
    page.fill("#server", "not an address")
    page.fill("#recipes", json.dumps([{**RECIPE, "composer": ["a["], "rows": 1}]))
    words = options.save()
    assert "This is no address of a server" in words
    assert "strict-desk: composer: a CSS selector" in words
    assert "strict-desk: rows: not a field of a recipe" in words
    assert page.evaluate("chrome.storage.local.get()") == stored
    # Tokens and settings are all that is ever stored.
    assert set(stored) == {"settings"}
