"""A rule's wordings and a conversation -> the words of the card, or None when all were used."""

from assist.conversation.state import Conversation
from assist.playbooks.model import SuggestionRule

NAME = "{customer.name}"


def wording(rule: SuggestionRule, chat: Conversation) -> str | None:
    """Return the first wording that this chat has not seen, with its one field filled.

    The field is replaced as text and never formatted. A wording with a field that nobody
    filled is passed over.
    """
    start = chat.offered % len(rule.text) if rule.text else 0
    for text in (*rule.text[start:], *rule.text[:start]):
        if NAME in text and chat.customer_name is None:
            continue
        filled = text.replace(NAME, chat.customer_name or "")
        if filled not in chat.phrases:
            return filled
    return None
