"""Reply fields of all kinds: the words go in as if typed, and come out again."""

from playwright.sync_api import BrowserContext, expect

from tests.browser.host import Host
from tests.browser.pages import THIRD_TIME
from tests.browser.server import DemoServer


def test_an_editable_element_takes_the_words_and_gives_them_back(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, '<div id="composer" contenteditable>Hello</div><agent-assist>')
    host.say(THIRD_TIME)
    words = host.words
    composer = host.page.locator("#composer")
    composer.focus()
    host.page.keyboard.press("End")
    host.page.keyboard.press("Alt+Enter")
    expect(composer).to_have_text(f"Hello {words}")
    expect(host.card).to_have_count(0)
    host.page.keyboard.press("Alt+x")
    expect(composer).to_have_text("Hello")
    expect(host.card).to_be_visible()


def test_an_editor_that_takes_pastes_gets_one_and_nothing_is_inserted_twice(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, '<div id="composer" contenteditable></div><agent-assist>')
    host.page.evaluate(
        """document.querySelector('#composer').addEventListener('paste', event => {
          event.preventDefault()
          event.target.append(event.clipboardData.getData('text/plain'))
        })"""
    )
    host.say(THIRD_TIME)
    words = host.words
    host.card.locator("button.insert").click()
    expect(host.page.locator("#composer")).to_have_text(words)


def test_a_field_inside_what_for_names_is_found_in_open_shadow_trees_too(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, '<div id="composer"></div><agent-assist>')
    host.page.evaluate(
        """const root = document.querySelector('#composer').attachShadow({mode: 'open'})
           root.append(document.createElement('input'))"""
    )
    host.say(THIRD_TIME)
    words = host.words
    host.page.locator("#composer input").focus()
    host.page.keyboard.press("Alt+Enter")
    expect(host.page.locator("#composer input")).to_have_value(words)


def test_a_framework_hears_of_an_insertion_as_of_typing(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, '<textarea id="composer"></textarea><agent-assist>')
    host.page.evaluate(
        "document.querySelector('#composer').addEventListener('input', event => "
        "(window.inputs ??= []).push([event.inputType, event.target.value]))"
    )
    host.say(THIRD_TIME)
    words = host.words
    host.card.locator("button.insert").click()
    assert host.page.evaluate("inputs") == [["insertText", words]]


def test_a_field_without_execcommand_takes_the_words_all_the_same(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, '<textarea id="composer">a  b</textarea><agent-assist>')
    host.page.evaluate("document.execCommand = () => false")
    host.page.evaluate("document.querySelector('#composer').setSelectionRange(2, 2)")
    host.page.evaluate(
        "document.querySelector('#composer').addEventListener('input', () => "
        "(window.inputs = 1 + (window.inputs ?? 0)))"
    )
    host.say(THIRD_TIME)
    words = host.words
    host.card.locator("button.insert").click()
    expect(host.page.locator("#composer")).to_have_value(f"a {words} b")
    assert host.page.evaluate("document.querySelector('#composer').selectionEnd") == 2 + len(words)
    assert host.page.evaluate("inputs") == 1


def test_a_field_that_is_locked_is_left_alone_and_the_agent_is_told(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, '<textarea id="composer" readonly>kept</textarea><agent-assist>')
    host.say(THIRD_TIME)
    words = host.words
    host.page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    host.card.locator("button.insert").click()
    expect(host.widget.get_by_text("No text field")).to_be_visible()
    expect(host.card.locator(".text")).to_have_text(words)
    expect(host.page.locator("#composer")).to_have_value("kept")


def test_without_a_field_the_words_are_copied(server: DemoServer, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    host = Host(context, server, "<agent-assist>")
    host.say(THIRD_TIME)
    words = host.words
    host.card.locator("button.insert").click()
    expect(host.widget.locator(".notice")).to_contain_text("Copied")
    assert host.page.evaluate("navigator.clipboard.readText()") == words


def test_words_for_one_conversation_never_go_into_the_reply_of_another(
    server: DemoServer, context: BrowserContext
) -> None:
    host = Host(context, server, '<div id="composer" contenteditable>Hello</div><agent-assist>')
    host.say(THIRD_TIME)
    expect(host.card).to_be_visible()
    host.page.evaluate(
        """async () => {
          const widget = document.querySelector('agent-assist')
          navigator.clipboard.writeText = () => (window.copied = true)
          const inserted = widget.insert()
          widget.setAttribute('conversation', crypto.randomUUID())
          await inserted
        }"""
    )
    expect(host.page.locator("#composer")).to_have_text("Hello")
    assert host.page.evaluate("window.copied") is None
