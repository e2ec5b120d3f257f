"""A question and a draft -> whether the draft may be an answer to it.

Each sort of question wants words of its own: a time, a place, a reason, a way, an amount. Who
wants a yes or a no gets one in many words, and most often with a word of what was asked about
beyond the thing itself. In doubt a draft answers.
"""

import re
from typing import Final

from assist.conversation import questions
from assist.conversation.matter import matter
from assist.drafts.draft import Draft
from assist.drafts.promises import names_time
from assist.reading.folding import fold

_FEES: Final = re.compile(
    r"\b(?:fees?|charged?|costs?|price|free|extra|discount|deposit|dut(?:y|ies)|tax(?:es)?"
    r"|frais|prix|payante?s?|gratuite?s?|coute\w*|offert\w*|supplements?|remise|caution"
    r"|factures?|prelev\w*)\b"
)
_MONEY: Final = re.compile(
    r"[€$£]|\b(?:euros?|pounds?|dollars?|quid|chf|fees?|charg\w+|costs?|price\w*|pay\w*|paid|free"
    r"|extra|included|discount|deposit|frais|prix|pay\w+|gratuit\w*|cout\w*|offert\w*|tarif\w*"
    r"|supplement\w*|remise|inclus\w*|compris\w*|factur\w*|prelev\w*|caution)\b"
)
_YES_NO: Final = re.compile(
    r"(?:^|[.!?;:,\n])\W{0,4}(?:(?:and|but|et|mais) )?(?:yes|no|not|oui|non|si|pas|aucun\w*|rien"
    r"|neither|none|of course|bien sur|tout a fait|absolument|absolutely|it (?:is|does)"
    r"|they (?:are|do))\b(?! (?:one|an?|our|the)\b)"
)
_PARTS: Final = re.compile(r"[.!?;\n]\s*|,? \b(?:and|but|et|mais) ")
_ALL: Final = re.compile(
    r"\b(?:both|all|neither|either|les deux|tous|toutes|aucun\w*|none|yes to|no to|oui aux?)\b"
)
"""One word for several questions."""
_PLACE: Final = re.compile(
    r"\b(?:at|in|on|from|to|under|near|via|behind|with|away|street|road|here|there|link|page|menu|tab"
    r"|above|below|top|bottom|left|right|front|inside|au?x?|gauche|droite|dessus|dessous|dans|sur|sous|chez|en|rue|avenue|ici|la-bas|lien|onglet|rubrique)\b"
)
_NOT: Final = re.compile(r"\b(?:not|no|never|pas|aucun\w*|jamais)\b|n't\b")
_QUANTITY: Final = re.compile(
    r"\b(?:with|of|and|avec|de|et) \d{1,6} (?:free |gratuites? )?minutes?\b"
)
"""Minutes that a tariff includes are no time at which something happens."""
_LENGTH: Final = re.compile(
    r"\b(?:ans?|annees?|mois|semaines?|jours?|years?|months?|weeks?|days?)\b"
)
_REASON: Final = re.compile(
    r"\b(?:because|since|as|so|due to|reason|caus\w+|comes? from|that'?s|this is|it'?s"
    r"|they|we|i|which|includ\w*|add\w*|chang\w*|end(?:s|ed)|expir\w*|wrong|fault\w*|errors?|mistake|missing|still"
    r"|until|after|when|if|for|only|extra|increas\w*|higher|lower|than|went|rose|too|has been"
    r"|had|was|were|needs?|old|new|until|both|limit\w*|reached|blocked|full|late|strike|weather|storm"
    r"|closed|busy|demand|fees?|tax\w*|rules?|law|security|protect\w*|avoid\w*)\b|n't\b"
)
_WAY: Final = re.compile(
    r"\b(?:you|us|me|we|i|by|via|through|with|using|under|then|menu|settings?|page|link|button|app|tab"
    r"|here|steps?|first|simply|just|please|go|open|choose|select|click|tap|press|send|call|scan"
    r"|hold|enter|type|upload|download|visit|write|ask|take|put|turn|use|sign|log|fill|reply"
    r"|bus|train|tram|metro|walk|street|exit|line|stops?)\b"
    r"|[>→]|https?:"
)
_UP_TO_DATE: Final = re.compile(r"\byou(?:'re| are) (?:all |now |already )*\w+")
_PERSON: Final = re.compile(
    r"@|[a-z,] [A-Z][a-z]|\b(?:us|me|I|we|he|she|they|team|desk|department|office|colleagues?"
    r"|address|here|link|upload|reply|by|partner|driver|courier|company|bank|seller|shop|it's|that's)\b"
)
_ELLIPSIS: Final = 3
"""Words of a question that only echoes ("and the tracker?"): any reply of substance answers it."""
_THING: Final = re.compile(
    r"\b(?:the|this|that|my|your|our|these|those|le|la|les|ce|cet|cette|ces|mon|ma|mes|votre|vos"
    r"|ton|ta|tes)\s((?:\w+\s){0,1}\w+)"
)
"""What both know of ("the blue jacket"); a reply must say something about it."""
_SPEAKS_ON: Final = re.compile(
    r"(?:^|[.!?,;] )(?:(?:thanks?|merci)\b[^.!?]*[.!?] )?(?:your|our|the|it|they|delivery|votre"
    r"|notre|nos|vos|ton|ta|tes|le|la|les)\b"
)
"""A plain statement about the thing itself."""
_ELSEWHERE: Final = re.compile(
    r"\W*(?:your|thanks?|thank you|great|good|perfect|lovely|glad|i'?ve|i have|we'?ve|we have"
    r"|i'm|votre|vos|ton|ta|tes|merci|j'ai|nous avons|super|parfait|tres bien|bonjour"
    r"|hello|hi|dear|the (?:booking|order|parcel|package))\b"
)
"""A reply that opens with something else speaks of something else."""
_BRIEF: Final = 6
"""Words of a reply that says one thing about what was asked about."""
_SHORT: Final = 8
"""Words of a reply that can only be the answer."""
_REQUEST: Final = re.compile(
    r"(?:\w{1,20}\W{1,3}){0,3}?(?:(?:can|could|will|would) (?:you|u|(?:i|we) (?:get|have|see|speak"
    r"|talk))|pouvez|pourriez|(?:tu )?peux(?:-tu)?|pourrais-tu|vous pouvez|je peux (?:avoir|voir)"
    r"|puis-je (?:avoir|voir|parler)|serait-il|est-il possible)\b"
)
"""A wish in the form of a question: any reply of substance deals with it."""
_MAY: Final = re.compile(
    r"\b(?:can|could|may|might|am|are|do|should|must|shall) (?:i|we|my|our)\b|\b(?:possible|way)\b"
    r"|\bable to\b|\b(?:need|have) to\b|\ballowed\b"
)
_YOU_CAN: Final = re.compile(
    r"\byou(?:'ll| will| would|'d)? (?:can|could|may|need|must|should|have to|be able|are able"
    r"|are free|are welcome)\b|(?:^|[.!?;:,\n] ?)(?:(?:please|just|simply|then) )?(?:choose|select"
    r"|go|open|click|tap|send|bring|show|call|ask|use|press|write|pick|enter|add|book|fill|visit)\b"
)
_POINTS: Final = re.compile(
    r"(?:that|this)\b|(?:\S{1,20} ){0,2}(?:them|one|both|ca|cela|c'est)\b|(?!it's one)(?:it|we)\b"
)
"""The first words point back at what was asked ("We keep it ...")."""
_PRAISE: Final = re.compile(
    r"\b(?:popular|best-?sell\w+|favou?rites?|great choice|lovely choice|good choice|award\w*"
    r"|latest|brand-?new|much loved|top seller|welcome|nice (?:day|evening|weekend)|populaires?"
    r"|meilleures? ventes?|prefere\w*|excellent choix|tres bon choix|super choix|belle journee"
    r"|bonne (?:journee|soiree)|nouveautes?|recompense\w*)\b"
)
"""Praise of the goods and goodbyes stand where an answer should."""


