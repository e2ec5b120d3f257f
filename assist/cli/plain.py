"""Readings, replayed chats and findings -> the JSON objects that the offline tools print."""

from collections.abc import Iterable
from typing import Any

from assist import codec
from assist.events import Suggestion
from assist.findings import CueRead, DraftFinding, Reading, Span
from assist.replay import StepRecord
from assist.transcript import Chat


def plain_reading(reading: Reading) -> dict[str, Any]:
    """Return a reading; scores have three decimals, spans are code points of the text."""
    return {
        "language": reading.language,
        "unsure": reading.unsure,
        "tones": {tone.tone: _rounded(tone.score) for tone in reading.tones},
        "scores": {tone: _rounded(score) for tone, score in reading.scores.items()},
        "valence": None if reading.valence is None else _rounded(reading.valence),
        "intensity": _rounded(reading.intensity),
        "cues": [_plain_cue(cue) for cue in reading.cues],
    }


def plain_chat(
    chat: Chat, steps: Iterable[StepRecord], findings: Iterable[DraftFinding] = ()
) -> dict[str, Any]:
    """Return a conversation with all its steps and, if it has a draft, what was found in it."""
    plain = {"id": chat.id, "steps": [plain_step(step) for step in steps]}
    return plain if chat.draft is None else plain | {"draft": plain_draft(findings)}


def plain_draft(findings: Iterable[DraftFinding]) -> dict[str, Any]:
    """Return what was found in a draft, what matters first coming first."""
    return {"findings": [_plain_finding(finding) for finding in findings]}


def plain_step(step: StepRecord) -> dict[str, Any]:
    """Return one step; `turn` is None where time alone moved, or the platform said more."""
    return {
        "turn": step.turn,
        "at": step.at,
        "reading": None if step.reading is None else plain_reading(step.reading),
        "needs": {state.need: state.status for state in step.needs},
        "offers": [_plain_card(card) for card in step.offers],
        "showing": [card.kind for card in step.showing],
        "withdrawn": [ended.suggestion.kind for ended in step.withdrawn],
        "ledger": codec.to_plain(step.ledger),
        "handover": None if step.handover is None else codec.to_plain(step.handover),
    }


def _plain_finding(finding: DraftFinding) -> dict[str, Any]:
    """Return a finding; where what is missing causes it, its evidence is the customer's words."""
    return {
        "finding": finding.finding,
        "evidence": _words(finding.evidence) or finding.about,
        "spans": [[span.start, span.end] for span in finding.evidence],
        "about": finding.about,
        "advice": finding.advice,
        "edit": None if finding.edit is None else codec.to_plain(finding.edit),
    }


def _words(evidence: Iterable[Span]) -> str:
    return " … ".join(span.text for span in evidence)


def _plain_cue(cue: CueRead) -> dict[str, Any]:
    plain = {
        "cue": cue.cue,
        "evidence": _words(cue.evidence),
        "spans": [[span.start, span.end] for span in cue.evidence],
    }
    return plain if cue.value is None else plain | {"value": cue.value}


def _plain_card(card: Suggestion) -> dict[str, Any]:
    return {
        "kind": card.kind,
        "rule": card.rule,
        "text": card.text,
        "because": [{"label": reason.label, "words": reason.words} for reason in card.because],
        "outranked": [codec.to_plain(other) for other in card.outranked],
        "version": card.version,
    }


def _rounded(number: float) -> float:
    return round(number, 3)
