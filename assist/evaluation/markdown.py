"""Rows -> a table in Markdown; parts -> a page with each between its marks."""

from collections.abc import Iterable, Mapping, Sequence

from assist.errors import ConfigError


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; a row that is too short ends in empty cells."""
    lines = [heads, ["---"] * len(heads)]
    lines += [[*row, *[""] * (len(heads) - len(row))] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def between_marks(text: str, parts: Mapping[str, str], *, where: str) -> str:
    """Return a page with each part written between `<!-- name -->` and `<!-- /name -->`.

    Raises:
        ConfigError: a mark is missing; `where` names the page.
    """
    for mark, part in parts.items():
        before, opening, rest = text.partition(f"<!-- {mark} -->\n")
        _, closing, after = rest.partition(f"<!-- /{mark} -->")
        if not closing:
            raise ConfigError(
                f"{where}: no part to write; put `<!-- {mark} -->` and `<!-- /{mark} -->` "
                "on lines of their own"
            )
        text = f"{before}{opening}\n{part}\n{closing}{after}"
    return text
