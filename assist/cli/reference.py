"""The commands -> docs/commands.md: each with its own help, word for word."""

from collections.abc import Iterator
from typing import Final

import click

from assist.cli import main

_WIDTH: Final = 90
_HEAD: Final = """\
<!-- Written by `warmline generate` from the commands. Change their help, not this page. -->

# The commands

`warmline COMMAND --help` says the same. Exit codes: 0, all went well; 1, the input is wrong (or
`check` found something); 2, an option or a setting is wrong. Errors go to stderr, one line each.
"""


def render() -> str:
    """Return the page in Markdown, the commands in the order of `warmline --help`."""
    return "\n".join([_HEAD, *(_section(name, text) for name, text in helps())])


def helps() -> Iterator[tuple[str, str]]:
    """Yield each command's name and its help, the group's own first."""
    group = click.Context(main, info_name="warmline", terminal_width=_WIDTH)
    yield "warmline", main.get_help(group)
    for name in main.list_commands(group):
        command = main.get_command(group, name)
        assert command is not None
        context = click.Context(command, group, info_name=name, terminal_width=_WIDTH)
        yield f"warmline {name}", command.get_help(context)
        if isinstance(command, click.Group):
            for part, one in sorted(command.commands.items()):
                inner = click.Context(one, context, info_name=part, terminal_width=_WIDTH)
                yield f"warmline {name} {part}", one.get_help(inner)


def _section(name: str, text: str) -> str:
    return f"## {name}\n\n```text\n{text}\n```\n"
