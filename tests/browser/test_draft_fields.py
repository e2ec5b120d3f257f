"""The mirror over the reply fields of real editors: what is typed is read, mended, given back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.stage import Stage, Stages, fields, stages_of

WATCH = """
async () => {
  const {DraftMirror} = await import('/widget/draft.js')
  window.asked = []
  window.mirror?.stop()
  window.mirror = new DraftMirror({
    field: () => stage.field,
    check: async (_, text) => {
      asked.push(text)
      const start = [...text].join('').indexOf('RMA')
      if (start < 0) return []
      const before = [...text.slice(0, start)].length
      const edit = {start: before, end: before + 3, text: 'return'}
      return [{finding: 'jargon', evidence: [{...edit, text: 'RMA'}], about: '', advice: '', edit}]
    },
    tell: () => true,
    mend: () => true,
    show: () => {}
  })
  mirror.conversation = 'c1'
  mirror.start(document)
}
"""
FOUND = "mirror.findings.length > 0"


@pytest.fixture(scope="module")
def stages(browser: Browser) -> Iterator[Stages]:
    with stages_of(browser) as opened:
        yield opened


@pytest.fixture
def stage(stages: Stages, kind: str) -> Iterator[Stage]:
    with stages.open(kind).quiet() as one:
        one.mount([""])
        one.page.evaluate(WATCH)
        yield one


@fields("input")
def test_what_is_typed_is_read_once_mended_given_back_and_forgotten(stage: Stage) -> None:
    stage.page.keyboard.type("👍 Your RMA numberr")
    stage.press("Backspace")
    stage.page.wait_for_function(FOUND)
    assert stage.run("asked") == ["👍 Your RMA number"]
    before = stage.lines
    stage.run("mirror.mend()")
    assert stage.lines == ["👍 Your return number"]
    stage.run("mirror.undo()")
    assert stage.lines == before
    stage.press("Control+End")
    stage.page.keyboard.type("s!")
    assert stage.lines == ["👍 Your RMA numbers!"]
    stage.press("Control+a")
    stage.page.wait_for_timeout(250)  # Slate hears of a new selection 100 ms late
    stage.press("Delete")
    stage.page.wait_for_function("!mirror.findings.length")
