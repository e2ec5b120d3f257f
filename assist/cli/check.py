"""`warmline check`: the playbooks -> what is wrong in them, by file; 1 where anything is."""

import sys
import time
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from assist.cli.lines import write_json
from assist.errors import ConfigError
from assist.resources import rules_dir

if TYPE_CHECKING:
    from assist.evaluation.examples import Failure
    from assist.playbooks.model import Playbook, Playbooks

_LONGEST: Final = 300
"""Characters of an example that the report shows."""


@click.command()
@click.argument("topics", nargs=-1, metavar="[TOPIC]...")
@click.option(
    "--rules",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the rules; left out, Warmline's own.",
)
@click.option(
    "--overlays",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the teams' overlays; left out, `overlays` beside the rules, if there.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a finding.")
def check(topics: Sequence[str], folder: Path | None, overlays: Path | None, as_json: bool) -> None:
    """Check the playbooks and run their examples.

    Tells what is missing or wrong in a rule, which rules can never fire, always lose or
    contradict each other, and which examples do not come out as stated.

    TOPIC (`delivery`, `en/delivery`, `en`, `overlays/vip`) limits the report to those files;
    all rules are in force all the same, so an example that another topic's sign catches is seen.

    \b
      warmline check                  everything
      warmline check en/delivery      one file, while you write it

    Ends with 1 if anything is wrong.
    """
    from assist.playbooks.check import check as check_set
    from assist.playbooks.load import load

    since = time.perf_counter()
    folder = folder or rules_dir()
    beside = folder.absolute().parent / "overlays"
    overlays = overlays or (beside if beside.is_dir() else None)
    playbooks = load(folder, experimental=True, overlays=overlays)
    if not (playbooks.playbooks or playbooks.inferences or playbooks.diagnostics):
        raise ConfigError(f"{folder}: no rules here; name a folder with `en` and `fr` in it")
    wanted = _wanted(playbooks, topics)
    static = (*playbooks.diagnostics, *check_set(playbooks))
    found = [
        {"path": one.path, "where": one.where, "problem": "rule", "what": one.what, "example": ""}
        for one in static
    ]
    sets = [
        (of, [book for book in books if not topics or book.path in wanted])
        for of, books in _sets(playbooks)
    ]
    found += [_plain(failure) for of, books in sets if books for failure in _run(of, books)]
    found = [one for one in found if not topics or one["path"] in wanted]
    if as_json:
        for one in found:
            write_json(one)
    else:
        _report(found)
        ran = [book for _, books in sets for book in books]
        click.echo(_summary(ran, found, time.perf_counter() - since))
    sys.exit(1 if found else 0)


def _sets(playbooks: "Playbooks") -> "list[tuple[Playbooks, Sequence[Playbook]]]":
    """Return each set that is in force for somebody, with the topics to run in it.

    Of a team that is what its overlay wrote itself: the rest runs once, for all.
    """
    from assist.playbooks.check import own_rules

    teams = [(team, own_rules(team, playbooks)) for team in playbooks.overlays.values()]
    return [(playbooks, playbooks.playbooks), *teams]


def _wanted(playbooks: "Playbooks", topics: Sequence[str]) -> frozenset[str]:
    """Return the paths of the files that the report is about."""
    paths = {book.path for _, books in _sets(playbooks) for book in books}
    paths |= {diagnostic.path for diagnostic in playbooks.diagnostics}
    if playbooks.inferences:
        paths.add("tones.toml")
    if playbooks.paces:
        paths.add("waits.toml")
    if not topics:
        return frozenset(paths)
    wanted: set[str] = set()
    for topic in topics:
        name = topic.removeprefix("rules/").removesuffix(".toml").strip("/")
        matching = {path for path in paths if name in _names(path)}
        if not matching:
            raise click.BadParameter(
                f"{topic}: no such rule file; there are {', '.join(sorted(paths))}",
                param_hint="TOPIC",
            )
        wanted |= matching
    return frozenset(wanted)


def _names(path: str) -> tuple[str, ...]:
    """Return what a file may be called by: `en/delivery`, `delivery`, `en`; the team as well."""
    whole = path.removesuffix(".toml")
    folder, _, topic = whole.rpartition("/")
    overlays, _, _ = folder.rpartition("/")
    return tuple(filter(None, (whole, topic, folder, overlays, overlays.rpartition("/")[2])))


def _run(playbooks: "Playbooks", books: "Sequence[Playbook]") -> "Iterable[Failure]":
    """Yield the failures of the examples; a bar shows how far it is, where a person watches."""
    from rich.console import Console
    from rich.progress import track

    from assist.evaluation.examples import Examples

    examples = Examples(playbooks)
    screen = Console(stderr=True)
    hidden = not screen.is_terminal
    for book in track(books, "checking", console=screen, transient=True, disable=hidden):
        yield from examples.run(book)


def _plain(failure: "Failure") -> dict[str, str]:
    return {
        "path": failure.path,
        "where": failure.where,
        "problem": failure.problem,
        "what": failure.what,
        "example": failure.example,
    }


def _report(found: Sequence[dict[str, str]]) -> None:
    """Print the findings by file and by the table that they stand in."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    in_order = sorted(found, key=lambda one: (one["path"], one["where"]))
    for path, here in groupby(in_order, key=lambda one: one["path"]):
        console.print(Text(path, style="bold"))
        for where, ones in groupby(here, key=lambda one: one["where"]):
            if where:
                console.print(Text(f"  {where}", style="cyan"))
            for one in ones:
                console.print(Text(f"    {_line(one)}"))


def _line(one: dict[str, str]) -> str:
    from assist.cli.page import shown

    example = " / ".join(one["example"].split("\n")).strip(" /")
    if len(example) > _LONGEST:
        example = f"{example[:_LONGEST]}…"
    return shown(f"“{example}” {one['what']}" if example else one["what"])


def _summary(books: "Sequence[Playbook]", found: Sequence[dict[str, str]], seconds: float) -> str:
    from assist.playbooks.check import signs_of

    signs = [sign for book in books for _, sign in signs_of(book)]
    cards = [rule for book in books for rule in book.suggestions]
    examples = sum(len(sign.match) + len(sign.no_match) for sign in signs)
    examples += sum(len(rule.examples) for rule in cards)
    files = len({one["path"] for one in found})
    verdict = f"{len(found)} findings in {files} files" if found else "all as stated"
    return (
        f"{len(books)} topics, {len(signs)} signs, {len(cards)} suggestions, "
        f"{examples} examples: {verdict} ({seconds:.1f} s)"
    )
