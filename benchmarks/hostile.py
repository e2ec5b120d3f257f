"""A seed -> texts of 64 KB that are made to be slow to read, each by its name."""

import base64
from collections.abc import Callable, Iterator, Sequence
from random import Random
from string import ascii_lowercase
from typing import Final

SIZE: Final = 64 * 1024

_EMOJI: Final = "😡😭🙏😂👍🎉💔🤬🥲😱"
_SCRIPTS: Final = "abcéñяжфшعربية漢字仮名한글ไทยहिन्दीαβγ"
_INVISIBLE: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f"
_MARKS: Final = "!?.,;:-_()[]{}<>*&^%$#@'\"/\\|~`"
_BLANKS: Final = ("\n", "\r\n", "\n\n", "\n \t", "\u2028")
_ODD: Final = ascii_lowercase + "0123456789-.'!"
_ABOVE: Final = "\u0300\u0301\u0335\u0489"
_QUESTIONS: Final = (
    "where is my parcel? ",
    "quand est-ce que ça arrive ? ",
    "why?? ",
    "et alors ? ",
)
_PROMISES: Final = (
    "I'll call you back by friday. ",
    "we will refund you within 3 days. ",
    "je vous rappelle avant 17 h. ",
    "nous revenons vers vous sous 48 heures. ",
)
_DEADLINES: Final = ("I need it by friday ", "before the wedding on 12/06 ", "avant samedi midi ")
_AGAIN: Final = (
    "this is the third time I write ",
    "c'est la troisième fois que j'écris ",
    "order 123456 ",
    "commande n° 123456 ",
)
_TAGS: Final = ("div", "span", "p", "a", "td", "li")


def hostile(rule_words: Sequence[str], seed: int) -> dict[str, str]:
    """Return texts of `SIZE` bytes as UTF-8; another seed gives other texts of the same kinds.

    Args:
        rule_words: words that the rules know: a text of them alone asks the most of the patterns.
        seed: any number.
    """
    chance = Random(seed)

    def word(least: int = 3, most: int = 9) -> str:
        return "".join(chance.choices(ascii_lowercase, k=chance.randint(least, most)))

    def stretched() -> str:
        return "".join(letter * chance.randint(4, 40) for letter in word()) + " "

    def distinct() -> Iterator[str]:
        letters = [a + b + c for a in ascii_lowercase for b in ascii_lowercase for c in "aeiouyrst"]
        endings = chance.sample(ascii_lowercase, 2)
        words = [stem + ending + "o" for stem in letters for ending in endings]
        return iter(chance.sample(words, 10_000))

    unlike = distinct()
    makers: dict[str, Callable[[], str]] = {
        "emoji": lambda: chance.choice(_EMOJI),
        "emoji, each apart": lambda: chance.choice(_EMOJI) + " ",
        '"no " over and over': lambda: "no ",
        "one long word": lambda: chance.choice(ascii_lowercase),
        "punctuation": lambda: chance.choice(_MARKS),
        "mixed scripts": lambda: chance.choice(_SCRIPTS) + " " * (chance.random() < 0.2),
        "zero-width characters": lambda: chance.choice(_INVISIBLE) + chance.choice("not "),
        "newlines": lambda: chance.choice(_BLANKS),
        "stretched letters": stretched,
        "10,000 distinct words": lambda: next(unlike, "enough") + " ",
        "HTML": lambda: f'<{chance.choice(_TAGS)} class="{word()}">{word()}&nbsp;</{word()}>',
        "base64": lambda: base64.b64encode(chance.randbytes(48)).decode(),
        "a log": lambda: (
            f"2024-05-{chance.randint(1, 28):02}T10:22:{chance.random() * 60:09.6f}Z ERROR "
            f"[{word()}.{word()}] 0x{chance.getrandbits(48):012x} failed: {word()}={word()}\n"
        ),
        "capitals": lambda: word().upper() + chance.choice((" ", "! ", "!!! ")),
        "accents, stacked": lambda: (
            chance.choice("aeiou") + "\u0301\u0323\u0308 "[: chance.randint(1, 4)]
        ),
        "odd pieces, all different": lambda: "".join(chance.choices(_ODD, k=3)) + " ",
        "rows of marks": lambda: "".join(chance.choices(_MARKS, k=40)) + " ",
        "accented words": lambda: "".join(chance.choices("éèàùçœîôabcdefgh", k=4)) + " ",
        "ideographs": lambda: "".join(chr(chance.randrange(0x4E00, 0x9FFF)) for _ in "123") + " ",
        "URLs": lambda: f"https://{word(1, 2)}.io/ ",
        "zalgo": lambda: chance.choice("aeo" + _ABOVE * 30),
        "digits": lambda: chance.choice("0123456789"),
        "cards": lambda: (
            f"{chance.randint(4000, 5599)} 1111 1111 1111 cvv {chance.randint(1, 999)} "
        ),
        "numbers": lambda: f"{chance.randint(1, 9)} ",
        "brackets": lambda: chance.choice("([{<"),
        "quotes": lambda: chance.choice("\"“”«»'") + chance.choice((" ", "a", "")),
        "questions": lambda: chance.choice(_QUESTIONS),
        "promises": lambda: chance.choice(_PROMISES),
        "deadlines": lambda: chance.choice(_DEADLINES),
        "said again": lambda: chance.choice(_AGAIN),
        "heads of quoted mails": lambda: chance.choice(
            ("le a a écrit :\n", "on a wrote: ", "> \n")
        ),
        "words of the rules": lambda: chance.choice(rule_words) + " ",
    }
    return {name: _filled(make) for name, make in makers.items()}


def _filled(make: Callable[[], str]) -> str:
    """Return what `make` gives, over and over, up to `SIZE` bytes."""
    parts: list[str] = []
    length = 0
    while length < SIZE:
        parts.append(make())
        length += len(parts[-1].encode())
    return "".join(parts).encode()[:SIZE].decode(errors="ignore")
