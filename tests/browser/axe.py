"""A page as it is shown -> the rules of WCAG 2.2 AA that it breaks, as axe-core finds them."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Frame, Page

from assist.resources import widget_dir

AXE = widget_dir().parent / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_RUN = """
async tags => {
  const said = await axe.run(document, {
    runOnly: {type: 'tag', values: tags},
    resultTypes: ['violations', 'incomplete'],
  })
  const told = found => found.flatMap(({id, nodes}) => nodes.map(node => ({
    rule: id,
    where: node.target.flat().join(' '),
    why: [...node.any, ...node.all, ...node.none].map(({message}) => message).join('; '),
  })))
  return [told(said.violations), told(said.incomplete)]
}
"""


class Axe:
    """axe-core in a page: the widget's shadow trees are read as the rest of it."""

    def __init__(self, page: Page | Frame) -> None:
        assert AXE.exists(), "these tests need axe-core: cd widget && npm ci"
        self._page = page
        self._source = Path(AXE).read_text()

    def broken(self) -> list[str]:
        """Return each breach: the rule, where, and why."""
        return _lines(self._found()[0])

    def unsure(self) -> list[str]:
        """Return what no machine can judge."""
        return _lines(self._found()[1])

    def _found(self) -> list[list[dict[str, Any]]]:
        if not self._page.evaluate("Boolean(window.axe)"):
            self._page.evaluate(self._source)
        found: list[list[dict[str, Any]]] = self._page.evaluate(_RUN, TAGS)
        return found


def _lines(found: list[dict[str, Any]]) -> list[str]:
    return [f"{each['rule']} at {each['where']}: {each['why']}" for each in found]
