"""What reading a message costs, beside VADER alone on the same messages in the same run.

    python -m benchmarks.reading [--quick] [--json FILE] [--write]

`Warmline` is `Reader.read`, all of it: language, words, cues, tones, valence, evidence. `VADER` is
vaderSentiment's `polarity_scores`. They take turns on each message, no message comes twice, and
both have warmed up on others. Times are CPU times.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, product
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from assist.playbooks.load import load
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from assist.resources import rules_dir, weights_dir
from assist.vocabulary import LANGUAGES, Language, Speaker
from benchmarks.clock import Call, Clock, Cost, frozen, microseconds, percentile
from benchmarks.growth import Grown, grown
from benchmarks.hostile import SIZE, hostile
from benchmarks.messages import LENGTHS, Messages, messages
from benchmarks.report import Section, Value, between, machine, markdown, plain, show
from benchmarks.startup import LOADERS

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
PACKAGES = ("vaderSentiment", "spacy", "numpy")
PACED_WORDS = 20
PACE = 0.01
"""Seconds between two messages in the rows that are paced."""
GROWN = Grown._fields
Row = dict[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much is measured.

    `most`: messages of one length, `warm` those before them, `said` those after loading; `seeds`:
    hostile texts of a kind, `sizes`: numbers of patterns.
    """

    lengths: Sequence[int] = LENGTHS
    most: int = 1000
    warm: int = 10_000
    said: int = 4000
    rounds: int = 5
    paced: int = 150
    starts: int = 3
    seeds: int = 3
    sizes: Sequence[int] = (100, 1000, 4000)


QUICK = Scale(
    lengths=(5, 20), most=10, warm=20, said=20, rounds=2, paced=3, starts=1, seeds=1, sizes=(10, 40)
)


def measure(scale: Scale) -> dict[str, Section]:
    """Return all tables, by a short name."""
    playbooks = load(rules_dir())
    texts: dict[Language, Messages] = {language: messages(language) for language in LANGUAGES}
    clock = Clock()
    sections = {"startup": startup(scale, texts)}
    reader = Reader(playbooks)
    sides = (reader.read, SentimentIntensityAnalyzer().polarity_scores)
    rows = [row for code in LANGUAGES for row in length_rows(scale, clock, sides, texts[code])]
    sections = {"length": by_length(rows, clock)} | sections
    sections["hostile"] = on_hostile(scale, clock, reader, rule_words(playbooks))
    sections["growth"] = by_rules(scale, clock, playbooks, texts["en"])
    return sections


def length_rows(
    scale: Scale, clock: Clock, sides: tuple[Call, Call], texts: Messages
) -> Iterator[Row]:
    """Yield a row for each length, and one for messages that come with a pause between."""
    low, high = 0.85 * PACED_WORDS, 1.15 * PACED_WORDS
    paced = [text for text in texts.warm if low <= len(text.split()) <= high][: scale.paced]
    warm = [text for text in texts.warm if text not in paced][: scale.warm]
    clock.paired(sides, warm)
    with frozen():
        for length in scale.lengths:
            costs = clock.paired(sides, texts.of[length][: scale.most])
            yield compared(texts.language, length, 0, costs, scale.rounds)
        costs = clock.paired(sides, paced, PACE)
        yield compared(texts.language, PACED_WORDS, round(1000 * PACE), costs, scale.rounds)


def compared(
    language: Language, words: int, pause: int, costs: list[list[Cost]], rounds: int
) -> Row:
    """Return one row: both sides, and the ratio of their medians with its spread over rounds."""
    ours, theirs = costs
    cuts = [round(len(ours) * part / rounds) for part in range(rounds + 1)]
    ratios = [
        microseconds(ours[first:last]) / microseconds(theirs[first:last])
        for first, last in pairwise(cuts)
    ]
    counted = [percentile([cost.instructions for cost in side], 50) for side in costs]
    row: Row = {
        "language": language,
        "words": words,
        "pause ms": pause,
        "messages": len(ours),
        "Warmline p50 µs": round(microseconds(ours), 1),
        "p99 µs": round(microseconds(ours, 99), 1),
        "VADER p50 µs": round(microseconds(theirs), 1),
        "VADER p99 µs": round(microseconds(theirs, 99), 1),
        "ratio": round(microseconds(ours) / microseconds(theirs), 2),
        "least": round(min(ratios), 2),
        "most": round(max(ratios), 2),
    }
    return row | ({"in instructions": round(counted[0] / counted[1], 2)} if counted[1] else {})


def by_length(rows: Sequence[Row], clock: Clock) -> Section:
    """Return the table of costs by length."""
    counted = "" if clock.counts_instructions else " This machine counts no instructions."
    return Section(
        title="A whole reading beside VADER alone",
        note="Messages of the corpus's held-out scenarios, neighbours joined for 40 words and "
        "more; each is read once, after some thousand others. `ratio` is p50 to p50, `least` and "
        "`most` its spread over the rounds; p99 of fewer than 100 messages is their worst. VADER "
        "knows no French: there it "
        f"is a yardstick of work, not a peer.{counted}",
        rows=rows,
    )


