"""An archive of messages and how far it was read -> what came after, page by page.

Sources: XEP-0313 1.1, XEP-0059; Prosody 0.12.3 `mod_mam` and `mod_muc_mam` (run).
"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from assist.consoles.xmpp.client import Client, Refused
from assist.consoles.xmpp.stanzas import Line, past

PAGE: Final = 50
_MAM: Final = "urn:xmpp:mam:2"
_FORM: Final = "jabber:x:data"
_PAGES: Final = "http://jabber.org/protocol/rsm"
_GONE: Final = "item-not-found"
_LEEWAY: Final = 60.0
"""Seconds by which a server's clock may be behind ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far an archive was read.

    Args:
        id: of the last message; empty: there was none yet.
        at: seconds since the epoch at which it was read.
    """

    id: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A piece of an archive, the oldest line first, and the id of its last message."""

    lines: tuple[Line, ...]
    last: str | None
    complete: bool


def places_of(mark: str | None) -> dict[str, Place]:
    """Read a mark: how far each archive was read; nothing where it cannot be read."""
    try:
        plain = json.loads(mark or "{}")
        return {str(jid): Place(id=str(id), at=float(at)) for jid, (id, at) in dict(plain).items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def mark_of(places: Mapping[str, Place]) -> str:
    """Write a mark that `places_of` reads."""
    return json.dumps({jid: (place.id, round(place.at, 3)) for jid, place in places.items()})


async def latest(client: Client, room: str | None, place: Place | None) -> Page:
    """Return the last page of an archive, or the last one before a place.

    Args:
        room: whose; None: the user's own.

    Raises:
        Refused: there is no archive.
        ConnectionError: there is no answer.
    """
    try:
        return await _page(client, room, _query(before=place.id if place else ""))
    except Refused as error:
        if place is None or str(error) != _GONE:
            raise
    return await _page(client, room, _query(before=""))


async def since(client: Client, room: str | None, place: Place) -> AsyncIterator[Page]:
    """Give what came after a place. Where that message is gone by now, all since about then.

    Raises:
        Refused: there is no archive.
        ConnectionError: there is no answer.
    """
    start, after = None if place.id else place.at, place.id or None
    while True:
        try:
            page = await _page(client, room, _query(after=after, start=start))
        except Refused as error:
            if str(error) != _GONE or start is not None:
                raise
            start, after = place.at, None
            continue
        yield page
        if page.complete or page.last is None or page.last == after:
            return
        after = page.last


async def _page(client: Client, room: str | None, query: Element) -> Page:
    results, answer = await client.ask_archive(query, room)
    fin = answer.find(f"{{{_MAM}}}fin")
    last = None if fin is None else fin.findtext(f"{{{_PAGES}}}set/{{{_PAGES}}}last")
    return Page(
        lines=tuple(line for one in results if (line := past(one)) is not None),
        last=last or None,
        complete=fin is None or fin.get("complete") == "true",
    )


def _query(
    *, after: str | None = None, before: str | None = None, start: float | None = None
) -> Element:
    query = Element(f"{{{_MAM}}}query")
    if start is not None:
        form = SubElement(query, f"{{{_FORM}}}x", type="submit")
        _field(form, "FORM_TYPE", _MAM)
        _field(form, "start", datetime.fromtimestamp(start - _LEEWAY, UTC).isoformat())
    pages = SubElement(query, f"{{{_PAGES}}}set")
    SubElement(pages, f"{{{_PAGES}}}max").text = str(PAGE)
    for name, value in (("after", after), ("before", before)):
        if value is not None:
            SubElement(pages, f"{{{_PAGES}}}{name}").text = value
    return query


def _field(form: Element, name: str, value: str) -> None:
    field = SubElement(form, f"{{{_FORM}}}field", var=name)
    SubElement(field, f"{{{_FORM}}}value").text = value
