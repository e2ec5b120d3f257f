"""`warmline train`: labelled messages -> the weights that ship."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assist.errors import ConfigError
from assist.resources import corpus_dir, rules_dir, weights_dir
from assist.vocabulary import LANGUAGES, Language

if TYPE_CHECKING:
    from assist.labelled.corpus import Message
    from assist.labelled.public import Folder
    from assist.playbooks.model import Playbooks


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--language", "only", type=click.Choice(LANGUAGES), help="One language; left out, both."
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the weights go; left out, where the reader looks for them.",
)
def train(data: Path, only: Language | None, out: Path | None) -> None:
    """Train the reader's weights from labelled messages.

    DATA is a folder with the public data sets as published, a folder each (docs/quality.md
    says where they come from); each file is checked. The project's own messages and the
    playbooks' examples are taken from this checkout. The same input gives the same bytes.

    Needs `pip install 'warmline[train]'`; takes about ten minutes.
    """
    try:
        import sklearn  # noqa: F401
    except ImportError:
        raise ConfigError(
            "scikit-learn: not installed; run pip install 'warmline[train]'"
        ) from None
    from assist.labelled.corpus import read_corpus
    from assist.labelled.public import Folder
    from assist.playbooks.load import load

    folder, corpus, playbooks = Folder(data), read_corpus(corpus_dir()), load(rules_dir())
    place = out or weights_dir()
    place.mkdir(parents=True, exist_ok=True)
    for language in [only] if only else LANGUAGES:
        weights = _trained(language, folder, corpus, playbooks)
        path = place / f"{language}.msgpack"
        path.write_bytes(weights)
        digest = hashlib.sha256(weights).hexdigest()[:16]
        click.echo(f"{path}: {len(weights) / 1e6:.1f} MB, SHA-256 {digest}...")


def _trained(
    language: Language, folder: "Folder", corpus: "tuple[Message, ...]", playbooks: "Playbooks"
) -> bytes:
    """Return the weights of one language, as they are written."""
    import msgpack
    from rich.console import Console
    from rich.progress import track

    from assist.labelled.corpus import fingerprint
    from assist.labelled.example import SIDES
    from assist.labelled.turns import read_turns
    from assist.reading.reader import Reader
    from assist.training.design import Observed
    from assist.training.fit import train as fit
    from assist.training.gather import gather, is_tuned
    from assist.vocabulary import CUES, TONES

    screen = Console(stderr=True)
    turns = read_turns(corpus_dir(), language)
    examples = gather(language, folder, corpus, playbooks, turns)
    reader = Reader(playbooks, {})
    seen = []
    for example in track(examples, f"reading {language}", console=screen, transient=True):
        observation = reader.observe(example.text, language)
        seen.append(Observed(words=observation.text.words, facts=observation.facts()))
    tuned = [is_tuned(example) for example in examples]
    labels = (*SIDES, *TONES, *(cue for cue in CUES if cue != "shouting"))
    plain = fit(examples, seen, tuned, labels, lambda step: screen.print(f"{language}: {step}"))
    plain["made_from"] = {"corpus": fingerprint(corpus_dir(), language)}
    packed: bytes = msgpack.packb(plain)
    return packed