def is_answered(question: str, draft: Draft, said: str, *, alone: bool) -> bool:
    """Return whether a draft may be an answer to a question, the only one or one of several.

    Args:
        question: one question, as the customer asked it.
        draft: the reply.
        said: the same, folded; of a long one the beginning.
        alone: nothing else is asked.
    """
    asks, asked = questions.asked_for(question), fold(question)[0]
    if asks == "when":
        if draft.told("vague-deadline"):
            return True  # that finding says it
        timed = names_time(draft, _QUANTITY.sub(" ", draft.text))
        return timed or bool(_LENGTH.search(said) or _NOT.search(said) or _YES_NO.search(said))
    if _says_yes_or_no(said, alone=alone):
        return True
    if _FEES.search(asked) and not _REQUEST.match(asked):
        return _MONEY.search(said) is not None
    if asks == "much":
        return bool(re.search(r"\d", said) or _MONEY.search(said))
    if asks == "where":
        return _PLACE.search(said) is not None or names_time(draft, draft.text)
    if asks in ("why", "how", "what"):
        return not alone or draft.language != "en" or _tells(asks, asked, draft, said)
    return _is_dealt_with(question, draft, said, alone=alone)


def praises(said: str) -> bool:
    """Return whether a draft praises the goods or says goodbye, where an answer should stand."""
    return _PRAISE.search(said) is not None


