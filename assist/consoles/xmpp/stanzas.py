"""A stanza of an XMPP stream -> the message in it: live, copied (carbon) or out of an archive.

Sources: XEP-0280 1.0.1, XEP-0313 1.1, XEP-0297, XEP-0203, XEP-0359, XEP-0380, XEP-0424 0.4,
XEP-0425, XEP-0428; what converse.js 14.0.0 sends was read in its source (shared/actions.js,
shared/model-with-messages.js).
"""

from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from assist.consoles.payload import seconds

CLIENT: Final = "{jabber:client}"
MESSAGE: Final = f"{CLIENT}message"
RESULT: Final = "{urn:xmpp:mam:2}result"
ITEM: Final = "{http://jabber.org/protocol/muc#user}x/{http://jabber.org/protocol/muc#user}item"
_FORWARDED: Final = "{urn:xmpp:forward:0}forwarded"
_DELAY: Final = "{urn:xmpp:delay}delay"
_COPIES: Final = ("{urn:xmpp:carbons:2}received", "{urn:xmpp:carbons:2}sent")
_STANZA_ID: Final = "{urn:xmpp:sid:0}stanza-id"
_ORIGIN_ID: Final = "{urn:xmpp:sid:0}origin-id"
_REPLACE: Final = "{urn:xmpp:message-correct:0}replace"
_RETRACTS: Final = (
    ("{urn:xmpp:message-retract:1}retract", "{urn:xmpp:message-retract:1}retract"),
    (
        "{urn:xmpp:fasten:0}apply-to/{urn:xmpp:message-retract:0}retract",
        "{urn:xmpp:fasten:0}apply-to",
    ),
    (
        "{urn:xmpp:fasten:0}apply-to/{urn:xmpp:message-moderate:0}moderated",
        "{urn:xmpp:fasten:0}apply-to",
    ),
)
_ENCRYPTED: Final = (
    "{urn:xmpp:eme:0}encryption",
    "{eu.siacs.conversations.axolotl}encrypted",
    "{urn:xmpp:omemo:2}encrypted",
    "{urn:xmpp:openpgp:0}openpgp",
    "{jabber:x:encrypted}x",
)
_FALLBACK: Final = "{urn:xmpp:fallback:0}"
_NOT_SAID: Final = frozenset({"urn:xmpp:reactions:0", "urn:xmpp:message-retract:1"})
_QUOTE: Final = "urn:xmpp:reply:0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message, out of what it was wrapped in.

    Args:
        archived: its id in the archive that it was read from or is kept in; None: not known.
        at: seconds since the epoch, as our own server or the room has it; None: now.
        past: whether it was read from an archive.
    """

    stanza: Element
    archived: str | None = None
    at: float | None = None
    past: bool = False

    @property
    def sender(self) -> str:
        """The address that sent it, whole."""
        return self.stanza.get("from", "")

    @property
    def receiver(self) -> str:
        """The address that it went to, whole."""
        return self.stanza.get("to", "")

    @property
    def kind(self) -> str:
        """`chat`, `normal`, `groupchat`, `headline` or `error`."""
        return self.stanza.get("type", "normal")


def bare(jid: str) -> str:
    """Return an address without its resource, in lower case."""
    return jid.partition("/")[0].lower()


def live(message: Element, archive: str) -> Line | None:
    """Return what has just come in; None for a copy that somebody else made up (CVE-2017-5589).

    Args:
        archive: the user's bare address, or the room's: whose stanza-ids and times are believed.
    """
    copy = next((found for name in _COPIES if (found := message.find(name)) is not None), None)
    if copy is None:
        inner, delay = message, message.find(_DELAY)
    elif bare(message.get("from", archive)) != archive:
        return None
    else:
        wrapped = copy.find(f"{_FORWARDED}/{MESSAGE}")
        if wrapped is None:
            return None
        inner, delay = wrapped, wrapped.find(_DELAY)
    trusted = delay is not None and bare(delay.get("from", "")) in (archive, _domain(archive))
    return Line(
        stanza=inner,
        archived=_kept_as(inner, archive),
        at=seconds(delay.get("stamp")) if trusted and delay is not None else None,
    )


def past(message: Element) -> Line | None:
    """Return what an archive gave; None for what holds no message."""
    result = message.find(RESULT)
    forwarded = None if result is None else result.find(_FORWARDED)
    inner = None if forwarded is None else forwarded.find(MESSAGE)
    if result is None or forwarded is None or inner is None:
        return None
    delay = forwarded.find(_DELAY)
    at = None if delay is None else seconds(delay.get("stamp"))
    return Line(stanza=inner, archived=result.get("id") or None, at=at, past=True)


def words(stanza: Element) -> str:
    """Return what somebody said: the body without what a client put there for old clients."""
    body = stanza.find(f"{CLIENT}body")
    text = "" if body is None else "".join(body.itertext())
    for fallback in stanza.findall(f"{_FALLBACK}fallback"):
        if fallback.get("for") in _NOT_SAID:
            return ""
        if fallback.get("for") == _QUOTE:
            text = _without(text, fallback.find(f"{_FALLBACK}body"))
    link = stanza.find("{jabber:x:oob}x/{jabber:x:oob}url")
    return "" if link is not None and text.strip() == (link.text or "").strip() else text


def corrects(stanza: Element) -> str | None:
    """Return the id of the message that this one replaces."""
    replace = stanza.find(_REPLACE)
    return None if replace is None else replace.get("id") or None


def retracts(stanza: Element) -> str | None:
    """Return the id of the message that this one takes back."""
    for mark, named in _RETRACTS:
        if stanza.find(mark) is not None and (found := stanza.find(named)) is not None:
            return found.get("id") or None
    return None


def origin(stanza: Element) -> str | None:
    """Return the id that its sender gave it beside the stanza's own."""
    found = stanza.find(_ORIGIN_ID)
    return None if found is None else found.get("id") or None


def is_encrypted(stanza: Element) -> bool:
    """Whether its words are for the eyes of the two ends alone."""
    return any(stanza.find(name) is not None for name in _ENCRYPTED)


def nick(stanza: Element) -> str | None:
    """Return the name by which its sender wants to be called (XEP-0172)."""
    return stanza.findtext("{http://jabber.org/protocol/nick}nick")


def _kept_as(stanza: Element, archive: str) -> str | None:
    ids = (one for one in stanza.findall(_STANZA_ID) if bare(one.get("by", "")) == archive)
    return next((one.get("id") or None for one in ids), None)


def _domain(jid: str) -> str:
    return jid.rpartition("@")[2]


def _without(text: str, part: Element | None) -> str:
    """Return a text without the characters that a fallback names; all of it if it names none."""
    if part is None:
        return text
    try:
        start, end = int(part.get("start", "0")), int(part.get("end", str(len(text))))
    except ValueError:
        return text
    return text if not 0 <= start <= end else text[:start] + text[end:]
