"""The demo and the widget's states -> pictures: `python -m tests.browser.screenshots`.

Without arguments it takes those of docs/images again. `--all DIR` takes every state into DIR, as
an agent would meet it: light and wide, dark and narrow in French.
"""

import argparse
import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from assist.cli.offline import Offline
from tests.browser.conftest import FLAGS
from tests.browser.pages import Console
from tests.browser.server import DemoServer
from tests.browser.states import FOLDED, STATES, Scene

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
SCENES = {
    "console-light": ("light", "en", "bank", 2),
    "console-dark": ("dark", "en", "third-time", 3),
    "console-french": ("light", "fr", "relance-polie", 3),
}
"""Name: theme, language, the chat that is played and how many of its turns."""
BEST = {
    "widget-draft": ("findings", "en", "light", 720),
    "widget-lost": ("lost-card", "en", "light", 720),
    "widget-narrow": ("card", "en", "dark", 360),
}
"""Name: state, language, theme, width."""
LOOKS = {"en": ("light", 900), "fr": ("dark", 320)}


def main() -> None:
    """Take the pictures that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--all", type=Path, metavar="DIR", help="every state, into this folder")
    folder = parser.parse_args().all
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        with contextlib.closing(chromium):
            if folder:
                _states(chromium, folder)
            else:
                _best(chromium)


def _best(browser: Browser) -> None:
    with tempfile.TemporaryDirectory() as data, contextlib.ExitStack() as ends:
        server = DemoServer(Path(data))
        ends.callback(server.stop)
        server.start()
        for name, (theme, lang, chat, turns) in SCENES.items():
            query = f"lang={lang}&theme={theme}"
            _console(browser, server, IMAGES / f"{name}.png", query, chat, turns)
    offline = Offline.load()
    for name, (state, lang, theme, width) in BEST.items():
        _state(browser, offline, IMAGES / f"{name}.png", state, lang, theme, width, scale=2)


def _states(browser: Browser, folder: Path) -> None:
    offline = Offline.load()
    for lang, (theme, width) in LOOKS.items():
        (folder / lang).mkdir(parents=True, exist_ok=True)
        for state in STATES:
            _state(browser, offline, folder / lang / f"{state}.png", state, lang, theme, width)


def _state(
    browser: Browser,
    offline: Offline,
    path: Path,
    state: str,
    lang: str,
    theme: str,
    width: int,
    *,
    scale: float = 1,
) -> None:
    size = {"width": width, "height": 760}
    with _context(browser, size, scale, color_scheme=theme) as context:
        scene = Scene(context, offline, lang)
        STATES[state](scene)
        scene.log(tall=scene.widget.locator(f"{FOLDED} >> visible=true").count() > 0)
        height = scene.page.evaluate("document.querySelector('main').offsetHeight")
        scene.page.set_viewport_size({"width": width, "height": max(height, 400)})
        # What lies over the page finds its place in the next frame.
        scene.page.evaluate("new Promise(requestAnimationFrame)")
        scene.page.screenshot(path=path)


def _console(
    browser: Browser, server: DemoServer, path: Path, query: str, chat: str, turns: int
) -> None:
    with _context(browser, {"width": 1120, "height": 700}, 2) as context:
        console = Console(context.new_page(), server.url, query)
        for other in ("routine-hours", "routine-address"):
            console.page.select_option("#script", other)
            console.page.click("#step")
            expect(console.messages).to_have_count(1)
        console.page.select_option("#script", chat)
        for number in range(1, turns + 1):
            console.page.click("#step")
            expect(console.messages).to_have_count(number)
        expect(console.card).to_be_visible()
        console.page.screenshot(path=path)


@contextlib.contextmanager
def _context(
    browser: Browser,
    size: Any,  # noqa: ANN401
    scale: float,
    **more: Any,  # noqa: ANN401
) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport=size, device_scale_factor=scale, reduced_motion="reduce", **more
    )
    yield context
    context.close()


if __name__ == "__main__":
    main()
