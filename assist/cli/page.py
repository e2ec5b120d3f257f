"""A replayed chat -> a page in the terminal: what was said, how it felt, what was offered when.

The page follows the chat: each card stands where it came up, with its reason and what became
of it. It judges no one: the summary speaks of the customer's feeling and of the cards.
"""

import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from rich.box import ROUNDED
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from assist.events import NeedState, Suggestion
from assist.findings import Reading
from assist.ledger import Ledger
from assist.replay import Ended, StepRecord
from assist.transcript import Chat
from assist.vocabulary import Kind, Tone

WIDEST: Final = 100
"""Columns; longer lines are hard to read."""

_TONE_STYLE: Final[dict[Tone, str]] = {
    "anger": "red",
    "frustration": "dark_orange3",
    "disappointment": "steel_blue",
    "anxiety": "medium_purple",
    "confusion": "dark_goldenrod",
    "gratitude": "green",
    "delight": "green",
    "playfulness": "magenta",
    "remorse": "grey50",
}
_NEED_STYLE: Final = {"met": "green", "open": "dark_goldenrod", "failing": "red"}
_LANGUAGE: Final = {"en": "English", "fr": "French", "unsure": "language not sure"}
_BIDI: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_BARS: Final = "▁▂▃▄▅▆▇█"

Entry = tuple[str, str, RenderableType]
"""The time, who it is, and what stands beside them."""


class Page:
    """Prints chats one below the other, as wide as the terminal and no wider than is good."""

    def __init__(self) -> None:
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="replace")
        width = Console().width
        self._console = Console(width=min(width, WIDEST), highlight=False)

    def show(
        self, chat: Chat, steps: Sequence[StepRecord], draft: RenderableType | None = None
    ) -> None:
        """Print one chat and what its replay showed; `draft` stands after its last step."""
        start = chat.turns[0].at if chat.turns else 0.0
        wide = max(5, len(clock(chat.end - start)), *(len(clock(s.at - start)) for s in steps[-1:]))
        left = {
            ended.suggestion.suggestion_id: (s.at, ended) for s in steps for ended in s.withdrawn
        }
        self._head(_title(chat, steps))
        needs: Sequence[NeedState] = ()
        for step in steps:
            self._rows(_entries(chat, step, start, left, needs), wide)
            needs = step.needs
        if draft is not None:
            self._rows([(clock(chat.end - start), "draft", draft)], wide)
        self._console.print()
        self._console.print(_summary(chat, steps, start))
        self._console.print()

    def show_draft(self, chat: Chat, draft: RenderableType) -> None:
        """Print a draft below what the customer said last."""
        said = [turn for turn in chat.turns if turn.speaker == "customer"][-1:]
        entries: list[Entry] = [("", "customer", Text(shown(turn.text))) for turn in said]
        self._head(shown(chat.id))
        self._rows([*entries, ("", "draft", draft)], 0)
        self._console.print()

    def _head(self, title: str) -> None:
        self._console.print(Rule(Text(title, style="bold"), style="dim"))

    def _rows(self, entries: Iterable[Entry], wide: int) -> None:
        """Print entries; `wide` is the width of their times, 0 for none."""
        for time, who, what in entries:
            row = Table.grid(padding=(0, 1), expand=True)
            if wide:
                row.add_column(width=wide, justify="right", style="dim")
            row.add_column(width=8)
            row.add_column(ratio=1, overflow="fold")
            row.add_row(*([time] if wide else []), who, what)
            self._console.print(row)


def clock(seconds: float) -> str:
    """Return a time since the chat began, as `1:30`, `2:05:00` or `3d 2:05:00`."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    if days:
        return f"{days}d {hour}:{minute:02}:{second:02}"
    return f"{hour}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def shown(text: str) -> str:
    """Return `text` with what could drive a terminal (escapes, bidi overrides) made visible."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _unsafe(char) else char for char in text)


