"""Hostile texts of 64 KiB -> the milliseconds for which each stage holds the event loop.

    python -m benchmarks.stall [--seeds N]

The stages are those of the service: the text is masked before it is stored, the session of its
conversation receives it, what follows is encoded for each follower; a draft is checked. Between two
of them other conversations have their turn, so the slowest stage is the worst stall.
"""

import argparse
import gc
import time
from collections.abc import Callable, Mapping
from typing import Final

from assist.conversation.state import Conversation
from assist.events import NAMES, MessagePosted, Output
from assist.playbooks.load import load
from assist.playbooks.model import Playbooks
from assist.privacy import mask
from assist.reading.reader import Reader
from assist.resources import rules_dir
from assist.session import Session
from assist.vocabulary import Speaker
from assist.wire.encode import encode
from assist.wire.frames import Pushed
from benchmarks.hostile import hostile
from benchmarks.reading import rule_words

STAGES: Final = ("mask", "customer", "agent", "encode", "draft")
ANCHOR: Final = 25.0
"""Milliseconds."""
_DRAFT: Final = 8 * 1024
_NOW: Final = 1_700_000_000.0
_TOLD: Final[tuple[tuple[Speaker, str], ...]] = (
    ("customer", "where is my parcel? I need it by friday. can I be Odin?"),
    ("agent", "let me check, I'll be back in 5 minutes"),
    ("customer", "hello? order 55123, the third time I write, my washing machine is broken"),
)
"""A chat in which every book is open."""


class Service:
    """One chat under the rules that ship, and what a message of it costs."""

    def __init__(self, playbooks: Playbooks) -> None:
        self._playbooks = playbooks
        self._reader = Reader(playbooks)
        for _ in self._reader.warm():
            pass
        self._chat = Conversation.new()
        for number, (speaker, text) in enumerate(_TOLD):
            self._chat, _ = self._receive(speaker, text, _NOW + number)

    def costs(self, text: str) -> dict[str, float]:
        """Return the milliseconds of CPU that each stage takes for a text, the better of two."""
        chat, said = self._receive("customer", text, _NOW + 9)
        self._receive("agent", text, _NOW + 9)
        stages: Mapping[str, Callable[[], object]] = {
            "mask": lambda: mask(text),
            "customer": lambda: self._receive("customer", text, _NOW + 9),
            "agent": lambda: self._receive("agent", text, _NOW + 9),
            "encode": lambda: [encode(_pushed(event), "json") for event in said],
            "draft": lambda: Session(self._reader, self._playbooks, chat).draft(
                text[:_DRAFT], _NOW + 10
            ),
        }
        return {name: min(_taken(stage), _taken(stage)) for name, stage in stages.items()}

    def _receive(
        self, speaker: Speaker, text: str, at: float
    ) -> tuple[Conversation, tuple[Output, ...]]:
        session = Session(self._reader, self._playbooks, self._chat)
        event = MessagePosted(message_id=f"m{at}", speaker=speaker, text=text, at=at)
        said = session.receive(event, at)
        return session.conversation, said


def _pushed(event: Output) -> Pushed:
    return Pushed(c="chat", o=1, k=NAMES[type(event)], d=event)


def _taken(work: Callable[[], object]) -> float:
    begun = time.thread_time()
    work()
    return (time.thread_time() - begun) * 1000


def worst(seeds: int) -> dict[str, dict[str, float]]:
    """Return for each kind of hostile text the worst cost of each stage over so many texts."""
    playbooks = load(rules_dir())
    service = Service(playbooks)
    # As the service does at its start.
    gc.freeze()
    found: dict[str, dict[str, float]] = {}
    for seed in range(1, seeds + 1):
        for name, text in hostile(rule_words(playbooks), seed).items():
            costs = service.costs(text)
            known = found.setdefault(name, costs)
            found[name] = {stage: max(costs[stage], known[stage]) for stage in STAGES}
    return found


def main() -> None:
    """Print a line for each kind of text, the worst first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    found = worst(parser.parse_args().seeds)
    print(f"{'':28}" + "".join(f"{stage:>10}" for stage in STAGES))  # noqa: T201
    for name, costs in sorted(found.items(), key=lambda one: -max(one[1].values())):
        print(f"{name:28}" + "".join(f"{costs[stage]:10.1f}" for stage in STAGES))  # noqa: T201
    most = max(max(costs.values()) for costs in found.values())
    print(f"\nworst stage {most:.1f} ms; the anchor is {ANCHOR:.0f} ms")  # noqa: T201


if __name__ == "__main__":
    main()
