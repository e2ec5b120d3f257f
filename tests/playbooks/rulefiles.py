"""Rule files for tests: a folder that is right, and ways to write others."""

from collections.abc import Mapping
from pathlib import Path

from assist.playbooks.load import load
from assist.playbooks.model import Playbooks

HEAD = 'title = "Leaving"\nabout = "They want to go."\n'
CUE = """
[[cue]]
id = "churn-risk"
about = "Asks to end a plan."
patterns = [
    "close my account",
    [{ LOWER = { IN = ["cancel", "end"] } }, { LOWER = "my", OP = "?" }, { LOWER = "plan" }],
]
match = ["close my account pls", "Hi, I'd like to cancel my plan."]
no_match = ["Can you cancel the delivery?"]
"""
TONE = """
[[tone]]
id = "anxiety"
about = "Names a worry."
weight = 0.8
patterns = ["I am worried"]
match = ["I'm worried about my parcel", "im worried"]
no_match = ["hello"]
"""
ACT = """
[[act]]
id = "apology-given"
about = "Says sorry."
patterns = ["I am sorry"]
match = ["I'm sorry for the delay.", "I am sorry about that"]
no_match = ["Hello, how can I help?"]
"""
SUGGESTION = '''
[[suggestion]]
id = "acknowledge-leaving"
kind = "empathy"
about = "Acknowledge it first."
requires = ["churn-risk"]
excludes = ["apology-given", "anxiety"]
text = ["I can take care of that, {customer.name}.", "I can help with that now.", "Of course."]
[[suggestion.example]]
offered = true
transcript = """
customer: close my account
"""
[[suggestion.example]]
offered = false
transcript = """
customer: can you cancel the delivery?
"""
'''
TOPIC = HEAD + CUE + TONE + ACT + SUGGESTION
FRENCH = '''
title = "Départ"
about = "Le client veut partir."
[[cue]]
id = "churn-risk"
about = "Veut résilier."
patterns = ["résilier mon abonnement", "je veux résilier"]
match = ["je veux résilier", "Comment résilier mon abonnement ?"]
no_match = ["je voudrais changer mon adresse"]
[[tone]]
id = "anxiety"
about = "Dit son inquiétude."
weight = 0.8
patterns = ["je suis inquiète", "je suis inquiet"]
match = ["Je suis inquiète pour mon colis", "jsuis inquiet"]
no_match = ["bonjour, avez-vous mon dossier ?"]
[[act]]
id = "apology-given"
about = "S'excuse."
patterns = ["je suis désolé", "toutes mes excuses"]
match = ["Je suis désolé pour ce retard.", "Toutes mes excuses pour l'attente"]
no_match = ["Bonjour, comment puis-je vous aider ?"]
[[suggestion]]
id = "acknowledge-leaving"
kind = "empathy"
about = "L'entendre d'abord."
requires = ["churn-risk"]
excludes = ["apology-given", "anxiety"]
text = ["Je m'en occupe, {customer.name}.", "Je peux m'en charger maintenant.", "Bien sûr."]
[[suggestion.example]]
offered = true
transcript = """
customer: bonjour, je veux résilier
"""
[[suggestion.example]]
offered = false
transcript = """
customer: je voudrais changer mon adresse
"""
'''
TONES = """
[[inference]]
tone = "disappointment"
about = "Who leaves expected more."
requires = ["churn-risk"]
score = 0.6
"""
GOOD = {"en/leaving.toml": TOPIC, "fr/leaving.toml": FRENCH, "tones.toml": TONES}


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write `files` (path -> text) below `folder` and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def loaded(folder: Path, files: Mapping[str, str | bytes]) -> Playbooks:
    """Return what `files` load as."""
    return load(write(folder, files))


def said(playbooks: Playbooks) -> list[str]:
    """Return the diagnostics as lines."""
    return [str(diagnostic) for diagnostic in playbooks.diagnostics]
