"""A message -> the open questions moved by it: asked, asked again, answered.

A needless open question makes a needless card. What asks for nothing (greetings, bare pleas,
rhetoric) is not kept, and in doubt a reply counts as an answer.
"""

import re
from functools import lru_cache
from typing import Final, Literal

from msgspec.structs import replace

from assist.conversation.matter import READ, REMEMBERED, matter, words_of
from assist.findings import Span
from assist.ledger import Question
from assist.reading.clip import clipped
from assist.reading.folding import folded

KEPT: Final = 10
"""Open questions that a chat remembers, the latest."""

_WORDS_KEPT: Final = 200
_LONG_REPLY: Final = 25

Asks = Literal["when", "much", "where", "why", "how", "what", "whether"]

_CHASING: Final = matter(
    "update updates news answer answering reply replying respond response responding"
    " progress nouvelle nouvelles reponse repondre repondez repond regarder regarde avancer avance"
)
_PRESENCE: Final = "hello hi hey allo coucou anyone anybody someone there here quelqu la"
_PRESENT: Final = frozenset(_PRESENCE.split())
_INSISTENCE: Final = "so well and then ok alors donc et eh hein coup"
_CALLS: Final = _PRESENT | frozenset(_INSISTENCE.split())
_FILL: Final = "is are you still il y a un vous etes tu t es ben bon toujours i du"
_CALLED: Final = _CALLS | frozenset(_FILL.split())
_THERE: Final = re.compile(
    r"(?:are|r|is) (?:you|u|we|any(?:one|body)|some(?:one|body)) (?:still )?"
    r"(?:there|here|connected|around)(?: \w+)?|(?:\w+ ){0,4}(?:yes or no|oui ou non)"
)
_HELP: Final = frozenset(["help", "assist", "aide", "aider", "aidez"])
_ASKING: Final[tuple[tuple[Asks, re.Pattern[str]], ...]] = (
    (
        "when",
        re.compile(
            r"\b(?:when|quand|how (?:long|soon|much longer)|(?:what|which) (?:time|day|date)"
            r"|quelle? (?:heure|jour|date|delai)|combien de temps|dans combien)\b"
        ),
    ),
    ("much", re.compile(r"\b(?:how (?:much|many)|combien|(?:what|quel) (?:price|prix|cost))\b")),
    ("where", re.compile(r"^ou\b|\b(?:where|wheres)\b")),
    ("why", re.compile(r"\b(?:why|how come|pourquoi)\b")),
    ("how", re.compile(r"\b(?:how|comment)\b")),
    ("what", re.compile(r"\b(?:what|whats|which|who|quel(?:le)?s?|quoi|que faire|qu est ce)\b")),
)
_SHARP: Final[frozenset[Asks]] = frozenset({"when", "much", "where", "why"})
"""Asked twice about one matter, these ask the same."""

_INSISTS: Final = re.compile(
    r"^(?:(?:yes|yeah|ok|oui|no|non) )?(?:but|mais|donc|alors)\b|\b(?:or not|ou (?:pas|non))$"
)
_POLITE: Final = re.compile(
    r"(?:(?:hi|hello|hey|bonjour|bonsoir|salut|good \w+) )*"
    r"(?:how (?:are|r) (?:you|u|things)(?: doing)?(?: today| this \w+)?|how s it going|what s up"
    r"|(?:comment )?(?:allez vous|vas tu|ca va|vous allez)(?: bien)?(?: aujourd hui)?"
    r"|(?:vous allez|tu vas) bien|la forme|what|quoi|comment|pardon|sorry|right|non|really)"
)
_RHETORIC: Final = re.compile(
    r"\b(?:kidding|joking|a joke|serious|serieux|you even|what s the point|whats the point|how hard"
    r"|how many times (?:do|must|have)|how is (?:that|this|it) (?:ok|okay|acceptable|fair|normal)"
    r"|what kind of (?:service|company)|why (?:is|was|are) (?:this|it) so|who do you think"
    r"|why do i (?:have|need) to|why bother|you know what|guess what|makes? sense|a quoi bon"
    r"|une (?:blague|plaisanterie)|vous moquez|te moques|c est quoi ce (?:service|cirque|bazar)"
    r"|(?:you|u|any(?:one|body)) (?:even |actually )?(?:read|reading|listening to)"
    r" (?:what (?:i|we)|my|me)"
    r"|(?:lisez|lis|lu) (?:vous |tu |vraiment |bien |au moins )*"
    r"(?:ce que j|mes messages|mon message)"
    r"|combien de fois (?:faut|je|dois)|trouvez (?:ca|cela) normal|n est ce pas|rendez compte)\b"
)


