"""Targets -> each run by atheris for a while: `python -m tests.fuzz [TARGET]... --seconds 60`.

What it has found is kept in /tmp/warmline-fuzz, and begun with the next time. It ends with 1 where
a target raised what it should not; the input is written beside its corpus.
"""

import argparse
import subprocess
import sys
from pathlib import Path

FOLDER = Path("/tmp/warmline-fuzz")


def main() -> None:
    """Run each target in a process of its own: atheris never returns."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="left out: each of them")
    parser.add_argument("--seconds", type=int, default=60, help="for each target (60)")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        run(asked.targets[0], asked.seconds)
    from tests.fuzz.targets import TARGETS

    if unknown := set(asked.targets) - TARGETS.keys():
        parser.error(f"no target {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    failed = [name for name in asked.targets or TARGETS if not passes(name, asked.seconds)]
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


def passes(name: str, seconds: int) -> bool:
    """Run one target; return whether nothing was found."""
    print(f"{name}: {seconds} s", flush=True)  # noqa: T201
    command = [sys.executable, "-m", "tests.fuzz", name, "--seconds", str(seconds), "--alone"]
    return subprocess.run(command, check=False).returncode == 0


def run(name: str, seconds: int) -> None:
    """Fuzz one target in this process, and end it."""
    import atheris  # type: ignore[import-untyped]

    # Only what is imported in here tells the fuzzer which ways its inputs took.
    with atheris.instrument_imports(include=["assist", "jwt", "tomllib", "json"]):
        from tests.fuzz.seeds import corpus
        from tests.fuzz.targets import TARGETS

    found = corpus(FOLDER, name)
    options = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-max_len=4096"]
    options += [f"-artifact_prefix={FOLDER}/{name}-", "-print_final_stats=1", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *options, str(found)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
