"""The words of a card in the reply fields of consoles: in, out again, and never sent."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.stage import EDITORS, FEW, Stage, Stages, fields, stages_of

WORDS = "I\u2019m sorry 😢 déjà <b>“vu”</b> & «\u202ffini\u202f»."
LINES = ["Dear Zoë,", "I have “refunded” it 👍🏽.", "<b>Bye</b>"]
DRAFT = ["Hello there, 😀 friend", "second line"]


@pytest.fixture(scope="module")
def stages(browser: Browser) -> Iterator[Stages]:
    with stages_of(browser) as opened:
        yield opened


@pytest.fixture
def stage(stages: Stages, kind: str) -> Iterator[Stage]:
    with stages.open(kind).quiet() as one:
        yield one


@fields("input")
def test_words_go_in_at_the_caret_and_the_agent_types_on_behind_them(stage: Stage) -> None:
    stage.mount(["Hello friend"], 5)
    before = stage.model
    stage.page.wait_for_timeout(120)  # an agent is not as fast as this page
    if stage.kind != "draftjs":  # it lets go of its caret when it loses the focus
        stage.run("stage.elsewhere.focus()")
    assert stage.insert(WORDS)
    assert stage.lines == [f"Hello {WORDS} friend"]
    stage.page.keyboard.type("!")
    assert stage.lines == [f"Hello {WORDS}! friend"]
    stage.press("Backspace")
    assert stage.undo()
    assert stage.model == before


@fields("input")
def test_words_take_the_place_of_the_selection_and_give_it_back(stage: Stage) -> None:
    stage.mount(["Hello ??? friend"], 6, 3)
    before = stage.model
    assert stage.insert(WORDS)
    assert stage.lines == [f"Hello {WORDS} friend"]
    assert stage.undo()
    assert stage.model == before


@fields("input")
def test_words_go_in_twice_in_a_row_from_empty_and_come_out_in_turn(stage: Stage) -> None:
    stage.mount([""])
    before = stage.model
    assert stage.text == ""
    assert stage.insert("One.")
    stage.run("stage.first = stage.done")
    assert stage.insert("Two.")
    assert stage.lines == ["One. Two."]
    assert stage.text == "One. Two."
    stage.page.keyboard.type(" More")
    assert stage.lines == ["One. Two. More"]
    stage.press("Backspace", 5)
    assert stage.undo()
    assert stage.run("stage.first.undo()")
    assert stage.model == before


@fields()
def test_lines_arrive_as_lines_and_leave_no_trace_when_taken_back(stage: Stage) -> None:
    stage.mount(DRAFT, 5)
    before = stage.model
    assert stage.insert("\n".join(LINES))
    assert stage.lines == ["Hello Dear Zoë,", LINES[1], "<b>Bye</b> there, 😀 friend", DRAFT[1]]
    assert stage.text == "\n".join(stage.lines)
    assert stage.undo()
    assert stage.model == before


@fields("input")
def test_the_editors_own_undo_knows_the_words(stage: Stage) -> None:
    stage.mount(["Hello"], None)
    before = stage.model
    assert stage.insert(WORDS)
    assert stage.lines == [f"Hello {WORDS}"]
    stage.press("Control+z")
    assert stage.model == before


@pytest.mark.parametrize("kind", EDITORS)
def test_where_there_is_no_caret_the_words_go_to_the_end(stage: Stage) -> None:
    stage.mount(DRAFT)
    stage.run("(document.activeElement.blur(), getSelection().removeAllRanges())")
    assert stage.insert("Bye.")
    assert stage.lines == [DRAFT[0], f"{DRAFT[1]} Bye."]


@pytest.mark.parametrize("kind", FEW)
def test_nothing_goes_in_where_the_conversation_has_changed_meanwhile(stage: Stage) -> None:
    stage.mount(["Hello"])
    before = stage.model
    once = "() => (stage.asked = !stage.asked)"
    assert stage.run(f"composer.insert(field, 'x', {once})") is None
    assert not stage.run("stage.asked"), "asked again right before the words go in"
    mend = "composer.replaceText(field, {start: 0, end: 5}, 'x', "
    assert stage.run(f"{mend} {once})") is None
    assert not stage.run("stage.asked")
    assert stage.run(f"{mend} () => false)") is None
    assert stage.model == before


@pytest.mark.parametrize("kind", ["lexical", "tiptap", "quill", "draftjs", "ckeditor"])
def test_bold_words_that_were_replaced_come_back_bold(stage: Stage) -> None:
    stage.mount(["Hello dear friend"], 6, 4)
    stage.page.wait_for_timeout(120)  # an agent is not as fast as this page
    stage.press("Control+b")
    before = stage.model
    assert stage.insert(WORDS)
    assert stage.lines == [f"Hello {WORDS} friend"]
    assert stage.undo()
    assert stage.model == before


@fields("input")
def test_words_that_were_typed_around_stay_when_ours_are_taken_back(stage: Stage) -> None:
    stage.mount([""])
    stage.page.keyboard.type("Hello")
    assert stage.insert("Ours.")
    stage.page.keyboard.type(" Bye")
    stage.press("Control+Home")
    stage.page.keyboard.type("Oh, ")
    assert stage.lines == ["Oh, Hello Ours. Bye"]
    assert stage.undo()
    assert stage.lines == ["Oh, Hello Bye"]


@pytest.mark.parametrize("kind", FEW)
def test_words_that_the_agent_has_edited_are_the_agents(stage: Stage) -> None:
    stage.mount(["Hello"], None)
    assert stage.insert("Ours.")
    stage.press("Backspace", 2)
    assert not stage.undo()
    assert stage.lines == ["Hello Our"]


@pytest.mark.parametrize("kind", ["contenteditable"])
def test_an_editor_that_swallows_pastes_is_not_said_to_have_taken_one(stage: Stage) -> None:
    stage.mount(["Hello"], None)
    stage.run("void field.addEventListener('paste', event => event.preventDefault())")
    assert not stage.insert(WORDS)
    assert stage.lines == ["Hello"]
