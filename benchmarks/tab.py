"""A feed and a page -> how long a card takes to be painted, and what a long day leaves behind."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from playwright.sync_api import BrowserContext, CDPSession, Page

from benchmarks.feed import Feed, Moment, chats

OPEN = 5
"""Chats that an agent has at once."""
STEP = 14
"""Events of one chat before another one has its turn."""
MB = 1024 * 1024
CLOCK = """
(() => {
  // What arrives is noted before the widget hears it; a task after the next frame's rendering is
  // the first moment at which the page can know that it was painted.
  const Real = WebSocket
  const bare = data => (document.getElementById('bare').textContent = JSON.parse(data).text)
  const after = new MessageChannel()
  let told = []
  after.port1.onmessage = () => {
    const now = performance.now()
    for (const tell of told.splice(0)) tell(now)
  }
  const painted = tell => requestAnimationFrame(() => {
    told.push(tell)
    after.port2.postMessage(0)
  })
  window.paints = []
  const note = (what, hear) => {
    const came = performance.now()
    hear()
    const drawn = performance.now()
    painted(now => paints.push({what, drawn: drawn - came, painted: now - came}))
  }
  window.WebSocket = class extends Real {
    set onmessage(hear) {
      super.onmessage = hear && (event => {
        const {data} = event
        if (data.startsWith('{"t": "bare"')) note('bare', () => bare(data))
        else if (data.includes('"k": "suggestion.offered"')) note('card', () => hear(event))
        else hear(event)
      })
    }
  }
})()
"""
MARK = """
window.WebSocket = class extends WebSocket {
  constructor(...all) {
    super(...all)
    this.addEventListener('message', ({data}) => {
      if (data.startsWith('{"t": "bare"')) window.reached = JSON.parse(data).text
    })
  }
}
"""
TEXT_ON_CARD = """
() => document.querySelector('agent-assist').shadowRoot
  .querySelector('.card:not([hidden]) .text')?.textContent
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """Milliseconds after a frame's arrival, when the DOM was as it says and when it was painted."""

    what: str
    drawn: float
    painted: float


def paints(context: BrowserContext, feed: Feed, cards: int) -> list[Paint]:
    """Show `cards` cards one by one, and as often the same words in a bare element."""
    context.add_init_script(CLOCK)
    page = feed.open(context)
    feed.follow(page, ["paint"])
    chance = random.Random(0)
    for number in range(cards):
        # A frame must not always come at the same moment of the screen's own beat.
        page.wait_for_timeout(chance.uniform(0, 30))
        card = _card(number)
        text = json.loads(card[1])["suggestion"]["text"]
        feed.say("paint", [card])
        _until_painted(page, 2 * number + 1)
        assert page.evaluate(TEXT_ON_CARD) == text
        page.wait_for_timeout(chance.uniform(0, 30))
        feed.send(f'{{"t": "bare", "text": {json.dumps(text)}}}')
        _until_painted(page, 2 * number + 2)
    found = [Paint(**each) for each in page.evaluate("paints")]
    page.close()
    return found


def first_paints(context: BrowserContext, feed: Feed, pages: int) -> list[Paint]:
    """Show the first card of a page that has just been opened, `pages` times."""
    context.add_init_script(CLOCK)
    found = []
    for number in range(pages):
        page = feed.open(context)
        feed.follow(page, [f"first-{number}"])
        feed.say(f"first-{number}", [_card(number)])
        _until_painted(page, 1)
        found.append(Paint(**page.evaluate("paints[0]")))
        page.close()
    return found


def _until_painted(page: Page, count: int) -> None:
    page.wait_for_function("count => paints.length >= count", arg=count)


def _card(number: int) -> Moment:
    cards = [data for stream in chats() for name, data in stream if name == "suggestion.offered"]
    plain = json.loads(cards[number % len(cards)])
    plain["suggestion"]["suggestion_id"] = f"s{number}"
    plain["suggestion"]["text"] += f" ({number})"
    return "suggestion.offered", json.dumps(plain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a page holds after so many messages, its garbage collected."""

    messages: int
    heap_mb: float
    nodes: int
    listeners: int


def day(context: BrowserContext, feed: Feed, weigh_at: Sequence[int]) -> Iterator[Weight]:
    """Live through chats, and weigh the page each time that so many messages have been said.

    As an agent does: five chats are open at once, they change, cards are inserted or put aside.
    """
    context.add_init_script(MARK)
    page = feed.open(context)
    chrome = context.new_cdp_session(page)
    chrome.send("Performance.enable")
    page.evaluate(_AGENT)
    talk = _talks()
    said = 0
    for messages in weigh_at:
        while said < messages:
            said += _round(page, feed, next(talk))
        yield _weighed(page, chrome, said)
    page.close()


def _talks() -> Iterator[dict[str, tuple[Moment, ...]]]:
    """Yield rounds for ever: whole chats that an agent has side by side."""
    for number in count(step=OPEN):
        places = range(number, number + OPEN)
        yield {f"chat-{place}": chats()[place % len(chats())] for place in places}


def _round(page: Page, feed: Feed, talks: dict[str, tuple[Moment, ...]]) -> int:
    """Let some chats go on side by side to their ends; return how many messages they had."""
    feed.follow(page, list(talks))
    longest = max(len(stream) for stream in talks.values())
    for at in range(0, longest, STEP):
        for chat, stream in talks.items():
            feed.say(chat, stream[at : at + STEP])
        open_next = list(talks)[at // STEP % OPEN]
        page.evaluate("chat => document.querySelector('agent-assist').look(chat)", open_next)
    last = list(talks)[-1]
    feed.send(json.dumps({"t": "bare", "text": last}))
    page.wait_for_function("chat => window.reached === chat", arg=last)
    return sum(name == "message.posted" for stream in talks.values() for name, _ in stream)


_AGENT = """
() => {
  const assist = document.querySelector('agent-assist')
  let cards = 0
  assist.addEventListener('agent-assist-card', ({detail: {suggestion}}) => {
    if (!suggestion) return
    const act = ['insert', 'dismiss', 'mute', ''][cards++ % 4]
    if (act) setTimeout(() => {
      assist[act]()
      document.querySelector('#composer').value = ''
    })
  })
}
"""


def _weighed(page: Page, chrome: CDPSession, messages: int) -> Weight:
    # What waits for a timer still holds on to what it was made with.
    page.wait_for_timeout(1500)
    for _ in range(3):
        chrome.send("HeapProfiler.collectGarbage")
    told = {
        each["name"]: each["value"] for each in chrome.send("Performance.getMetrics")["metrics"]
    }
    return Weight(
        messages=messages,
        heap_mb=told["JSHeapUsedSize"] / MB,
        nodes=int(told["Nodes"]),
        listeners=int(told["JSEventListeners"]),
    )
