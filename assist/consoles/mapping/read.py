"""A body of any console and the file that says how to read it -> what is said.

docs/consoles/mapping.md is the file's format. It is read by `mapping_file`; its examples are run
by `mapping_examples`.
"""

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path as File
from typing import Any, Final, TypeGuard, get_args
from urllib.parse import parse_qsl

from assist.config.mistakes import MistakesError
from assist.consoles import said
from assist.consoles.contract import Connector, Heard, Written
from assist.consoles.mapping import file as mapping_file
from assist.consoles.mapping.model import Path, Plan, Rule, Value
from assist.consoles.mapping.paths import MOST_ITEMS, Place
from assist.consoles.payload import decode, words_of
from assist.consoles.writing import FORM, digest
from assist.errors import FrameError
from assist.vocabulary import Journey
from assist.webhooks import Signed
from assist.wire.requests import Said

_MOST_FIELDS: Final = 1000
_ANY: Final[Any] = Any
_NO_WORD: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """A file that is right, and the connector that it makes."""

    plan: Plan
    connector: Connector


def load(path: File) -> Mapping:
    """Return the mapping of a file whose examples all come out as they say.

    Raises:
        ConfigError: it cannot be read or is wrong, or an example comes out otherwise.
    """
    from assist.consoles.mapping.examples import failures

    plan = mapping_file.read(path)
    if failed := failures(plan):
        raise MistakesError(failed)
    return Mapping(plan=plan, connector=connector(plan))


def connector(plan: Plan) -> Connector:
    """Return what reads bodies as a plan says; it writes none."""
    return Connector(
        title=plan.title,
        read=partial(read, plan),
        write=_nothing,
        status=plan.answer.status,
        answer=plan.answer.body,
        media_type=plan.answer.media_type,
    )


def read(plan: Plan, request: Signed) -> Heard:
    """Return what a body says.

    Raises:
        FrameError: it is no JSON and no form, or a field that must be there is not; `path`.
    """
    body = _decoded(request)
    whole = Place(body, body)
    if plan.challenge is not None and whole.holds(plan.challenge[0]):
        return _echo(whole, plan.challenge[1])
    heard = Heard(account=whole.text(plan.account) if plan.account else None)
    items = _items(plan, whole)
    if len(items) > MOST_ITEMS:
        raise FrameError(f"at most {MOST_ITEMS} items", path=_named(plan.each))
    for item in items or [body]:
        heard += _item(plan, whole.within(item))
    return heard


def _items(plan: Plan, whole: Place) -> list[object]:
    """Return what the body's list holds; of several lists, all of them one after the other."""
    found = whole.all(plan.each) if plan.each else ()
    lists = (one if isinstance(one, list) else [one] for one in found)
    return [item for items in lists for item in items]


def _item(plan: Plan, place: Place) -> Heard:
    for rule in plan.rules:
        if place.holds(rule.when):
            if place.holds(rule.private):
                return said.left_out(said.PRIVATE)
            if place.holds(rule.bot):
                return said.left_out(said.BOT)
            return _told(rule, place)
    return said.left_out(said.EVENT)


def _told(rule: Rule, place: Place) -> Heard:
    conversation = _needed(rule, place, "conversation")
    at = place.time(rule.values["at"]) if "at" in rule.values else None
    if rule.does == "context":
        seed = _given(rule, place, "context_id") or _given(rule, place, "message_id") or f"{at}"
        return _context(rule, place, conversation, at, seed)
    message_id = _needed(rule, place, "message_id")
    if rule.does == "message":
        speaker = next((who for who, when in rule.speaker.items() if place.holds(when)), None)
        if speaker is None:
            return said.left_out(said.SYSTEM)
        message = said.message(
            conversation=conversation,
            message_id=message_id,
            speaker=speaker,
            text=_text(rule, place),
            at=at,
            name=_given(rule, place, "name"),
        )
        return _context(rule, place, conversation, at, message_id) + message
    text = _text(rule, place) if rule.does == "edit" else None
    revision_id = _given(rule, place, "revision_id") or digest(message_id, f"{at}", text or "")
    return said.revision(
        conversation=conversation,
        message_id=message_id,
        revision_id=revision_id,
        text=text,
        at=at,
    )


def _context(rule: Rule, place: Place, conversation: str, at: float | None, seed: str) -> Heard:
    told = {key: _given(rule, place, key) for key in mapping_file.CONTEXT}
    journey, channel, team = told["journey"], told["channel"], told["team"]
    return said.context(
        conversation=conversation,
        context_id=digest(seed, *(f"{key}={told[key]}" for key in sorted(told))),
        at=at,
        customer=told["customer"],
        agent=told["agent"],
        agent_name=told["agent_name"],
        channel=channel and _word(channel),
        journey=journey if _is_journey(journey) else None,
        team=team and _word(team),
        order=told["order"],
        item=told["item"],
    )


def _text(rule: Rule, place: Place) -> str | None:
    text = _given(rule, place, "text")
    return words_of(text) if text and place.holds(rule.html) else text


def _given(rule: Rule, place: Place, key: str) -> str | None:
    value = rule.values.get(key)
    return place.text(value) if value else None


def _needed(rule: Rule, place: Place, key: str) -> str:
    if found := _given(rule, place, key):
        return found
    path = next(iter((*rule.values[key].first, *rule.values[key].join)), None)
    raise FrameError(f"the {key}", path=_named(path))


def _named(path: Path | None) -> str:
    return ".".join(["$", *map(str, path.steps)]) if path else "$"


def _word(text: str) -> str | None:
    """Return a text as one lower-case word, as `Live Chat` -> `live-chat`; None: there is none."""
    word = _NO_WORD.sub("-", text.lower()).strip("-")[:40].rstrip("-")
    return word if word and word[0].isalpha() else None


def _is_journey(text: str | None) -> TypeGuard[Journey]:
    return text in get_args(Journey)


def _echo(place: Place, value: Value) -> Heard:
    if text := place.text(value):
        return Heard(echo=text)
    raise FrameError("the text to send back", path=_named(next(iter(value.first), None)))


def _decoded(request: Signed) -> object:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM:
        return decode(request.body, _ANY)
    try:
        fields = parse_qsl(
            request.body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        raise FrameError("a form in UTF-8", path="$") from None
    return dict(fields)


def _nothing(_: Said) -> Written | None:
    return None