def after_customer(
    questions: tuple[Question, ...],
    asked: tuple[Span, ...],
    *,
    message_id: str,
    at: float,
    unanswered: bool = False,
    answered: tuple[Question, ...] = (),
) -> tuple[Question, ...]:
    """Return the open questions after a customer's message.

    "Hello?" or "alors ?" asks the latest one again. What one message says twice is asked once.

    Args:
        questions: those open before it, oldest first.
        asked: the sentences of the message that ask something.
        message_id: of the message; with the sentence's number it makes a question's id.
        at: the message's time, in seconds.
        unanswered: the customer says that an answer is missing (the cue `unanswered`).
        answered: what the agent's latest reply seemed to answer. Asked again, or insisted on
            ("so?", but not "hello?"), it was not: it is open and urgent.
    """
    if not (asked or answered or unanswered):
        return questions
    earlier = {q.question_id: q for q in (*answered, *questions)}
    latest = {q.question_id for q in (questions or answered)[-1:]}
    again = set(latest) if unanswered else set()
    found = [*earlier.values()]
    for number, span in enumerate(asked, 1):
        if _calls(span.text, open_before=bool(questions)):
            again |= latest if questions or _PRESENT.isdisjoint(words_of(span.text)) else set()
        elif same := next((q for q in reversed(found) if _is_same(q, span.text)), None):
            again.add(same.question_id)
        elif _is_real(span.text):
            question = Question(
                question_id=f"{message_id}:{number}",
                words=clipped(span.text, _WORDS_KEPT),
                message_id=message_id,
                at=at,
            )
            found.append(question)
    closed = earlier.keys() - {q.question_id for q in questions} - again
    return tuple(
        replace(q, asked=q.asked + 1) if q.question_id in again & earlier.keys() else q
        for q in [q for q in found if q.question_id not in closed][-KEPT:]
    )


@lru_cache(maxsize=REMEMBERED)
def asked_for(text: str) -> Asks:
    """Return what a question wants to know."""
    said = " ".join(words_of(text))
    return next((asks for asks, pattern in _ASKING if pattern.search(said)), "whether")


def _calls(text: str, *, open_before: bool) -> bool:
    """Return whether a sentence only calls for the answer that is missing."""
    words, about = words_of(text), matter(text)
    if _THERE.fullmatch(" ".join(words)) or (
        _CALLED.issuperset(words) and (not words or not _CALLS.isdisjoint(words))
    ):
        return True
    return open_before and bool(about) and about <= _CHASING and asked_for(text) == "whether"


def _is_real(text: str) -> bool:
    """Return whether a sentence asks for something that a reply can tell."""
    words = words_of(text)
    said, asks = " ".join(words), asked_for(text)
    if _POLITE.fullmatch(said) or _RHETORIC.search(said):
        return False
    return asks != "whether" or (_HELP.isdisjoint(words) and bool(matter(text)))


def _is_same(question: Question, text: str) -> bool:
    """Return whether a sentence asks what is open already."""
    ours, theirs = matter(text) - _CHASING, matter(question.words) - _CHASING
    asks = asked_for(text)
    shared = ours & theirs
    if asks == asked_for(question.words) and asks in _SHARP:
        return bool(shared) or not ours or not theirs
    if not ours:
        return words_of(text) == words_of(question.words)
    if shared and asks == asked_for(question.words) and _INSISTS.search(" ".join(words_of(text))):
        return True
    return 3 * len(shared) >= 2 * max(len(ours), len(theirs))


_TELLS: Final[dict[Asks, re.Pattern[str]]] = {
    "when": re.compile(
        r"\d ?(?:am|pm|h)\b|\d[:h]\d\d|\b(?:to(?:day|night|morrow)|demain|aujourd'hui|ce soir"
        r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche"
        r"|(?:hour|day|week|month|heure|jour|semaine)s?|mois|march|mars|juin|aout|may|mai"
        r"|(?:janu|janv|febr|fevr|april|avril|june|july|juill|augu|sept|octo|nove|dece)[a-z]*)\b"
    ),
    "much": re.compile(r"\d|\bfree\b|\bgratuit|\bno (?:charge|cost|fee)|sans frais"),
    "why": re.compile(r"\b(?:because|due to|the reason|parce que?|car|a cause|en raison)\b"),
}
"""What answers a question of this sort, in whatever words."""

