"""A page with converse.js in a real browser -> a customer and an agent, as they use it."""

import json
import secrets
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.end_to_end.prosody import Prosody, jid_of, password_of
from tests.end_to_end.sidecar import Sidecar

ROOT = Path(__file__).parents[2]
CONVERSE = Path(__file__).parent / "converse" / "node_modules" / "converse.js" / "dist"
GUIDE = ROOT / "docs" / "consoles" / "converse.md"
PLUGIN = '<script type="module" src="https://assist.example.com/widget/consoles/converse/plugin.js"></script>'
# It shows its makers' sponsors, whose pictures live elsewhere.
AT_HOME = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
ELSEWHERE = "Failed to load resource: net::ERR_NAME_NOT_RESOLVED"
SETTINGS = {
    "authentication": "login",
    "auto_login": True,
    "persistent_store": "sessionStorage",
    "discover_connection_methods": False,
    "play_sounds": False,
    # Its encryption, unused here, complains of contacts without keys.
    "blacklisted_plugins": ["converse-omemo", "converse-omemo-views"],
}


def publish(server: Prosody) -> None:
    """Put converse.js where the server's pages are."""
    assert CONVERSE.is_dir(), "these tests need converse.js: npm ci in tests/end_to_end/converse"
    (server.site / "dist").symlink_to(CONVERSE)


class Person:
    """Somebody in front of the page, signed in."""

    def __init__(self, context: BrowserContext, url: str, user: str) -> None:
        self.jid = jid_of(user)
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.goto(url)
        expect(self.page.locator("converse-user-profile")).to_contain_text("I am online")

    @property
    def field(self) -> Locator:
        """The reply field of the open chat."""
        return self.page.locator("converse-chat textarea.chat-textarea")

    @property
    def log(self) -> Locator:
        """The words of the messages that are on show."""
        return self.page.locator("converse-chat .chat-msg__text")

    def say(self, text: str) -> None:
        """Type a message and press Enter."""
        self.field.fill(text)
        self.send()

    def send(self) -> None:
        """Press Enter in the reply field."""
        self.field.press("Enter")
        expect(self.field).to_have_value("")

    def open(self, other: "Person") -> None:
        """Choose a chat in the list."""
        self.page.locator("converse-roster a.open-chat", has_text=other.jid).first.click()
        self.page.locator(f"converse-chat[jid='{other.jid}'] textarea").wait_for()


class Office:
    """Where customers and the agent come from.

    Args:
        agent: the user whose chats the server listens to.
    """

    def __init__(self, browser: Browser, prosody: Prosody, sidecar: Sidecar, agent: str) -> None:
        self.prosody, self.sidecar, self.name = prosody, sidecar, agent
        self._browser = browser
        self._guide = GUIDE.read_text().partition("```html\n")[2].partition("```")[0]

    def customer(self, name: str) -> Person:
        """Return a new customer, with the chat with the agent open."""
        user = f"{name}{secrets.token_hex(3)}"
        self.prosody.add(user)
        path = self._page(user, self._guide, auto_join_private_chats=[jid_of(self.name)])
        return Person(self._context(), self.prosody.url + path, user)

    def agent(self) -> Person:
        """Return the agent at the page that the guide shows."""
        context = self._context()
        token = self.sidecar.token("agent")
        context.route("**/assist-token", lambda route: route.fulfill(body=token))
        page = self._guide.replace("wss://assist.example.com/v1/socket", self.sidecar.socket)
        page = page.replace("https://assist.example.com", self.sidecar.url)
        return Person(context, self.prosody.url + self._page(self.name, page), self.name)

    def extended(self, context: BrowserContext, origin: str) -> Person:
        """Return the agent at the same page without the plugin, in a browser of their own."""
        return Person(context, origin + self._page(self.name, self._guide), self.name)

    def _context(self) -> BrowserContext:
        return self._browser.new_context(viewport={"width": 1100, "height": 700}, locale="en-GB")

    def _page(self, user: str, page: str, **settings: Any) -> str:  # noqa: ANN401
        """Write a page that signs `user` in, and return its path."""
        who = {"jid": jid_of(user), "password": password_of(user)}
        wanted = json.dumps({**SETTINGS, **who, **settings})[1:-1]
        begin = "converse.initialize({"
        assert begin in page
        page = page.replace(PLUGIN, "").replace(begin, f"{begin}\n    {wanted},")
        page = page.replace("wss://chat.example.com/xmpp-websocket", self.prosody.socket)
        page = page.replace("<link", '<link rel="icon" href="data:,">\n<link', 1)
        path = f"/{user}-{secrets.token_hex(3)}.html"
        (self.prosody.site / path[1:]).write_text(page)
        return path
