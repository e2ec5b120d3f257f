"""The examples in a mapping's file -> those that do not come out as they say."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final

from assist import codec
from assist.config.mistakes import Mistake
from assist.consoles.contract import Heard
from assist.consoles.mapping.model import Does, Example, Plan
from assist.consoles.mapping.read import read
from assist.consoles.writing import FORM
from assist.errors import FrameError
from assist.webhooks import Signed
from assist.wire.requests import ContextRequest, RevisionRequest, Said

_JSON: Final = "application/json"


def failures(plan: Plan) -> tuple[Mistake, ...]:
    """Return what comes out otherwise, with the place of the example."""
    return tuple(
        Mistake(where=example.where, what=what)
        for example in plan.examples
        for what in _wrong(plan, example)
    )


def unseen(plan: Plan) -> tuple[str, ...]:
    """Return what no example shows, in words: sorts of bodies that the file reads."""
    shown = {one.get("does") for example in plan.examples for one in example.gives}
    wanted = {rule.does for rule in plan.rules}
    return tuple(sorted(f"no example gives a {does}" for does in wanted - shown))


def request_of(example: Example) -> Signed:
    """Return the request that brings an example's body."""
    return Signed(headers={"content-type": FORM if example.form else _JSON}, body=example.body)


def does_of(said: Said) -> Does:
    """Return what somebody said, as a mapping's file names it."""
    if isinstance(said, ContextRequest):
        return "context"
    if isinstance(said, RevisionRequest):
        return "deletion" if said.text is None else "edit"
    return "message"


def told(said: Said) -> dict[str, Any]:
    """Return what is said as a mapping's file writes it, without what is not known."""
    plain: dict[str, Any] = codec.to_plain(said)
    return {"does": does_of(said)} | {k: v for k, v in plain.items() if v not in (None, False)}


def _wrong(plan: Plan, example: Example) -> Iterator[str]:
    try:
        heard = read(plan, request_of(example))
    except FrameError as error:
        yield f"the body cannot be read: {error.path} should be {error}"
        return
    if heard.echo != example.echo:
        yield f"it sends back {heard.echo!r}, not {example.echo!r}"
    yield from _unlike(heard, example.gives)
    if heard.left_out != example.leaves_out:
        found = list(heard.left_out)
        yield f"it leaves out {found or 'nothing'}, not {list(example.leaves_out) or 'nothing'}"


def _unlike(heard: Heard, wanted: Sequence[Mapping[str, object]]) -> Iterator[str]:
    found = [told(said) for said in heard.said]
    for number, (made, want) in enumerate(zip_longest(found, wanted), start=1):
        if want is None:
            yield f"gives {number}: it makes a {made['does']} more"
        elif made is None or made["does"] != want["does"]:
            yield f"gives {number}: it makes {made['does'] if made else 'none'}, not {want['does']}"
        else:
            for key, right in want.items():
                if made.get(key) != right:
                    yield f"gives {number}: {key} is {made.get(key)!r}, not {right!r}"
