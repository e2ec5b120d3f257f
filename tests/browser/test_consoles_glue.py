"""Our pages inside other makers' consoles: shown, followed, inserted by the console's own call."""

import json
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.consoles.stand_in import HERE, Hosted, StandIn, bundled
from tests.browser.pages import THIRD_TIME, TROISIEME_FOIS
from tests.browser.server import DemoServer

CHATWOOT = "https://chat.acme.example"
ZENDESK = "https://acme.zendesk.com"
ZENDESK_APP = "https://12345.apps.zdusercontent.com"
LIVECHAT = "https://my.livechatinc.com"
FRONT = "https://app.frontapp.com"
FRESHWORKS = "https://acme.freshdesk.com"
CONSOLES = (CHATWOOT, ZENDESK, ZENDESK_APP, LIVECHAT, FRONT, FRESHWORKS)
# The consoles' addresses are public and our server is on this machine, which is not their rule.
REACHES = "--disable-features=LocalNetworkAccessChecks"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "these tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=Path(chromium), args=[*FLAGS, REACHES])
        yield started
        started.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    running = DemoServer(tmp_path_factory.mktemp("demo") / "data", origins=CONSOLES)
    running.start()
    yield running
    running.stop()


def fresh() -> str:
    """Return an id that no chat had, as consoles number theirs; a test may run a second time."""
    return str(secrets.randbelow(10**9) + 10**9)


@pytest.fixture
def one() -> str:
    return fresh()


@pytest.fixture
def other() -> str:
    return fresh()


def chatwoot(context: BrowserContext, server: DemoServer, query: str) -> StandIn:
    console = StandIn(context, server, CHATWOOT)
    console.show("chatwoot.html", console.served("chatwoot"), query)
    return console


def test_chatwoot_is_asked_by_its_exact_words_until_it_answers(
    context: BrowserContext, server: DemoServer, one: str
) -> None:
    console = chatwoot(context, server, f"chat={one}&late")
    console.page.wait_for_function("asked.length > 1")
    assert set(console.page.evaluate("asked")) == {"chatwoot-dashboard-app:fetch-info"}
    expect(console.widget).not_to_have_attribute("conversation", one)
    console.page.evaluate("listens = true")
    console.carded(one, THIRD_TIME)


def test_chatwoot_says_which_chat_is_open_and_how_it_looks(
    context: BrowserContext, server: DemoServer, one: str, other: str
) -> None:
    console = chatwoot(context, server, f"chat={one}&theme=dark")
    expect(console.widget).to_have_attribute("conversation", one)
    expect(console.widget).to_have_attribute("theme", "dark")
    console.page.evaluate(f"chat = {other}; tell()")
    console.carded(other, THIRD_TIME)


def test_nobody_but_the_console_is_heard(
    context: BrowserContext, server: DemoServer, one: str
) -> None:
    stranger = Hosted(context, "https://stranger.example")
    said = '{event: "appContext", data: {conversation: {id: 666}}}'
    script = f"parent.frames[0].postMessage(JSON.stringify({said}), '*')"
    stranger.put("/", f"<!doctype html><script>window.tell = () => {script}</script>")
    console = chatwoot(context, server, f"chat={one}")
    expect(console.widget).to_have_attribute("conversation", one)
    made = "Object.assign(document.createElement('iframe'), {src: 'https://stranger.example/'})"
    with console.page.expect_event("framenavigated") as navigated:
        console.page.evaluate(f"document.body.append({made})")
    frame = navigated.value
    frame.wait_for_function("'tell' in window")
    frame.evaluate("tell()")
    console.carded(one, THIRD_TIME)


def test_in_chatwoot_the_words_are_copied_and_never_those_of_another_chat(
    context: BrowserContext, server: DemoServer, one: str, other: str
) -> None:
    console = chatwoot(context, server, f"chat={one}")
    words = console.carded(one, THIRD_TIME)
    console.page.evaluate(f"chat = {other}")
    console.insert()
    console.refused()
    console.page.evaluate(f"chat = {one}; tell()")
    expect(console.card).to_be_visible()
    console.insert()
    expect(console.widget.get_by_text("Copied. Paste it into your reply.")).to_be_visible()
    console.reply.focus()
    console.page.keyboard.press("Control+V")
    expect(console.reply).to_have_value(words)


