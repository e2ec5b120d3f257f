"""What judgement showed -> tables in Markdown, plain JSON, and lines that a person reads."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from assist.codec import from_plain, to_plain
from assist.evaluation.judgement import VERDICTS, Card, Outcome, Played, Score
from assist.evaluation.markdown import between_marks, table
from assist.vocabulary import KINDS

AIM_MET: Final = 0.9
AIM_ROUTINE: Final = 3.0
"""At most so many cards per 100 customer messages of routine chats."""

_TITLES: Final = {
    "all": "all conversations",
    "en": "English",
    "fr": "French",
    "routine": "routine chats",
    "unseen": "held out",
    "unseen-routine": "routine chats, held out",
    "multidogo": "MultiDoGO",
    "uss_sgd": "USS-SGD",
}
_NONE: Final = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """CPU seconds of a set: of reading, and of all that judgement does besides.

    Agents' messages and the moments when time alone moves are in both.
    """

    name: str
    messages: int
    reading: float
    judgement: float

    @property
    def ratio(self) -> float | None:
        """Judgement's part to reading's; None where nothing was read."""
        return self.judgement / self.reading if self.reading else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that was measured, with the version of the rules.

    `scores` are those of the conversations with expectations, `dialogues` those of public sets.
    """

    rules: str
    scores: tuple[Score, ...]
    dialogues: tuple[Score, ...]
    costs: tuple[Cost, ...]

    @property
    def unmet(self) -> tuple[str, ...]:
        """The aims that are missed, in plain words."""
        found = []
        for one in self.scores:
            share, rate = one.met, one.per_hundred(sum(one.cards.values()))
            if one.name == "all" and one.verdicts["forbidden"]:
                found.append(f"{one.verdicts['forbidden']} forbidden shown; aim 0")
            if one.name == "all" and share is not None and share < AIM_MET:
                found.append(f"{share:.1%} of the expectations met; aim {AIM_MET:.0%}")
            if one.name == "routine" and rate > AIM_ROUTINE:
                what = "cards per 100 customer messages of routine chats"
                found.append(f"{rate:.1f} {what}; aim {AIM_ROUTINE:g}")
        return tuple(found)


def to_json(figures: Figures) -> dict[str, Any]:
    """Return all figures as plain data."""
    plain: dict[str, Any] = to_plain(figures)
    return plain


def from_json(plain: object) -> Figures:
    """Return the figures that `to_json` wrote.

    Raises:
        FrameError: `plain` is something else.
    """
    return from_plain(Figures, plain)


def page(text: str, figures: Figures) -> str:
    """Return docs/quality.md with the tables of judgement written again.

    Raises:
        ConfigError: a mark is missing.
    """
    return between_marks(text, {"judgement": tables(figures)}, where="docs/quality.md")


def tables(figures: Figures) -> str:
    """Return the expectations, the cards by kind, and the cost."""
    parts = [_expectations(figures.scores)] if figures.scores else []
    everything = (*figures.scores, *figures.dialogues)
    parts += [_kinds(everything), _costs(figures.costs), f"Rules: `{figures.rules}`.\n"]
    return "\n".join(parts)


def unmet_lines(played: Iterable[Played]) -> Iterator[str]:
    """Yield a few lines on each expectation that was not met, or beside a needless card."""
    for one in played:
        for outcome in one.outcomes:
            if outcome.verdict != "satisfied" or outcome.needless:
                yield _failure(outcome)


def card_lines(cards: Iterable[Card]) -> Iterator[str]:
    """Yield a few lines on each card: what the customer had said, and what the agent saw."""
    for one in cards:
        card = one.suggestion
        because = ", ".join(
            f"{reason.label} “{_flat(reason.words)}”" if reason.words else reason.label
            for reason in card.because
        )
        yield (
            f"- {_flat(one.chat)}, {card.at:g} s: “{_flat(one.words)}”\n"
            f"  {card.kind}, {card.rule}: {_flat(card.text)}\n"
            f"  because {because}"
        )


def _failure(outcome: Outcome) -> str:
    expected = outcome.expected
    wanted = " ".join(sorted(expected.welcome)) or "anything"
    never = f" | never {' '.join(sorted(expected.never))}" if expected.never else ""
    word = "needless" if outcome.verdict == "satisfied" else outcome.verdict
    lines = [f"- {expected.where}: {word}; expects {wanted}{never}"]
    shown = {card.suggestion_id: card for card in (*outcome.showing, *outcome.needless)}
    lines += [f"  {card.kind}, {card.rule}: {_flat(card.text)}" for card in shown.values()]
    return "\n".join(lines if shown else [*lines, "  silence"])


def _expectations(scores: Sequence[Score]) -> str:
    heads = ["", "chats", "customer messages", "expectations", *VERDICTS, "met"]
    heads += ["met where a card is wanted", "needless per 100", "cards per 100"]
    rows = [
        [
            _TITLES[one.name],
            *map(str, (one.chats, one.messages, one.expectations)),
            *(str(one.verdicts[verdict]) for verdict in VERDICTS),
            _share(one.verdicts["satisfied"], one.expectations),
            _share(one.given, one.wanted),
            f"{one.per_hundred(one.needless):.1f}",
            f"{one.per_hundred(sum(one.cards.values())):.1f}",
        ]
        for one in scores
    ]
    return table(heads, rows)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} % of {whole}" if whole else _NONE


def _kinds(scores: Sequence[Score]) -> str:
    """Return the cards per 100 customer messages, one row a kind, one column a set."""
    rows = [
        [
            f"`{kind}`",
            *(f"{one.per_hundred(one.cards.get(kind, 0)):.2f}" for one in scores),
        ]
        for kind in KINDS
        if any(kind in one.cards for one in scores)
    ]
    totals = [f"{one.per_hundred(sum(one.cards.values())):.2f}" for one in scores]
    counts = [f"{one.messages:,}" for one in scores]
    heads = ["cards per 100 customer messages", *(_TITLES[one.name] for one in scores)]
    return table(heads, [["customer messages", *counts], *rows, ["all kinds", *totals]])


def _costs(costs: Iterable[Cost]) -> str:
    """Return the CPU time a customer message."""
    rows = [
        [
            _TITLES[one.name],
            f"{1e6 * one.reading / one.messages:.0f} µs",
            f"{1e6 * one.judgement / one.messages:.0f} µs",
            _NONE if one.ratio is None else f"{one.ratio:.2f}",
        ]
        for one in costs
        if one.messages
    ]
    return table(["CPU time a customer message", "reading", "judgement", "ratio"], rows)


def _flat(text: str) -> str:
    return " ".join(text.split())
