"""Words on the command line -> one command, imported only when it is called.

A command is one file beside this one; `COMMANDS` is the only list of them.
"""

import importlib
from typing import Final

import click

from assist.errors import AssistError, ConfigError

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "serve": ("assist.cli.serve:serve", "Run the sidecar (--demo adds two pages to try it)."),
    "config": ("assist.cli.config:config", "Check the settings, show what holds."),
    "token": ("assist.cli.token:token", "Print a token of the node's own."),
    "revoke": ("assist.cli.revoke:revoke", "Take tokens back from a running server."),
    "read": ("assist.cli.read:read", "Read the tone of messages, offline."),
    "replay": ("assist.cli.replay:replay", "Play conversations through the session, offline."),
    "draft": ("assist.cli.draft:draft", "Check replies before they are sent, offline."),
    "check": ("assist.cli.check:check", "Check the playbooks and run their examples."),
    "dry-run": ("assist.cli.dry_run:dry_run", "Show what new rules would change in past chats."),
    "rules": ("assist.cli.rules:rules", "List the versions of the rules, and go back to one."),
    "backup": ("assist.cli.backup:backup", "Copy the journal while the server runs, or not."),
    "restore": ("assist.cli.restore:restore", "Put a backup in the place of the journal."),
    "move": ("assist.cli.move:move", "Carry the journal from its file into a Redis."),
    "erase": ("assist.cli.erase:erase", "Erase what is kept of a customer or a conversation."),
    "export": ("assist.cli.export:export", "Print what is kept of a customer or a conversation."),
    "doctor": ("assist.cli.doctor:doctor", "Say what is wrong in a data folder, and repair it."),
    "conformance": (
        "assist.cli.conformance:conformance",
        "Check that a server keeps to the protocol.",
    ),
    "console": (
        "assist.cli.console.command:console",
        "Read other makers' consoles: list, check, simulate.",
    ),
    "evaluate": ("assist.cli.evaluate:evaluate", "Measure the reading, the judgement, the drafts."),
    "train": ("assist.cli.train:train", "Build the reader's weights from labelled messages."),
    "generate": ("assist.cli.generate:generate", "Write the generated files, or check them."),
}
"""Name -> where the click command is, and its line in the help."""


class SettingFailure(click.ClickException):
    """A `ConfigError` as the user sees it: one line, and 2 as for a wrong option."""

    exit_code = 2


class Commands(click.Group):
    """A group that knows its commands' names and summaries without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command; None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        place, summary = COMMANDS[cmd_name]
        module, _, attribute = place.partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        command.short_help = summary
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the summaries from the table, so that help imports nothing."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an `AssistError` becomes one clear line."""
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            raise SettingFailure(str(error)) from error
        except AssistError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="warmline", prog_name="warmline")
def main() -> None:
    """Warmline reads the tone of a customer chat and offers the agent one helpful card.

    To see it live, run `warmline serve --demo`. To try it on your own chats, run
    `warmline read` or `warmline replay`: they need no server and no network.
    """