_YES_OR_NO: Final = re.compile(
    r"\W*(?:(?:hi|hello|ok|okay|well|ah|bonjour|bonsoir|alors)\W+)?(?:yes|yeah|yep|no|nope|oui|non"
    r"|absolutely|of course|certainly|unfortunately|correct|tout a fait|bien sur|malheureusement"
    r"|effectivement|absolument)\b(?! (?:problem|worries|probleme|souci))"
)
_HOLDING: Final = re.compile(
    r"^ *(?:just |juste |only )?[\w-]+ (?:min|sec)\w*\W*$|\b(?:minutes?|mins?|secondes?) please\b"
    r"|\b(?:give me|donnez-moi|(?:a|one|few|une?|petite?|quelques) (?:moment|seconde?|instant)s?"
    r"|hold on|bear with|patient(?:er|ez|ence)?|let me|laissez-moi|(?:get|come|call you) back"
    r"|(?:happy|glad|here|ravie?|la) (?:to|pour) (?:help|assist|vous aider)|find(?:ing)? out"
    r"|i(?:'m|'ll| am| will| can) (?:help|assist|see|find|check|look|ask)(?:ing)?|i need to ask"
    r"|je (?:vais )?(?:vous |me )?(?:regarde|verifie|voir|reviens|renseigne|rappelle)r?\b(?! que))"
)
_COURTESY: Final = re.compile(
    r"^\W*(?:hi|hello|hey|dear|good \w+|bonjour|bonsoir|salut|welcome|bienvenue|sure|d'accord)\b"
    r"|\b(?:sorry|apolog\w+|thank|thanks|understand|my name|desolee?|navree?|excus\w+|merci"
    r"|worries|(?:no|pas de) (?:problem|probleme|souci)|my pleasure|de rien|je vous en prie"
    r"|compren\w+|m'appelle)\b"
)
_REQUEST: Final = re.compile(
    r"\?|\b(?:please (?:give|share|send|confirm|provide|tell)|(?:could|can|may) (?:you|i have)"
    r"|i(?:'ll)? need your|pouvez-vous|pourriez-vous|veuillez|merci de|indiquez|j'aurais besoin)\b"
)
_SENTENCES: Final = re.compile(
    r"(?<=[.!?;\n])\s+|\b(?:but|however|mais)\b|\b(?:sorry|desolee?|navree?),"
)


def of_turn(questions: tuple[Question, ...], message_ids: tuple[str, ...]) -> tuple[Question, ...]:
    """Return the questions that matter once an answer came: those of the customer's latest turn,
    and those that had to be asked twice. What was asked before that and not again is settled."""
    return tuple(one for one in questions if one.urgent or one.message_id in message_ids)


def after_agent(
    questions: tuple[Question, ...], reply: str, *, substantive: bool, asks_back: bool
) -> tuple[Question, ...]:
    """Return the questions that are still open after an agent's reply.

    One open question is answered by any reply of substance; of several, those that the reply
    speaks about, or that it answers in kind (a day for "when", a figure for "how much").

    Args:
        questions: those open before it, oldest first.
        reply: the whole message.
        substantive: it says more than a greeting or a holding line.
        asks_back: it asks something. A reply that tells nothing beside leaves every question
            open; none is urgent then, because the customer sees why.
    """
    if not questions:
        return ()
    said = folded(reply[:READ])
    parts = _SENTENCES.split(said)
    if len(questions) == 1 and any(map(_tells, parts)):
        return ()
    told = [part for part in parts if _tells(part)]
    if not told and (asks_back or _REQUEST.search(said)):
        return tuple(replace(question, asked=1) for question in questions)
    if not told and (_HOLDING.search(said) or not substantive):
        return questions
    answered = _answered(questions, " ".join(told) or said)
    return tuple(question for question in questions if question.question_id not in answered)


def _tells(part: str) -> bool:
    """Return whether a sentence of a reply tells the customer something."""
    if _REQUEST.search(part) or _HOLDING.search(part):
        return False
    if _YES_OR_NO.match(part):
        return True
    return not _COURTESY.search(part) and bool(matter(part) or re.search(r"\d", part))


def _answered(questions: tuple[Question, ...], told: str) -> frozenset[str]:
    """Return the ids of the questions that are answered by what a reply tells."""
    if len(questions) == 1:
        return frozenset({questions[0].question_id})
    about = matter(told)
    answered = {
        question.question_id
        for question in questions
        if about & matter(question.words)
        or ((kind := _TELLS.get(asked_for(question.words))) and kind.search(told))
    }
    if _YES_OR_NO.match(told):
        plain = [question for question in questions if asked_for(question.words) == "whether"]
        answered.add((plain or questions)[0].question_id)
    if not answered and len(told.split()) >= _LONG_REPLY:
        answered.add(questions[-1].question_id)
    return frozenset(answered)
