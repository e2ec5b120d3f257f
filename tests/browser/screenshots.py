"""The running demo -> the pictures in docs/images: `python -m tests.browser.screenshots`."""

import contextlib
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.pages import Console
from tests.browser.server import DemoServer

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
SCENES = {
    "console-light": ("light", "en", "bank", 2),
    "console-dark": ("dark", "en", "third-time", 3),
    "console-french": ("light", "fr", "relance-polie", 3),
}
"""Name: theme, language, the chat that is played and how many of its turns."""


def main(folder: Path) -> None:
    """Write each scene's picture into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        sync_playwright() as playwright,
        contextlib.ExitStack() as ends,
    ):
        server = DemoServer(Path(data))
        ends.callback(server.stop)
        server.start()
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        ends.callback(chromium.close)
        for name, (theme, lang, chat, turns) in SCENES.items():
            query = f"lang={lang}&theme={theme}"
            _take(chromium, server, folder / f"{name}.png", query, chat, turns)


def _take(
    browser: Browser, server: DemoServer, path: Path, query: str, chat: str, turns: int
) -> None:
    context = browser.new_context(
        viewport={"width": 1120, "height": 700}, device_scale_factor=2, reduced_motion="reduce"
    )
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
    context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES)
