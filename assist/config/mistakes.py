"""All that is wrong with the settings -> one error that tells it, a line each."""

from collections.abc import Iterable
from dataclasses import dataclass

from assist.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """Something that is wrong: where it stands, and what would be right.

    `where` is a place of the file (`[tenants.acme] mask`), a variable or an option; empty where
    the words of `what` tell it.
    """

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


class MistakesError(ConfigError):
    """The settings are wrong: all that was found, in the order in which it stands there."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))
