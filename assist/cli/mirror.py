"""A draft and what was found in it -> lines for a page: words marked, what to do, what mends."""

from collections.abc import Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from assist.cli.page import shown
from assist.findings import DraftFinding, Edit

_MARK: Final = "underline dark_orange3"


def mirrored(draft: str, findings: Sequence[DraftFinding]) -> RenderableType:
    """Return a draft with the words marked that cause a finding, and the findings below it."""
    text = Text(shown(draft))
    for finding in findings:
        for span in finding.evidence:
            text.stylize(_MARK, span.start, span.end)
    if not findings:
        return Group(text, Text("nothing to mend", style="dim"))
    return Group(text, *(line for finding in findings for line in _told(draft, finding)))


def _told(draft: str, finding: DraftFinding) -> list[Text]:
    """Return what is wrong and the words that show it, what to do, and what mends it."""
    words = " … ".join(span.text for span in finding.evidence)
    cause = f" “{shown(words)}”" if words else ""
    about = f" they said “{shown(finding.about)}”" if finding.about else ""
    lines = [
        Text(),
        Text.assemble((finding.finding, "bold"), (cause or about, "dim")),
        Text(shown(finding.advice)),
    ]
    if finding.edit is not None:
        lines.append(Text.assemble(("mend  ", "dim"), _mended(draft, finding.edit)))
    return lines


def _mended(draft: str, edit: Edit) -> str:
    old, new = shown(draft[edit.start : edit.end]), shown(edit.text)
    if not new.strip():
        return f"cut “{old}”"
    return f"“{old}” → “{new}”" if old else f"add “{new}”"
