"""The mirror of the agent's draft: when it is read, what is shown of it, how it is mended."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocket, expect

from tests.browser.contrast import contrast
from tests.browser.host import Host
from tests.browser.pages import THIRD_TIME
from tests.browser.server import DemoServer

FIELD = '<textarea id="composer"></textarea><agent-assist></agent-assist><p id="below">below</p>'
WHERE = "Hello, where is my parcel? The order is 70531."
GOOD = "Your parcel is in Lyon and reaches you tomorrow before noon."
CARD = "4111 1111 1111 1111"
LEAK = f"Your parcel is in Lyon and reaches you tomorrow before noon, paid with {CARD}."
MENDED = LEAK.replace(CARD, "•••• 1111")


class Draft:
    """A console whose agent writes a reply; `asked` are the drafts that left the page."""

    def __init__(
        self, context: BrowserContext, server: DemoServer, body: str = FIELD, **wanted: str
    ) -> None:
        self.asked: list[str] = []
        context.on("page", lambda page: page.on("websocket", self._note))
        self.host = Host(context, server, body, **wanted)
        self.page: Page = self.host.page
        self.composer = self.page.locator("#composer")
        self.widget = self.host.widget
        self.finding = self.widget.locator(".finding:not([hidden])")
        self.page.wait_for_function("document.querySelector('agent-assist').connection === 'live'")

    def _note(self, socket: WebSocket) -> None:
        socket.on("framesent", self._sent)

    def _sent(self, payload: str | bytes) -> None:
        text = payload if isinstance(payload, str) else payload.decode()
        frame = json.loads(text)
        if frame["t"] == "draft.check":
            self.asked.append(frame["text"])

    def asks(self, text: str = WHERE) -> None:
        """Let the customer write, and wait until the widget knows it."""
        self.host.say(text)
        self.page.wait_for_function("document.querySelector('agent-assist').tone")

    def write(self, text: str) -> None:
        """Put the whole reply in anew, as from the clipboard."""
        self.composer.focus()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(text)

    def read(self, text: str) -> None:
        """Wait until this text was read."""
        self.page.wait_for_function(
            "text => document.querySelector('agent-assist').draft === text", arg=text
        )

    @property
    def findings(self) -> list[dict[str, Any]]:
        """What the widget knows of the draft."""
        found: list[dict[str, Any]] = self.page.evaluate(
            "document.querySelector('agent-assist').findings"
        )
        return found


def test_a_pause_asks_once_and_no_key_does(server: DemoServer, context: BrowserContext) -> None:
    draft = Draft(context, server)
    draft.asks()
    draft.composer.press_sequentially(LEAK, delay=5)
    assert draft.asked == []
    expect(draft.finding).to_be_visible()
    assert draft.asked == [LEAK]
    draft.composer.press("ArrowLeft")
    draft.composer.blur()
    draft.write(GOOD)
    draft.read(GOOD)
    assert draft.asked == [LEAK, GOOD]


def test_of_a_good_draft_nothing_is_said(server: DemoServer, context: BrowserContext) -> None:
    draft = Draft(context, server)
    draft.asks()
    draft.write(GOOD)
    draft.read(GOOD)
    assert draft.findings == []
    expect(draft.finding).to_have_count(0)


def test_the_focus_that_leaves_the_field_asks_at_once(
    server: DemoServer, context: BrowserContext
) -> None:
    draft = Draft(context, server)
    draft.asks()
    draft.page.clock.install()
    draft.page.clock.pause_at(draft.page.evaluate("Date.now() + 1000"))
    draft.write(LEAK)
    draft.composer.blur()
    draft.read(LEAK)
    assert draft.asked == [LEAK]


def test_a_finding_says_what_it_is_shows_its_words_and_names_the_card_that_waits(
    server: DemoServer, context: BrowserContext
) -> None:
    draft = Draft(context, server)
    draft.asks(THIRD_TIME)
    expect(draft.host.card).to_be_visible()
    kind = draft.host.card.locator(".kind").inner_text()
    below = draft.page.locator("#below").bounding_box()
    draft.write(LEAK)
    expect(draft.finding.locator(".kind")).to_have_text("Shows a card number")
    expect(draft.finding.locator(".old")).to_have_text(CARD)
    expect(draft.finding.locator(".new")).to_have_text("•••• 1111")
    expect(draft.finding.locator(".advice")).not_to_be_empty()
    expect(draft.finding.locator(".next")).to_have_text(f"Next: {kind}")
    expect(draft.host.card).to_have_count(0)
    expect(draft.composer).to_be_focused()
    expect(draft.composer).to_have_value(LEAK)
    assert draft.page.locator("#below").bounding_box() == below


def test_those_who_hear_the_page_are_told_once(server: DemoServer, context: BrowserContext) -> None:
    draft = Draft(context, server)
    draft.asks()
    draft.page.evaluate(
        """() => {
          window.spoken = []
          const voice = document.querySelector('agent-assist').shadowRoot.querySelector('.voice')
          const listener = new MutationObserver(() => spoken.push(voice.textContent))
          listener.observe(voice, {childList: true})
        }"""
    )
    draft.write(LEAK)
    expect(draft.widget.locator(".voice")).to_contain_text("Your reply: Shows a card number")
    draft.write(f"{LEAK} Bye")
    draft.read(f"{LEAK} Bye")
    expect(draft.finding).to_be_visible()
    spoken = [line for line in draft.page.evaluate("spoken") if "card number" in line]
    assert len(spoken) == 1


def test_one_key_mends_and_another_takes_that_back(
    server: DemoServer, context: BrowserContext
) -> None:
    draft = Draft(context, server)
    draft.asks()
    draft.write(LEAK)
    expect(draft.finding.locator("button.mend")).to_be_visible()
    draft.page.keyboard.press("Alt+Enter")
    expect(draft.composer).to_have_value(MENDED)
    expect(draft.finding.locator(".kind")).to_have_text("Mended")
    draft.page.keyboard.press("Alt+x")
    expect(draft.composer).to_have_value(LEAK)
    expect(draft.finding.locator(".kind")).to_have_text("Shows a card number")
    expect(draft.composer).to_be_focused()


def test_the_buttons_do_what_the_keys_do_and_the_caret_stays(
    server: DemoServer, context: BrowserContext
) -> None:
    draft = Draft(context, server)
    draft.asks()
    draft.write(LEAK)
    draft.finding.locator("button.mend").click()
    expect(draft.composer).to_have_value(MENDED)
    draft.page.keyboard.type(" Bye")
    expect(draft.composer).to_have_value(f"{MENDED} Bye")
    expect(draft.finding).to_have_count(0)


def test_a_mend_finds_its_words_after_an_emoji_and_more_typing(
    server: DemoServer, context: BrowserContext
) -> None:
    draft = Draft(context, server)
    draft.asks()
    draft.write(f"👩‍💻🙏 {LEAK}")
    expect(draft.finding).to_be_visible()
    draft.page.keyboard.press("ControlOrMeta+Home")
    draft.page.keyboard.type("Hello! ")
    draft.page.keyboard.press("Alt+Enter")
    expect(draft.composer).to_have_value(f"Hello! 👩‍💻🙏 {MENDED}")


def test_what_is_left_does_not_come_back_until_the_draft_is_a_new_one(
    server: DemoServer, context: BrowserContext
) -> None:
    draft = Draft(context, server)
    draft.asks()
    draft.write(LEAK)
    expect(draft.finding).to_be_visible()
    draft.page.keyboard.press("Alt+x")
    expect(draft.finding).to_have_count(0)
    draft.page.keyboard.press("ControlOrMeta+End")
    draft.page.keyboard.type(" Bye")
    draft.read(f"{LEAK} Bye")
    expect(draft.finding).to_have_count(0)
    draft.composer.clear()
    draft.write(LEAK)
    expect(draft.finding).to_be_visible()


def test_the_second_finding_can_be_opened_and_comes_by_itself_after_the_first(
    server: DemoServer, context: BrowserContext
) -> None:
    draft = Draft(context, server)
    draft.asks()
    draft.write(f"{LEAK} PLEASE WAIT UNTIL IT RINGS.")
    label = draft.finding.locator(".kind")
    expect(label).to_have_text("Shows a card number")
    expect(draft.finding.locator(".also")).to_have_text("Also: Reads as shouting")
    draft.finding.locator(".also").click()
    expect(label).to_have_text("Reads as shouting")
    draft.finding.locator(".also").click()
    draft.composer.press("Alt+Enter")
    expect(label).to_have_text("Reads as shouting")
    draft.composer.press("Alt+x")
    expect(label).to_have_text("Mended")
    draft.composer.press("Alt+x")
    expect(draft.composer).to_have_value(re.compile(CARD))


def test_a_mended_text_has_no_finding_at_the_next_look(
    server: DemoServer, context: BrowserContext
) -> None:
    draft = Draft(context, server)
    draft.asks()
    draft.write(LEAK)
    expect(draft.finding).to_be_visible()
    draft.write(GOOD)
    expect(draft.finding).to_have_count(0)


def test_nothing_is_left_of_a_draft_that_was_sent(
    server: DemoServer, context: BrowserContext
) -> None:
    draft = Draft(context, server)
    draft.asks()
    draft.write(LEAK)
    expect(draft.finding).to_be_visible()
    draft.composer.evaluate("field => (field.value = '')")
    expect(draft.finding).to_have_count(0)
    assert draft.page.evaluate("document.querySelector('agent-assist').draft") == ""


def test_the_finding_goes_with_the_message(server: DemoServer, context: BrowserContext) -> None:
    draft = Draft(context, server)
    draft.asks()
    draft.write(LEAK)
    expect(draft.finding).to_be_visible()
    draft.host.say(LEAK, speaker="agent")
    expect(draft.finding).to_have_count(0)
    expect(draft.composer).to_have_value(LEAK)


def test_another_conversation_starts_with_no_finding(
    server: DemoServer, context: BrowserContext
) -> None:
    draft = Draft(context, server)
    draft.asks()
    draft.write(LEAK)
    expect(draft.finding).to_be_visible()
    draft.page.evaluate(
        "document.querySelector('agent-assist').setAttribute('conversation', 'another')"
    )
    expect(draft.finding).to_have_count(0)


def test_words_of_a_card_alone_are_not_asked_about(
    server: DemoServer, context: BrowserContext
) -> None:
    draft = Draft(context, server)
    draft.asks(THIRD_TIME)
    words = draft.host.words
    draft.composer.focus()
    draft.page.keyboard.press("Alt+Enter")
    expect(draft.composer).to_have_value(words)
    draft.read(words)
    draft.composer.blur()
    assert draft.asked == []


def test_while_letters_are_composed_nothing_is_asked(
    server: DemoServer, context: BrowserContext
) -> None:
    draft = Draft(context, server)
    draft.asks()
    draft.write("Votre colis arrive dema")
    draft.read("Votre colis arrive dema")
    keyboard = context.new_cdp_session(draft.page)
    keyboard.send(
        "Input.imeSetComposition", {"text": "in matin", "selectionStart": 8, "selectionEnd": 8}
    )
    draft.composer.blur()
    draft.read("Votre colis arrive demain matin")
    assert draft.asked == ["Votre colis arrive dema", "Votre colis arrive demain matin"]


def test_a_rich_editor_is_read_and_mended_too(server: DemoServer, context: BrowserContext) -> None:
    body = '<div id="composer" contenteditable style="min-height:40px"></div><agent-assist>'
    draft = Draft(context, server, body)
    draft.asks()
    draft.write(LEAK)
    expect(draft.finding).to_be_visible()
    draft.page.keyboard.press("Alt+Enter")
    expect(draft.composer).to_have_text(MENDED)
    draft.finding.locator("button.undo").click()
    expect(draft.composer).to_have_text(LEAK)


def test_a_page_whose_reply_is_out_of_reach_hands_the_text_over_and_mends_it(
    server: DemoServer, context: BrowserContext
) -> None:
    draft = Draft(context, server, "<agent-assist>", **{"for": ""})
    draft.asks()
    draft.page.evaluate(
        """text => {
          const assist = document.querySelector('agent-assist')
          window.reply = assist.draft = text
          addEventListener('agent-assist-mend', event => {
            event.preventDefault()
            window.reply = assist.draft = event.detail.text
          })
        }""",
        LEAK,
    )
    draft.finding.locator("button.mend").click()
    assert draft.page.evaluate("reply") == MENDED
    expect(draft.finding.locator(".kind")).to_have_text("Mended")
    draft.finding.locator("button.undo").click()
    assert draft.page.evaluate("reply") == LEAK
    expect(draft.finding.locator(".kind")).to_have_text("Shows a card number")


def test_a_page_may_show_the_findings_itself(server: DemoServer, context: BrowserContext) -> None:
    draft = Draft(context, server)
    draft.host.prevent("draft")
    draft.asks()
    draft.write(LEAK)
    draft.page.wait_for_function("document.querySelector('agent-assist').findings.length")
    expect(draft.finding).to_have_count(0)
    draft.page.evaluate("document.querySelector('agent-assist').mend()")
    expect(draft.composer).to_have_value(MENDED)


def test_in_french_all_of_it_is_french(server: DemoServer, context: BrowserContext) -> None:
    draft = Draft(context, server, lang="fr")
    draft.asks("Bonjour, où est mon colis ? La commande est la 70531.")
    draft.write(f"Votre colis est à Lyon et arrive demain avant midi, payé par {CARD}.")
    expect(draft.finding.locator(".kind")).to_have_text("Montre un numéro de carte")
    expect(draft.finding.locator("button.mend")).to_contain_text("Corriger")
    expect(draft.finding.locator("button.leave")).to_contain_text("Laisser")


@pytest.mark.parametrize(("width", "theme"), [(300, "light"), (460, "dark"), (900, "light")])
def test_it_fits_and_stands_out(
    server: DemoServer, context: BrowserContext, width: int, theme: str
) -> None:
    field = '<textarea id="composer"></textarea>'
    body = f'{field}<div style="width:{width}px"><agent-assist></div>'
    draft = Draft(context, server, body, theme=theme)
    draft.asks(THIRD_TIME)
    draft.write(LEAK)
    expect(draft.finding).to_be_visible()
    cut = draft.finding.evaluate(
        """group => [group, ...group.querySelectorAll('.foot, button, .matter')]
          .filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.className)"""
    )
    assert cut == []
    draft.page.wait_for_function(
        "() => document.querySelector('agent-assist').shadowRoot.getAnimations().length === 0"
    )
    for part in (".kind", ".old", ".new", ".advice", "button.mend", "button.leave", "kbd"):
        for found in draft.finding.locator(f"{part} >> visible=true").all():
            assert contrast(found) >= 4.5, part
