"""The command line, the environment, the file and the defaults -> the settings that hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from assist.config.bounds import LIMITS
from assist.config.environment import CONFIG, read_environment
from assist.config.file import File, read_file
from assist.config.keys import SERVER
from assist.config.limits import Limits
from assist.config.mistakes import Mistake, MistakesError
from assist.config.secrets import of_file
from assist.config.settings import Settings
from assist.errors import ConfigError

Source = Literal["command line", "environment", "file", "default"]

_NO_FILE: Final = File(server={}, limits={}, tenants={}, mistakes=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The settings, and where each key of `[server]` and `[limits]` comes from.

    Args:
        file: the one that was read, if any.
        sources: by the key's whole name, as `server.port`.
        mistakes: what is wrong; a key that is wrong has its default.
    """

    settings: Settings
    file: Path | None
    sources: Mapping[str, Source]
    mistakes: tuple[Mistake, ...]


def choose(
    file: Path | None = None,
    *,
    environ: Mapping[str, str],
    given: Mapping[str, object] | None = None,
) -> Chosen:
    """Return the settings as `gather` does.

    Raises:
        MistakesError: something is wrong with any of the sources.
        ConfigError: the file cannot be read.
    """
    chosen = gather(file, environ=environ, given=given)
    if chosen.mistakes:
        raise MistakesError(chosen.mistakes)
    return chosen


def gather(
    file: Path | None = None,
    *,
    environ: Mapping[str, str],
    given: Mapping[str, object] | None = None,
) -> Chosen:
    """Return the settings, and what is wrong with them; the strongest source of a key holds.

    Args:
        file: the file that `--config` names; None: the one that the environment names, if any.
        environ: all variables of the environment.
        given: keys of `[server]` that the command line sets; those that are None are not.

    Raises:
        ConfigError: the file cannot be read.
    """
    file = file or (Path(environ[CONFIG]) if environ.get(CONFIG) else None)
    read = read_file(file, environ) if file else _NO_FILE
    server, limits, wrong = read_environment(environ)
    said = {name: value for name, value in (given or {}).items() if value is not None}
    settings = Settings(
        **{**read.server, **server, **said},
        tenants=read.tenants,
        limits=Limits(**{**read.limits, **limits}),
    )
    mistakes = [*read.mistakes, *wrong, *_disagreements(settings.limits), *_of_paths(settings)]
    if not mistakes:
        mistakes += _refusal(settings)
    layers: dict[Source, list[Mapping[str, Any]]] = {
        "command line": [said, {}],
        "environment": [server, limits],
        "file": [read.server, read.limits],
    }
    return Chosen(
        settings=settings,
        file=file,
        sources=dict(_sources(layers)),
        mistakes=tuple(mistakes),
    )


def _sources(layers: Mapping[Source, list[Mapping[str, Any]]]) -> Iterator[tuple[str, Source]]:
    for index, (section, keys) in enumerate((("server", SERVER), ("limits", LIMITS))):
        for key in keys:
            holds = (source for source, layer in layers.items() if key.name in layer[index])
            yield f"{section}.{key.name}", next(holds, "default")


def _disagreements(limits: Limits) -> Iterator[Mistake]:
    """Yield what two limits contradict each other in."""
    for least, most in (("ping_least", "ping_most"), ("pong", "ping_least")):
        if getattr(limits, least) > getattr(limits, most):
            what = f"more than {most}; write at most as much as that"
            yield Mistake(where=f"[limits] {least}", what=what)


def _of_paths(settings: Settings) -> Iterator[Mistake]:
    for name, folder in (("rules", settings.rules), ("overlays", settings.overlays)):
        if folder is not None and not folder.is_dir():
            yield Mistake(where=name, what=f"{folder} is no folder; name one, or leave it out")
    if settings.key_file is not None:
        try:
            of_file(settings.key_file)
        except ValueError as error:
            yield Mistake(where="key_file", what=str(error))


def _refusal(settings: Settings) -> Iterator[Mistake]:
    try:
        settings.checked()
    except ConfigError as error:
        yield Mistake(where="", what=str(error))
