"""A reply field of a console -> its page, and what the editor itself knows of its draft."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

HERE = Path(__file__).parent
BUILT = HERE / "editors" / "dist"
SOURCES = HERE.parents[1] / "widget" / "src"
ORIGIN = "https://console.test"
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>console</title>
<script type="module" src="/editors/stage.js"></script><body>"""
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; "
    "require-trusted-types-for 'script'"
)

FIELDS = ["textarea", "shadow", "react", "vue"]
EDITORS = [
    *["contenteditable", "shadowrich", "slate", "lexical", "prosemirror"],
    *["tiptap", "quill", "draftjs", "ckeditor", "codemirror"],
]
# For what is one code for all of them.
FEW = ["react", "contenteditable", "slate", "quill"]


def fields(*more: str) -> pytest.MarkDecorator:
    """Run with each reply field of more than one line, and with `more`."""
    return pytest.mark.parametrize("kind", [*more, *FIELDS, *EDITORS])


class Stage:
    """A page with one reply field in it."""

    def __init__(self, page: Page, kind: str) -> None:
        self.page = page
        self.kind = kind
        self.complaints: list[str] = []

    def mount(self, lines: list[str], caret: int | None = 0, selected: int = 0) -> None:
        """Make the field anew with `lines` as its draft, the caret in it; None for its end."""
        self.page.evaluate("([kind, lines]) => stage.mount(kind, lines)", [self.kind, lines])
        self.page.evaluate("args => stage.select(...args)", [caret, selected])

    def run(self, code: str, *args: object) -> object:
        """Return what an expression over `field`, `composer` and `args` comes to."""
        return self.page.evaluate(f"(args) => {{ const {{field}} = stage; return {code} }}", args)

    def insert(self, text: str) -> bool:
        """Insert `text` and return whether it was taken."""
        code = "composer.insert(field, args[0]).then(done => Boolean(stage.done = done))"
        return bool(self.run(code, text))

    def replace(self, mark: dict[str, object], text: str) -> bool:
        """Mend the draft at `mark` and return whether it was taken."""
        code = "composer.replaceText(field, ...args).then(done => Boolean(stage.done = done))"
        return bool(self.run(code, mark, text))

    def undo(self) -> bool:
        """Take back what was done last."""
        return bool(self.run("stage.done.undo()"))

    def press(self, key: str, times: int = 1) -> None:
        """Press a key as the agent does."""
        for _ in range(times):
            self.page.keyboard.press(key)

    @property
    def model(self) -> object:
        """All that the editor knows of the draft."""
        return self.run("stage.model()")

    @property
    def lines(self) -> list[str]:
        """The draft's lines, as the editor knows them."""
        told = self.run("stage.lines()")
        assert isinstance(told, list)
        return told

    @property
    def text(self) -> str:
        """The draft as the widget reads it."""
        return str(self.run("composer.textOf(field)"))

    def extension(self) -> Callable[[str], object]:
        """Return what evaluates code as a browser extension does, in a world of its own."""
        chrome = self.page.context.new_cdp_session(self.page)
        frame = chrome.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = chrome.send("Page.createIsolatedWorld", {"frameId": frame})["executionContextId"]

        def run(expression: str) -> object:
            code = f"""(async () => {{
              const composer = await import('/widget/composer.js')
              const field = composer.editableIn(document.querySelector('form'))
              return {expression}
            }})()"""
            how = {"contextId": world, "awaitPromise": True, "returnByValue": True}
            told = chrome.send("Runtime.evaluate", {"expression": code, **how})
            assert "exceptionDetails" not in told, told
            value: object = told["result"].get("value")
            return value

        return run

    @contextmanager
    def quiet(self) -> Iterator["Stage"]:
        """Hold that nothing is said on the page's console meanwhile, and nothing sent."""
        yield self
        assert self.complaints == []
        assert self.run("stage.sent") == [], "nothing is ever sent"


class Stages:
    """Pages with one kind of reply field each, opened when first wanted."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self._context.set_default_timeout(15_000)
        self._context.route(f"{ORIGIN}/**", _serve)
        self._open: dict[tuple[str, str], Stage] = {}

    def open(self, kind: str, path: str = "/") -> Stage:
        """Return the page for `kind`; `/strict` has a strict policy and Trusted Types."""
        if (kind, path) not in self._open:
            page = self._context.new_page()
            self._open[kind, path] = stage = Stage(page, kind)
            page.on("console", lambda said: stage.complaints.append(said.text))
            page.on("pageerror", lambda error: stage.complaints.append(str(error)))
            page.goto(f"{ORIGIN}{path}")
        return self._open[kind, path]


@contextmanager
def stages_of(browser: Browser) -> Iterator[Stages]:
    """Give pages of a profile of their own."""
    context = browser.new_context()
    yield Stages(context)
    context.close()


def _serve(route: Route) -> None:
    """Answer with the page, with a field of it, or with a source of the widget."""
    path = route.request.url.removeprefix(ORIGIN)
    if path.startswith("/editors/"):
        route.fulfill(path=BUILT / path.removeprefix("/editors/"), content_type="text/javascript")
    elif path.startswith("/widget/"):
        route.fulfill(path=SOURCES / path.removeprefix("/widget/"), content_type="text/javascript")
    else:
        policy = {"content-security-policy": STRICT} if path == "/strict" else {}
        route.fulfill(body=PAGE, headers={"content-type": "text/html", **policy})
