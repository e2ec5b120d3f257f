"""A message as typed -> the same with blanks for what is not the customer's own voice.

Mail programs quote the firm's last mail, customers paste error logs and read out what a letter
said. None of that is how they feel. What is blanked keeps its length, so places stay true.
"""

import re
from typing import Final

_SUSPECT: Final = re.compile(r"""["“«>{\[\n]""")
"""Most messages hold none of these, nor the head of a mail, and are returned as they are."""

_REPLY: Final = re.compile(
    r"^[ \t]*(?:-{2,} ?(?:original message|message d'origine|forwarded message)"
    r"|on .{4,80} wrote:|le .{4,80} a écrit ?:"
    r"|from: .{1,200}\n(?:sent|date|to): |de : .{1,200}\n(?:envoyé|date|à) : ).*",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
"""From the head of a quoted mail to the end."""

_LINE: Final = re.compile(
    r"^[ \t]*(?:>.*"
    r"|\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*|\[\d\d:\d\d(?::\d\d)?\].*"
    r"|(?:ERROR|WARN|WARNING|INFO|DEBUG|FATAL|TRACE)\b ?[:\[(].*"
    r"|Traceback \(most recent call last\).*|File \"[^\"\n]*\", line \d+.*|at [\w.$<>]+\(.*"
    r"|(?:[\w.]+\.)?\w+(?:Error|Exception): .*"
    r"|[{<\[][^\n]*[}>\]][,;]?)[ \t]*$",
    re.MULTILINE,
)
"""A line of a quoted mail, a log, a stack trace, or code."""

_QUOTE: Final = re.compile(
    r"""(?<!\w)(?:"(?!>)[^"\n]{12,400}"|“[^“”\n]{12,400}”|«[^«»\n]{12,400}»)"""
)
_QUOTED_WORDS: Final = 4
"""From here on a quotation is somebody's sentence; below, it is a word under stress."""


def voice(text: str) -> str:
    """Return `text` with blanks for quoted mails, logs, and quoted sentences.

    A message that is nothing but a quotation or a log is returned whole: it is all there is.
    """
    if not _SUSPECT.search(text) and "wrote:" not in text and "crit :" not in text:
        return text
    own = text
    for expression in (_REPLY, _LINE, _QUOTE):
        own = expression.sub(_blank, own)
    return own if any(map(str.isalnum, own)) else text


def _blank(match: re.Match[str]) -> str:
    quoted = match[0]
    if quoted[0] in '"“«' and len(quoted.split()) < _QUOTED_WORDS:
        return quoted
    return re.sub(r"[^\n]", " ", quoted)
