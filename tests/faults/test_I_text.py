"""I01: whatever a text is made of, in the widget it is text."""

import time
from typing import Any

from msgspec.structs import replace
from playwright.sync_api import BrowserContext, Dialog, expect

from assist.cli.offline import Offline
from assist.events import (
    Handover,
    LedgerChanged,
    MessagePosted,
    MessageRead,
    NeedsChanged,
    NeedState,
    Reason,
    Suggestion,
    SuggestionOffered,
)
from assist.findings import Reading, Span, ToneRead
from assist.ledger import Deadline, Frame, Issue, Ledger, Moment, Promise, Question
from tests.browser.states import CHAT, Scene
from tests.faults.xss import payloads

OTHER = "c-other"
SHAPE = """() => {
  const root = document.querySelector('agent-assist').shadowRoot
  const all = [...root.querySelectorAll('*')]
  const names = all.flatMap(each => each.getAttributeNames().map(name => `@${name}`))
  return [...new Set([...all.map(each => each.localName), ...names])].sort()
}"""
SETTLED = """async ([id, name]) => {
  const widget = document.querySelector('agent-assist')
  widget.names = {'c-other': name}
  while (widget.card?.suggestion_id !== id) await new Promise(resolve => setTimeout(resolve, 1))
  const inside = part => widget.shadowRoot.querySelector(part)
  await new Promise(requestAnimationFrame)
  return {
    pwned: window.pwned ?? null,
    outside: document.querySelectorAll('*').length,
    frames: frames.length,
    text: inside('.card .text').textContent,
    rule: inside('.card .rule').textContent,
    chat: inside('.chat').textContent,
    tone: inside('.tone .name').textContent
  }
}"""


def reading(payload: str, tone: str) -> Reading:
    span = Span(start=0, end=len(payload), text=payload)
    found: Any = tone
    return Reading(
        language="en",
        unsure=False,
        tones=(ToneRead(tone=found, score=0.9, evidence=(span,)),),
        scores={},
        valence=-0.5,
        intensity=0.5,
        cues=(),
    )


def ledger(payload: str, now: float) -> Ledger:
    said: dict[str, Any] = {"words": payload, "message_id": "m1", "at": now}
    return Ledger(
        issues=(Issue(issue_id="i1", about=payload, words=payload, raised=2),),
        questions=(Question(question_id="q1", **said, asked=2),),
        promises=(Promise(promise_id="p1", **said, due=None),),
        deadlines=(Deadline(**said, due=now + 60),),
        moments=(Moment(what="peak", feeling=-0.9, **said),),
        frame=Frame(name=payload, **said),
    )


def flood(scene: Scene, card: Suggestion, number: int, payload: str, tone: str) -> str:
    """Put `payload` wherever a text may come from; return the id of the card that has it."""
    now = time.time()
    push = scene.service.push
    posted = MessagePosted(
        message_id=f"x{number}", speaker="customer", text=payload, at=now, name=payload
    )
    push(CHAT, posted)
    read = MessageRead(
        message_id=f"x{number}", speaker="customer", at=now, reading=reading(payload, tone)
    )
    push(CHAT, read)
    push(
        CHAT,
        NeedsChanged(at=now, needs=(NeedState(need="speed", status="failing", because=payload),)),
    )
    push(CHAT, LedgerChanged(at=now, ledger=ledger(payload, now)))
    if number % 16 == 0:
        books = ledger(payload, now)
        left = Handover(
            at=now,
            agent=payload,
            before=payload,
            tone=None,
            feeling=-0.5,
            ledger=books,
            avoid=(card.kind,),
        )
        push(CHAT, left)
        scene.page.wait_for_selector("agent-assist .glance:not([hidden])")
        scene.page.locator("agent-assist .glance button.dismiss").click()
    offered = replace(
        card,
        suggestion_id=f"s{number}",
        title=payload,
        about=payload,
        text=payload,
        policy=payload,
        language="fr",
        because=(
            Reason(label=f"<{payload}", words=payload, message_id=f"x{number}"),
            Reason(label="customer waits", words=payload),
        ),
    )
    push(CHAT, SuggestionOffered(suggestion=offered))
    return offered.suggestion_id


def first(scene: Scene) -> Suggestion:
    """Return the card that the chat shows, for others to be made of."""
    scene.fed_up()
    card = scene.service.talk(CHAT).session.conversation.showing
    assert card is not None
    return card


def shape(scene: Scene) -> set[str]:
    """Return the names of all elements and attributes in the widget."""
    return set(scene.page.evaluate(SHAPE))


def test_I01_nothing_that_is_written_becomes_more_than_text(
    context: BrowserContext, offline: Offline
) -> None:
    texts = payloads()
    assert len(texts) >= 200
    scene = Scene(context, offline, conversations=f"{CHAT} {OTHER}")
    dialogs: list[str] = []

    def refuse(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    scene.page.on("dialog", refuse)
    card = first(scene)
    flood(scene, card, 0, "plain words", "anger")
    scene.page.evaluate(SETTLED, ["s0", "plain"])
    known, outside = shape(scene), scene.page.evaluate("document.querySelectorAll('*').length")
    for number, payload in enumerate(texts, 1):
        # Labels come from the service's own closed lists; only what is no name in JavaScript either
        # can be told apart from one.
        tone = payload if number % 2 and not payload.isidentifier() else "anger"
        shown = flood(scene, card, number, payload, tone)
        seen = scene.page.evaluate(SETTLED, [shown, payload])
        assert seen["pwned"] is None, payload
        assert (seen["outside"], seen["frames"]) == (outside, 0), payload
        assert (seen["text"], seen["rule"], seen["chat"]) == (payload, payload, payload)
        assert shape(scene) <= known | {"@tabindex"}, payload
        if number % 2:
            assert seen["tone"], payload
    assert dialogs == []


def test_I01_words_go_into_a_rich_editor_as_text(context: BrowserContext, offline: Offline) -> None:
    scene = Scene(context, offline)
    card = first(scene)
    scene.page.evaluate(
        """() => {
          const rich = document.createElement('div')
          rich.contentEditable = 'true'
          document.querySelector('#composer').replaceWith(rich)
          rich.id = 'composer'
        }"""
    )
    for number, payload in enumerate(payloads()[::16], 1):
        shown = flood(scene, card, number, payload, "anger")
        scene.page.wait_for_function(
            "id => document.querySelector('agent-assist').card?.suggestion_id === id", arg=shown
        )
        scene.page.evaluate("document.querySelector('#composer').replaceChildren()")
        scene.page.evaluate("document.querySelector('agent-assist').insert()")
        assert scene.page.evaluate("window.pwned ?? null") is None
        made = scene.page.evaluate(
            "[...document.querySelectorAll('#composer *')].map(each => each.localName)"
        )
        assert set(made) <= {"br", "div", "p"}, payload
        assert "pwned" not in payload or "pwned" in scene.composer.inner_text()


def test_I01_what_the_service_says_of_an_error_is_no_markup(
    context: BrowserContext, offline: Offline
) -> None:
    for key in ("<img src=x onerror=window.pwned=1>", "constructor", "__proto__"):
        scene = Scene(context, offline)
        scene.live()
        scene.service.up = False
        scene.service.close(4000, key)
        scene.becomes("stopped")
        expect(scene.widget.locator(".notice")).not_to_have_text("")
        assert scene.page.evaluate("window.pwned ?? null") is None
        assert scene.widget.locator("img").count() == 0
