"""A short text that comes again -> its reading from the time before.

"hi", "yes please", the agents' set phrases: of 30,000 customers' turns in MultiDoGO four in ten are
such. A text is kept when it comes for the second time, and never one with a digit, so that what
only one customer says is not here.
"""

import re
from typing import Final

from assist.findings import Reading
from assist.vocabulary import Language, Speaker

LONGEST: Final = 200
"""Code points of a text that is kept."""
MOST: Final = 2000
"""Readings that are kept: some 3 KB each."""
_MET: Final = 20_000
"""Texts of which is known that they were met once; of each only a number."""
_DIGIT: Final = re.compile(r"\d")

Asked = tuple[str, Speaker, Language | None]
"""A text, its speaker, and the language that the chat has been in so far."""


class Again:
    """Keeps readings; one thread at a time may ask."""

    def __init__(self) -> None:
        self._met: set[int] = set()
        self._readings: dict[Asked, Reading] = {}

    def get(self, asked: Asked) -> Reading | None:
        """Return the reading from the time before, None where there is none."""
        return self._readings.get(asked)

    def keep(self, asked: Asked, reading: Reading) -> None:
        """Keep the reading if its text was met before."""
        text = asked[0]
        if len(text) > LONGEST or _DIGIT.search(text):
            return
        if (number := hash(asked)) not in self._met:
            if len(self._met) >= _MET:
                self._met.clear()
            self._met.add(number)
            return
        if len(self._readings) >= MOST:
            self._readings.clear()
        self._readings[asked] = reading

    def forget(self) -> None:
        """Keep none of those so far."""
        self._met.clear()
        self._readings.clear()
