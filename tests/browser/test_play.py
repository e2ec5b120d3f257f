"""The chats that the demo plays: in time, on both pages, with the cards that belong to them."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from assist.resources import widget_dir
from tests.browser.pages import Console, Customer
from tests.browser.server import DemoServer

CHATS = sorted((widget_dir().parent / "demo" / "chats").glob("*.json"))
ROUTINE = [path for path in CHATS if path.stem.startswith("routine")]


def test_the_first_page_leads_to_both_others_and_to_each_chat(
    server: DemoServer, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("ol li")).to_have_count(3)
    expect(page.locator("#scripts a")).to_have_count(len(CHATS))
    for link in page.locator("a").all():
        href = link.get_attribute("href")
        assert href is not None and context.request.get(f"{server.url}{href}").ok


@pytest.mark.parametrize("path", CHATS, ids=lambda path: path.stem)
def test_a_chat_is_played_step_by_step_on_both_pages(
    server: DemoServer, context: BrowserContext, path: Path
) -> None:
    chat = json.loads(path.read_text(encoding="utf-8"))
    turns = [turn for turn in chat["turns"] if "text" in turn]
    texts = [turn["text"] for turn in turns]
    customer = Customer(context.new_page(), server.url)
    console = Console(context.new_page(), server.url)
    console.page.select_option("#script", chat["id"])
    for number in range(1, len(texts) + 1):
        if _is_told_before(chat["turns"], turns[number - 1]):
            console.page.click("#step")
        console.page.click("#step")
        expect(console.messages).to_have_count(number)
    expect(console.messages).to_have_text(texts)
    expect(customer.messages).to_have_text(texts)
    expect(console.page.locator("#progress")).to_have_text("The end")
    _settled(customer, console)
    shown = [kind for kind in console.heard("card") if kind is not None]
    assert bool(shown) != (path in ROUTINE), shown


def test_playing_keeps_time_and_a_pause_stops_it(
    server: DemoServer, context: BrowserContext
) -> None:
    page = context.new_page()
    page.clock.install()
    console = Console(page, server.url)
    page.select_option("#script", "routine-hours")
    page.select_option("#speed", "4")
    page.click("#play")
    page.clock.run_for(10)
    expect(console.messages).to_have_count(1)
    page.clock.run_for(2_000)
    expect(console.messages).to_have_count(1)
    page.clock.run_for(500)
    expect(console.messages).to_have_count(2)
    page.click("#play")
    page.clock.run_for(60_000)
    console.becomes("live")
    expect(console.messages).to_have_count(2)


def test_who_answers_by_hand_is_waited_for(server: DemoServer, context: BrowserContext) -> None:
    console = Console(context.new_page(), server.url)
    console.page.check("#self")
    console.page.select_option("#script", "routine-hours")
    console.page.click("#step")
    expect(console.messages).to_have_count(1)
    console.page.click("#step")
    expect(console.page.locator("#progress")).to_have_text("Your turn to answer")
    console.page.select_option("#speed", "4")
    console.composer.fill("We open at 9.")
    console.composer.press("Enter")
    expect(console.messages).to_have_count(3)
    expect(console.messages.nth(1)).to_have_text("We open at 9.")
    expect(console.page.locator(".message").nth(2)).to_have_attribute("data-speaker", "customer")


def _is_told_before(turns: list[dict[str, Any]], turn: dict[str, Any]) -> bool:
    """Return whether the platform tells something before a turn, in a step of its own."""
    told = turns[turns.index(turn) - 1] if turn is not turns[0] else {}
    return "context" in told and told["at"] != turn["at"]


def _settled(customer: Customer, console: Console) -> None:
    """Wait until the widget has heard of all that followed: a stream keeps its order."""
    before = customer.messages.count()
    customer.say("ok")
    expect(console.messages).to_have_count(before + 1)
    console.page.wait_for_function(
        """() => {
          const last = [...document.querySelectorAll('#log .message')].at(-1)
          return document.querySelector('agent-assist').tone?.messageId === last.dataset.id
        }"""
    )
