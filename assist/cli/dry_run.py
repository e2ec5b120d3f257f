"""`warmline dry-run`: past chats and new rules -> the cards that would come, go or change."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assist.cli.lines import STDIN, open_lines, write_json
from assist.cli.progress import Progress
from assist.codec import to_plain
from assist.errors import ConfigError
from assist.resources import rules_dir

if TYPE_CHECKING:
    from assist.evaluation.dryrun import Change, Comparison, RuleSet
    from assist.evaluation.past import Past
    from assist.events import Suggestion
    from assist.playbooks.model import Playbooks

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("dry-run")
@click.argument("new", metavar="NEW_RULES", type=_FOLDER)
@click.option(
    "--against",
    required=True,
    metavar="FILE|JOURNAL",
    type=click.Path(path_type=Path),
    help="The chats: as `warmline replay` reads them (`-` is stdin), or a server's journal.db.",
)
@click.option(
    "--rules", "old", type=_FOLDER, help="The rules to compare with; left out, Warmline's own."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--examples",
    default=3,
    show_default=True,
    type=click.IntRange(0, 1000),
    help="How many cards to show that were added, removed and altered, of each.",
)
def dry_run(new: Path, against: Path, old: Path | None, as_json: bool, examples: int) -> None:
    """Show what a change of the rules would have changed in past chats.

    Each chat is played as it went, with the rules that hold and with NEW_RULES. Teams' overlays
    are those in `overlays` beside each folder.

    \b
      warmline dry-run draft/rules --against data/journal.db
      warmline dry-run rules --rules data/rules/ddc189a2099c/rules --against chats.jsonl

    A card is altered where the same rule offers it at the same point of the chat with other
    words, of another kind or at another moment. Agents would have written otherwise beside other
    cards, so what follows a changed card in a chat is an estimate.
    """
    from assist.evaluation.dryrun import compare

    with _pasts(against) as pasts:
        before, after = _sets(old or rules_dir(), new)
        found = compare(pasts, before, after, examples=examples)
    if as_json:
        write_json(plain(found))
    else:
        _show(found)


def plain(found: "Comparison") -> dict[str, Any]:
    """Return a comparison as JSON has it."""
    return {
        "old": found.old,
        "new": found.new,
        "chats": found.chats,
        "messages": found.messages,
        "cards": {"old": found.old_cards, "new": found.new_cards, "same": found.same},
        "by_kind": {kind: _counts(counts) for kind, counts in found.by_kind.items()},
        "by_rule": {rule: _counts(counts) for rule, counts in found.by_rule.items()},
        "examples": [to_plain(change) for change in found.examples],
    }


@contextmanager
def _pasts(path: Path) -> "Iterator[Iterator[Past]]":
    """Open the chats in a file or a journal; a bar shows how far they are read.

    Raises:
        ConfigError: the file cannot be read.
    """
    from assist.cli.replay import chats
    from assist.evaluation.past import of_chat
    from assist.journal.past import is_journal, open_past, size

    path = path / "journal.db" if path.is_dir() else path
    if path != STDIN and is_journal(path):
        with open_past(path) as connection, Progress(size(connection)) as progress:
            yield _journaled(connection, progress)
        return
    with open_lines(path, expects="`customer: ...` and `agent: ...` lines") as lines:
        yield (of_chat(chat) for chat in chats(lines, path))


def _journaled(connection: Any, progress: Progress) -> "Iterator[Past]":  # noqa: ANN401
    from assist.evaluation.past import of_journal
    from assist.journal.past import streams

    for stream in streams(connection):
        yield of_journal(f"{stream.key.tenant}/{stream.key.conversation}", stream.entries)
        progress.advance(stream.size)


def _sets(old: Path, new: Path) -> "tuple[RuleSet, RuleSet]":
    """Load both sets; they share a reader where they hear the same."""
    from assist.evaluation.dryrun import RuleSet
    from assist.reading.reader import Reader
    from assist.reading.reuse import reader_of

    before, after = _load(old), _load(new)
    reader = Reader(before)
    return (
        RuleSet(playbooks=before, reader=reader),
        RuleSet(playbooks=after, reader=reader_of(after, reader, before)),
    )


def _load(folder: Path) -> "Playbooks":
    from assist.playbooks.load import load
    from assist.playbooks.versions import overlays_beside

    playbooks = load(folder, overlays=overlays_beside(folder))
    if not (playbooks.playbooks or playbooks.diagnostics):
        raise ConfigError(f"{folder}: no rules here; name a folder with `en` and `fr` in it")
    if count := len(playbooks.diagnostics):
        why = f"`warmline check --rules {folder}` says why"
        click.echo(
            f"{folder}: {count} {'rule is' if count == 1 else 'rules are'} off; {why}.", err=True
        )
    return playbooks


def _counts(counts: Mapping[Any, int]) -> dict[str, int]:
    from assist.evaluation.dryrun import WHATS

    return {what: counts.get(what, 0) for what in WHATS}


def _show(found: "Comparison") -> None:
    """Print the figures, the tables and the examples."""
    from rich.console import Console
    from rich.text import Text

    from assist.evaluation.dryrun import WHATS

    console = Console(highlight=False, soft_wrap=True)
    click.echo(f"rules {found.old} -> {found.new}")
    click.echo(f"{found.chats} chats, {found.messages} customer messages")
    changed = ", ".join(f"{found.total(what)} {what}" for what in WHATS)
    click.echo(f"{found.old_cards} cards -> {found.new_cards}: {found.same} the same, {changed}")
    for title, table in (("kind", found.by_kind), ("rule", found.by_rule)):
        if table:
            console.print()
            console.print(_table(title, table))
    for what in WHATS:
        if alike := [change for change in found.examples if change.what == what]:
            console.print(Text(f"\n{what}, {len(alike)} of {found.total(what)}", style="bold"))
            for change in alike:
                click.echo("\n".join(_example(change)))


def _table(title: str, table: Mapping[Any, Mapping[Any, int]]) -> Any:  # noqa: ANN401
    from rich.table import Table

    from assist.evaluation.dryrun import WHATS

    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    shown.add_column(title)
    for what in WHATS:
        shown.add_column(what, justify="right")
    for name, counts in table.items():
        shown.add_row(name, *map(str, _counts(counts).values()))
    return shown


def _example(change: "Change") -> Iterator[str]:
    """Yield the lines of one example."""
    from assist.cli.page import clock, shown

    fields = f" ({', '.join(change.fields)})" if change.fields else ""
    yield f"  {shown(change.chat)}, {clock(change.at)}{fields}"
    yield f"    customer  {_line(change.customer)}"
    yield f"    before    {_card(change.old)}"
    yield f"    after     {_card(change.new)}"


def _card(card: "Suggestion | None") -> str:
    return "no card" if card is None else f"{card.kind}, {card.rule}: {_line(card.text)}"


def _line(text: str) -> str:
    from assist.cli.page import shown

    return " ".join(shown(text).split())