def zendesk(context: BrowserContext, server: DemoServer, query: str) -> StandIn:
    console = StandIn(context, server, ZENDESK)
    Hosted(context, ZENDESK_APP).package("zendesk", {})
    sdk = bundled("node_modules/zendesk_app_framework_sdk/lib/index.js", "--global-name=ZAFClient")
    cdn = Hosted(context, "https://static.zdassets.com")
    cdn.put("/zendesk_app_framework_sdk/2.0/zaf_sdk.min.js", sdk, "text/javascript")
    console.show("zendesk.html", f"{ZENDESK_APP}/assets/iframe.html", query)
    return console


def test_zendesk_gets_the_words_as_markup_at_the_caret(
    context: BrowserContext, server: DemoServer, one: str
) -> None:
    console = zendesk(context, server, f"chat={one}&theme=dark")
    words = console.carded(one, THIRD_TIME)
    expect(console.widget).to_have_attribute("theme", "dark")
    console.insert()
    expect(console.reply).to_have_value(words)
    expect(console.card).to_have_count(0)
    invoked = console.page.evaluate("invoked.map(([name]) => name)")
    assert set(invoked) == {"resize", "ticket.editor.insert"}
    assert invoked.count("ticket.editor.insert") == 1


def test_zendesk_is_asked_which_ticket_is_open_before_words_go_in(
    context: BrowserContext, server: DemoServer, one: str, other: str
) -> None:
    console = zendesk(context, server, f"chat={one}")
    console.carded(one, THIRD_TIME)
    console.page.evaluate(f"values['ticket.id'] = {other}")
    console.insert()
    console.refused()
    expect(console.widget).to_have_attribute("conversation", other)
    console.page.evaluate(f"values['ticket.id'] = {one}; fire('app.activated')")
    expect(console.card).to_be_visible()


def test_zendesk_says_the_agents_language(
    context: BrowserContext, server: DemoServer, one: str
) -> None:
    console = zendesk(context, server, f"chat={one}&lang=fr")
    console.carded(one, TROISIEME_FOIS)
    expect(console.card.get_by_role("button", name="Insérer")).to_be_visible()


def livechat(context: BrowserContext, server: DemoServer, one: str, query: str) -> StandIn:
    console = StandIn(context, server, LIVECHAT)
    entry = "node_modules/@livechat/postmessage/dist/postmessenger-es5.esm.js"
    production = '--define:process.env.NODE_ENV="production"'
    script = bundled(entry, "--format=esm", production)
    console.site.put("/postmessage.js", script, "text/javascript")
    app = console.served("livechat", f"lang=en&plugin_id=p-1&theme=light&{query}")
    console.show("livechat.html", app, f"chat={one}")
    return console


@pytest.mark.parametrize("connection", ["plain", "handshake"])
def test_livechat_puts_the_words_into_the_open_chat(
    context: BrowserContext, server: DemoServer, connection: str, one: str
) -> None:
    console = livechat(context, server, one, f"connection={connection}")
    words = console.carded(one, THIRD_TIME)
    expect(console.widget).to_have_attribute("theme", "light")
    theme = {"event_name": "livechat:change_theme", "event_data": {"theme": "dark"}}
    console.page.evaluate("message => say(message)", theme)
    expect(console.widget).to_have_attribute("theme", "dark")
    console.page.evaluate("profile = {...profile, source: 'archives'}; tell()")
    expect(console.widget).to_have_attribute("conversation", "")
    console.page.evaluate("profile = {...profile, source: 'chats'}; tell()")
    expect(console.card).to_be_visible()
    console.insert()
    expect(console.reply).to_have_value(words)
    heard = console.page.evaluate("heard.map(({message, plugin_id}) => [message, plugin_id])")
    assert heard == [["plugin_inited", "p-1"], ["put_message", "p-1"]]


