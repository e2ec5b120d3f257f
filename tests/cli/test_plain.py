import json
from dataclasses import replace

from assist.cli.plain import plain_chat, plain_draft, plain_reading, plain_step
from assist.codec import from_plain, to_plain
from assist.events import Handover, NeedState, Outranked, Reason, Suggestion
from assist.findings import CueRead, DraftFinding, Edit, Reading, Span, ToneRead
from assist.ledger import Issue, Ledger
from assist.replay import Ended, StepRecord
from assist.transcript import Chat
from assist.vocabulary import NEEDS, TONES

READING = Reading(
    language="en",
    unsure=False,
    tones=(ToneRead(tone="frustration", score=0.81234),),
    scores={tone: 0.81234 if tone == "frustration" else 0.0 for tone in TONES},
    valence=-0.45678,
    intensity=0.5,
    cues=(
        CueRead(
            cue="repeat-contact",
            evidence=(Span(start=0, end=5, text="third"), Span(start=9, end=14, text="again")),
            value="third",
        ),
        CueRead(cue="problem", evidence=(Span(start=20, end=24, text="lost"),)),
    ),
)
CARD = Suggestion(
    suggestion_id="s1",
    rule="own-it",
    kind="ownership",
    need="solution",
    language="en",
    title="Repeat contact",
    about="Say who does what.",
    text="I will stay with it.",
    because=(Reason(label="repeat-contact", words="third"),),
    outranked=(Outranked(rule="calm", kind="empathy", why="solution comes first"),),
    version="abc",
)
LEDGER = Ledger(issues=(Issue(issue_id="i1", about="problem", words="lost"),))
HANDOVER = Handover(at=120.0, agent="ben", before="ana", tone="anger", feeling=-0.5, ledger=LEDGER)
STEP = StepRecord(
    turn=None,
    at=120.0,
    reading=None,
    needs=tuple(NeedState(need=need, status="met") for need in NEEDS),
    needs_moved=False,
    offers=(CARD,),
    showing=(CARD,),
    withdrawn=(Ended(suggestion=CARD, how="expired", reason="on offer too long"),),
    ledger=LEDGER,
    ledger_moved=True,
)


def test_a_reading_has_the_documented_keys_and_three_decimals() -> None:
    assert plain_reading(READING) == {
        "language": "en",
        "unsure": False,
        "tones": {"frustration": 0.812},
        "scores": {tone: 0.812 if tone == "frustration" else 0.0 for tone in TONES},
        "valence": -0.457,
        "intensity": 0.5,
        "cues": [
            {
                "cue": "repeat-contact",
                "evidence": "third … again",
                "spans": [[0, 5], [9, 14]],
                "value": "third",
            },
            {"cue": "problem", "evidence": "lost", "spans": [[20, 24]]},
        ],
    }


def test_a_chat_has_the_documented_keys() -> None:
    chat = Chat(id="c1", language=None, turns=(), until=None)
    assert plain_chat(chat, [STEP]) == {
        "id": "c1",
        "steps": [
            {
                "turn": None,
                "at": 120.0,
                "reading": None,
                "needs": dict.fromkeys(NEEDS, "met"),
                "offers": [
                    {
                        "kind": "ownership",
                        "rule": "own-it",
                        "text": "I will stay with it.",
                        "because": [{"label": "repeat-contact", "words": "third"}],
                        "outranked": [
                            {"rule": "calm", "kind": "empathy", "why": "solution comes first"}
                        ],
                        "version": "abc",
                    }
                ],
                "showing": ["ownership"],
                "withdrawn": ["ownership"],
                "ledger": to_plain(LEDGER),
                "handover": None,
            }
        ],
    }


def test_a_reading_becomes_json() -> None:
    assert json.loads(json.dumps(plain_reading(READING)))["tones"] == {"frustration": 0.812}


def test_a_hand_over_and_the_books_are_shown_whole() -> None:
    plain = json.loads(json.dumps(plain_step(replace(STEP, handover=HANDOVER))))
    assert from_plain(Handover, plain["handover"]) == HANDOVER
    assert from_plain(Ledger, plain["ledger"]) == LEDGER


def test_a_finding_has_the_documented_keys() -> None:
    words = (Span(start=0, end=4, text="soon"), Span(start=9, end=12, text="RMA"))
    edit = Edit(start=9, end=12, text="return")
    caused = DraftFinding(finding="jargon", advice="Say it.", evidence=words, edit=edit)
    missing = DraftFinding(finding="ignores-question", advice="Answer.", about="when?")
    assert plain_draft([caused, missing]) == {
        "findings": [
            {
                "finding": "jargon",
                "evidence": "soon … RMA",
                "spans": [[0, 4], [9, 12]],
                "about": "",
                "advice": "Say it.",
                "edit": {"start": 9, "end": 12, "text": "return"},
            },
            {
                "finding": "ignores-question",
                "evidence": "when?",
                "spans": [],
                "about": "when?",
                "advice": "Answer.",
                "edit": None,
            },
        ]
    }


def test_only_a_chat_with_a_draft_has_findings() -> None:
    chat = Chat(id="c1", language=None, turns=(), until=None)
    assert plain_chat(chat, []) == {"id": "c1", "steps": []}
    empty = {"id": "c1", "steps": [], "draft": {"findings": []}}
    assert plain_chat(replace(chat, draft=""), []) == empty
