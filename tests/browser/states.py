"""The name of a state -> a console's page with the widget in that state.

Every state that an agent can see is here once: tests hold each to the same rules, and
`python -m tests.browser.screenshots --all DIR` takes a picture of each.
"""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, expect

from assist.cli.offline import Offline
from tests.browser.pages import CARD_IN
from tests.browser.service import URL, Service

CHAT = "c-morgan"
FOLDED = ".bar, .badge"
ANY = f".notice, {FOLDED}"
HOST = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Console</title>
<script type="module" src="/widget/index.js"></script>
<style>
  :root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif }
  body { margin: 0; background: light-dark(#f3f4f7, #121418); color: light-dark(#1c2330, #e8ebf1) }
  body.light { color-scheme: light } body.dark { color-scheme: dark }
  main { display: flex; flex-direction: column; gap: 10px; padding: 12px; max-inline-size: 900px }
  #log { display: flex; flex-direction: column; justify-content: end; gap: 6px; overflow: hidden;
    block-size: 150px }
  #log.tall { block-size: 460px }
  #log p { margin: 0; padding: 6px 10px; border-radius: 10px; max-inline-size: 70%;
    background: light-dark(#fff, #252a33) }
  #log .agent { align-self: end; background: light-dark(#dfe8fb, #28385c) }
  textarea { box-sizing: border-box; inline-size: 100%; min-block-size: 60px; padding: 8px;
    font: inherit }
</style>
<body><main><div id="log"></div><agent-assist for="composer"></agent-assist>
<textarea id="composer" aria-label="Reply"></textarea></main>
"""
FURIOUS = {
    "en": "You are the worst company in the world, you ruined my weekend, I am furious!!!",
    "fr": "C'est inadmissible, vous avez gâché mon week-end, je suis furieux !!!",
}
FED_UP = {"en": ("third-time", 4), "fr": ("relance-polie", 4)}
HEARD = {"en": ("third-time", 5), "fr": ("relance-polie", 5)}
PROMISED = {
    "en": "I'm asking the depot now, and I'll get back to you in 15 minutes.",
    "fr": "J'appelle l'entrepôt tout de suite et je reviens vers vous dans 15 minutes.",
}
LEAK = {
    "en": "It reaches you tomorrow before noon, paid with 4111 1111 1111 1111.",
    "fr": "Il arrive demain avant midi, payé avec la carte 4111 1111 1111 1111.",
}
TWO = {
    "en": "You should have told us. As I said, your card 4111 1111 1111 1111 is fine.",
    "fr": "Vous auriez dû nous le dire. Votre carte 4111 1111 1111 1111 est bonne.",
}
LONG = {
    "en": "I have read all of your earlier chats. Here is what happens next, step by step. ",
    "fr": "J'ai relu tous vos échanges. Voici ce qui se passe maintenant, étape par étape. ",
}


class Scene:
    """A console's page with the widget in it, and the service that it talks to."""

    def __init__(
        self, where: BrowserContext | Page, offline: Offline, lang: str = "en", **wanted: str
    ) -> None:
        self.lang = lang
        self.service = Service(offline, HOST)
        # A page that had other scenes is quick: the browser has read the scripts before.
        self.page: Page = where.new_page() if isinstance(where, BrowserContext) else where
        self.page.unroute_all()
        self.service.serve(self.page)
        self.page.goto(URL)
        self.widget: Locator = self.page.locator("agent-assist")
        self.card = self.widget.locator(CARD_IN)
        self.composer = self.page.locator("#composer")
        self.wanted = {"conversation": CHAT, "token": "t", "lang": lang, **wanted}

    def open(self, **wanted: str) -> None:
        """Let the page give the widget its attributes."""
        server = URL.replace("http", "ws") + "/v1/socket"
        self.widget.evaluate(
            """(widget, wanted) => {
              document.documentElement.lang = wanted.lang
              for (const name in wanted) widget.setAttribute(name, wanted[name])
            }""",
            {"server": server, **self.wanted, **wanted},
        )
        self.widget.locator(f".panel[lang={self.lang}]").wait_for(state="attached")

    def live(self) -> None:
        """Open it, and wait until it is connected."""
        self.open()
        self.becomes("live")

    def becomes(self, state: str) -> None:
        """Wait until its connection is in this state."""
        self.page.wait_for_function(
            "state => document.querySelector('agent-assist').connection === state", arg=state
        )

    def fed_up(self) -> None:
        """Open it on a chat whose customer is fed up: there is a card."""
        self.service.play(CHAT, *FED_UP[self.lang])
        self.live()
        self.composer.focus()
        self.knows("card")

    def knows(self, what: str) -> None:
        """Wait until a property of the widget is set."""
        self.page.wait_for_function(
            "what => document.querySelector('agent-assist')[what]", arg=what
        )

    def write(self, text: str) -> None:
        """Put a reply into the field and wait for what is said of it."""
        self.composer.fill(text)
        self.page.wait_for_function("document.querySelector('agent-assist').findings.length")

    def shows(self, part: str) -> Locator:
        """Wait until this part is on show; return it."""
        found = self.widget.locator(f"{part} >> visible=true").first
        expect(found).to_be_visible()
        return found

    def press(self, chord: str) -> None:
        """Press keys in the reply field."""
        self.composer.focus()
        self.page.keyboard.press(chord)

    def log(self, *, tall: bool = False) -> None:
        """Show what was said on the page, as the console around the widget does."""
        stream = self.service.talk(CHAT).stream
        said = [frame["d"] for frame in stream if frame["k"] == "message.posted"]
        self.page.evaluate(
            """([said, tall]) => {
              const log = document.querySelector('#log')
              log.classList.toggle('tall', tall)
              log.replaceChildren(...said.map(({speaker, text}) => {
                const line = document.createElement('p')
                line.className = speaker
                line.textContent = text
                return line
              }))
            }""",
            [said[-3:], tall],
        )


def _trouble(code: int, key: str, state: str) -> Callable[[Scene], None]:
    def reach(scene: Scene) -> None:
        scene.live()
        scene.service.up = False
        scene.service.close(code, key)
        scene.becomes(state)
        scene.shows(ANY)

    return reach


def _listening(scene: Scene) -> None:
    scene.live()
    scene.shows(ANY)


def _no_conversation(scene: Scene) -> None:
    scene.wanted["conversation"] = ""
    _listening(scene)


def _toned(scene: Scene) -> None:
    scene.service.play(CHAT, *HEARD[scene.lang])
    scene.live()
    scene.knows("tone")
    scene.shows(f".tone, {FOLDED}")


def _agent_care(scene: Scene) -> None:
    scene.service.play(CHAT, "abuse", 5)
    scene.live()
    scene.shows("[data-kind=agent-care]")


def _long_card(scene: Scene) -> None:
    scene.fed_up()
    card = scene.service.offer(CHAT, text=LONG[scene.lang] * 6)
    scene.page.wait_for_function(
        "id => document.querySelector('agent-assist').card.suggestion_id === id",
        arg=card.suggestion_id,
    )


def _handover(scene: Scene) -> None:
    if scene.lang == "en":
        scene.service.play(CHAT, "night-shift", 7)
    else:
        scene.service.play(CHAT, "avant-samedi", 7)
        scene.service.tell(CHAT, agent="hugo", agent_name="Hugo")
    scene.live()
    scene.composer.focus()
    scene.shows(f".glance, {FOLDED}")


def _promised(scene: Scene) -> None:
    scene.fed_up()
    scene.service.say(CHAT, PROMISED[scene.lang], speaker="agent")
    scene.shows(".left")


def _finding(scene: Scene) -> None:
    scene.fed_up()
    scene.write(LEAK[scene.lang])


def _findings(scene: Scene) -> None:
    scene.fed_up()
    scene.write(TWO[scene.lang])
    scene.page.wait_for_function("document.querySelector('agent-assist').findings.length === 2")


def _mended(scene: Scene) -> None:
    _finding(scene)
    scene.press("Alt+Enter")
    scene.page.wait_for_function("!document.querySelector('agent-assist').findings.length")


def _inserted(scene: Scene) -> None:
    scene.fed_up()
    scene.press("Alt+Enter")
    expect(scene.card).to_have_count(0)


def _dismissed(scene: Scene) -> None:
    scene.fed_up()
    scene.press("Alt+X")
    scene.shows(f".undo, {FOLDED}")


def _muted(scene: Scene) -> None:
    scene.fed_up()
    scene.press("Alt+Shift+X")
    scene.shows(f".undo, {FOLDED}")


def _menu(scene: Scene) -> None:
    scene.fed_up()
    scene.press("Alt+Y")
    scene.shows(".menu")


def _more(scene: Scene) -> None:
    scene.fed_up()
    scene.shows("button.more").click()
    scene.shows(".menu")


def _corrected(scene: Scene) -> None:
    scene.service.say(CHAT, FURIOUS[scene.lang])
    scene.live()
    scene.knows("tone")
    scene.page.evaluate("document.querySelector('agent-assist').correct('playfulness')")
    scene.shows(".yours")


def _chats(scene: Scene) -> None:
    scene.wanted["conversations"] = f"{CHAT} c-jo c-lee c-maria"
    scene.widget.evaluate(
        "widget => (widget.names = {'c-jo': 'Jo Ibsen', 'c-lee': 'Lee', 'c-maria': 'Maria Lopez'})"
    )
    scene.service.play("c-jo", *FED_UP[scene.lang])
    scene.service.play("c-lee", "night-shift", 4)
    scene.fed_up()
    scene.shows("[data-mark=card]")


def _connecting(scene: Scene) -> None:
    scene.service.up = False
    scene.open()
    scene.becomes("connecting")
    scene.shows(ANY)


def _lost_with_card(scene: Scene) -> None:
    scene.fed_up()
    scene.service.up = False
    scene.service.close(1012, "restarting")
    scene.becomes("reconnecting")


def _opened(reach: Callable[[Scene], None], form: str) -> Callable[[Scene], None]:
    def opened(scene: Scene) -> None:
        scene.wanted["form"] = form
        scene.log(tall=True)
        reach(scene)
        scene.press("Alt+Shift+Enter")
        scene.shows(".frame")

    return opened


def _formed(reach: Callable[[Scene], None], form: str) -> Callable[[Scene], None]:
    def formed(scene: Scene) -> None:
        scene.wanted["form"] = form
        reach(scene)
        scene.shows(f".{form}")

    return formed


STATES: dict[str, Callable[[Scene], None]] = {
    "listening": _listening,
    "no-conversation": _no_conversation,
    "toned": _toned,
    "card": lambda scene: scene.fed_up(),
    "agent-care": _agent_care,
    "long-card": _long_card,
    "handover": _handover,
    "promised": _promised,
    "finding": _finding,
    "findings": _findings,
    "mended": _mended,
    "inserted": _inserted,
    "dismissed": _dismissed,
    "muted": _muted,
    "menu": _menu,
    "more": _more,
    "corrected": _corrected,
    "chats": _chats,
    "connecting": _connecting,
    "lost": _trouble(1012, "restarting", "reconnecting"),
    "lost-card": _lost_with_card,
    "signed-out": _trouble(4003, "forbidden", "signed-out"),
    "unsupported": _trouble(4004, "unsupported_version", "unsupported"),
    "stopped": _trouble(4007, "too_many_errors", "stopped"),
    "windows": _trouble(4006, "connection_limit", "stopped"),
    **{
        f"{form}-{name}": _formed(reach, form)
        for form in ("bar", "badge")
        for name, reach in {
            "listening": _listening,
            "toned": _toned,
            "card": Scene.fed_up,
            "handover": _handover,
            "finding": _finding,
            "dismissed": _dismissed,
            "lost": _trouble(1012, "restarting", "reconnecting"),
        }.items()
    },
    **{
        f"{form}-{name}-open": _opened(reach, form)
        for form in ("bar", "badge")
        for name, reach in {"card": Scene.fed_up, "findings": _findings, "toned": _toned}.items()
    },
}
"""Each is reached on a page of its own, in the language of its scene."""
