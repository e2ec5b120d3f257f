"""`warmline generate`: the rules and the commands -> the files that are made of them."""

import sys
from pathlib import Path

import click

from assist.errors import ConfigError
from assist.resources import rules_dir


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; end with 1 if a file is stale.")
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The checkout; left out, the one that this command runs from.",
)
def generate(check: bool, root: Path | None) -> None:
    """Write the generated files: rules/schema.json, docs/playbooks.md, docs/commands.md and the
    tables of docs/configuration.md, docs/wire.md and docs/consoles."""
    root = root or rules_dir().parent
    if not (root / "pyproject.toml").is_file():
        raise ConfigError(f"{root}: no checkout of Warmline; name one with --root")
    stale = {path: text for path, text in generated(root).items() if _text(path) != text}
    for path, text in stale.items():
        name = path.relative_to(root).as_posix()
        if check:
            click.echo(f"{name} is stale; run `warmline generate`")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            click.echo(f"{name} written")
    if not stale:
        click.echo("All generated files are fresh.")
    sys.exit(1 if check and stale else 0)


def generated(root: Path) -> dict[Path, str]:
    """Return each generated file of a checkout with what it should hold."""
    from assist.cli import reference
    from assist.config.reference import with_tables
    from assist.consoles import docs as consoles
    from assist.playbooks import docs, schema
    from assist.playbooks.load import load
    from assist.wire import docs as wire

    made = {
        root / "rules" / "schema.json": schema.render(),
        root / "docs" / "playbooks.md": docs.render(load(root / "rules")),
        root / "docs" / "commands.md": reference.render(),
    }
    # Written by hand but for their tables.
    for name, tables in (("configuration.md", with_tables), ("wire.md", wire.with_tables)):
        path = root / "docs" / name
        if (page := _text(path)) is not None:
            made[path] = tables(page)
    for path in sorted((root / "docs" / "consoles").glob("*.md")):
        made[path] = consoles.with_tables(path.read_text(encoding="utf-8"))
    return made


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
