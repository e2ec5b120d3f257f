"""What was measured -> sections on the terminal, and the pages of the checkout written again."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

from assist.errors import ConfigError
from assist.resources import rules_dir


def echo_section(title: str, lines: Iterable[str]) -> None:
    """Print lines below a title, if there are any."""
    from assist.cli.page import shown

    if text := "\n".join(shown(part) for line in lines for part in line.split("\n")):
        click.echo(f"### {title}\n\n{text}\n")


def write_figures(page: Callable[[str], str], plain: Mapping[str, Any], *, name: str) -> None:
    """Write docs/quality.md as `page` makes it of its text, and `plain` into docs/`name`.

    Raises:
        ConfigError: this is no checkout.
    """
    docs = rules_dir().parent / "docs"
    path = docs / "quality.md"
    if not path.is_file():
        raise ConfigError(f"{path}: not there; run this in a checkout of Warmline")
    path.write_text(page(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    text = json.dumps(plain, indent=1, ensure_ascii=False) + "\n"
    (docs / name).write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"docs/quality.md and docs/{name} written", err=True)
