"""What is known of consoles, and of a payload of one -> a page in the terminal."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assist.cli.page import shown
from assist.consoles.docs import Known


def tell(title: str, told: Sequence[tuple[str, str]]) -> None:
    """Print what came out of a payload."""
    screen = Console(highlight=False)
    screen.print(Text(shown(title), style="bold"))
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label, line in told:
        table.add_row(label, Text(shown(line)))
    screen.print(table)


def show(known: Sequence[tuple[str, Known]]) -> None:
    """Print the consoles, two lines each."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    for way, one in known:
        heard = "it is listened to" if way == "stream" else _told(one)
        table.add_row(one.name, Text(f"{one.title}  docs/consoles/{one.page}"))
        table.add_row("", Text(heard, style="dim"))
    table.add_row("mapping", Text("any other  docs/consoles/mapping.md"))
    table.add_row("", Text("as a file of yours says", style="dim"))
    Console(highlight=False).print(table)


def _told(one: Known) -> str:
    proof = one.proof.replace("`", "")
    earlier = "; earlier lines" if one.asks else ""
    return f"{proof}; {', '.join(one.reads)}{earlier}"


def plain(one: Known) -> dict[str, Any]:
    """Return what is known of a console as an object."""
    return {
        "name": one.name,
        "title": one.title,
        "proof": one.proof.replace("`", ""),
        "reads": list(one.reads),
        "earlier_lines": one.asks,
        "page": f"docs/consoles/{one.page}",
    }
