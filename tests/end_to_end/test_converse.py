"""A customer and an agent on a real XMPP server, with the widget beside the agent's reply field."""

import re
import time

from playwright.sync_api import BrowserContext, expect

from tests.browser.pages import THIRD_TIME
from tests.browser.strict import panel_of
from tests.end_to_end.people import Office, Person
from tests.end_to_end.sidecar import Sidecar

ASSIST = "document.querySelector('agent-assist')"
LATER = "and now the tracking page says it went back to the sender, this is ridiculous"
LAST = "please let me speak to your manager"


def card_of(person: Person) -> str:
    """Return the words of the card, once there is one."""
    person.page.wait_for_function(f"{ASSIST}?.card")
    words: str = person.page.evaluate(f"{ASSIST}.card.text")
    return words


def follows(person: Person, other: Person) -> None:
    """Wait until the widget stands in this chat, connected."""
    widget = person.page.locator("converse-chat agent-assist")
    expect(widget).to_have_attribute("conversation", other.jid)
    person.page.wait_for_function(f"{ASSIST}.connection === 'live'")


def becomes(sidecar: Sidecar, conversation: str, wanted: list[tuple[str, str]]) -> None:
    """Wait until these messages are in the journal, and no others."""
    until = time.monotonic() + 20
    while (said := sidecar.messages(conversation)) != wanted and time.monotonic() < until:
        time.sleep(0.1)
    assert said == wanted, "".join(sidecar.said)


def test_a_complaint_brings_a_card_whose_words_the_agent_sends_and_a_kill_loses_nothing(
    office: Office,
) -> None:
    maria, ana = office.customer("maria"), office.agent()
    maria.say(THIRD_TIME)
    ana.open(maria)
    follows(ana, maria)
    words = card_of(ana)
    ana.field.focus()
    ana.page.keyboard.press("Alt+Enter")
    expect(ana.field).to_have_value(words)
    ana.send()
    expect(maria.log).to_have_text([THIRD_TIME, words])
    said = [("customer", THIRD_TIME), ("agent", words)]
    becomes(office.sidecar, maria.jid, said)
    office.sidecar.kill()
    ana.page.wait_for_function(f"{ASSIST}.connection !== 'live'")
    maria.say(LATER)
    office.sidecar.start()
    ana.page.evaluate("dispatchEvent(new Event('online'))")
    follows(ana, maria)
    maria.say(LAST)
    said += [("customer", LATER), ("customer", LAST)]
    becomes(office.sidecar, maria.jid, said)
    card_of(ana)
    expect(ana.log).to_have_text([text for _, text in said])


def test_the_widget_goes_along_to_another_chat_and_no_words_go_astray(office: Office) -> None:
    tom, zoe, ana = office.customer("tom"), office.customer("zoe"), office.agent()
    tom.say(THIRD_TIME)
    ana.open(tom)
    words = card_of(ana)
    ana.field.focus()
    ana.page.keyboard.type("Hello ,")
    ana.page.keyboard.press("ArrowLeft")
    ana.page.keyboard.press("Alt+Enter")
    expect(ana.field).to_have_value(f"Hello {words} ,")
    ana.page.keyboard.press("Alt+x")
    expect(ana.field).to_have_value("Hello ,")
    zoe.say("good morning")
    ana.open(zoe)
    follows(ana, zoe)
    expect(ana.field).to_have_value("")
    ana.field.focus()
    ana.page.keyboard.press("Alt+Shift+Enter")
    ana.page.locator("agent-assist").get_by_role("button", name=tom.jid).click()
    follows(ana, tom)
    expect(ana.field).to_have_value("Hello ,")
    assert card_of(ana) == words
    ana.field.focus()
    # As if the same element were another chat's by now, without a change that can be seen.
    other = "document.querySelector('converse-chat').getAttribute = () => 'other@localhost'"
    ana.page.evaluate(f"async () => {{ {other}; await {ASSIST}.insert() }}")
    expect(ana.field).to_have_value("Hello ,")


def inserted_by_the_extension(ana: Person, customer: Person) -> str:
    """Let the agent insert the card's words by key, and return them."""
    panel = panel_of(ana.page, customer.jid)
    expect(panel.locator("#open[data-card]")).to_be_visible()
    words: str = panel.evaluate(f"{ASSIST}.card.text")
    ana.field.focus()
    ana.page.keyboard.press("Alt+Enter")
    expect(ana.field).to_have_value(re.compile(re.escape(words)))
    return words


def test_the_extension_in_place_of_the_plugin_brings_the_card_and_its_words(
    office: Office, extended: BrowserContext
) -> None:
    lea = office.customer("lea")
    ana = office.extended(extended, office.prosody.url)
    lea.say(THIRD_TIME)
    ana.open(lea)
    words = inserted_by_the_extension(ana, lea)
    ana.send()
    expect(lea.log).to_have_text([THIRD_TIME, words])
    becomes(office.sidecar, lea.jid, [("customer", THIRD_TIME), ("agent", words)])
    ana.page.close()


def test_the_extension_reads_each_message_of_the_page_once_where_nothing_else_does(
    office: Office, extended: BrowserContext
) -> None:
    ben = office.customer("ben")
    ana = office.extended(extended, office.prosody.by_name)
    ben.say(THIRD_TIME)
    ana.open(ben)
    words = inserted_by_the_extension(ana, ben)
    ana.send()
    ben.say("thank you")
    said = [("customer", THIRD_TIME), ("agent", words), ("customer", "thank you")]
    becomes(office.sidecar, f"page:{ben.jid}", said)
    ana.page.close()
