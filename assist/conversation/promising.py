"""An agent's message, and what it does -> the times that it promises, in its own words.

A promise is a time for what the agent does, a return without a time ("I'll call you back"), or a
holding line. Conditions, questions and what the customer is to do are none.
"""

import re
from typing import Final

from assist.conversation.times import moment
from assist.findings import ActRead
from assist.reading.clip import clipped
from assist.reading.folding import CHARACTERS
from assist.vocabulary import Act, Language

HOLDING: Final = 120.0
"""Seconds that "one moment please" lasts; so do "one second" and every shorter length."""

_PROMISING: Final[tuple[Act, ...]] = ("follow-up-given", "update-given", "ownership-given")
_SENTENCE: Final = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*")
_CLAUSE: Final = re.compile(r"[^.!?;,\n]+(?:[.!?;,](?!\s|$)[^.!?;,\n]*)*[.!?]*")
_WORDS_KEPT: Final = 120
_PLAIN: Final = CHARACTERS | str.maketrans("àâéèêëîïôùûç", "aaeeeeiiouuc")
_HOLDS: Final = re.compile(
    r"\b(?:an?|one|une?|just|another|encore) (?:\w+ )?(?:moment|instant|minute|sec(?:onde?)?)s?\b"
    r"|\b(?:moment please|quelques (?:instants|secondes)|bear with|hold on|hang on)"
    r"|\b(?:hang|sit) tight\b"
    r"|\b(?:please (?:wait|hold)|kindly wait|brb|right back|patientez|patienter|ne quittez)"
)
_RETURNS: Final = re.compile(
    r"\b(?:(?:will|'ll|shall|going to) (?!be able)|(?:call|get|come|write|report)\w* (?:you )?back"
    r"|keep you|let you know|be in touch|(?:rappel|recontact|previen|(?:re)?tien|reven|revien)\w+)"
)
_HAS_RETURNED: Final = re.compile(
    r"\b(?:as promised|i promised|i'm back|here i am|followed up"
    r"|(?:just|wanted|happy|pleased|sorry|glad) to (?:let you know|inform|update|tell)"
    r"|comme (?:promis|convenu|annonce|prevu)|de retour|me re?voi\w+|vous rappelle que"
    r"|m'(?:a|ont)|(?:vient|viennent) de|j'ai (?:eu|recu|pu|reussi|enfin|du nouveau|des nouv))\b"
)
_ASKS_FOR_TIME: Final = re.compile(r"\b(?:give|allow|wait|hold|bear|patien|donn|laiss|accord)")
_IF: Final = re.compile(r"\s*(?:if|unless|si|s'il) ")
_NOT_THEIRS: Final = re.compile(
    r"\bbeen \w+ing\b|\bwaited\b|\battend(?:ez|u|iez|s) depuis\b"
    r"|\byou (?:need|have|must|may|can (?!expect))|\bvous (?:devez|avez|pouvez|disposez)\b"
    r"|\bplease (?:return|reply|respond|contact|send)|\bveuillez (?!patienter)"
)
"""What is over, and what the customer is to do."""
_ORDERS: Final = re.compile(
    r"\bplease (?!wait|hold|bear|allow|give|stay|accept|know|note)\w+|\blet us know\b|\btry again\b"
    r"|\b(?:un)?plug\b|\b(?:re)?start (?:the|your|it)\b|\bveuillez (?!patienter|m'accorder)"
    r"|\bmerci de (?!patienter|votre|m'accorder)|\b(?:re|de)?branchez\b|\b(?:re)?demarrez\b"
    r"|\battendez (?:\d|environ)|\breessayez\b|\b(?:dites|faites|prevenez)[- ]\w+"
)
_FACTS: Final = re.compile(
    r"\b(?:closes?|opens?|ends?|starts?|begins?|lasts?|departs?|leaves?|boards?|expires?|stays?"
    r"|keeps?|valid|open|closed|drive|walk|on foot|by (?:taxi|car|bus|train)"
    r"|to (?:fill|complete|read)|before (?:departure|boarding|take-?off|the (?:flight|start|show))"
    r"|ferme(?:nt)?|ouvre(?:nt)?|ouvert\w*|finit|termine|commence|dure|part|expire|reste|valables?"
    r"|a pied|en (?:taxi|voiture|bus|train)|(?:le )?prochain"
    r"|avant (?:le|la|l'|votre) (?:depart|vol|embarquement|debut|\w*decollage))\b"
)
_OURS: Final = re.compile(
    r"\b(?:i|i'll|i'm|i've|we|we'll|we're|we've|my|our|they'll|he'll|she'll|you'll|will|shall"
    r"|going to|me|us|please|just|bear|hang|hold|wait|moment|sec|eta|arriv\w+|should|with you"
    r"|on (?:its|his|her|the|their) way|rider|driver|engineer|technician|courier|colleague|team"
    r"|specialist|update|back|ready|je|j'ai|nous|on|mon|notre|nos|va|vais|vont|allons|serez?|sera"
    r"|seront|aurez|recevrez|aura|donnez|laissez|accordez|juste|patient\w*|instant|svp|livreur"
    r"|technicien\w*|coursier|collegue|equipe|retour|pret|point|\w+rai)\b"
)
"""Imperatives tell the customer what to do. A time of something else (an opening, a way, a film) is
nobody's doing, unless somebody of ours will do it; and a short one, for which the customer would
stay, has to name who will."""
_BARE: Final = re.compile(
    r"\W*(?:(?:about|around|just|only|in|within|environ|dans|d'ici|juste) )*"
    r"\w+(?: ?(?:-|to|or|a|ou) ?\w+)?"
    r" (?:min(?:ute)?s?|hours?|heures?|h)\W*(?:(?:please|pls|svp|maximum|max|or so)\W*)?"
)
"""A length and no more, said by who is asked how long they need."""
_WILL: Final = re.compile(
    r"\b(?:will|\w+'ll|shall|going to|(?:va|vais|vont|allons|allez)|\w+r(?:ai|ons|ez|a|ont))\b"
)
IN_CHAT: Final = 3600.0
"""Seconds; for a promise up to so long the customer stays, and any answer of substance is it."""

