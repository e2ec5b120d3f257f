"""What is said, and bodies that are broken in one place, drawn at random."""

import copy
import json
from typing import Any

from hypothesis import strategies as st

from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60)
NAMES = WORDS.map(str.strip).filter(bool)
TEXTS = NAMES.filter(lambda text: "[" not in text)
"""In some consoles `[` begins a mark-up."""
TIMES = st.none() | st.integers(0, 4 * 10**9).map(float)
AGENTS = st.none() | NAMES
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 0, 1.5, 10**30, 1e308, "", "x" * 300, "\ud800", [], [None], {}, {"id": []}]
)

MESSAGES = st.builds(
    MessageRequest,
    conversation=NAMES,
    message_id=NAMES,
    speaker=st.sampled_from(["customer", "agent"]),
    text=TEXTS,
    at=TIMES,
    name=AGENTS,
)
REVISIONS = st.builds(
    RevisionRequest, conversation=NAMES, message_id=NAMES, revision_id=NAMES, text=st.none() | TEXTS
)
CONTEXTS = st.builds(
    ContextRequest,
    conversation=NAMES,
    context_id=NAMES,
    customer=AGENTS,
    agent=NAMES,
    agent_name=AGENTS,
    channel=st.sampled_from([None, "chat", "email", "sms"]),
)


@st.composite
def broken(draw: st.DrawFn, body: bytes) -> bytes:
    """Draw a JSON body with one field of it, however deep, taken away or made something else."""
    plain = copy.deepcopy(json.loads(body))
    here = plain
    while True:
        key = draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
        if not here[key] or not isinstance(here[key], dict | list) or draw(st.booleans()):
            break
        here = here[key]
    if isinstance(here, dict) and draw(st.booleans()):
        del here[key]
    else:
        here[key] = draw(ODD)
    return json.dumps(plain).encode()
