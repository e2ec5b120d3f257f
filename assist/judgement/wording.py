"""A rule's wordings and a conversation -> the words of the card, or None when all were used."""

import re
from collections.abc import Mapping
from typing import Final

from assist.conversation import deadlines, promises
from assist.conversation.said import hashed, is_known
from assist.conversation.state import Conversation
from assist.events import Suggestion
from assist.playbooks.model import SuggestionRule
from assist.vocabulary import Language

_FIELD: Final = re.compile(r"\{[a-z.]+\}")
_LONGEST_QUOTE: Final = 80
_LONGEST_NAME: Final = 3
_OPENING: Final = re.compile(
    r"(?:\W*\b(?:hi|hello|hey|good (?:morning|afternoon|evening)|bonjour|bonsoir|salut|slt|bjr|bsr"
    r"|coucou|ah|oh|and|but|so|ok|okay|yes|et|mais|alors|oui|donc)\b[\s,.!:]*)+",
    re.IGNORECASE,
)
_LENGTHS: Final = (
    r"(?:\d+(?:[.,]\d+)?|an?|one|two|three|four|five|six|ten|few|couple of|une?|deux|trois"
    r"|quatre|cinq|dix|quelques)(?:\s?(?:-|–|to|or|à|ou)\s?\d+)?[ -]?"
    r"(?:more |working |business |full )?(?:min(?:ute)?s?|sec(?:ond)?s?|secondes?|h(?:ou)?rs?"
    r"|heures?|h|days?|jours?|weeks?|semaines?|months?|mois)\b(?: ouvr(?:és|ables))?"
)
_HOURS: Final = (
    r"\d{1,2}(?::\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.|o'clock)\b|\d{1,2}:\d\d\b"
    r"|\d{1,2}\s?h(?:\d\d)?\b|(?:(?<=\bat )|(?<=\bby ))\d{1,2}\b(?![.,%]?\d| ?[%£$€])"
    r"|noon|midnight|lunch(?:time)?|midi|minuit"
)
_DAYS: Final = (
    r"(?:next |this |ce |cet )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|lundi"
    r"|mardi|mercredi|jeudi|vendredi|samedi|dimanche|tomorrow|today|tonight|demain|aujourd'hui|soir"
    r"|afternoon|après-midi|morning|evening|week|weekend|week-end)\b"
    r"(?: (?:morning|afternoon|evening|night|matin|après-midi|soir|prochaine?)\b)?"
    r"|(?:the )?end of (?:the )?(?:day|week|month)"
    r"|(?:la )?fin de (?:la |l')?(?:journée|semaine|matinée)"
    r"|(?:the )?\d{1,2}(?:st|nd|rd|th|er)\b(?: of)?(?: [a-z]+)?|le \d{1,2}(?: [a-zéû]{3,})?"
)
_EVENTS: Final = (
    r"(?:by|before|until|till|avant|jusqu'à) (?:my|our|his|her|the|mon|ma|mes|notre|nos|le|la|les)"
    r" [\w'-]+|(?:for|pour) (?:my|our|mon|ma|mes|notre|nos) [\w'-]+"
)
_BEFORE: Final = (
    r"(?:(?:by|before|until|till|within|in|at|on|around|about|up to|for|d'ici|avant|pour"
    r"|jusqu'(?:à|au)|sous|dans|à|vers|le|la|les|the|next)\s){0,3}"
)
_TIME: Final = re.compile(
    rf"(?<!\w){_BEFORE}(?:{_LENGTHS}|{_HOURS}|{_DAYS})(?:,? {_BEFORE}(?:{_HOURS}|{_DAYS}))?"
    rf"|(?<!\w)(?:{_EVENTS})",
    re.IGNORECASE,
)
"""A time with the words that lead to it: "by 5pm tomorrow", "dans 10 minutes"."""
_RELATIVE: Final = re.compile(
    r"\b(?:tomorrow|today|tonight|this|next|in|within|demain|aujourd'hui|ce|cet|dans|sous|prochaine?)\b",
    re.IGNORECASE,
)
_HALF_A_DAY: Final = 12 * 3600.0
_UNSEEN: Final = dict.fromkeys(
    code
    for first, last in ((0x00, 0x1F), (0x7F, 0x9F), (0x200E, 0x200F), (0x202A, 0x202E))
    for code in range(first, last + 1)
) | dict.fromkeys((0x061C, *range(0x2066, 0x206A)))
"""Controls and marks that turn the direction of writing: what they do, an agent would not see."""
_UNITS: Final[Mapping[str, tuple[tuple[float, str, str], ...]]] = {
    "en": ((86400, "day", "days"), (3600, "hour", "hours"), (60, "minute", "minutes")),
    "fr": ((86400, "jour", "jours"), (3600, "heure", "heures"), (60, "minute", "minutes")),
}