def startup(scale: Scale, texts: dict[Language, Messages]) -> Section:
    """Return what each takes to load, in processes of their own; the best of a few."""
    said = json.dumps([text for own in texts.values() for text in own.warm[: scale.said]])
    rows: list[Row] = []
    for name in LOADERS:
        command = [sys.executable, "-m", "benchmarks.startup", name]
        runs: list[Row] = [
            json.loads(subprocess.check_output(command, input=said, text=True))
            for _ in range(scale.starts)
        ]
        best = min(runs, key=lambda run: float(run["CPU s"]))
        rows.append({"what": name, **best})
    return Section(
        title="Loading and memory",
        note="Imports, rules of both languages and weights, each in a fresh process; resident "
        f"memory when loaded, and after {len(json.loads(said)):,} messages, half of them French. "
        "`python` is the bare interpreter. The reader's takes in spaCy, numpy and VADER's lexicon.",
        rows=rows,
    )


def on_hostile(scale: Scale, clock: Clock, reader: Reader, words: Sequence[str]) -> Section:
    """Return the worst time of each kind of hostile text, as a customer's and as an agent's."""
    worst: dict[str, dict[Speaker, float]] = {}
    sides: tuple[Speaker, ...] = ("customer", "agent")
    runs = list(product(range(scale.seeds), LANGUAGES, sides))
    with frozen():
        for seed, (_, language, speaker) in enumerate(runs):
            read = partial(reader.read, speaker=speaker, language=language)
            for name, text in hostile(words, seed).items():
                taken = clock.cost(read, text).nanoseconds / 1e6
                of = worst.setdefault(name, dict.fromkeys(sides, 0.0))
                of[speaker] = max(of[speaker], taken)
    rows: list[Row] = [
        {"text": name, "customer ms": round(of["customer"], 2), "agent ms": round(of["agent"], 2)}
        for name, of in sorted(worst.items(), key=lambda item: -max(item[1].values()))
    ]
    return Section(
        title="Hostile texts of 64 KB",
        note=f"The worst of {len(runs) // 2} readings each, every time of another text of its "
        f"kind ({SIZE:,} bytes), half of them in a French chat. Both ends of so long a text are "
        "read. VADER takes no part: its time grows with the square of some of them.",
        rows=rows,
    )


def rule_words(playbooks: Playbooks) -> Sequence[str]:
    """Return the words of all phrases, in both languages."""
    signs = [sign for book in playbooks.playbooks for sign in (*book.cues, *book.tones, *book.acts)]
    phrases = [one for sign in signs for one in sign.patterns if isinstance(one, str)]
    return sorted({word for phrase in phrases for word in phrase.split()})


def by_rules(scale: Scale, clock: Clock, playbooks: Playbooks, texts: Messages) -> Section:
    """Return how cost grows with the number of patterns."""
    own = texts.of[PACED_WORDS][: scale.most]
    # spaCy's Matcher takes milliseconds a text: fewer of them have to do.
    warm = texts.warm[: scale.warm // 20]
    held = [grown(playbooks, size, own + warm) for size in scale.sizes]
    rows: list[Row] = [{"patterns": size} for size in scale.sizes]
    for kind, name in enumerate(GROWN):
        # A kind at a time: after a slow one the processor's caches hold nothing of a fast one.
        calls: list[Call] = [each[kind] for each in held]
        clock.paired(calls, warm)
        with frozen():
            costs = [microseconds(taken) for taken in clock.paired(calls, own)]
        for row, cost in zip(rows, costs, strict=True):
            row |= {f"{name} µs": round(cost, 1), f"{name} ratio": round(cost / costs[0], 2)}
    return Section(
        title="More rules",
        note=f"p50 of {len(own)} English messages of {PACED_WORDS} words, half of the patterns "
        "phrases, half token patterns; a sample of the rules, and beyond what they hold, new ones "
        "of their words. `reading` is the whole, `signs` the search for the patterns alone, "
        "`Matcher` spaCy's with the same patterns over the same words, cut beforehand. Each "
        f"ratio is to {scale.sizes[0]:,} patterns.",
        rows=rows,
    )


def weights() -> str:
    """Return which weights the reader had."""
    files = {code: weights_dir() / f"{code}.msgpack" for code in LANGUAGES}
    return ", ".join(
        f"{code} {path.stat().st_size / 1e6:.1f} MB" if path.is_file() else f"{code} none"
        for code, path in files.items()
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="a few messages: shows that it runs")
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name} in docs/ as well")
    chosen = parser.parse_args(arguments)
    # Weights may be trained again meanwhile: name those that were there when they were loaded.
    facts = machine(PACKAGES) | {"weights": weights()}
    sections = measure(QUICK if chosen.quick else Scale())
    show(facts, sections)
    if chosen.json:
        chosen.json.write_text(json.dumps(plain(facts, sections), indent=2) + "\n")
    if chosen.write:
        command = "python -m benchmarks.reading" + " --quick" * chosen.quick + " --write"
        part = markdown(f".venv/bin/{command}", facts, sections)
        PAGE.write_text(between(PAGE.read_text(), "reading", part))


if __name__ == "__main__":
    main()
