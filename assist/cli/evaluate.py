"""`warmline evaluate`: what is to be measured -> one of the commands that measure it."""

import click

from assist.cli.evaluate_drafts import drafts
from assist.cli.evaluate_judgement import judgement
from assist.cli.evaluate_reading import reading


@click.group()
def evaluate() -> None:
    """Measure how well messages are read, cards are chosen and drafts are checked.

    `warmline evaluate reading --help` lists the sets, the systems and the options.
    """


evaluate.add_command(drafts)
evaluate.add_command(judgement)
evaluate.add_command(reading)
