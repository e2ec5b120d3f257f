"""A console's address -> a browser with the extension in it, set up for that console."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright

from tests.browser.server import DemoServer
from tests.browser.strict import RECIPE

ROOT = Path(__file__).parents[2]
ID = "mbfbimngobfikbcdefadkpliehaldlhh"
ORIGIN = f"chrome-extension://{ID}"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]


def pack(out: Path) -> Path:
    """Make the extension as `make extension` does; return the folder to load."""
    node = shutil.which("node")
    assert node, "these tests need Node: apt-get install nodejs npm"
    build = ROOT / "widget" / "extension" / "build.js"
    subprocess.run([node, str(build), "--out", str(out)], check=True, capture_output=True)
    return out / "extension"


def granted(folder: Path, out: Path, *origins: str) -> Path:
    """Return a copy that is let in there: no test can answer the browser's question."""
    shutil.copytree(folder, out)
    path = out / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["host_permissions"] = [f"{origin}/*" for origin in origins]
    path.write_text(json.dumps(manifest))
    return out


class Options:
    """The options page, as a person fills it in."""

    def __init__(self, context: BrowserContext) -> None:
        self.page = context.new_page()
        self.page.goto(f"{ORIGIN}/options.html")

    def console(self, origin: str, **fields: str) -> None:
        """Add a console that is on."""
        self.page.click("#add")
        fieldset = self.page.locator("fieldset").last
        for name, value in {"origin": origin, **fields}.items():
            field = fieldset.locator(f"[name={name}]")
            if name == "recipe":
                field.select_option(value)
            else:
                field.fill(value)

    def save(self) -> str:
        """Press the button; return what the page says then."""
        self.page.locator("#notice").evaluate("element => element.textContent = ''")
        self.page.click("#save")
        said = self.page.locator("#notice:not(:empty), #problems:not(:empty)")
        said.first.wait_for()
        return said.first.inner_text()


@contextmanager
def agents_browser(
    playwright: Playwright,
    folder: Path,
    complaints: list[str],
    *flags: str,
) -> Iterator[BrowserContext]:
    """Start a browser with the extension in `folder`; `complaints` collects what pages say."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "these tests need Chromium: apt-get install chromium"
    loaded = [f"--load-extension={folder}", f"--disable-extensions-except={folder}"]
    context = playwright.chromium.launch_persistent_context(
        "",
        executable_path=chromium,
        headless=True,
        args=[*FLAGS, *loaded, *flags],
        viewport={"width": 900, "height": 700},
        locale="en-GB",
    )
    context.set_default_timeout(15_000)

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    context.on("console", note)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    if not context.service_workers:
        context.wait_for_event("serviceworker")
    yield context
    context.close()


def set_up(context: BrowserContext, server: DemoServer, console: str) -> Options:
    """Fill in the options for one console, with a recipe of its own; return the page."""
    tokens = context.request.get(f"{server.url}/demo/config.json").json()["tokens"]
    options = Options(context)
    options.page.fill("#server", server.url)
    options.page.fill("#token", tokens["agent"])
    options.page.fill("#recipes", json.dumps([RECIPE]))
    options.console(console, prefix="desk:", platformToken=tokens["platform"])
    assert options.save() == "Saved."
    return options


class Follower:
    """A page that follows conversations at the server, and may post as a platform does."""

    def __init__(self, page: Page, server: DemoServer) -> None:
        self.page = page
        page.goto(f"{server.url}/demo/index.html")
        config = page.request.get(f"{server.url}/demo/config.json").json()
        page.evaluate(
            """async ([server, token]) => {
              const {AssistClient} = await import('/widget/index.js')
              window.chat = new AssistClient({server, token})
              window.posted = {}
              chat.addEventListener('event', ({detail: {conversation, kind, data}}) => {
                if (kind !== 'message.posted') return
                ;(posted[conversation] ??= []).push([data.speaker, data.text])
              })
              chat.connect()
            }""",
            [server.url.replace("http", "ws") + config["socket"], config["tokens"]["platform"]],
        )

    def follow(self, conversation: str) -> None:
        """Listen to a conversation from its first event on."""
        self.page.evaluate("c => chat.follow(c)", conversation)

    def posted(self, conversation: str, count: int) -> list[list[Any]]:
        """Return what was said, once there are `count` messages."""
        self.page.wait_for_function(
            "([c, count]) => (posted[c] ?? []).length >= count", arg=[conversation, count]
        )
        said: list[list[Any]] = self.page.evaluate("c => posted[c]", conversation)
        return said

    def post(self, conversation: str, text: str) -> None:
        """Post a customer's message."""
        self.page.evaluate(
            "([c, message]) => chat.post(c, {message_id: crypto.randomUUID(), ...message})",
            [conversation, {"speaker": "customer", "text": text}],
        )