New = tuple[str, float | None]
"""The words of a new promise, and when it falls due."""


def promised(
    text: str, acts: tuple[ActRead, ...], at: float, language: Language, timezone: str | None
) -> tuple[New, ...]:
    """Return what the acts promise: every time once, a return without a time if there is none.

    Args:
        text: the message as typed.
        acts: what it does, as read.
        at: when it was said.
        language: its language.
        timezone: the customer's, see `times.moment`.
    """
    timed: dict[float, str] = {}
    untimed: list[str] = []
    read: dict[str, float | None] = {}
    for act in acts:
        if act.act not in _PROMISING:
            continue
        clause, sentence = _around(_CLAUSE, text, act), _around(_SENTENCE, text, act)
        folded = _folded(sentence)
        own = _folded(clause)
        if not _may_promise(folded, act.act) or _NOT_THEIRS.search(own) or _ORDERS.search(own):
            continue
        wider = "" if _NOT_THEIRS.search(folded) else sentence
        for words in (clause, wider, act.value or ""):
            if words not in read:
                read[words] = moment(words, at, language=language, timezone=timezone)
            if (due := read[words]) is not None:
                if act.act == "update-given" and _is_news(folded, due - at):
                    break
                timed.setdefault(max(due, at + HOLDING), _quote(words if words in text else clause))
                break
        else:
            if act.act == "update-given" and _HOLDS.search(folded):
                timed.setdefault(at + HOLDING, _quote(clause))
            elif act.act == "follow-up-given" and _RETURNS.search(folded):
                untimed.append(_quote(clause))
    if any(due > at + HOLDING for due in timed):
        timed.pop(at + HOLDING, None)
    if timed:
        return tuple((words, due) for due, words in timed.items())
    return tuple((words, None) for words in untimed[:1])


def _folded(words: str) -> str:
    """Return words in lower case without French accents; quicker than `fold`, and enough here."""
    return words.lower().translate(_PLAIN)


def _around(part: re.Pattern[str], text: str, act: ActRead) -> str:
    """Return the clauses or sentences of the text that the words of an act stand in."""
    start, end = (act.evidence[0].start, act.evidence[0].end) if act.evidence else (0, len(text))
    found = [m for m in part.finditer(text) if m.start() < end and m.end() > start]
    return text[found[0].start() : found[-1].end()] if found else ""


def _may_promise(folded: str, act: Act) -> bool:
    """Return whether a sentence can promise at all; a question only asks for some patience."""
    if "?" in folded and not (act == "update-given" and _ASKS_FOR_TIME.search(folded)):
        return False
    return not (_IF.match(folded) or _HAS_RETURNED.search(folded))


def _is_news(folded: str, length: float) -> bool:
    """Return whether a time in a sentence is that of something else than what we do."""
    if _FACTS.search(folded) and not _WILL.search(folded):
        return True
    return length <= IN_CHAT and not (_OURS.search(folded) or _BARE.fullmatch(folded))


def _quote(words: str) -> str:
    return clipped(words.strip(), _WORDS_KEPT).rstrip(" .!?;,")