def test_nobody_but_livechat_may_take_its_widget_by_the_hand(
    context: BrowserContext, server: DemoServer, one: str
) -> None:
    stranger = Hosted(context, "https://stranger.example")
    hand = {"@@livechat/postmessenger": True, "type": "handshake", "owner": "s", "instance": 0}
    offer = f"parent[0].postMessage({json.dumps(hand)}, '*')"
    stranger.put("/", f"<!doctype html><script>setInterval(() => {{ {offer} }}, 20)</script>")
    made = "Object.assign(document.createElement('iframe'), {src: 'https://stranger.example/'})"
    context.add_init_script(
        f"if (origin === '{LIVECHAT}')"
        f" addEventListener('DOMContentLoaded', () => document.body.append({made}))"
    )
    console = livechat(context, server, one, "connection=handshake")
    console.carded(one, THIRD_TIME)


def front(context: BrowserContext, server: DemoServer, query: str) -> StandIn:
    console = StandIn(context, server, FRONT)
    console.show("front.html", console.served("front"), query)
    return console


def test_front_gets_the_words_into_the_draft_that_is_there(
    context: BrowserContext, server: DemoServer, one: str
) -> None:
    console = front(context, server, f"chat={one}&draft=dra_1")
    words = console.carded(one, THIRD_TIME)
    console.insert()
    expect(console.reply).to_have_value(words)
    update = {"content": {"body": words, "type": "text"}, "updateMode": "insert"}
    assert console.page.evaluate("calls") == [["updateDraft", "dra_1", update]]


def test_front_gets_a_draft_that_answers_the_latest_message_where_there_is_none(
    context: BrowserContext, server: DemoServer, one: str
) -> None:
    console = front(context, server, f"chat={one}")
    words = console.carded(one, THIRD_TIME)
    console.insert()
    expect(console.reply).to_have_value(words)
    reply = {"type": "reply", "originalMessageId": "msg_2"}
    draft = {"content": {"body": words, "type": "text"}, "replyOptions": reply}
    assert console.page.evaluate("calls") == [["listMessages"], ["createDraft", draft]]


def test_front_shows_nothing_of_several_conversations_at_once(
    context: BrowserContext, server: DemoServer, one: str
) -> None:
    console = front(context, server, f"chat={one}")
    console.carded(one, THIRD_TIME)
    console.page.evaluate("open('multiConversations')")
    expect(console.widget).to_have_attribute("conversation", "")
    expect(console.card).to_have_count(0)
    console.page.evaluate(f"open('singleConversation', {{id: '{one}'}})")
    expect(console.card).to_be_visible()


def freshworks(context: BrowserContext, server: DemoServer, query: str) -> StandIn:
    console = StandIn(context, server, FRESHWORKS)
    client = (HERE / "freshworks-client.js").read_text().replace("SETTINGS", console.settings)
    console.site.put("/client.js", client, "text/javascript")
    console.site.package("freshworks", {"{{{appclient}}}": "/client.js"})
    console.show("freshworks.html", "/app/index.html", query)
    return console


@pytest.mark.parametrize("product", ["freshdesk", "freshchat"])
def test_the_editor_of_freshworks_is_set_without_replacing_what_stands(
    context: BrowserContext, server: DemoServer, product: str, one: str
) -> None:
    console = freshworks(context, server, f"{product}&chat={one}")
    words = console.carded(one, THIRD_TIME)
    console.insert()
    expect(console.reply).to_have_value(words)
    more = {"text": words, "replace": False, "position": "end"}
    given = {"id": "editor", **(more if product == "freshdesk" else {"value": words})}
    assert console.page.evaluate("triggered") == [["setValue", given]]


def test_freshworks_is_asked_which_ticket_is_open_before_words_go_in(
    context: BrowserContext, server: DemoServer, one: str, other: str
) -> None:
    console = freshworks(context, server, f"chat={one}")
    console.carded(one, THIRD_TIME)
    console.page.evaluate(f"objects.ticket = {{id: {other}}}")
    console.insert()
    console.refused()
    assert console.page.evaluate("triggered") == []
