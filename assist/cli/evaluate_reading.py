"""`warmline evaluate reading`: labelled messages -> how well Warmline and its peers read them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assist.cli.bars import bars
from assist.cli.figures import write_figures
from assist.cli.lines import write_json
from assist.resources import corpus_dir, rules_dir
from assist.vocabulary import Language

if TYPE_CHECKING:
    from assist.evaluation.results import Evaluation, ReadingError
    from assist.evaluation.sets import Sources
    from assist.labelled.example import Example


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--set", "sets", multiple=True, metavar="NAME", help="A set; left out, all.")
@click.option("--system", "systems", multiple=True, metavar="NAME", help="Left out, all.")
@click.option("--errors", is_flag=True, help="Show Warmline's twenty worst errors of each set.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, not tables.")
@click.option("--write", is_flag=True, help="Write docs/quality.md and docs/quality.json again.")
def reading(
    data: Path,
    sets: Sequence[str],
    systems: Sequence[str],
    errors: bool,
    as_json: bool,
    write: bool,
) -> None:
    """Measure the reading: each system on each set.

    DATA is a folder with the public data sets as published, a folder each (docs/quality.md
    says where they come from); each file is checked. Peers come with
    `pip install 'warmline[peers]'`; those that are missing are named as such.

    \b
    Sets: corpus-en-tones, corpus-en-chat-tones, corpus-en-cues, corpus-en-chat-cues,
    corpus-fr-tones, corpus-fr-chat-tones, corpus-fr-cues, corpus-fr-chat-cues,
    turns-en-tones, turns-en-cues, goemotions, goemotions-eight, goemotions-dev-limits,
    goemotions-eight-dev-limits, us_airline, uss_sgd, xlmt_fr, banking77, multidogo, xed-fr
    Systems: warmline, warmline-public, vader, textblob, nrclex, asent, spacy-bow, vader-fr
    """
    if write and (sets or systems):
        raise click.UsageError("--write measures everything; leave out --set and --system")
    found = _measure(data, sets, systems)
    if write:
        _write(found)
    shown = found if errors else _without_errors(found)
    if as_json:
        from assist.evaluation.report import to_json

        write_json(to_json(shown))
        return
    from assist.evaluation.report import tables

    click.echo(tables(shown))
    for one in shown.sets:
        if one.errors:
            click.echo(f"### {one.title}: worst errors\n")
            click.echo("\n".join(_told(error) for error in one.errors) + "\n")


def _measure(data: Path, sets: Sequence[str], systems: Sequence[str]) -> "Evaluation":
    from assist.cli.offline import Offline
    from assist.evaluation.peers import PEERS
    from assist.evaluation.reading import evaluate as measure
    from assist.evaluation.sets import SETS, Sources, corpus_cases
    from assist.evaluation.warmline import warmline
    from assist.labelled.corpus import read_corpus
    from assist.labelled.turns import read_turns
    from assist.training.gather import held_out

    playbooks = Offline.load().playbooks
    known = (warmline(playbooks), warmline(playbooks, "public"), *PEERS)
    names = _chosen(systems, [one.name for one in known], "--system")
    wanted = _chosen(sets, SETS, "--set")
    sources = Sources(
        path=data,
        corpus=read_corpus(corpus_dir()),
        turns=read_turns(corpus_dir(), "en"),
        held_out=held_out,
    )
    with bars() as advance:
        return measure(
            [SETS[name](sources) for name in wanted],
            [one for one in known if one.name in names],
            lambda language: corpus_cases(sources, language, "dev"),
            lambda language: _examples(language, sources),
            advance,
        )


def _examples(language: Language, sources: "Sources") -> "tuple[Example, ...]":
    """Return what Warmline trains on in a language."""
    from assist.labelled.turns import read_turns
    from assist.playbooks.load import load
    from assist.training.gather import gather

    turns = read_turns(corpus_dir(), language)
    return gather(language, sources.folder, sources.corpus, load(rules_dir()), turns)


def _chosen(asked: Sequence[str], there: Iterable[str], option: str) -> tuple[str, ...]:
    names = tuple(there)
    for name in asked:
        if name not in names:
            raise click.BadParameter(
                f"{name}: not known; there are {', '.join(names)}", param_hint=option
            )
    return tuple(name for name in names if not asked or name in asked)


def _without_errors(found: "Evaluation") -> "Evaluation":
    return replace(found, sets=tuple(replace(one, errors=()) for one in found.sets))


def _write(found: "Evaluation") -> None:
    """Write the page's tables and the figures; never an error's text, some may not be shared."""
    from assist.evaluation.report import page, to_json

    plain = to_json(_without_errors(found))
    write_figures(lambda text: page(text, found), plain, name="quality.json")


def _told(error: "ReadingError") -> str:
    """Return one error as a person reads it."""
    from assist.cli.page import shown

    text = " ".join(shown(error.text).split())
    said, holds = ", ".join(error.said) or "nothing", ", ".join(error.holds) or "nothing"
    return (
        f"- {error.kind} {error.label} at {error.likelihood:.2f}: “{text}”\n"
        f"  said {said}; holds {holds}; words: {shown(error.words) or 'none'}"
    )