def course(valences: Sequence[float], width: int = 40) -> str:
    """Return the course of the feeling as a row of bars, from -1 (lowest) to 1 (highest)."""
    count = min(len(valences), width)
    bars = []
    for index in range(count):
        part = valences[index * len(valences) // count : (index + 1) * len(valences) // count]
        mean = sum(part) / len(part)
        bars.append(_BARS[min(7, int((mean + 1) / 2 * 8))])
    return "".join(bars)


def _unsafe(char: str) -> bool:
    control = unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t"
    return control or char in _BIDI


def _title(chat: Chat, steps: Sequence[StepRecord]) -> str:
    heard = Counter(step.reading.language for step in steps if step.reading is not None)
    language = _LANGUAGE[heard.most_common(1)[0][0]] if heard else ""
    lasted = clock(chat.turns[-1].at - chat.turns[0].at) if chat.turns else "0:00"
    count = len(chat.turns)
    messages = f"{count} message{'' if count == 1 else 's'} in {lasted}"
    return " · ".join(filter(None, (shown(chat.id), language, messages)))


def _entries(
    chat: Chat,
    step: StepRecord,
    start: float,
    left: Mapping[str, tuple[float, Ended]],
    needs: Sequence[NeedState],
) -> list[Entry]:
    time = clock(step.at - start)
    entries: list[Entry] = []
    if step.turn is None:
        what = "the platform says more" if step.told else "time passes"
        entries.append((time, "", Text(what, style="dim italic")))
    else:
        turn = chat.turns[step.turn]
        lines: list[RenderableType] = [Text(shown(turn.text))]
        if step.reading is not None and (chips := _chips(step.reading)):
            lines.append(chips)
        entries.append((time, turn.speaker, Group(*lines)))
    if step.needs_moved:
        entries.append(("", "", _ladder(step.needs, needs)))
    if step.handover is not None:
        next_agent = shown(step.handover.agent or "somebody else")
        entries.append(("", "", Text(f"the chat goes to {next_agent}", style="dim")))
    if step.ledger_moved and (books := _books(step.ledger)):
        entries.append(("", "", books))
    cards = (_card(card, start, left.get(card.suggestion_id)) for card in step.offers)
    return [*entries, *(("", "", card) for card in cards)]


def _chips(reading: Reading) -> Text:
    """Return the tones with their scores, then the cues with their words."""
    parts = [
        Text.assemble(("● ", _TONE_STYLE[tone.tone]), (f"{tone.tone} {tone.score:.2f}", "bold"))
        for tone in reading.tones
    ]
    for cue in reading.cues:
        words = " … ".join(span.text for span in cue.evidence)
        parts.append(Text.assemble(cue.cue, (f" “{shown(words)}”", "dim")))
    return Text("   ").join(parts)


def _ladder(needs: Sequence[NeedState], before: Sequence[NeedState]) -> Text:
    """Return the needs that are not met; what shows them only where that is new."""
    unmet = [state for state in needs if state.status != "met"]
    if not unmet:
        return Text.assemble(("needs  ", "dim"), ("all met", _NEED_STYLE["met"]))
    parts = []
    for state in unmet:
        new = state.because and state not in before
        because = f" ({shown(state.because)})" if new else ""
        status = (state.status, _NEED_STYLE[state.status])
        parts.append(Text.assemble(f"{state.need} ", status, (because, "dim")))
    return Text.assemble(("needs  ", "dim"), Text(" · ").join(parts))


def _books(ledger: Ledger) -> Text | None:
    """Return what is open, asked and promised; None where there is nothing."""
    parts = [
        Text.assemble(f"{issue.about} {issue.status}", (f" “{shown(issue.words)}”", "dim"))
        for issue in ledger.issues
        if issue.status not in ("resolved", "confirmed")
    ]
    parts += [
        Text.assemble("asked" if asked.asked < 2 else f"asked {asked.asked}x", _quote(asked.words))
        for asked in ledger.questions
    ]
    parts += [
        Text.assemble(f"promise {promise.status}", _quote(promise.words))
        for promise in ledger.promises
        if promise.status in ("open", "near", "due")
    ]
    return Text.assemble(("open   ", "dim"), Text(" · ").join(parts)) if parts else None


def _quote(words: str) -> tuple[str, str]:
    return f" “{shown(words)}”", "dim"


def _card(card: Suggestion, start: float, left: tuple[float, Ended] | None) -> RenderableType:
    why = Text.assemble(("why  ", "dim"), Text("; ").join(_reasons(card)))
    held = "; ".join(f"{other.kind} ({other.why})" for other in card.outranked)
    if left is None:
        fate = "still on offer when the chat ended"
    else:
        at, ended = left
        fate = f"{ended.how} at {clock(at - start)}: {shown(ended.reason)}"
    lines = [Text(shown(card.text)), Text(), why]
    if held:
        lines.append(Text.assemble(("over ", "dim"), (held, "dim")))
    body = Group(*lines, Text.assemble(("then ", "dim"), fate))
    title = Text.assemble((card.kind, "bold"), f" · {shown(card.title)}")
    panel = Panel(body, title=title, title_align="left", box=ROUNDED, border_style="cyan")
    return Padding(panel, (0, 0, 1, 0))


def _reasons(card: Suggestion) -> list[Text]:
    return [
        Text.assemble(reason.label, (f" “{shown(reason.words)}”" if reason.words else "", "dim"))
        for reason in card.because
    ]


def _summary(chat: Chat, steps: Sequence[StepRecord], start: float) -> RenderableType:
    """Return the close of the page: the cards, and the peak and the end of the feeling."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    cards = Counter(card.kind for step in steps for card in step.offers)
    heard = [(step, step.reading) for step in steps if step.reading is not None]
    table.add_row("cards", _count(cards, len(heard)))
    felt = [(step, reading) for step, reading in heard if reading.tones]
    if felt:
        peak = max(felt, key=lambda pair: pair[1].intensity)
        table.add_row("peak", _moment(chat, *peak, start))
    if heard:
        table.add_row("end", _moment(chat, *heard[-1], start))
    if len(valences := [r.valence for _, r in heard if r.valence is not None]) > 1:
        table.add_row("course", f"{course(valences)}  (low to high, message by message)")
    return table


def _count(cards: Counter[Kind], messages: int) -> str:
    if not cards:
        return "none; there was nothing to add"
    kinds = ", ".join(f"{kind} {count}" for kind, count in cards.most_common())
    return f"{cards.total()} ({kinds}) for {messages} customer message{'s'[: messages != 1]}"


def _moment(chat: Chat, step: StepRecord, reading: Reading, start: float) -> Text:
    tones = ", ".join(tone.tone for tone in reading.tones)
    if not tones:
        tones = "not sure" if reading.unsure else "neutral"
    assert step.turn is not None
    text = " ".join(shown(chat.turns[step.turn].text).split())
    words = text if len(text) <= 60 else f"{text[:59]}…"
    return Text.assemble((tones, "bold"), f" at {clock(step.at - start)}  ", (f"“{words}”", "dim"))
