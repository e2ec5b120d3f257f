"""Stanzas -> lines and their parts, without a server."""

from xml.etree.ElementTree import Element, fromstring

import pytest

from assist.consoles.xmpp.stanzas import (
    corrects,
    is_encrypted,
    live,
    nick,
    origin,
    past,
    retracts,
    words,
)

AGENT, CUSTOMER = "agent@example.com", "customer@example.com"


def message(inside: str, **attributes: str) -> Element:
    given = {"from": f"{CUSTOMER}/web", "to": AGENT, "type": "chat"} | attributes
    pairs = " ".join(f"{name}='{value}'" for name, value in given.items())
    return fromstring(f"<message xmlns='jabber:client' {pairs}>{inside}</message>")


def copy(kind: str, inside: str, sender: str = AGENT) -> Element:
    return fromstring(
        f"<message xmlns='jabber:client' from='{sender}' to='{AGENT}/warmline'>"
        f"<{kind} xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>{inside}"
        f"</forwarded></{kind}></message>"
    )


INNER = (
    f"<message xmlns='jabber:client' from='{CUSTOMER}/web' to='{AGENT}'><body>hi</body></message>"
)
STAMP = "<delay xmlns='urn:xmpp:delay' from='{}' stamp='2026-11-21T19:00:00Z'/>"
THEN = 1795287600.0


def test_a_copy_is_opened_if_it_is_the_users_own_servers() -> None:
    opened = live(copy("received", INNER), AGENT)
    assert opened is not None
    assert (opened.sender, words(opened.stanza)) == (f"{CUSTOMER}/web", "hi")
    assert live(copy("sent", INNER, "evil@example.com"), AGENT) is None
    assert live(copy("sent", ""), AGENT) is None


@pytest.mark.parametrize(
    ("by", "at"), [("example.com", THEN), (AGENT, THEN), (CUSTOMER, None), ("elsewhere.org", None)]
)
def test_only_our_own_server_is_believed_when_a_line_was_said(by: str, at: float | None) -> None:
    line = live(message(f"<body>hi</body>{STAMP.format(by)}"), AGENT)
    assert line is not None
    assert line.at == at


def test_only_our_own_archive_names_a_line() -> None:
    ids = "<stanza-id xmlns='urn:xmpp:sid:0' by='{}' id='{}'/>"
    both = ids.format("evil.example", "forged") + ids.format("Agent@Example.com", "kept")
    line = live(message(both), AGENT)
    assert line is not None
    assert line.archived == "kept"


def test_an_archived_line_has_its_id_and_its_time() -> None:
    line = past(
        fromstring(
            f"<message xmlns='jabber:client'><result xmlns='urn:xmpp:mam:2' id='7'>"
            f"<forwarded xmlns='urn:xmpp:forward:0'>{STAMP.format('anybody')}{INNER}</forwarded>"
            "</result></message>"
        )
    )
    assert line is not None
    assert (line.archived, line.at, line.past, line.sender) == ("7", THEN, True, f"{CUSTOMER}/web")
    assert past(message("<body>hi</body>")) is None


FALLBACK = "<fallback xmlns='urn:xmpp:fallback:0' for='{}'>{}</fallback>"


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ("", ""),
        ("<body/>", ""),
        ("<body>one <b>two</b> three</body>", "one two three"),
        (
            "<body>&gt; quoted\nmine</body>"
            + FALLBACK.format("urn:xmpp:reply:0", "<body start='0' end='9'/>"),
            "mine",
        ),
        ("<body>all</body>" + FALLBACK.format("urn:xmpp:reply:0", ""), "all"),
        ("<body>all</body>" + FALLBACK.format("urn:xmpp:reply:0", "<body start='x'/>"), "all"),
        ("<body>all</body>" + FALLBACK.format("urn:xmpp:reply:0", "<body start='-9'/>"), "all"),
        ("<body>all</body>" + FALLBACK.format("urn:xmpp:reply:0", "<body end='99'/>"), ""),
        ("<body>&gt; hi\n+1</body>" + FALLBACK.format("urn:xmpp:reactions:0", "<body/>"), ""),
        ("<body>kept</body>" + FALLBACK.format("urn:example:other", ""), "kept"),
        (
            "<body>https://x/cat.png</body><x xmlns='jabber:x:oob'><url>https://x/cat.png</url></x>",
            "",
        ),
    ],
)
def test_words_are_the_body_without_what_is_there_for_old_clients(inside: str, found: str) -> None:
    assert words(message(inside)) == found


@pytest.mark.parametrize(
    ("inside", "name"),
    [
        ("<retract xmlns='urn:xmpp:message-retract:1' id='a'/>", "a"),
        (
            "<apply-to xmlns='urn:xmpp:fasten:0' id='b'>"
            "<retract xmlns='urn:xmpp:message-retract:0'/></apply-to>",
            "b",
        ),
        (
            "<apply-to xmlns='urn:xmpp:fasten:0' id='c'>"
            "<moderated xmlns='urn:xmpp:message-moderate:0'/></apply-to>",
            "c",
        ),
        ("<apply-to xmlns='urn:xmpp:fasten:0' id='d'><other xmlns='urn:x'/></apply-to>", None),
        ("<retract xmlns='urn:xmpp:message-retract:1'/>", None),
        ("<body>retract</body>", None),
    ],
)
def test_what_a_message_takes_back_is_known_in_each_version(inside: str, name: str | None) -> None:
    assert retracts(message(inside)) == name


def test_the_other_parts_are_found_or_none() -> None:
    whole = message(
        "<replace xmlns='urn:xmpp:message-correct:0' id='old'/>"
        "<origin-id xmlns='urn:xmpp:sid:0' id='given'/>"
        "<nick xmlns='http://jabber.org/protocol/nick'>Jo</nick>"
        "<encryption xmlns='urn:xmpp:eme:0' namespace='urn:xmpp:omemo:2'/>"
    )
    assert (corrects(whole), origin(whole), nick(whole)) == ("old", "given", "Jo")
    assert is_encrypted(whole)
    empty = message("<replace xmlns='urn:xmpp:message-correct:0'/>")
    assert (corrects(empty), origin(empty), nick(empty)) == (None, None, None)
    assert not is_encrypted(empty)
