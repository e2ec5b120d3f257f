"""A seed -> how many cards masking finds, how many other numbers it takes for cards, its cost.

    .venv/bin/python -m benchmarks.masking

Presidio's recogniser of cards is measured on the same texts, where it is installed.
The numbers are made up: no one's card is among them.
"""

import importlib
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import Final

from assist.privacy import SORTS, mask
from benchmarks.hostile import hostile

CARDS: Final = 20_000
OTHERS: Final = 100_000
SCHEMES: Final = {
    "Visa": (("4",), (13, 16, 16, 19)),
    "Mastercard": (("51", "52", "53", "54", "55", "2221", "2399", "2500", "2699", "2720"), (16,)),
    "American Express": (("34", "37"), (15,)),
    "Discover": (("6011", "644", "649", "65"), (16, 19)),
    "JCB": (("3528", "3550", "3589"), (16,)),
    "Diners Club": (("300", "305", "3095", "36", "38", "39"), (14,)),
    "UnionPay": (("62",), (16, 17, 18, 19)),
    "Maestro": (("5018", "5020", "5038", "6304", "6759", "6763"), (12, 13, 16, 18, 19)),
}
_GROUPS: Final = {
    12: (4, 4, 4), 13: (4, 3, 3, 3), 14: (4, 6, 4), 15: (4, 6, 5), 16: (4, 4, 4, 4),
    17: (4, 4, 4, 5), 18: (4, 4, 4, 6), 19: (4, 4, 4, 4, 3),
}  # fmt: skip
_ARABIC: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
CALLED: Final = (
    "my card number is {} thanks",
    "You can charge it to my Visa {}.",
    "the card I used was {}, does that help?",
    "ma carte c'est {} merci",
    "Bonjour, voici le numéro de CB : {}",
    "j'ai payé avec la carte {} hier",
)
UNCALLED: Final = (
    "{}",
    "sure, it's {}",
    "ok here you go: {} , please try again",
    "I tried three times already!! {} still declined",
    "oui, c'est {}",
    "voilà {} vous pouvez réessayer ?",
)
LABELLED: Final = {
    "order": ("my order number is {}", "order {} is late", "commande n° {} toujours pas reçue"),
    "timestamp": ('the log says "ts": {}', "timestamp {} in the trace", "horodatage {}"),
    "tracking": ("tracking number {}", "my parcel {} is stuck", "numéro de suivi : {}"),
    "uuid": ("session {}", "the error id was {}", "référence {}"),
    "phone": ("call me on {}", "my phone number is {}", "mon téléphone : {}"),
    "iban-like": ("my account is {}", "IBAN {}", "voici mon RIB {}"),
    "siret": ("SIRET {}", "notre SIRET est {}", "n° SIRET : {}"),
    "imei": ("IMEI {}", "the phone's IMEI is {}", "mon IMEI : {}"),
}
BARE: Final = ("{}", "it's {}", "oui, {}")

Finder = Callable[[str], list[tuple[int, int]]]


def checked(chance: Random, start: str, length: int) -> str:
    """Return digits that begin so, with the right check digit."""
    body = start + "".join(chance.choices("0123456789", k=length - len(start) - 1))
    doubled = [int(d) * (1 + at % 2) for at, d in enumerate(reversed(body), 1)]
    return body + str(-sum(one - 9 if one > 9 else one for one in doubled) % 10)


