"""A chat console that lets nothing foreign in -> its pages over HTTP, and what an agent sees there.

It redraws its whole page at each change of chat, writes its rows late, and has a policy that
forbids frames, foreign sockets and foreign scripts.
"""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playwright.sync_api import Error, Frame, Page

POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
    "frame-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Strict desk</title>
<link rel="stylesheet" href="/desk.css">
<body><div id="app"></div><script src="/desk.js"></script>
"""
STYLE = """
body { margin: 0; font: 15px system-ui }
#app { display: flex; flex-direction: column; block-size: 100vh }
#log { flex: 1; overflow: auto; margin: 0; padding: 12px; list-style: none }
.reply { display: flex; gap: 8px; padding: 8px }
#field { flex: 1; min-block-size: 60px; border: 1px solid #888; padding: 6px }
"""
SCRIPT = """
window.sent = []
window.desk = {
  chats: {},
  count: 0,
  get id() { return location.pathname.split('/').pop() },
  draw() {
    const app = document.querySelector('#app')
    app.replaceChildren()
    const log = Object.assign(document.createElement('ul'), {id: 'log'})
    const reply = Object.assign(document.createElement('div'), {className: 'reply'})
    const rich = new URLSearchParams(location.search).has('rich')
    const field = document.createElement(rich ? 'div' : 'textarea')
    field.id = 'field'
    if (rich) field.contentEditable = 'true'
    field.addEventListener('keydown', event => {
      if (event.key !== 'Enter' || event.shiftKey) return
      event.preventDefault()
      this.send()
    })
    const send = Object.assign(document.createElement('button'), {id: 'send', textContent: 'Send'})
    send.addEventListener('click', () => this.send())
    reply.append(field, send)
    app.append(log, reply)
    for (const message of this.chats[this.id] ?? []) this.row(log, message, 0)
  },
  row(log, {id, who, text, kind}, late) {
    const row = document.createElement('li')
    row.className = ['msg', who, kind ?? ''].join(' ')
    if (id) row.dataset.id = id
    const words = Object.assign(document.createElement('span'), {className: 'words'})
    row.append(words, ' 12:00')
    log.append(row)
    if (late) setTimeout(() => (words.textContent = text), late)
    else words.textContent = text
  },
  say(who, text, more = {}) {
    const message = {id: `m${++this.count}-${this.id}`, who, text, ...more}
    ;(this.chats[this.id] ??= []).push(message)
    this.row(document.querySelector('#log'), message, 40)
    return message.id
  },
  edit(id, text) {
    document.querySelector(`[data-id="${id}"] .words`).textContent = text
  },
  open(id) {
    history.pushState(null, '', `/chat/${id}${location.search}`)
    this.draw()
  },
  send() {
    const field = document.querySelector('#field')
    const text = field.value ?? field.innerText
    sent.push(text)
    if ('value' in field) field.value = ''
    else field.replaceChildren()
    this.say('agent', text)
  }
}
desk.draw()
"""
FILES = {"/desk.css": ("text/css", STYLE), "/desk.js": ("text/javascript", SCRIPT)}
RECIPE = {
    "name": "strict-desk",
    "title": "Strict desk",
    "checked": "run",
    "note": "",
    "match": ["*/chat/*"],
    "composer": ["#field"],
    "conversation": {"url": "/chat/(\\w+)"},
    "mount": {"before": ".reply"},
    "messages": {
        "row": ".msg",
        "id": {"attribute": "data-id"},
        "text": ".words",
        "skip": ".note",
        "speaker": [
            {"selector": ".customer", "is": "customer"},
            {"selector": ".agent", "is": "agent"},
            {"is": "skip"},
        ],
    },
}


class _Handler(BaseHTTPRequestHandler):
    files: dict[str, tuple[str, str]]

    def do_GET(self) -> None:
        """Answer with one of the files, or with the page."""
        kind, text = self.files.get(self.path.partition("?")[0], ("text/html", PAGE))
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if kind == "text/html":
            self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class StrictDesk:
    """The console's web server."""

    def __init__(self) -> None:
        self.files = dict(FILES)
        handler = type("Handler", (_Handler,), {"files": self.files})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)


class Agent:
    """An agent at one page of the console."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        page.goto(url)

    def say(self, who: str, text: str, **more: str | None) -> str:
        """Let a message appear in the log; return its id."""
        said: str = self.page.evaluate(
            "([who, text, more]) => desk.say(who, text, more)", [who, text, more]
        )
        return said

    def open(self, chat: str) -> None:
        """Choose another chat."""
        self.page.evaluate("chat => desk.open(chat)", chat)

    @property
    def draft(self) -> str:
        """What stands in the reply field."""
        text: str = self.page.evaluate(
            "() => { const {value, innerText} = document.querySelector('#field');"
            " return value ?? innerText }"
        )
        return text

    @property
    def sent(self) -> list[Any]:
        """What was sent so far."""
        sent: list[Any] = self.page.evaluate("sent")
        return sent

    def panel(self) -> Frame:
        """Return the frame of the panel, once it shows the open chat."""
        return panel_of(self.page, self.page.evaluate("desk.id"))

    @property
    def panels(self) -> int:
        """How many panels the page holds."""
        return sum("/panel.html" in frame.url for frame in self.page.frames)


def panel_of(page: Page, chat: str = "") -> Frame:
    """Return the frame of the panel, once it shows this chat."""
    for _ in range(200):
        for frame in page.frames:
            if "/panel.html" in frame.url and _conversation(frame).endswith(chat):
                return frame
        page.wait_for_timeout(50)
    raise AssertionError("the panel did not come")


def _conversation(panel: Frame) -> str:
    """What the panel shows; "" for nothing, as when the console throws it out just then."""
    shown = "document.querySelector('agent-assist')?.getAttribute('conversation') ?? ''"
    try:
        return str(panel.evaluate(shown))
    except Error:
        return ""
