"""`warmline evaluate drafts`: drafts in their chats -> were their faults found, and no other."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assist.cli.bars import Advance, bars
from assist.cli.figures import echo_section, write_figures
from assist.cli.lines import write_json
from assist.errors import ConfigError
from assist.resources import rules_dir

if TYPE_CHECKING:
    from assist.evaluation.drafts import Checked
    from assist.evaluation.drafts_peers import Mirror
    from assist.evaluation.drafts_report import DraftFigures, DraftSet, Split
    from assist.findings import DraftFinding
    from assist.transcript import Chat


@click.command()
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, not tables.")
@click.option("--failures", is_flag=True, help="Show each draft that was not judged as expected.")
@click.option("--strict", is_flag=True, help="Exit with 1 if an aim is missed.")
@click.option("--write", is_flag=True, help="Write docs/quality.md and docs/drafts.json again.")
def drafts(file: Path | None, as_json: bool, failures: bool, strict: bool, write: bool) -> None:
    """Measure the draft mirror: are faults found, and good drafts left alone.

    FILE holds drafts in their chats, a JSON object a line. Left out, it is corpus/drafts of the
    checkout, which nothing is ever tuned on, and tests/drafts beside it, which the rules are tuned
    on; --failures then shows those of tests/drafts alone.

    \b
      {"id", "language", "turns": [{"speaker", "text"}], "draft": "You should have asked.",
       "findings": ["blame"], "evidence"?: {"blame": "You should have"}}

    The aims: 9 of 10 faults found, at most 2 needless findings per 100 good drafts. Beside
    Warmline: silence, a list of words, and the tools that come with
    `pip install 'warmline[peers]'`; one that is missing is named as such.
    """
    if write and file is not None:
        raise click.UsageError("--write measures the sets of the checkout; leave out FILE")
    from assist.evaluation.drafts_report import failure_lines, page, tables, to_json

    run = _Run()
    with bars() as advance:
        sets = [run.measure(path, split, advance) for split, path in _files(file)]
    figures = run.figures(sets)
    shown = list(failure_lines(run.shown)) if failures else []
    if write:
        write_figures(lambda text: page(text, figures), to_json(figures), name="drafts.json")
    if as_json:
        more: dict[str, Any] = {"failures": shown} if failures else {}
        write_json(to_json(figures) | {"unmet": figures.unmet} | more)
    else:
        click.echo(tables(figures))
        echo_section("Not as expected", shown)
        echo_section("Aims that are missed", [f"- {aim}" for aim in figures.unmet])
    if strict and figures.unmet:
        raise SystemExit(1)


class _Run:
    """One reader for all sets; `shown` are the drafts of which failures may be shown."""

    def __init__(self) -> None:
        from assist.cli.offline import Offline

        self._offline = Offline.load()
        self.shown: list[Checked] = []

    def measure(self, path: Path, split: "Split", advance: Advance) -> "DraftSet":
        """Return what each system tells of the drafts of a file."""
        from assist.evaluation.drafts import checked, draft_scores, read_draft_cases
        from assist.evaluation.drafts_peers import DRAFT_PEERS
        from assist.evaluation.drafts_report import DraftSet, DraftSystem

        cases = list(read_draft_cases(path))
        if not cases:
            raise ConfigError(f"{path}: no drafts; write a JSON object a line")
        systems = []
        for number, mirror in enumerate((self._ours(), *DRAFT_PEERS), start=1):
            read = [one for one in cases if one.chat.language in (None, *mirror.languages)]
            told = list(checked(read, mirror.build())) if mirror.there else []
            if number == 1 and split != "held-out":
                self.shown += told
            systems.append(
                DraftSystem(
                    name=mirror.name,
                    about=mirror.about,
                    version=mirror.version(),
                    languages=mirror.languages,
                    findings=mirror.findings,
                    scores=draft_scores(told),
                )
            )
            advance(split, number, len(DRAFT_PEERS) + 1)
        return DraftSet(split=split, systems=tuple(systems))

    def figures(self, sets: "Iterable[DraftSet]") -> "DraftFigures":
        """Return all that was measured."""
        from assist.evaluation.drafts_report import DraftFigures

        return DraftFigures(rules=self._offline.playbooks.version, sets=tuple(sets))

    def _ours(self) -> "Mirror":
        from assist.evaluation.drafts_peers import Mirror
        from assist.vocabulary import FINDINGS, LANGUAGES

        def check(chat: "Chat") -> "Iterable[DraftFinding]":
            return self._offline.played(chat).draft(chat.draft or "", chat.end)

        return Mirror(
            name="warmline",
            about="all findings, in the chat; at most two a draft",
            languages=LANGUAGES,
            findings=FINDINGS,
            build=lambda: check,
            package="warmline",
        )


def _files(file: Path | None) -> "list[tuple[Split, Path]]":
    """Return what is measured, and whether rules are tuned on it."""
    if file is not None:
        return [("own", file)]
    root = rules_dir().parent
    found: list[tuple[Split, Path]] = [
        ("held-out", root / "corpus" / "drafts" / "cases.jsonl"),
        ("development", root / "tests" / "drafts" / "cases.jsonl"),
    ]
    for _, path in found:
        if not path.is_file():
            raise ConfigError(f"{path}: not there; name a file with drafts")
    return found
