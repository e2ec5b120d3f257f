"""The demo's two pages as a person uses them: what is typed, pressed and seen."""

from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

CARD_IN = ".card:not([hidden])"
THIRD_TIME = "this is the third time I'm writing about it and nobody called me back"
TROISIEME_FOIS = "c'est la troisième fois que je vous écris et personne ne m'a rappelé"

_LISTEN = """
  window.heard = []
  for (const name of ['card', 'insert', 'dismiss', 'undo', 'connection']) {
    addEventListener(`agent-assist-${name}`, event => {
      const {suggestion, state} = event.detail
      heard.push([name, suggestion === undefined ? state : suggestion && suggestion.kind])
    })
  }
"""


class Customer:
    """The customer's page."""

    def __init__(self, page: Page, url: str, *, lang: str = "en", name: str = "") -> None:
        self.page = page
        page.goto(f"{url}/demo/customer.html?lang={lang}")
        page.fill("#name", name)

    def say(self, text: str) -> None:
        """Type `text` and press Enter."""
        self.page.fill("#message", text)
        self.page.press("#message", "Enter")

    @property
    def messages(self) -> Locator:
        """The bubbles of the log."""
        return self.page.locator("#log .message:not(.pending) .bubble")


class Console:
    """The agent's page."""

    def __init__(self, page: Page, url: str, query: str = "lang=en") -> None:
        self.page = page
        page.add_init_script(_LISTEN)
        page.goto(f"{url}/demo/console.html?{query}")
        self.widget = page.locator("agent-assist")
        self.card = self.widget.locator(CARD_IN)
        self.composer = page.locator("#composer")

    @property
    def messages(self) -> Locator:
        """The bubbles of the log."""
        return self.page.locator("#log .message:not(.pending) .bubble")

    @property
    def words(self) -> str:
        """The words on the card, once there is one."""
        return self.card.locator(".text").inner_text()

    def press(self, chord: str) -> None:
        """Press keys in the reply field."""
        self.composer.focus()
        self.page.keyboard.press(chord)

    def heard(self, name: str) -> list[Any]:
        """What the widget's events of one name said, in their order."""
        return [what for kind, what in self.page.evaluate("heard") if kind == name]

    def becomes(self, state: str) -> None:
        """Wait until the widget's connection is in this state."""
        self.page.wait_for_function(
            "state => document.querySelector('agent-assist').connection === state", arg=state
        )


def open_both(context: BrowserContext, url: str, *, lang: str = "en") -> tuple[Customer, Console]:
    """Return both pages in one browser, as the demo's first page opens them."""
    console = Console(context.new_page(), url, f"lang={lang}")
    customer = Customer(context.new_page(), url, lang=lang, name="Morgan")
    console.becomes("live")
    expect(console.card).to_have_count(0)
    return customer, console
