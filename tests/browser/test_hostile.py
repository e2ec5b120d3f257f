"""Words that try to be more than words: they stay text, on both pages and in the widget."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.pages import THIRD_TIME, open_both
from tests.browser.server import DemoServer

HOSTILE = (
    "<script>window.pwned = 1</script>",
    "<img src=x onerror='window.pwned=1'>",
    "<svg/onload=window.pwned=1>",
    "\"><iframe srcdoc='<script>parent.pwned=1</script>'>",
    "<a href='javascript:window.pwned=1'>click</a>",
    "<style>body{display:none}</style>",
    "{{constructor.constructor('window.pwned=1')()}}",
    "${window.pwned=1}",
    "</textarea><script>window.pwned=1</script>",
    "<math><mtext></table></math><img src onerror=window.pwned=1>",
    "&lt;b&gt;bold&lt;/b&gt; & <b>bold</b>",
    "\u202egnp.exe \u2066 ﷽ 👩‍👩‍👧‍👦",
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_message_of_markup_stays_text_everywhere(
    server: DemoServer, context: BrowserContext, hostile: str
) -> None:
    customer, console = open_both(context, server.url)
    customer.page.fill("#name", hostile[:80])
    text = f"{hostile} {THIRD_TIME} {hostile}"
    customer.say(text)
    expect(customer.messages).to_have_text([text])
    expect(console.messages).to_have_text([text])
    expect(console.page.locator(".chat-row .last")).to_have_text(text)
    expect(console.page.locator("#who")).to_have_text(hostile[:80])
    expect(console.card).to_be_visible()
    for page in (customer.page, console.page):
        assert page.evaluate("window.pwned") is None
        strange = "script:not([src]), iframe, img, style, math, #log a, #log b, #log svg"
        assert page.locator(strange).count() == 0
    inside = console.widget.evaluate(
        "widget => [...widget.shadowRoot.querySelectorAll('*')].map(each => each.localName)"
    )
    assert set(inside) <= {
        *("section", "div", "span", "strong", "p", "button", "kbd", "ul", "li", "dl", "dt", "dd"),
        *("svg", "line", "polyline", "circle", "path", "title"),
    }


def test_a_message_of_markup_may_be_quoted_on_a_card_and_stays_text(
    server: DemoServer, context: BrowserContext
) -> None:
    customer, console = open_both(context, server.url)
    customer.say("this is the <b>third</b> time I'm writing and nobody called me back")
    expect(console.card).to_be_visible()
    assert console.widget.locator(".why b").count() == 0
    console.press("Alt+Enter")
    expect(console.composer).not_to_have_value("")
