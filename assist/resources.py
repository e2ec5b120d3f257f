"""Where the files beside the code are: the rules and the widget's files.

A checkout reads its own `rules/` and `widget/dist`; an installed package carries copies.
"""

from pathlib import Path

from assist.errors import ConfigError

_PACKAGE = Path(__file__).resolve().parent


def rules_dir() -> Path:
    """Return the folder of the playbooks.

    Raises:
        ConfigError: the installation lacks it.
    """
    return _find(_PACKAGE / "_rules", _PACKAGE.parent / "rules")


def widget_dir() -> Path:
    """Return the folder of the widget's files.

    Raises:
        ConfigError: the installation lacks it.
    """
    return _find(_PACKAGE / "_widget", _PACKAGE.parent / "widget" / "dist")


def corpus_dir() -> Path:
    """Return the folder of the project's own labelled messages, in a checkout.

    Raises:
        ConfigError: this is an installation; it carries the weights, not the messages.
    """
    return _find(_PACKAGE.parent / "corpus")


def weights_dir() -> Path:
    """Return the folder of the reader's weights; training makes it."""
    return _PACKAGE / "reading" / "weights"


def _find(*folders: Path) -> Path:
    for folder in folders:
        if folder.is_dir():
            return folder
    raise ConfigError(
        f"{folders[0]}: not there; install Warmline again, or work in a full checkout"
    )
