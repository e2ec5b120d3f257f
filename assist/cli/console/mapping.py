"""The file of a mapping -> whether its examples come out, and their bodies."""

from collections.abc import Iterator
from pathlib import Path

import click

from assist.consoles.contract import Written
from assist.consoles.mapping.examples import failures, request_of, unseen
from assist.consoles.mapping.file import read
from assist.errors import ConfigError


def bodies(mapping: Path) -> Iterator[tuple[str, Written]]:
    """Yield what each example is about, and its body."""
    for example in read(mapping).examples:
        request = request_of(example)
        yield example.about, Written(body=request.body, headers=request.headers)


def run(mapping: Path | None) -> int:
    """Run the examples and print what is wrong; return 1 if one does not come out as it says.

    Raises:
        ConfigError: there is no file, or it is wrong.
    """
    if mapping is None:
        raise ConfigError("mapping needs --mapping FILE, or --sample too")
    plan = read(mapping)
    failed = failures(plan)
    for mistake in failed:
        click.echo(str(mistake))
    for what in unseen(plan):
        click.echo(f"{mapping}: {what}; write one, so that it is tried")
    count = len(plan.examples)
    result = f"{len(failed)} wrong" if failed else "all as they say"
    click.echo(f"{mapping}: {plan.title}, {len(plan.rules)} events, {count} examples: {result}.")
    return 1 if failed else 0
