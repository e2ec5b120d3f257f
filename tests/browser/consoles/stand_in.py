"""A console's own page at the console's own address -> what an agent sees and does there."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, Route, expect

from tests.browser.elsewhere import Platform
from tests.browser.pages import CARD_IN
from tests.browser.server import DemoServer

HERE = Path(__file__).parent
WIDGET = HERE.parents[2] / "widget"
PACKAGES = WIDGET / "dist" / "consoles"
TYPES = {".html": "text/html", ".js": "text/javascript", ".svg": "image/svg+xml"}


def bundled(entry: str, *flags: str) -> str:
    """Return a maker's own script from npm as one that a page loads."""
    command = [str(WIDGET / "node_modules/.bin/esbuild"), entry, "--bundle", *flags]
    return subprocess.run(command, cwd=WIDGET, capture_output=True, text=True, check=True).stdout


class Hosted:
    """Serves pages under a foreign address without a foreign machine."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.origin = origin
        self.pages: dict[str, tuple[str, str]] = {}
        context.route(f"{origin}/**", self._answer)

    def put(self, path: str, text: str, kind: str = "text/html") -> None:
        """Serve this text there."""
        self.pages[path] = (text, kind)

    def package(self, name: str, changes: Mapping[str, str]) -> None:
        """Serve a console's package as that console does, with these words changed."""
        for file in (PACKAGES / name).rglob("*"):
            if file.suffix in TYPES:
                text = file.read_text()
                for old, new in changes.items():
                    text = text.replace(old, new)
                self.put(f"/{file.relative_to(PACKAGES / name)}", text, TYPES[file.suffix])

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(self.origin).partition("?")[0]
        text, kind = self.pages.get(path, ("", "text/html"))
        route.fulfill(status=200 if text else 404, body=text, content_type=kind)


class StandIn:
    """The page of a console with one of our pages in it."""

    def __init__(self, context: BrowserContext, server: DemoServer, origin: str) -> None:
        self.context, self.server = context, server
        self.platform = Platform(context, server)
        self.site = Hosted(context, origin)
        context.route(f"{server.url}/assist-token", self._token)

    def show(self, file: str, app: str, query: str) -> None:
        """Open the console at this query, with `app` as the address of our page in it."""
        text = (HERE / file).read_text().replace("APP", app).replace("ORIGIN", self.site.origin)
        self.site.put("/", text.replace("SETTINGS", self.settings))
        self.page: Page = self.context.new_page()
        self.page.goto(f"{self.site.origin}/?{query}")

    @property
    def settings(self) -> str:
        """What the operator set, for a package that its console serves."""
        return json.dumps({"server": self.server.url, "tenant": None, "token_url": None})

    def served(self, name: str, query: str = "lang=en") -> str:
        """Return the address of our page for a console."""
        return f"{self.server.url}/widget/consoles/{name}/index.html?{query}"

    @property
    def frame(self) -> FrameLocator:
        """The widget's frame in our page."""
        return self.page.frame_locator("#app").frame_locator("iframe")

    @property
    def widget(self) -> Locator:
        """The widget."""
        return self.frame.locator("agent-assist")

    @property
    def card(self) -> Locator:
        """The card on show."""
        return self.widget.locator(CARD_IN)

    @property
    def reply(self) -> Locator:
        """The console's reply field."""
        return self.page.locator("#reply")

    def carded(self, chat: str, text: str) -> str:
        """Let the customer write, and return the words of the card that comes."""
        expect(self.widget).to_have_attribute("conversation", chat)
        self.platform.say(chat, text)
        expect(self.card).to_be_visible()
        return self.card.locator(".text").inner_text()

    def insert(self) -> None:
        """Press the card's button."""
        self.card.get_by_role("button", name="Insert").click()

    def refused(self) -> None:
        """See that nothing went in, and that the widget says why."""
        expect(self.frame.locator(".says")).to_contain_text("Another conversation is open")
        expect(self.reply).to_have_value("")

    def _token(self, route: Route) -> None:
        asking = route.request.headers.get("origin", "")
        headers = {
            "access-control-allow-origin": asking,
            "access-control-allow-credentials": "true",
        }
        assert route.request.method == "POST"
        route.fulfill(body=self.platform.agent, content_type="text/plain", headers=headers)
