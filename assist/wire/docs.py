"""The frames, events, codes and limits -> the tables of docs/wire.md, between their marks."""

import re
from collections.abc import Callable, Iterable, Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import Meta, inspect

from assist import events
from assist.config.limits import Limits
from assist.wire import words
from assist.wire.codes import CLOSES, REFUSALS
from assist.wire.frames import CLIENT_FRAMES, SERVER_FRAMES, Subscribed
from assist.wire.plain import MAX_DEPTH, MAX_FRAME, MAX_ITEMS
from assist.wire.subprotocols import SUBPROTOCOLS

_BLOCK: Final = re.compile(r"(<!-- (\w+)(?: ([^ ]+))? -->\n).*?(<!-- end -->)", re.S)
_LISTED: Final = 8
"""The most words that a field's type lists; of more, its note names some."""
_TOLD: Final = 200
"""Characters that every name may have: said once for all of them."""


def with_tables(page: str) -> str:
    """Return the page with each part between its marks made anew.

    Raises:
        KeyError: a mark names nothing that there is.
    """
    return _BLOCK.sub(lambda block: f"{block[1]}\n{_PARTS[block[2]](block[3])}\n{block[4]}", page)


def _table(head: str, rows: Iterable[str]) -> str:
    lines = [head, "|" + "---|" * (head.count("|") - 1), *rows]
    return "\n".join(lines).replace("|  |", "| |") + "\n"


def _frame(name: str) -> str:
    kind: type[Any] = {**CLIENT_FRAMES, **SERVER_FRAMES}[name]
    notes = words.FIELDS.get(name, {})
    hints = get_type_hints(kind, include_extras=True)
    rows = [
        f"| `{field.name}`{'' if field.required else '?'} | {_type(hints[field.name])} "
        f"| {_noted(notes.get(field.name, ''), _bound(hints[field.name]))} |"
        for field in sorted(_fields(kind), key=lambda field: not field.required)
    ]
    return _table("| field | type | |", rows) if rows else "No fields.\n"


def _fields(kind: type[Any]) -> tuple[inspect.Field, ...]:
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.DataclassType | inspect.StructType)
    return found.fields


def _type(hint: Any) -> str:  # noqa: ANN401
    """Return a type in words."""
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _type(inside[0])
    if origin in (Union, UnionType):
        kinds = dict.fromkeys(_type(part) for part in inside if part is not NoneType)
        return "text" if "text" in kinds else " or ".join(kinds)
    if origin is Literal:
        return _among(inside) if len(inside) <= _LISTED else "text"
    if origin is tuple:
        return "list"
    plain = {str: "text", bool: "true or false", int: "number", float: "number"}
    return plain.get(hint, "map")


def _among(choices: tuple[str, ...]) -> str:
    *others, last = (f"`{choice}`" for choice in choices)
    return f"{', '.join(others)} or {last}" if others else last


def _bound(hint: Any) -> str:  # noqa: ANN401
    """Return how long a value may be, where it is not what holds for every name."""
    if get_origin(hint) is Annotated:
        longest = next(
            (meta.max_length for meta in get_args(hint)[1:] if isinstance(meta, Meta)), None
        )
        if longest is not None and longest != _TOLD:
            what = "" if get_origin(get_args(hint)[0]) is tuple else " characters"
            return f"at most {longest:,}{what}"
    found = (_bound(part) for part in get_args(hint) if get_origin(hint) in (Union, UnionType))
    return next((bound for bound in found if bound), "")


def _noted(note: str, bound: str) -> str:
    return "; ".join(part for part in (note, bound) if part)


def _event(name: str) -> str:
    kind: Any = events.TYPES[name]
    hints = get_type_hints(kind)
    named = (
        f"`{field.name}`{'?' if NoneType in get_args(hints[field.name]) else ''}"
        for field in _fields(kind)
    )
    return ", ".join(named) + "\n"


def _forms(_: str) -> str:
    rows = (
        f"| `{name}` | {words.FORMS[form][0]} | {words.FORMS[form][1]} |"
        for name, form in SUBPROTOCOLS.items()
    )
    return _table("| subprotocol | a frame is | for |", rows)


def _reasons(_: str) -> str:
    hint = get_type_hints(Subscribed)["reason"]
    known = next(get_args(part) for part in get_args(hint) if get_origin(part) is Literal)
    return _table("| reason | |", (f"| `{name}` | {words.REASONS[name]} |" for name in known))


def _closes(_: str) -> str:
    return _table("| code | key | because | the client |", _close_rows())


def _close_rows() -> Iterator[str]:
    last = 0
    for close in sorted(CLOSES, key=lambda close: close.code):
        start = close.code // 100 * 100
        if start != last:
            end = 1011 if start == 1000 else start + 99
            yield f"| | **{start} to {end}** | | {words.RANGES[start]} |"
        last = start
        why, then = words.CLOSES[close.code]
        yield f"| {close.code} | `{close.key}` | {why} | {then} |"


def _refusals(_: str) -> str:
    rows = (
        f"| {refusal.code} | `{refusal.key}` | {'yes' if refusal.temporary else ''} "
        f"| {words.REFUSALS[refusal.code]} |"
        for refusal in sorted(REFUSALS, key=lambda refusal: refusal.code)
    )
    return _table("| code | key | temporary | |", rows)


def _limits(_: str) -> str:
    limits = Limits()
    ping = limits.ping_most + limits.pong
    rows = (
        ("frame; fragments of one", f"{_size(MAX_FRAME)}; {limits.fragments}", "1009"),
        (
            "nesting; items of a list or map; lists and maps in all",
            f"{MAX_DEPTH}; {MAX_ITEMS:,}; {MAX_ITEMS:,}",
            "107",
        ),
        ("numbers", "finite, integers within 2^53", "107"),
        ("frames that cannot be read", f"{limits.bad_frames}", "4000"),
        ("the hello", f"{limits.hello:g} s", "4002"),
        ("a request's head", f"{limits.header:g} s, {_size(limits.head)}", "dropped, or 431"),
        ("a request's body", f"{limits.request_body:g} s, {_size(limits.body)}", "408, or 413"),
        ("a peer that does not read", f"{limits.write:g} s", "4202, or dropped"),
        ("a peer that is silent", f"{ping:g} s", "4201"),
        ("a token that has expired", f"{limits.token_grace:g} s", "4204"),
        (
            "what waits for one peer",
            f"{limits.queue_frames} frames, {_size(limits.queue_bytes)}",
            "it waits in the journal; 4202",
        ),
        (
            "an agent's frames",
            f"{limits.agent_rate:g} a second, {limits.agent_burst:g} at once",
            "111, later 4101",
        ),
        ("control frames", f"{limits.control_rate:g} a second", "unanswered, later 4101"),
        ("a platform's requests in flight", f"{limits.in_flight}", "the next is not read yet"),
        ("subscriptions of a socket", f"{limits.subscriptions}", "106"),
        (
            "sockets of an agent; of a tenant",
            f"{limits.agent_connections}; {limits.tenant_connections:,}",
            "4006",
        ),
        ("new sockets", f"{limits.accept_rate:g} a second", "4100"),
    )
    return _table("| limit | value | beyond it |", (f"| {' | '.join(row)} |" for row in rows))


def _size(size: int) -> str:
    return f"{size // 1024} KiB"


_PARTS: Final[dict[str, Callable[[str], str]]] = {
    "frame": _frame,
    "event": _event,
    "forms": _forms,
    "reasons": _reasons,
    "closes": _closes,
    "refusals": _refusals,
    "limits": _limits,
}
"""What a mark may name."""
