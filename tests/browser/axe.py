"""A page as it is shown -> the rules of WCAG 2.2 AA that it breaks, as axe-core finds them."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Frame, Page

from assist.resources import widget_dir

AXE = widget_dir().parent / "node_modules" / "axe-core" / "axe.min.js"
ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""What can be another in other colours: names, roles and sizes are the same."""
_RUN = """
async runOnly => {
  const said = await axe.run(document, {
    runOnly,
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
        return self.found()[0]

    def found(self, rules: dict[str, Any] = ALL) -> tuple[list[str], list[str]]:
        """Return each breach, and what no machine can judge."""
        if not self._page.evaluate("Boolean(window.axe)"):
            self._page.evaluate(self._source)
        broken, unsure = self._page.evaluate(_RUN, rules)
        return _lines(broken), _lines(unsure)


def _lines(found: list[dict[str, Any]]) -> list[str]:
    return [f"{each['rule']} at {each['where']}: {each['why']}" for each in found]