def _says_yes_or_no(said: str, *, alone: bool) -> bool:
    """Return whether a draft has a yes or a no, for several questions one for each or for all."""
    if alone:
        return _YES_NO.search(said) is not None
    parts = _PARTS.split(said)
    return sum(_YES_NO.match(part) is not None for part in parts) > 1 or bool(_ALL.search(said))


def _tells(asks: questions.Asks, asked: str, draft: Draft, said: str) -> bool:
    """Return whether a draft names a reason, a way, or what became of the thing."""
    if asks == "why":
        return _REASON.search(said) is not None
    if asks == "how":
        return _WAY.search(_UP_TO_DATE.sub(" ", said)) is not None
    if re.match(r"\W*(?:to )?who\b", asked):
        return _PERSON.search(draft.text) is not None
    if thing := re.search(r"\bwhat happens (?:to|with) (?:my |our |the )?(\w+)", asked):
        stem = thing[1].rstrip("s")
        return stem in said or re.search(r"\b(?:they|them|it|these|nothing)\b", said) is not None
    return True


def _is_dealt_with(question: str, draft: Draft, said: str, *, alone: bool) -> bool:
    """Return whether a draft speaks to a question that wants a yes or a no, or a deed."""
    asked = fold(question)[0]
    if draft.gives("ignores-question") or (_MAY.search(asked) and _YOU_CAN.search(said)):
        return True
    wish = _REQUEST.match(asked) is not None
    about, told = matter(question), matter(draft.text)
    if wish and (alone or about & told):
        return True
    news = about - matter(" ".join(_THING.findall(asked)))
    if (news or about if alone else about) & told:
        return True
    if not alone:
        return wish and "acted" in draft.acts
    if praises(said):
        return False
    if about & told:
        return (
            "acted" in draft.acts or len(said.split()) <= _BRIEF or _SPEAKS_ON.search(said) is None
        )
    elsewhere = _ELSEWHERE.match(said) is not None
    short = len(said.split()) <= (_BRIEF if elsewhere else _SHORT)
    echo = len(question.split()) <= _ELLIPSIS
    return echo or short or _POINTS.match(said) is not None or not elsewhere
