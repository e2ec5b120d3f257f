from collections.abc import Sequence

from rich.console import Console

from assist.cli.mirror import mirrored
from assist.findings import DraftFinding, Edit, Span

DRAFT = "We’ll look\ninto the RMA 🙂 soon!!! \x1b[31m[bold]"


def span(words: str) -> Span:
    start = DRAFT.index(words)
    return Span(start=start, end=start + len(words), text=words)


def finding(*words: str, about: str = "", edit: Edit | None = None) -> DraftFinding:
    evidence = tuple(span(one) for one in words)
    advice = "Say when \x1b[2J[red]."
    return DraftFinding(
        finding="vague-deadline", advice=advice, evidence=evidence, about=about, edit=edit
    )


def lines(findings: Sequence[DraftFinding], *, colour: bool = False) -> list[str]:
    console = Console(width=80, force_terminal=colour, color_system="256" if colour else None)
    with console.capture() as capture:
        console.print(mirrored(DRAFT, findings))
    return [line.rstrip() for line in capture.get().splitlines()]


def test_a_good_draft_is_shown_with_nothing_to_mend() -> None:
    assert lines(()) == ["We’ll look", "into the RMA 🙂 soon!!! �[31m[bold]", "nothing to mend"]


def test_a_finding_stands_below_with_its_words_and_what_to_do() -> None:
    assert lines([finding("look", "soon")])[2:] == [
        "",
        "vague-deadline “look … soon”",
        "Say when �[2J[red].",
    ]


def test_where_something_is_missing_the_customers_words_stand_there() -> None:
    (_, label, _) = lines([finding(about="when \x1bdoes it come?")])[2:]
    assert label == "vague-deadline they said “when �does it come?”"


def test_the_words_are_marked_where_they_stand() -> None:
    (_, line, *_) = lines([finding("🙂 soon")], colour=True)
    marked = line.split("\x1b[0m")[0].rpartition("m")[2]
    assert marked == "🙂 soon"


def test_the_edit_says_what_becomes_of_the_words() -> None:
    rma, marks, end = span("RMA"), span("!!!"), len(DRAFT)
    put = Edit(start=rma.start, end=rma.end, text="return")
    cut = Edit(start=marks.start, end=marks.end, text="")
    add = Edit(start=end, end=end, text=" By six.")
    assert [lines([finding("soon", edit=edit)])[-1] for edit in (put, cut, add)] == [
        "mend  “RMA” → “return”",
        "mend  cut “!!!”",
        "mend  add “ By six.”",
    ]
