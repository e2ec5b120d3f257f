"""A draft in the reply fields of consoles: read, and mended at one place of it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.stage import FEW, Stage, Stages, fields, stages_of

LINES = ["Dear Zoë,", "I have “refunded” it 👍🏽.", "<b>Bye</b>"]
DRAFT = ["Hello there, 😀 friend", "second line"]
FRENCH = ["Bonjour 😀,", "je suis désolée", "à bientôt"]
# What a person sees of a page -> how it is read.
SEEN = {
    "Hello <b>dear</b> friend": "Hello dear friend",
    "\n  <p>\n Hello\n  there </p>\n  <p> you </p>\n": "Hello there\nyou",
    "a<br>b<br>": "a\nb",
    "a<br><br>b": "a\n\nb",
    "a<div>b</div><div><br></div>c": "a\nb\n\nc",
    "<p><br></p><p>b</p>": "\nb",
    "<ul><li>a<li><p>b</p></ul>c": "a\nb\nc",
    "<pre>a\n  b\n</pre>c": "a\n  b\nc",
    "a&nbsp; b": "a  b",
    "a<span style='display: none'>x</span>b": "ab",
    "<i contenteditable=false>Write here</i>a": "a",
    "\ufeff\u2060\u2060\u2060\u2060\u2060\u2060\u2060": "",
}
# Quill, TipTap and CKEditor 5 do not start on such a page.
UNDER_TRUSTED_TYPES = [
    *["textarea", "contenteditable", "slate"],
    *["lexical", "prosemirror", "draftjs", "codemirror"],
]


@pytest.fixture(scope="module")
def stages(browser: Browser) -> Iterator[Stages]:
    with stages_of(browser) as opened:
        yield opened


@pytest.fixture
def stage(stages: Stages, kind: str) -> Iterator[Stage]:
    with stages.open(kind).quiet() as one:
        yield one


@fields()
def test_a_place_is_counted_in_letters_and_mended_there(stage: Stage) -> None:
    stage.mount(FRENCH, None)
    before = stage.model
    assert stage.text == "\n".join(FRENCH)
    start = "\n".join(FRENCH).index("désolée")
    assert stage.replace({"start": start, "end": start + 7}, "à vous 😀")
    assert stage.lines == [FRENCH[0], "je suis à vous 😀", FRENCH[2]]
    stage.page.keyboard.type("!")
    assert stage.lines[2] == f"{FRENCH[2]}!", "the caret stays where the agent had it"
    stage.press("Backspace")
    assert stage.undo()
    assert stage.model == before


@fields()
def test_words_are_taken_out_and_put_in_between_too(stage: Stage) -> None:
    stage.mount(DRAFT)
    before = stage.model
    assert stage.replace({"start": 5, "end": 11}, "")
    assert stage.lines == ["Hello, 😀 friend", DRAFT[1]]
    assert stage.undo()
    assert stage.model == before
    end = len("\n".join(DRAFT))
    assert stage.replace({"start": end, "end": end}, " today")
    assert stage.lines == [DRAFT[0], f"{DRAFT[1]} today"]
    assert stage.undo()
    assert stage.model == before
    assert stage.replace({"start": len(DRAFT[0]) - 6, "end": len(DRAFT[0]) + 7}, "mate, last")
    assert stage.lines == ["Hello there, 😀 mate, last line"]


@pytest.mark.parametrize("kind", FEW)
def test_a_place_that_is_gone_is_left_alone(stage: Stage) -> None:
    stage.mount(["Hello friend"])
    before = stage.model
    assert not stage.replace({"start": 0, "end": 13}, "x")
    assert not stage.replace({"start": 0, "end": 5, "of": "Howdy friend"}, "x")
    assert stage.model == before
    assert stage.replace({"start": 4, "end": 10, "of": "Oh, friend"}, "you")
    assert stage.lines == ["Hello you"]


@pytest.mark.parametrize("kind", ["contenteditable"])
def test_an_editor_that_was_still_drawing_gets_its_caret_set_again(stage: Stage) -> None:
    stage.mount(DRAFT, None)
    back = "setTimeout(() => getSelection().collapse(field, 0), 50)"
    stage.run(
        f"void addEventListener('selectionchange', () => {back}, {{once: true, capture: true}})"
    )
    assert stage.replace({"start": 6, "end": 11}, "you")
    assert stage.lines == ["Hello you, 😀 friend", DRAFT[1]]
    always = "() => field.isConnected && getSelection().collapse(field, 0)"
    stage.run(f"void field.ownerDocument.addEventListener('selectionchange', {always})")
    assert not stage.replace({"start": 6, "end": 9}, "it")
    assert stage.lines == ["Hello you, 😀 friend", DRAFT[1]], "better nothing than words elsewhere"


@pytest.mark.parametrize("kind", UNDER_TRUSTED_TYPES)
def test_a_strict_page_with_trusted_types_has_no_objection(stages: Stages, kind: str) -> None:
    stage = stages.open(kind, "/strict")
    stage.mount(DRAFT, 5)
    before = stage.model
    assert stage.insert("\n".join(LINES))
    assert stage.lines[1] == LINES[1]
    assert stage.undo()
    assert stage.model == before
    assert stage.replace({"start": 6, "end": 11}, "you")
    assert stage.lines[0] == "Hello you, 😀 friend"
    assert stage.complaints == []


@pytest.mark.parametrize("kind", FEW)
def test_it_works_from_the_world_of_an_extension_too(stage: Stage) -> None:
    stage.mount(DRAFT, 5)
    run = stage.extension()
    assert run("typeof stage") == "undefined"
    assert run("(globalThis.done = await composer.insert(field, 'Ours.')) !== null")
    assert stage.lines == ["Hello Ours. there, 😀 friend", DRAFT[1]]
    assert run("composer.textOf(field)") == "\n".join(stage.lines)
    assert run("globalThis.done.undo()")
    assert stage.lines == DRAFT
    assert run("(await composer.replaceText(field, {start: 6, end: 11}, 'you')) !== null")
    assert stage.lines == ["Hello you, 😀 friend", DRAFT[1]]


@pytest.mark.parametrize("kind", ["contenteditable"])
@pytest.mark.parametrize("html", SEEN)
def test_a_draft_is_read_as_it_is_seen(stage: Stage, html: str) -> None:
    stage.mount([""])
    assert stage.run("(field.innerHTML = args[0], composer.textOf(field))", html) == SEEN[html]


@pytest.mark.parametrize("kind", ["contenteditable"])
def test_each_letter_that_is_read_is_found_again_in_the_page(stage: Stage) -> None:
    html = "<p>One <b>two</b></p><p><br></p><ul><li>three<br>four</li></ul>"
    stage.mount([""])
    stage.run("void (field.innerHTML = args[0])", html)
    text = "One two\n\nthree\nfour"
    assert stage.text == text
    for start in [text.index(word) for word in text.split()]:
        assert stage.replace({"start": start, "end": start + 1}, "X")
        text = f"{text[:start]}X{text[start + 1 :]}"
        assert stage.text == text
    assert stage.replace({"start": 8, "end": 8}, "Y")
    assert stage.text == "Xne Xwo\nY\nXhree\nXour"


@pytest.mark.parametrize("kind", ["contenteditable"])
def test_the_field_is_found_from_around_and_from_inside_it(stage: Stage) -> None:
    stage.mount(["Hello"])
    found = "composer.editableIn({}) === field"
    assert stage.run(found.format("document.body"))
    assert stage.run(found.format("field.firstElementChild"))
    stage.run("void stage.host.prepend(document.createElement('textarea'))")
    stage.run("void (stage.host.firstChild.hidden = true)")
    assert stage.run(found.format("stage.host"))
    assert stage.run("composer.editableIn(stage.elsewhere)") is None
