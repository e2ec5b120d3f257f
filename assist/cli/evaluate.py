"""`warmline evaluate`: what is to be measured -> one of the commands that measure it."""

import click

from assist.cli.evaluate_judgement import judgement
from assist.cli.evaluate_reading import reading


@click.group()
def evaluate() -> None:
    """Measure how well messages are read, and whether the right cards are shown.

    `warmline evaluate reading --help` lists the sets, the systems and the options.
    """


evaluate.add_command(judgement)
evaluate.add_command(reading)