def _split(digits: str, sizes: tuple[int, ...], between: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    return between.join(parts)


def writings(digits: str) -> dict[str, str]:
    """Return twelve ways to write a number."""
    groups = _GROUPS[len(digits)]
    pairs = (2,) * (len(digits) // 2) + ((1,) if len(digits) % 2 else ())
    return {
        "solid": digits,
        "spaced": _split(digits, groups, " "),
        "dashed": _split(digits, groups, "-"),
        "dotted": _split(digits, groups, "."),
        "no-break spaces": _split(digits, groups, "\u202f"),
        "en dashes": _split(digits, groups, " – "),
        "full-width": digits.translate(_WIDE),
        "Arabic digits": _split(digits, groups, " ").translate(_ARABIC),
        "zero-width between": "\u200b".join(digits),
        "digit by digit": " ".join(digits),
        "in pairs": _split(digits, pairs, " "),
        "over two lines": _split(digits, groups, " ").replace(" ", "\n", 2).replace("\n", " ", 1),
    }


def others(chance: Random) -> dict[str, str]:
    """Return one number of each sort that is no card's."""
    number = chance.randint
    siren = checked(chance, "", 9)
    prefix = chance.choice(("FR76", "DE89", "GB29", "ES91"))
    return {
        "order": str(number(10 ** (size := number(9, 18)), 10 ** (size + 1) - 1)),
        "timestamp": str(number(1_500_000_000_000, 1_900_000_000_000) * chance.choice((1, 1000))),
        "tracking": chance.choice(("", "", "94", "6A", "1Z", "JD"))
        + str(number(10 ** (size := number(10, 19)), 10 ** (size + 1) - 1)),
        "uuid": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        "phone": chance.choice(("+33 6 {} {}", "+49 151{}{}", "00447{}{}", "0{}{}")).format(
            number(1000, 9999), number(10000, 99999)
        ),
        "iban-like": prefix + " " + " ".join(str(number(1000, 9999)) for _ in range(5)),
        "siret": checked(chance, siren, 14),
        "imei": checked(chance, "35", 15),
    }


def ours(text: str) -> list[tuple[int, int]]:
    """Return what masking hides: cards, and the digits beside them."""
    return [(hit.start, hit.end) for hit in mask(text).hits if hit.sort != "iban"]


def presidio() -> Finder | None:
    """Return Presidio's recogniser of cards, None where it is not installed."""
    try:
        recognizers = importlib.import_module("presidio_analyzer.predefined_recognizers")
    except ImportError:
        return None
    cards = recognizers.CreditCardRecognizer()

    def find(text: str) -> list[tuple[int, int]]:
        found = cards.analyze(text, ["CREDIT_CARD"], nlp_artifacts=None)
        return [(one.start, one.end) for one in found]

    return find


def recall(find: Finder, seed: int) -> dict[str, Counter[str]]:
    """Return, by scheme, by writing and by sentence, how many numbers are found, and all.

    A number is found when no digit of it is left outside of what was found.
    """
    chance = Random(seed)
    counts: dict[str, Counter[str]] = {"found": Counter(), "all": Counter()}
    for turn in range(CARDS):
        scheme = list(SCHEMES)[turn % len(SCHEMES)]
        starts, lengths = SCHEMES[scheme]
        digits = checked(chance, chance.choice(starts), chance.choice(lengths))
        writing, written = chance.choice(list(writings(digits).items()))
        called = chance.random() < 0.5
        text = chance.choice(CALLED if called else UNCALLED).format(written)
        start = text.index(written)
        spans = find(text)
        whole = all(
            any(a <= at < b for a, b in spans)
            for at, character in enumerate(written, start)
            if character.isdigit()
        )
        named = "a card is named" if called else "no card is named"
        for key in ("all", scheme, named, writing):
            counts["all"][key] += 1
            counts["found"][key] += whole
    return counts


def false_hits(find: Finder, seed: int, *, labelled: bool) -> Counter[str]:
    """Return, by sort, how many numbers that are no card's are taken for one."""
    chance = Random(seed)
    hits: Counter[str] = Counter()
    for at in range(OTHERS):
        made = others(chance)
        sort = list(made)[at % len(made)]
        text = chance.choice(LABELLED[sort] if labelled else BARE).format(made[sort])
        hits[sort] += bool(find(text))
    return hits


def rows() -> Iterator[str]:
    """Yield the rows of the tables of docs/privacy.md."""
    finders = {"Warmline": ours} | ({"Presidio": other} if (other := presidio()) else {})
    recalls = [recall(find, 1) for find in finders.values()]
    yield f"| card numbers found, of {CARDS:,} | {' | '.join(finders)} |"
    yield "|---|" + "---:|" * len(finders)
    for key in ("all", *SCHEMES, "a card is named", "no card is named", *writings("0" * 16)):
        cells = (f"{one['found'][key] / one['all'][key]:.1%}" for one in recalls)
        yield f"| {key} | {' | '.join(cells)} |"
    for labelled in (True, False):
        hits = [false_hits(find, 2, labelled=labelled) for find in finders.values()]
        each = OTHERS // len(hits[0])
        how = "named" if labelled else "bare"
        yield ""
        yield f"| {how} numbers taken for cards, of {each:,} each | {' | '.join(finders)} |"
        yield "|---|" + "---:|" * len(finders)
        for sort in hits[0]:
            yield f"| {sort} | {' | '.join(f'{one[sort]:,}' for one in hits)} |"
        yield f"| all | {' | '.join(f'{one.total():,}' for one in hits)} |"


def slowest(seed: int) -> tuple[str, float]:
    """Return the hostile text of 64 KB that masking takes longest for, and its milliseconds."""
    texts = hostile(["card", "order", "cvv"], seed)
    texts |= {
        part: part * (65536 // len(part)) for part in ("4111111111111111 ", "4 ", "FR76", "a@")
    }
    cards = "4111 1111 1111 1111 12/27 123 " * 26
    texts["600 digits of cards amid letters"] = cards + "aa " * ((65536 - len(cards)) // 3)
    mask(cards + "FR7630006000011234567890189", frozenset(SORTS), ("fr-FR", "en-US"))
    costs: dict[str, float] = {}
    for name, text in texts.items():
        before = time.process_time()
        mask(text, frozenset(SORTS), ("fr-FR", "en-US"))
        costs[name] = (time.process_time() - before) * 1000
    worst = max(costs, key=lambda name: costs[name])
    return worst, costs[worst]


if __name__ == "__main__":
    print("\n".join(rows()))  # noqa: T201
    print("\nslowest of the hostile texts: {}, {:.1f} ms".format(*slowest(1)))  # noqa: T201
