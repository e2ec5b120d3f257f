"""`warmline evaluate judgement`: conversations -> were the right cards shown, and none else."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from assist.cli.bars import Advance, bars
from assist.cli.figures import echo_section, write_figures
from assist.cli.lines import write_json
from assist.errors import ConfigError
from assist.resources import rules_dir

if TYPE_CHECKING:
    from assist.evaluation.cost import Spent
    from assist.evaluation.judgement import Played
    from assist.evaluation.judgement_report import Figures
    from assist.session import Session

OWN: Final = "all"
"""The name of the conversations with expectations among the parts."""

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_ANY = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("path", metavar="[FOLDER|FILE]", type=_ANY, required=False)
@click.option("--data", type=_FOLDER, help="Public data sets: count their cards as well.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, not tables.")
@click.option("--failures", is_flag=True, help="Show each expectation that was not met.")
@click.option(
    "--cards", default=0, metavar="N", type=click.IntRange(0, 10_000), help="Show N of the cards."
)
@click.option("--strict", is_flag=True, help="Exit with 1 if an aim is missed.")
@click.option("--write", is_flag=True, help="Write docs/quality.md and docs/judgement.json again.")
def judgement(
    path: Path | None,
    data: Path | None,
    as_json: bool,
    failures: bool,
    cards: int,
    strict: bool,
    write: bool,
) -> None:
    """Measure the judgement: is the right card shown, or none.

    FOLDER holds conversations with expectations, FILE is one of them: a transcript (.txt), a JSON
    object (.json) or one a line (.jsonl). Left out, it is tests/transcripts of the checkout, and
    corpus/chats beside it, which nothing is ever tuned on.

    \b
      customer: my parcel is late again
      #> ownership update | never humour       (what may be on screen now, and what must not)
      agent +90s: it left today
      #> silence

    \b
      {"turns": [{"speaker", "text", "expect": {"welcome": ["silence"], "never": ["humour"]}}]}

    The aims: nothing forbidden, 9 of 10 expectations met, at most 3 cards per 100 customer
    messages of routine chats (named routine*, or where all expect silence). With --data a folder
    with `multidogo` and `uss_sgd` as published; --cards shows cards of these, else of the others.
    """
    if write and (path is not None or data is None):
        raise click.UsageError("--write measures everything; give --data, and no folder or file")
    from assist.evaluation.judgement import sample
    from assist.evaluation.judgement_report import card_lines, page, tables, to_json, unmet_lines

    run = _Run()
    with bars() as advance:
        own = list(run.cases(path or _transcripts(), advance))
        held_out = rules_dir().parent / "corpus" / "chats"
        asked = path is None and held_out.is_dir()
        unseen = list(run.cases(held_out, advance)) if asked else []
        public = {name: list(one) for name, one in run.dialogues(data, advance)} if data else {}
    figures = run.figures(own, unseen, public)
    source = (one for played in public.values() for one in played) if public else own
    chosen = sample((card for one in source for card in one.cards), cards)
    if write:
        write_figures(lambda text: page(text, figures), to_json(figures), name="judgement.json")
    if as_json:
        lists = {"failures": list(unmet_lines(own))} if failures else {}
        more: dict[str, Any] = {**lists, **({"cards": list(card_lines(chosen))} if cards else {})}
        write_json(to_json(figures) | {"unmet": figures.unmet} | more)
    else:
        click.echo(tables(figures))
        echo_section("Not met", unmet_lines(own) if failures else ())
        echo_section("Cards", card_lines(chosen))
        echo_section("Aims that are missed", (f"- {aim}" for aim in figures.unmet))
    if strict and figures.unmet:
        raise SystemExit(1)


class _Run:
    """One reader for all conversations; what reading and judgement take is added up."""

    def __init__(self) -> None:
        from assist.cli.offline import Offline

        self._offline = Offline.load()
        self._spent: dict[str, Spent] = {}

    def _session(self, part: str) -> "Session":
        """Return the session of a conversation that begins now; its time counts for a part."""
        from assist.evaluation.cost import Spent, TimedReader, TimedSession

        spent = self._spent.setdefault(part, Spent())
        reader = TimedReader(self._offline.reader, time.thread_time, spent)
        return TimedSession(reader, self._offline.playbooks, time.thread_time, spent)

    def cases(self, path: Path, advance: Advance) -> "Iterator[Played]":
        """Play the conversations of a file, or of all files of a folder.

        What a customer's conversation leaves open comes back in their next one of that file.
        """
        from assist.evaluation.expectations import files

        found = files(path)
        if not found:
            raise ConfigError(f"{path}: no conversations; name a folder with .txt or .jsonl files")
        # First without a clock: what is made once, as patterns, is no message's cost.
        for number, (timed, file) in enumerate(product((False, True), found), start=1):
            played = tuple(self._file(file, timed=timed))
            advance("expectations", number, 2 * len(found))
            yield from played if timed else ()

    def _file(self, file: Path, *, timed: bool) -> "Iterator[Played]":
        from assist.evaluation.expectations import read_cases
        from assist.evaluation.judgement import play
        from assist.replay import Past

        past = Past()
        for case in read_cases(file):
            session = self._session(OWN) if timed else self._offline.session()
            chat = past.brought(case.chat)
            yield play(replace(case, chat=chat), session)
            past.keep(chat, session.conversation)

    def dialogues(self, data: Path, advance: Advance) -> "Iterator[tuple[str, list[Played]]]":
        """Play the public sets; yield each by its name."""
        from assist.evaluation.expectations import Case
        from assist.evaluation.judgement import play
        from assist.labelled.dialogues import public_dialogues

        for name, chats in public_dialogues(data):
            played = []
            for number, chat in enumerate(chats, start=1):
                played.append(play(Case(chat=chat, expected=()), self._session(name)))
                advance(name, number, len(chats))
            yield name, played

    def figures(
        self,
        own: "Sequence[Played]",
        unseen: "Sequence[Played]",
        public: "Mapping[str, Sequence[Played]]",
    ) -> "Figures":
        """Return all that was played as figures."""
        from assist.evaluation.judgement import score, scores
        from assist.evaluation.judgement_report import Cost, Figures

        messages = {
            name: sum(one.messages for one in part)
            for name, part in {OWN: (*own, *unseen), **public}.items()
        }
        return Figures(
            rules=self._offline.playbooks.version,
            scores=scores(own, unseen),
            dialogues=tuple(score(name, part) for name, part in public.items()),
            costs=tuple(
                Cost(
                    name=name,
                    messages=messages[name],
                    reading=spent.reading,
                    judgement=spent.judgement,
                )
                for name, spent in self._spent.items()
            ),
        )


def _transcripts() -> Path:
    folder = rules_dir().parent / "tests" / "transcripts"
    if not folder.is_dir():
        raise ConfigError(f"{folder}: not there; name a folder or a file with conversations")
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
