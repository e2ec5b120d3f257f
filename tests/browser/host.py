"""A page of a console with the widget in it -> what it shows, hears and says."""

import uuid

from playwright.sync_api import BrowserContext

from tests.browser.pages import CARD_IN
from tests.browser.server import DemoServer

HOST = """
<!doctype html><html lang="en"><meta charset="utf-8"><title>host</title>
<script type="module" src="/widget/index.js"></script>
<body>%s
"""


class Host:
    """A page with a widget in it, and a customer to write in its conversation."""

    def __init__(
        self, context: BrowserContext, server: DemoServer, body: str, **wanted: str
    ) -> None:
        self.page = context.new_page()
        self.page.goto(f"{server.url}/demo/index.html")
        config = context.request.get(f"{server.url}/demo/config.json").json()
        self.platform = config["tokens"]["platform"]
        self.socket = server.url.replace("http", "ws") + config["socket"]
        attributes = {
            "for": "composer",
            "conversation": self.page.evaluate("crypto.randomUUID()"),
            "server": self.socket,
            "token": config["tokens"]["agent"],
            **wanted,
        }
        self.conversation = attributes["conversation"]
        given = " ".join(f'{name}="{value}"' for name, value in attributes.items())
        self.page.set_content(HOST % body.replace("<agent-assist>", f"<agent-assist {given}>"))
        self.widget = self.page.locator("agent-assist")
        self.card = self.widget.locator(CARD_IN)
        self.page.evaluate(
            """async ([server, token]) => {
              const {AssistClient} = await import('/widget/index.js')
              window.chat = new AssistClient({server, token})
              window.heard = []
              const said = ({state, how, muted, tone}) => state ?? how ?? muted ?? tone ?? null
              const names = 'card insert dismiss undo mute correct connection'.split(' ')
              for (const name of names)
                addEventListener(`agent-assist-${name}`, ({detail}) =>
                  heard.push([name, said(detail)]))
              chat.connect()
            }""",
            [self.socket, self.platform],
        )

    def say(self, text: str, *, speaker: str = "customer", **more: str) -> None:
        """Post a message as the chat platform does."""
        self.page.evaluate(
            "([c, message]) => chat.post(c, {message_id: crypto.randomUUID(), ...message})",
            [self.conversation, {"speaker": speaker, "text": text, **more}],
        )

    def revise(self, message_id: str, text: str | None) -> None:
        """Change a message, or take it back."""
        said = {} if text is None else {"text": text}
        answer = self.page.request.post(
            f"{self.socket.replace('ws', 'http', 1).partition('/v1/')[0]}/v1/revisions",
            headers={"authorization": f"Bearer {self.platform}"},
            data={
                "conversation": self.conversation,
                "message_id": message_id,
                "revision_id": str(uuid.uuid4()),
                **said,
            },
        )
        assert answer.status == 202, answer.text()

    def tell(self, **context: str) -> None:
        """Tell what the platform knows of the conversation."""
        self.page.evaluate(
            "([c, context]) => chat.tell(c, {context_id: crypto.randomUUID(), ...context})",
            [self.conversation, context],
        )

    def prevent(self, name: str) -> None:
        """Let the page do this part itself."""
        self.page.evaluate(
            "name => addEventListener(`agent-assist-${name}`, event => event.preventDefault())",
            name,
        )

    @property
    def words(self) -> str:
        """The words on the card, once there is one."""
        return self.card.locator(".text").inner_text()

    @property
    def heard(self) -> list[list[str]]:
        """The widget's events so far."""
        heard: list[list[str]] = self.page.evaluate("heard")
        return heard
