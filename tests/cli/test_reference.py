import click
import pytest

from assist.cli import COMMANDS, main
from assist.cli.reference import render

PAGE = render()


def params(name: str) -> list[click.Parameter]:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    return command.params


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_on_the_page(name: str) -> None:
    section = PAGE.partition(f"## warmline {name}\n")[2].partition("\n## ")[0]
    assert section
    for param in params(name):
        if isinstance(param, click.Option) and not param.hidden:
            assert param.opts[0] in section
            assert param.help, f"{param.opts[0]}: say what it does"


def test_the_page_is_the_same_each_time() -> None:
    assert render() == PAGE
