"""A name -> how long it takes to load in this fresh process, and what memory it then holds.

python -m benchmarks.startup python|vader|reader < texts.json

`texts.json` is a list of messages to read afterwards. The answer is one line of JSON.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path


def vader() -> Callable[[str], object]:
    """Load VADER as its users do."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    scores: Callable[[str], object] = SentimentIntensityAnalyzer().polarity_scores
    return scores


def reader() -> Callable[[str], object]:
    """Load the reader of both languages with the rules and weights that ship."""
    from assist.playbooks.load import load
    from assist.reading.reader import Reader
    from assist.resources import rules_dir

    return Reader(load(rules_dir())).read


LOADERS: dict[str, Callable[[], Callable[[str], object]]] = {
    "python": lambda: str,
    "vader": vader,
    "reader": reader,
}


def resident() -> float:
    """Return this process's resident memory in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Load, read, and say what it took."""
    texts = json.load(sys.stdin)
    began, cpu = time.perf_counter(), time.process_time()
    call = LOADERS[sys.argv[1]]()
    loaded = {
        "load s": round(time.perf_counter() - began, 2),
        "CPU s": round(time.process_time() - cpu, 2),
        "loaded MB": round(resident(), 1),
    }
    for text in texts:
        call(text)
    sys.stdout.write(json.dumps(loaded | {"after reading MB": round(resident(), 1)}) + "\n")


if __name__ == "__main__":
    main()