def wording(rule: SuggestionRule, chat: Conversation, now: float, language: Language) -> str | None:
    """Return the first wording that this chat has not seen, with its fields filled.

    A chat on familiar terms gets the informal ones where there are some. The fields are
    replaced as text and never formatted; a wording with a field that the chat does not know is
    passed over. Those that name something concrete come first.
    """
    texts = rule.informal if chat.informal and rule.informal else rule.text
    known = fields(chat, now, language) if any("{" in text for text in texts) else {}
    start = chat.offered % len(texts) if texts else 0
    turned = (*texts[start:], *texts[:start])
    for text in sorted(turned, key=lambda text: -_concrete(text)):
        if not all(field in known for field in _FIELD.findall(text)):
            continue
        filled = _FIELD.sub(lambda found: known[found[0]], text)
        if not is_known(hashed(filled), chat.phrases):
            return filled
    return None


def fields(chat: Conversation, now: float, language: Language) -> dict[str, str]:
    """Return what may be filled in, by field, in the chat's own words."""
    context = chat.context
    pending = promises.pending(chat.promises)
    deadline = deadlines.pending(chat.deadlines)
    question = max(chat.questions, key=lambda asked: asked.urgent, default=None)
    since = chat.customer_waits_since
    found = {
        "{customer.name}": chat.customer_name,
        "{agent.name}": context.agent_name,
        "{order}": context.order,
        "{item}": context.item,
        "{deadline}": deadline and _time(deadline.words),
        "{promise}": pending and _still(_time(pending.words), now - pending.at),
        "{frame}": chat.frame and _name(chat.frame.name),
        "{question}": question and _quote(question.words),
        "{wait}": _length(now - since, language) if since is not None else None,
    }
    return {field: value.translate(_UNSEEN) for field, value in found.items() if value}


def quotes_otherwise(card: Suggestion, before: Conversation, chat: Conversation) -> bool:
    """Return whether a card holds words of the chat that stand otherwise in it by now."""
    was, now = (fields(one, chat.now, card.language) for one in (before, chat))
    return any(
        words in card.text and now.get(field) != words
        for field, words in was.items()
        if field != "{wait}"
    )


def _concrete(text: str) -> int:
    """Return how many things a wording names; a name alone is no thing."""
    return len({field for field in _FIELD.findall(text) if not field.endswith(".name}")})


def _quote(words: str) -> str | None:
    """Return a question as it can be quoted, without its greeting; None for one too long."""
    plain = " ".join(words.split())
    opening = _OPENING.match(plain)
    plain = plain[opening.end() if opening else 0 :].rstrip("?!. ")
    return plain if plain and len(plain) <= _LONGEST_QUOTE else None


def _time(words: str) -> str | None:
    """Return the time in "I need it by Friday" ("by Friday"), None where none is plain."""
    found = _TIME.search(" ".join(words.split()))
    return found[0].strip(" ,.;:!?") if found else None


def _still(words: str | None, age: float) -> str | None:
    """Return a time as it was said, None where the same words name another by now."""
    gone = words is not None and age > _HALF_A_DAY and _RELATIVE.search(words)
    return None if gone else words


def _name(name: str | None) -> str | None:
    """Return what a joke is about, where it is a name and no scrap of a sentence."""
    return name if name and name[0].isupper() and len(name.split()) <= _LONGEST_NAME else None


def _length(seconds: float, language: Language) -> str | None:
    """Return a length of time in words, None for less than a minute."""
    for size, one, many in _UNITS.get(language, _UNITS["en"]):
        if seconds >= size:
            count = round(seconds / size)
            return f"{count} {one if count == 1 else many}"
    return None
